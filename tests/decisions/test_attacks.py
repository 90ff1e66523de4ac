"""A log under attack: stopped at every write, on a full disk, and changed in every way somebody might try."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from tests.decisions.test_log import BASIS, FINDING, SENT, written
from timeline.decisions import DecisionLog, verify_log
from timeline.decisions.record import made, seal
from timeline.decisions.record import written as line_of

#: Kills in a build; the night run asks for more.
KILLS = int(os.environ.get("TIMELINE_KILLS", "6"))
#: Damages in a build, and through the night.
DAMAGES = 60 * KILLS
_WRITER = """
import sys, pathlib
import tests.decisions.test_log as t
log = t.DecisionLog(pathlib.Path(sys.argv[1]))
while True:
    print(log.append(t.FINDING, t.SENT, t.BASIS)["hash"], flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "decisions.log"


def test_a_server_killed_while_it_writes_loses_no_decision_that_was_acknowledged(path: Path) -> None:
    acknowledged: list[str] = []
    for kill in range(KILLS):
        writer = subprocess.Popen([sys.executable, "-c", _WRITER, str(path)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        acknowledged += [writer.stdout.readline().strip() for _ in range(3 + kill % 3)]
        writer.kill()
        # What was written and not read yet is acknowledged too; a line cut off is not.
        acknowledged += [line.strip() for line in writer.stdout if line.endswith("\n")]
        writer.stdout.close()
        writer.wait()
        check = verify_log(path)
        assert check.ok, check.problems
        assert set(acknowledged) <= {each["hash"] for each in DecisionLog(path).records()}


_FULL = """
import resource, signal, sys, pathlib, os
import tests.decisions.test_log as t
from timeline.errors import FileError
path = pathlib.Path(sys.argv[1])
log = t.DecisionLog(path)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + int(sys.argv[2]),) * 2)
for number in range(200):
    try:
        log.append(t.FINDING, t.SENT | {"reason": "x" * 400}, t.BASIS)
    except FileError as full:
        print(number, str(full))
        break
"""


@pytest.mark.parametrize("room", [0, 1, 100, 512, 4_095, 4_096, 5_000, 20_000])
def test_a_disk_that_fills_up_at_any_byte_leaves_a_sound_log(path: Path, room: int) -> None:
    written(path, 5)
    ran = subprocess.run(
        [sys.executable, "-c", _FULL, str(path), str(room)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    added, _, told = ran.stdout.partition(" ")
    assert "cannot be written" in told
    check = verify_log(path)
    assert (check.ok, check.count) == (True, 5 + int(added)), check.problems
    assert DecisionLog(path).append(FINDING, SENT, BASIS)["n"] == 6 + int(added)


def test_a_write_cut_short_is_undone_and_called_interrupted(path: Path) -> None:
    written(path)
    code = (
        "import sqlite3, sys, os\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('PRAGMA cache_size = 1'); c.execute('PRAGMA cache_spill = 1'); c.execute('BEGIN IMMEDIATE')\n"
        "for n in range(4, 400): c.execute('INSERT INTO record VALUES (?, ?, ?)', (n, 'x' * 4000, 'x'))\n"
        "os._exit(9)\n"
    )
    assert subprocess.run([sys.executable, "-c", code, str(path)], check=False).returncode == 9
    check = verify_log(path)
    assert (check.ok, check.count, bool(check.interrupted)) == (True, 3, True)
    assert verify_log(path).interrupted == ""


def rechained(database: sqlite3.Connection, keep: int, **change: object) -> None:
    """Write the chain anew from its first record on, as somebody would who knows how."""
    rows = database.execute("SELECT content FROM record ORDER BY n").fetchall()
    free(database)
    last = "0" * 64
    database.execute("DELETE FROM record")
    for n, (content,) in enumerate(rows[:keep], start=1):
        record = made(json.loads(content) | change | {"previous": last, "n": n})
        last = seal(line_of(record), None)
        database.execute("INSERT INTO record VALUES (?, ?, ?)", (n, line_of(record), last))
    database.execute("UPDATE sqlite_sequence SET seq = ?", (keep,))
    guard(database)


def free(database: sqlite3.Connection) -> None:
    for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute(f"DROP TRIGGER {name}")


def guard(database: sqlite3.Connection) -> None:
    from timeline.decisions.store import SCHEMA

    for statement in SCHEMA.values():
        if statement.startswith("CREATE TRIGGER"):
            database.execute(statement)


def forged(database: sqlite3.Connection) -> None:
    (last,) = database.execute("SELECT hash FROM record ORDER BY n DESC").fetchone()
    record = made({**SENT, "n": 6, "time": "2026-03-02T10:00:00Z", "previous": last})
    database.execute("INSERT INTO record VALUES (6, ?, ?)", (line_of(record), seal(line_of(record), None)))


def statement(text: str, *, hidden: bool = True) -> Callable[[sqlite3.Connection], None]:
    """Run one statement with the protection off; `hidden` puts it on again."""

    def change(database: sqlite3.Connection) -> None:
        free(database)
        database.execute(text)
        if hidden:
            guard(database)

    return change


_EDIT = "UPDATE record SET content = replace(content, '{}', '{}') WHERE n = {}"
_REMOVE, _REHASH = "DELETE FROM record WHERE n = {}", "UPDATE record SET hash = '{}' WHERE n = {}"
_FIELDS = {"reason 1": "reason 9", "accepted": "dismissed", "AB": "XY", "session1": "session2", "abc123": "abc124"}
#: What a check without the kept hash notices too.
NOTICED = {
    **{f"{old} edited": statement(_EDIT.format(old, new, 2)) for old, new in _FIELDS.items()},
    **{f"record {n} removed": statement(_REMOVE.format(n)) for n in (1, 2, 5)},
    **{f"hash of {n}": statement(_REHASH.format("1" * 64, n)) for n in (1, 3, 5)},
    "all removed": statement("DELETE FROM record"),
    "two exchanged": statement("UPDATE record SET n = CASE n WHEN 2 THEN -3 WHEN 3 THEN -2 ELSE n END"),
    "numbers moved": statement("UPDATE record SET n = n + 10"),
    "manifest edited": statement("UPDATE manifest SET content = '{}'"),
    "manifest removed": statement("DELETE FROM manifest"),
    "protection off": statement("SELECT 1", hidden=False),
    "another trigger": statement("CREATE TRIGGER t AFTER INSERT ON record BEGIN SELECT 1; END"),
    "another table": statement("CREATE TABLE other (n)"),
    "marked as keyed": statement("UPDATE log SET keyed = 1"),
    "not marked": statement("DELETE FROM log"),
    "counter moved": statement("UPDATE sqlite_sequence SET seq = 9"),
    "counter removed": statement("DELETE FROM sqlite_sequence"),
    "another format": lambda database: database.execute("PRAGMA user_version = 9"),
    "another program": lambda database: database.execute("PRAGMA application_id = 9"),
    "spacing": statement("UPDATE record SET content = replace(content, ':', ': ')"),
    "bytes for text": statement("UPDATE record SET content = CAST(content AS BLOB) WHERE n = 3"),
    "no text": statement("UPDATE record SET content = CAST(x'ff' AS TEXT) WHERE n = 3"),
    "no manifest": statement("UPDATE manifest SET content = CAST(x'ff' AS TEXT)"),
    "another way of writing": lambda database: database.execute("PRAGMA journal_mode = WAL"),
    "empty content": statement("UPDATE record SET content = '' WHERE n = 3"),
}
#: What only the kept hash notices: a chain that is whole.
SKILLED = {
    "forged at the end": forged,
    "last taken off with skill": lambda database: rechained(database, 4),
    "all taken off with skill": lambda database: rechained(database, 0),
    "rewritten": lambda database: rechained(database, 5, reason="other"),
    "signed by another": lambda database: rechained(database, 5, initials="XY"),
}


def tampered(path: Path, change: Callable[[sqlite3.Connection], object]) -> str:
    head = written(path, 5).check.head
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        change(database)
    return head


@pytest.mark.parametrize("name", NOTICED)
def test_a_change_is_noticed_without_any_help(path: Path, name: str) -> None:
    head = tampered(path, NOTICED[name])
    for check in (verify_log(path), verify_log(path, head=head)):
        assert (check.ok, check.interrupted) == (False, "")


@pytest.mark.parametrize("name", SKILLED)
def test_a_chain_written_anew_is_noticed_with_the_hash_that_was_kept(path: Path, name: str) -> None:
    head = tampered(path, SKILLED[name])
    assert verify_log(path).ok
    assert not verify_log(path, head=head).ok


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9])
def test_a_file_cut_off_is_noticed(path: Path, keep: float) -> None:
    written(path, 5)
    os.truncate(path, int(path.stat().st_size * keep))
    assert not verify_log(path).ok


def test_bytes_changed_at_random_are_noticed_or_change_no_decision(path: Path) -> None:
    head, random = written(path, 5).check.head, Random(12)
    records, sound = DecisionLog(path).records(), path.read_bytes()
    for _ in range(DAMAGES):
        damaged = bytearray(sound)
        place, length = random.randrange(len(sound)), random.choice([1, 8, 4_096])
        kind = random.choice(["flip", "zero", "insert", "repeat"])
        if kind == "flip":
            damaged[place] ^= 1 << random.randrange(8)
        elif kind == "zero":
            damaged[place : place + length] = bytes(len(damaged[place : place + length]))
        elif kind == "insert":
            damaged[place:place] = random.randbytes(length)
        else:
            damaged[place : place + length] = damaged[:length]
        path.write_bytes(damaged)
        check = verify_log(path, head=head)
        assert not check.interrupted
        assert not check.ok or DecisionLog(path).records() == records


def test_a_log_taken_away_is_noticed_with_the_hash_that_was_kept(path: Path) -> None:
    head = written(path).check.head
    path.unlink()
    assert not verify_log(path, head=head).ok


@pytest.mark.parametrize("act", ["UPDATE record SET hash = 'x'", "DELETE FROM record", "UPDATE log SET keyed = 1"])
def test_the_database_itself_refuses_to_change_what_is_there(path: Path, act: str) -> None:
    written(path)
    with closing(sqlite3.connect(path)) as database, pytest.raises(sqlite3.IntegrityError, match="only grows"):
        database.execute(act)
