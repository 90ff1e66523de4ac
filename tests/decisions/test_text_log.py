from __future__ import annotations

from pathlib import Path

import pytest

from tests.decisions.text_logs import write_text_log
from timeline.decisions import DecisionLog, verify_log


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "decisions.jsonl"


def test_an_older_log_is_taken_in_whole_and_kept(path: Path) -> None:
    hashes = write_text_log(path)
    before = path.read_bytes()
    records = DecisionLog(path).records()
    assert [each["reason"] for each in records] == ["reason 1", "reason 2", "reason 3"]
    assert [each["imported"] for each in records] == hashes[1:]
    assert {each["time"] for each in records} == {"2026-03-02T10:00:00Z"}
    assert path.with_name("decisions.jsonl.old").read_bytes() == before
    assert (verify_log(path).ok, verify_log(path).count) == (True, 3)


def test_an_older_log_whose_end_lags_behind_was_interrupted_not_changed(path: Path) -> None:
    write_text_log(path, 3, head=1)
    check = verify_log(path)
    assert (check.ok, check.count, "the end of the chain" in check.interrupted) == (True, 3, True)
    assert len(DecisionLog(path).records()) == 3


def test_an_older_log_with_half_a_line_was_interrupted(path: Path) -> None:
    write_text_log(path)
    with path.open("ab") as file:
        file.write(b'{"n":4,"time"')
    check = verify_log(path)
    assert (check.ok, check.count, "cut off" in check.interrupted) == (True, 3, True)


CHANGES = {
    "an edited record": (lambda lines: [lines[0], lines[1].replace(b"n 2", b"n 9"), lines[2]], "record 2: its content"),
    "a removed record": (lambda lines: [lines[0], lines[2]], "record 2: the record before it"),
    "a removed last record": (lambda lines: lines[:-1], "record 3: removed, with everything after it"),
    "a line of something else": (lambda lines: [*lines, b'{"n": 4}'], "record 4: not a record"),
    "a deep line": (lambda lines: [*lines, b"[" * 100_000], "record 4: not a record"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_an_older_log_is_noticed_and_it_is_left_as_it_is(path: Path, change: str) -> None:
    write_text_log(path)
    how, told = CHANGES[change]
    path.write_bytes(b"".join(line + b"\n" for line in how(path.read_bytes().splitlines())))
    before = path.read_bytes()
    assert told in DecisionLog(path).check.problems[0]
    assert path.read_bytes() == before


@pytest.mark.parametrize("end", [None, b"", b"nonsense", b"3 " + b"0" * 64 + b"\n"])
def test_an_end_of_the_chain_that_is_missing_or_changed_is_noticed(path: Path, end: bytes | None) -> None:
    write_text_log(path)
    head = path.with_name("decisions.jsonl.head")
    head.unlink() if end is None else head.write_bytes(end)
    assert "the end of the chain" in verify_log(path).problems[0]
