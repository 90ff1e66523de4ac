"""Checking a decision log: every record, that none is missing, and what a file alone cannot tell.

A chain of plain hashes has no secret: whoever rewrites all of it, or takes its last records off and mends the counter,
leaves a sound log. Two things notice that too: the last hash, kept where the log's keeper cannot write, and a key.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from timeline.decisions import store, text_log
from timeline.decisions.record import FIELDS, START, read_key, seal, written
from timeline.errors import FileError
from timeline.files import file_errors
from timeline.words import counted

_NO_LOG = "not a decision log"
_DAMAGED = "the file is damaged: it is no longer a whole database"
_EMPTY = "the log was made and nothing written"


@dataclass(frozen=True, slots=True)
class LogCheck:
    """What checking a decision log found.

    Parameters
    ----------
    path
        The log.
    count
        Records whose chain holds, from the first on.
    head
        Hash of the last of them; 64 zeros for none.
    problems
        What was changed, by record number; empty for a sound log.
    interrupted
        What a stopped program left behind; empty if nothing. No acknowledged record is missing.
    """

    path: Path
    count: int
    head: str
    problems: tuple[str, ...] = ()
    interrupted: str = ""

    @property
    def ok(self) -> bool:
        """Whether every record is intact."""
        return not self.problems


Records = list[dict[str, Any]]


def verify_log(path: Path | str, *, key: Path | str | None = None, head: str | None = None) -> LogCheck:
    """Check every record of a decision log, and that none is missing at its end.

    A log that does not exist yet is sound and empty. A write that was cut short is undone first.

    Parameters
    ----------
    path
        The log; one in the older text format is checked too.
    key
        The file with the key of its chain.
    head
        What its last hash should be: all of it, or its first 16 digits or more.

    Raises
    ------
    FileError: the file cannot be read, or is a link or no plain file.
    """
    return examined(Path(path), read_key(key), head)[0]


def examined(path: Path, key: bytes | None, head: str | None = None) -> tuple[LogCheck, Records]:
    """Check a log, and return its records up to the first that was changed."""
    with store.ALONE:
        return _examined(path, key, head)


def _examined(path: Path, key: bytes | None, head: str | None) -> tuple[LogCheck, Records]:
    if not store.check_plain(path):
        return _against(LogCheck(path, 0, START), [], head)
    with file_errors(path, "read"), path.open("rb") as file:
        first = file.read(store.FIRST_BYTES)
    if first and not first.startswith(store.MAGIC) and not store.interrupted(path):
        old, records = text_log.examined(path)
        return _against(LogCheck(path, old.count, old.head, old.problems, old.interrupted), records, head)
    told = "a write was cut short and has been undone; it was never acknowledged" if store.interrupted(path) else ""
    if not first and not told:
        return _against(LogCheck(path, 0, START, (), _EMPTY), [], head)
    if not told and not store.is_journaled(first):
        return _against(LogCheck(path, 0, START, (_DAMAGED,)), [], head)
    try:
        with store.connected(path) as connection:
            connection.execute("BEGIN")  # what another program adds meanwhile is seen whole or not at all
            if told and store.is_empty(path, connection):
                return _against(LogCheck(path, 0, START, (), _EMPTY), [], head)
            check, records = read(path, connection, key)
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        check, records = LogCheck(path, 0, START, (_DAMAGED,)), []
    except FileError:
        if path.stat().st_size >= len(store.MAGIC):
            raise
        check, records = LogCheck(path, 0, START, (_NO_LOG,)), []
    return _against(LogCheck(path, check.count, check.head, check.problems, told), records, head)


def read(path: Path, connection: sqlite3.Connection, key: bytes | None) -> tuple[LogCheck, Records]:
    """Check the records that a connection sees."""
    if problem := _around(connection, key):
        return LogCheck(path, 0, START, (problem,)), []
    manifests = {
        sha256: isinstance(content, str) and seal(content, None) == sha256
        for sha256, content in connection.execute("SELECT sha256, content FROM manifest")
    }
    found: Records = []
    last, problems = START, []
    for number, (n, content, hashed) in enumerate(
        connection.execute("SELECT n, content, hash FROM record ORDER BY n"), start=1
    ):
        problem = _problem(n == number, content, hashed, last, key) or _unproved(content, manifests)
        if problem:
            problems.append(f"record {number}: {problem}")
            break
        found.append(json.loads(content) | {"hash": hashed})
        last = hashed
    if not problems and connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
        problems.append(_DAMAGED)
    ever = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'record'").fetchone()
    ever_written = ever[0] if ever else 0
    if not problems and ever_written != len(found):
        if isinstance(ever_written, int) and ever_written > len(found):
            told = f"record {len(found) + 1}: removed, with everything after it ({ever_written} were written)"
        else:
            told = "the count of records written was changed"
        problems.append(told)
    return LogCheck(path, len(found), last, tuple(problems)), found


def _around(connection: sqlite3.Connection, key: bytes | None) -> str:
    """Describe what is wrong with the tables themselves; empty if nothing is."""
    marks = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
    if marks != [store.APPLICATION, store.FORMAT]:
        return _NO_LOG
    made_by = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    made_by.pop("sqlite_sequence", None)
    if made_by != store.SCHEMA:
        return "its tables or their protection were changed"
    if (keyed := connection.execute("SELECT keyed FROM log").fetchall()) not in ([(0,)], [(1,)]):
        return "its tables or their protection were changed"
    if bool(keyed[0][0]) != (key is not None):
        return "it was made with a key: name it with --key" if key is None else "it was made without a key"
    return ""


def _problem(in_order: bool, content: object, hashed: object, previous: str, key: bytes | None) -> str:
    """Describe what is wrong with a record; empty if nothing is."""
    try:
        record = json.loads(content) if isinstance(content, str) else None
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict) or tuple(record) != FIELDS or written(record) != content:
        return "not a record"
    if hashed != seal(str(content), key):
        return "its content was changed" + (", or the key is another one" if key else "")
    if not in_order:
        return "removed or moved"
    if record["previous"] != previous:
        return "the record before it was changed"
    return ""


def _unproved(content: str, manifests: dict[str, bool]) -> str:
    sha256 = json.loads(content)["manifest"]
    return "" if not sha256 or manifests.get(sha256) else "the manifest it rests on was changed or removed"


def _against(check: LogCheck, records: Sequence[dict[str, Any]], head: str | None) -> tuple[LogCheck, Records]:
    """Hold the end of the chain against a hash that was kept elsewhere."""
    found = list(records)
    if head is None or not check.ok or (len(head) >= 16 and check.head.startswith(head.lower())):
        return check, found
    told = "its last hash is not the one given: records were changed, or removed from its end"
    for number, record in enumerate([{"hash": START}, *found]):
        if len(head) >= 16 and str(record["hash"]).startswith(head.lower()):
            told = f"the hash given is that of record {number}; {counted(len(found) - number, 'record')} came after it"
    return LogCheck(check.path, check.count, check.head, (told,), check.interrupted), found
