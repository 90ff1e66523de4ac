from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import ROWS, Run, Write
from tests.decisions.test_log import BASIS, FINDING, SENT, written
from tests.decisions.text_logs import write_text_log
from timeline.decisions import DecisionLog


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "decisions.log"


def test_a_sound_log_exits_with_0_and_says_what_it_cannot_prove(run: Run, log: Path) -> None:
    head = written(log).check.head
    ran = run("verify", log)
    assert ran.status == 0
    assert f"3 sound records, last hash {head}" in ran.out
    assert "not proved" in ran.out
    assert "not proved" not in run("verify", log, "--head", head[:16]).out


def test_a_changed_record_exits_with_3(run: Run, log: Path) -> None:
    written(log)
    with closing(sqlite3.connect(log)) as database:
        database.executescript("DROP TRIGGER record_is_kept; DELETE FROM record WHERE n = 3")
    ran = run("verify", log)
    assert (ran.status, "changed:" in ran.out) == (3, True)


@pytest.mark.parametrize("head", ["0" * 64, "short", "f" * 64])
def test_another_head_exits_with_3(run: Run, log: Path, head: str) -> None:
    written(log)
    assert run("verify", log, "--head", head).status == 3


def test_records_after_the_kept_hash_are_counted(run: Run, log: Path) -> None:
    kept = written(log)
    head = kept.check.head
    kept.append(FINDING, SENT, BASIS)
    ran = run("verify", log, "--head", head)
    assert (ran.status, "that of record 3; 1 record came after it" in ran.out) == (3, True)


def test_an_interrupted_older_log_exits_with_4(run: Run, log: Path) -> None:
    write_text_log(log, 3, head=2)
    assert run("verify", log).status == 4


def test_a_log_with_a_key_is_checked_with_it(run: Run, log: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("k" * 32)
    DecisionLog(log, key=tmp_path / "key").append(FINDING, SENT, BASIS)
    assert run("verify", log).status == 3
    assert run("verify", log, "--key", tmp_path / "key").status == 0


def test_the_decisions_are_listed(run: Run, log: Path) -> None:
    written(log)
    assert "AB abc123 accepted -> accepted: reason 2" in run("verify", log, "--list").out


def test_a_log_that_is_missing_or_no_plain_file_exits_with_2(run: Run, log: Path) -> None:
    assert run("verify", log).status == 2
    assert run("verify", log.parent).status == 2


def evidence(run: Run, write: Write, folder: Path) -> Path:
    assert run("audit", write(*ROWS), "--severity", "error", "--evidence", folder).status == 0
    return folder / "manifest.json"


def test_an_analysis_is_repeated_to_the_byte(run: Run, write: Write, tmp_path: Path) -> None:
    manifest = evidence(run, write, tmp_path / "evidence")
    (name,) = (each["file"] for each in json.loads(manifest.read_text())["manifest"]["inputs"])
    ran = run("verify", manifest, tmp_path / name)
    assert (ran.status, "same to the byte" in ran.out) == (0, True)
    pack = next(manifest.parent.glob("overlap*.json"))
    assert run("verify", pack, tmp_path / name).status == 0


def test_what_differs_is_named(run: Run, write: Write, tmp_path: Path) -> None:
    manifest = evidence(run, write, tmp_path / "evidence")
    (name,) = (each["file"] for each in json.loads(manifest.read_text())["manifest"]["inputs"])
    next(manifest.parent.glob("overlap*.html")).write_text("other")
    day = tmp_path / name
    day.write_text(day.read_text().replace("10:15", "10:16"))
    ran = run("verify", manifest, day)
    assert ran.status == 3
    for told in ("inputs differs", "the result differs", ".html was changed or is missing"):
        assert told in ran.out


def test_a_page_that_is_missing_is_named(run: Run, write: Write, tmp_path: Path) -> None:
    manifest = evidence(run, write, tmp_path / "evidence")
    page = next(manifest.parent.glob("overlap*.html"))
    page.unlink()
    ran = run("verify", manifest, tmp_path / "day.csv")
    assert (ran.status, f"{page.name} was changed or is missing" in ran.out) == (3, True)


def test_a_document_that_is_no_manifest_exits_with_2(run: Run, tmp_path: Path) -> None:
    for content in ("{}", "[]", "{", '{"manifest": {"inputs": [1]}}'):
        (tmp_path / "day.json").write_text(content)
        assert run("verify", tmp_path / "day.json").status == 2


def test_a_result_is_no_manifest_though_it_names_its_inputs(run: Run, write: Write, tmp_path: Path) -> None:
    out = tmp_path / "result.json"
    assert run("analyze", write(*ROWS), "--format", "json", "-o", out).status == 0
    ran = run("verify", out)
    assert (ran.status, "result.json: is no manifest" in ran.err) == (2, True)


def test_a_log_is_checked_alone(run: Run, log: Path, tmp_path: Path) -> None:
    written(log)
    ran = run("verify", log, tmp_path / "day.csv")
    assert (ran.status, ran.out) == (2, "")
    assert "a log is checked alone: FILE… goes with a manifest." in ran.err


def test_an_analysis_under_pseudonyms_is_repeated_with_their_key(run: Run, write: Write, tmp_path: Path) -> None:
    key, folder = tmp_path / "key.csv", tmp_path / "evidence"
    day = write(*ROWS)
    assert run("audit", day, "--evidence", folder, "--pseudonymise", key).status == 0
    ran = run("verify", folder / "manifest.json", day, "--pseudonymise", key)
    assert (ran.status, "same to the byte" in ran.out) == (0, True)
