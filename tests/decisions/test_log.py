from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from timeline import __version__
from timeline.decisions import BrokenLogError, DecisionError, DecisionLog, FindingKey, store, verify_log
from timeline.decisions.record import START, Basis
from timeline.errors import FileError

FINDING = FindingKey("abc123", "overlap.contested", "2026-03-02", "cause1")
SENT = {"decision": "accepted", "reason": "seen", "initials": "AB"}
BASIS = Basis(["f" * 64], {"inputs": [{"file": "Jane.csv", "sha256": "f" * 64}]}, "session1")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "decisions.log"


def written(path: Path, count: int = 3) -> DecisionLog:
    log = DecisionLog(path)
    for number in range(count):
        log.append(FINDING, SENT | {"reason": f"reason {number}"}, BASIS)
    return log


def test_a_new_log_is_sound_and_private_and_one_file(path: Path) -> None:
    check = DecisionLog(path).check
    assert (check.ok, check.count, check.head) == (True, 0, START)
    assert [stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()] == [0o600]


def test_a_log_that_others_could_read_is_closed_to_them(path: Path) -> None:
    path.touch(mode=0o644)
    DecisionLog(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_record_says_who_when_what_about_what_and_what_it_rests_on(path: Path) -> None:
    record = DecisionLog(path).append(FINDING, SENT, BASIS)
    assert list(record) == [
        *("n", "time", "initials", "session", "finding", "cause", "rule", "date", "before", "decision", "reason"),
        *("inputs", "manifest", "version", "imported", "previous", "hash"),
    ]
    assert (record["n"], record["before"], record["inputs"], record["version"]) == (1, "open", ["f" * 64], __version__)
    assert (record["cause"], record["session"], record["previous"]) == ("cause1", "session1", START)
    assert DecisionLog(path).records() == [record]


def test_a_record_says_what_was_decided_before(path: Path) -> None:
    log = written(path, 1)
    assert log.append(FINDING, SENT | {"decision": "dismissed"}, BASIS)["before"] == "accepted"
    assert log.append(FINDING, SENT, BASIS)["before"] == "dismissed"


def test_the_manifest_is_kept_once_and_without_names_of_files(path: Path) -> None:
    written(path)
    with closing(sqlite3.connect(path)) as database:
        (kept,) = database.execute("SELECT content FROM manifest").fetchall()
    assert json.loads(kept[0]) == {"inputs": [{"sha256": "f" * 64}]}


def test_each_record_carries_the_hash_of_the_one_before(path: Path) -> None:
    first, second, third = written(path).records()
    assert (second["previous"], third["previous"]) == (first["hash"], second["hash"])
    assert verify_log(path).head == third["hash"]


def test_one_decision_on_many_findings_is_recorded_whole_or_not_at_all(path: Path) -> None:
    log = written(path, 1)
    findings = [FindingKey(f"f{number}", "claim.aide", "2026-03-02") for number in range(50)]
    with pytest.raises(DecisionError, match="initials"):
        log.append_all(findings, SENT | {"initials": "1"}, BASIS)
    assert verify_log(path).count == 1
    assert [each["n"] for each in log.append_all(findings, SENT, BASIS)] == list(range(2, 52))


def test_four_servers_may_share_a_log(path: Path) -> None:
    logs = [DecisionLog(path) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda log: [log.append(FINDING, SENT, BASIS) for _ in range(5)], logs))
    assert (verify_log(path).ok, verify_log(path).count) == (True, 20)
    assert all(len(log.records()) == 20 for log in logs)


def test_programs_that_share_a_log_lose_nothing(path: Path) -> None:
    code = "import sys, pathlib, tests.decisions.test_log as t; t.written(pathlib.Path(sys.argv[1]), 8)"
    running = [subprocess.Popen([sys.executable, "-c", code, str(path)]) for _ in range(3)]
    assert [each.wait() for each in running] == [0, 0, 0]
    assert (verify_log(path).ok, verify_log(path).count) == (True, 24)


def test_a_check_sees_what_another_program_adds_meanwhile_whole_or_not_at_all(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(path, 2)
    refused = []

    class Watched:
        """A connection during whose work another program tries to add a record."""

        def __init__(self, connection: sqlite3.Connection) -> None:
            self._connection = connection

        def execute(self, statement: str, *values: object) -> sqlite3.Cursor:
            if "sqlite_sequence" in statement:
                with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
                    other.execute("BEGIN IMMEDIATE")
                    other.execute("INSERT INTO record VALUES (3, '{}', '')")
                    with pytest.raises(sqlite3.OperationalError, match="locked"):
                        other.execute("COMMIT")
                    refused.append(statement)
            return self._connection.execute(statement, *values)

    @contextmanager
    def watched(path: Path) -> Iterator[Watched]:
        with connected(path) as connection:
            yield Watched(connection)

    connected = store.connected
    monkeypatch.setattr(store, "connected", watched)
    assert (verify_log(path).problems, verify_log(path).count, len(refused)) == ((), 2, 2)


def test_another_file_is_never_taken_for_a_log(path: Path) -> None:
    path.write_text("start,end,patient\n9:00,9:30,P1\n")
    assert DecisionLog(path).check.problems == ("record 1: not a record",)
    assert path.read_text() == "start,end,patient\n9:00,9:30,P1\n"
    with pytest.raises(BrokenLogError):
        DecisionLog(path).append(FINDING, SENT, BASIS)


def test_another_database_is_never_taken_for_a_log(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE record (n)")
    before = path.read_bytes()
    assert DecisionLog(path).check.problems == ("not a decision log",)
    assert path.read_bytes() == before


def test_nothing_but_a_plain_file_in_a_folder_is_a_log(path: Path) -> None:
    with pytest.raises(FileError, match="cannot be opened"):
        DecisionLog(path.parent / "none" / "log")
    with pytest.raises(FileError, match="is a folder"):
        DecisionLog(path.parent)
    os.mkfifo(path)
    with pytest.raises(FileError, match="not a plain file"):
        DecisionLog(path)


def test_a_log_is_never_written_through_a_link(path: Path) -> None:
    victim = path.with_name("victim")
    victim.write_text("mine")
    os.symlink(victim, path)
    with pytest.raises(FileError, match="is a link"):
        DecisionLog(path)
    assert victim.read_text() == "mine"


def test_a_log_removed_while_a_server_runs_gets_no_more_records(path: Path) -> None:
    log = written(path)
    path.unlink()
    with pytest.raises(BrokenLogError):
        log.append(FINDING, SENT, BASIS)
    assert not path.exists()


def test_records_of_some_findings_can_be_asked_for(path: Path) -> None:
    log = written(path, 1)
    other = log.append(FindingKey("other", "claim.aide", "2026-03-02"), SENT, BASIS)
    assert log.records(["other"]) == [other]
    assert log.records([]) == []


def test_a_key_makes_a_chain_that_nobody_else_can_continue(path: Path, tmp_path: Path) -> None:
    key, other = tmp_path / "key", tmp_path / "other"
    key.write_text("k" * 32)
    other.write_text("o" * 32)
    DecisionLog(path, key=key).append(FINDING, SENT, BASIS)
    assert verify_log(path, key=key).ok
    assert "--key" in verify_log(path).problems[0]
    assert "the key is another one" in verify_log(path, key=other).problems[0]


def test_a_short_key_is_refused(path: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("short")
    with pytest.raises(FileError, match="16 to 4,096 bytes"):
        DecisionLog(path, key=tmp_path / "key")
