from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.disk import half_then_full
from timeline import __version__, files
from timeline.errors import FileError
from timeline.web.decisions import START, BrokenLogError, DecisionLog, FindingKey, _hash, _line, verify_log

FINDING = FindingKey("abc123", "overlap.contested", "2026-03-02")
SENT = {"decision": "accepted", "reason": "seen", "initials": "AB"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "decisions.jsonl"


def written(path: Path, count: int = 3) -> DecisionLog:
    log = DecisionLog(path)
    for number in range(count):
        log.append(FINDING, SENT | {"reason": f"reason {number}"}, ["f" * 64])
    return log


def test_a_new_log_is_sound_and_private(path: Path) -> None:
    check = DecisionLog(path).check
    assert (check.ok, check.count, check.head) == (True, 0, START)
    assert {stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()} == {0o600}


def test_a_log_that_others_could_read_is_closed_to_them(path: Path) -> None:
    path.touch(mode=0o644)
    DecisionLog(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_record_holds_what_was_decided_and_what_it_rests_on(path: Path) -> None:
    record = DecisionLog(path).append(FINDING, SENT, ["f" * 64])
    assert list(record) == [
        *("n", "time", "finding", "rule", "date", "decision", "reason", "initials", "inputs", "version"),
        *("previous", "hash"),
    ]
    assert (record["n"], record["inputs"], record["version"]) == (1, ["f" * 64], __version__)
    assert record["previous"] == START
    assert json.loads(path.read_text()) == record


def test_each_record_carries_the_hash_of_the_one_before(path: Path) -> None:
    first, second, third = written(path).records()
    assert (second["previous"], third["previous"]) == (first["hash"], second["hash"])
    assert verify_log(path).head == third["hash"]


def test_a_log_goes_on_where_it_ended(path: Path) -> None:
    written(path, 2)
    assert written(path, 1).check.count == 3
    assert verify_log(path).ok


def test_two_servers_may_share_a_log(path: Path) -> None:
    logs = [DecisionLog(path) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda log: [log.append(FINDING, SENT, []) for _ in range(5)], logs))
    assert (verify_log(path).ok, verify_log(path).count) == (True, 20)


def edit(lines: list[bytes]) -> list[bytes]:
    return [lines[0], lines[1].replace(b"reason 1", b"reason 9"), *lines[2:]]


def rehash(lines: list[bytes]) -> list[bytes]:
    """Edit the second record and give it the hash of its new content."""
    record = json.loads(lines[1]) | {"decision": "dismissed"}
    return [lines[0], _line(record | {"hash": _hash(record)}), *lines[2:]]


CHANGES: dict[str, tuple[Callable[[list[bytes]], list[bytes]], str, int]] = {
    "an edited record": (edit, "record 2: its content was changed", 1),
    "an edited record with its hash made to fit": (rehash, "record 3: the record before it", 2),
    "a removed first record": (lambda lines: lines[1:], "record 1: the record before it", 0),
    "a removed record": (lambda lines: [lines[0], *lines[2:]], "record 2: the record before it", 1),
    "a removed last record": (lambda lines: lines[:-1], "record 3: removed, with everything after it", 2),
    "all records removed": (lambda lines: [], "record 1: removed", 0),
    "records exchanged": (lambda lines: [lines[1], lines[0], lines[2]], "record 1: the record before it", 0),
    "a record twice": (lambda lines: [*lines, lines[2]], "record 4: the record before it", 3),
    "a blank line": (lambda lines: [lines[0], b"", *lines[1:]], "record 2: not a record", 1),
    "a line of something else": (lambda lines: [*lines, b'{"n": 4}'], "record 4: not a record", 3),
    "a deep line": (lambda lines: [*lines, b"[" * 100_000], "record 4: not a record", 3),
    "other spacing": (lambda lines: [lines[0].replace(b":", b": ", 1), *lines[1:]], "record 1: its content", 0),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_noticed_and_nothing_is_added(path: Path, change: str) -> None:
    log = written(path)
    how, told, sound = CHANGES[change]
    path.write_bytes(b"".join(line + b"\n" for line in how(path.read_bytes().splitlines())))
    check = verify_log(path)
    assert (check.ok, check.count) == (False, sound)
    assert told in check.problems[0]
    before = path.read_bytes()
    with pytest.raises(BrokenLogError, match="--log"):
        log.append(FINDING, SENT, [])
    assert path.read_bytes() == before
    assert not DecisionLog(path).check.ok


def test_a_line_that_is_cut_off_is_noticed(path: Path) -> None:
    written(path)
    path.write_bytes(path.read_bytes()[:-20])
    assert "record 3" in verify_log(path).problems[0]


def test_a_log_removed_as_a_whole_is_noticed(path: Path) -> None:
    written(path)
    path.unlink()
    assert verify_log(path).problems == ("record 1: removed, with everything after it (3 were written)",)


@pytest.mark.parametrize("end", [None, b"", b"nonsense", b"3 " + b"0" * 64 + b"\n", b"9" * 5_000])
def test_an_end_of_the_chain_that_is_missing_or_changed_is_noticed(path: Path, end: bytes | None) -> None:
    written(path)
    head = path.with_name("decisions.jsonl.head")
    head.unlink() if end is None else head.write_bytes(end)
    assert "the end of the chain" in verify_log(path).problems[0]


def test_a_write_cut_short_between_the_two_files_does_no_harm(path: Path) -> None:
    log = written(path, 2)
    head = path.with_name("decisions.jsonl.head")
    before = head.read_bytes()
    log.append(FINDING, SENT, [])
    head.write_bytes(before)
    assert (verify_log(path).ok, verify_log(path).count) == (True, 3)
    assert DecisionLog(path).append(FINDING, SENT, [])["n"] == 4
    assert verify_log(path).ok


def test_another_file_is_never_taken_for_a_log(path: Path) -> None:
    path.write_text("start,end,patient\n9:00,9:30,P1\n")
    check = DecisionLog(path).check
    assert check.problems == ("record 1: not a record",)
    assert path.read_text() == "start,end,patient\n9:00,9:30,P1\n"


def test_problems_and_faults_quote_nothing_from_the_file(path: Path) -> None:
    path.write_text("Secret Jane\n")
    assert "Jane" not in repr(verify_log(path))


def test_a_log_in_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"log\.jsonl: cannot be opened"):
        DecisionLog(tmp_path / "none" / "log.jsonl")


def test_a_folder_is_no_log(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be opened"):
        DecisionLog(tmp_path)
    with pytest.raises(FileError, match="cannot be read"):
        verify_log(tmp_path)


def test_a_pipe_is_no_log_and_is_not_waited_for(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(FileError, match="not a plain file"):
        DecisionLog(path)


@pytest.mark.parametrize("name", ["decisions.jsonl", "decisions.jsonl.head"])
def test_neither_file_of_a_log_is_written_through_a_link(path: Path, name: str) -> None:
    victim = path.with_name("victim")
    victim.write_text("mine")
    os.symlink(victim, path.with_name(name))
    with pytest.raises(FileError, match=r"is a link|symbolic links"):
        DecisionLog(path).append(FINDING, SENT, [])
    assert victim.read_text() == "mine"


def test_a_full_disk_leaves_a_sound_log(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = written(path, 2)
    with monkeypatch.context() as disk:
        disk.setattr(files.os, "write", half_then_full())
        with pytest.raises(FileError, match="Free some space"):
            log.append(FINDING, SENT, [])
    assert (verify_log(path).ok, verify_log(path).count) == (True, 2)
    assert log.append(FINDING, SENT, [])["n"] == 3


def test_records_of_some_findings_can_be_asked_for(path: Path) -> None:
    log = written(path, 1)
    other = log.append(FindingKey("other", "claim.aide", "2026-03-02"), SENT, [])
    assert log.records(["other"]) == [other]
    assert log.records([]) == []
