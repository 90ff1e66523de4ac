"""The file of a decision log: an SQLite database whose tables take new rows and nothing else.

A record is one transaction, with the rollback journal and `synchronous = EXTRA`: it is acknowledged when it and the
folder are on the disk. With the write-ahead log acknowledged records would lie in a second file for a while, and
whoever copies the log alone would lose them. SQLite's own locks keep several servers apart, on every system.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from timeline.errors import Fault, FileError
from timeline.files import check_free, file_errors

#: Marks the file as a decision log, and says how its tables look.
APPLICATION, FORMAT = 0x54_4C_44_4C, 1
MAGIC = b"SQLite format 3\0"
#: How much of the file shows what it is, and how it is written.
FIRST_BYTES = 20
#: How long one server waits for another, in seconds.
_PATIENCE = 30.0
#: Only one thread of a program touches a log: closing a file drops the locks that another thread has on it.
ALONE = threading.RLock()

SCHEMA = {
    "log": "CREATE TABLE log (keyed INTEGER NOT NULL)",
    "manifest": "CREATE TABLE manifest (sha256 TEXT PRIMARY KEY, content TEXT NOT NULL)",
    "record": "CREATE TABLE record (n INTEGER PRIMARY KEY AUTOINCREMENT, content TEXT NOT NULL, hash TEXT NOT NULL)",
    "record_in_order": (
        "CREATE TRIGGER record_in_order BEFORE INSERT ON record"
        " WHEN NEW.n IS NOT (SELECT COALESCE(MAX(n), 0) + 1 FROM record)"
        " BEGIN SELECT RAISE(ABORT, 'records are added in order'); END"
    ),
} | {
    f"{table}_{name}": (
        f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, 'the log only grows'); END"
    )
    for table in ("log", "manifest", "record")
    for name, event in (("stays", "UPDATE"), ("is_kept", "DELETE"))
}


def check_plain(path: Path) -> bool:
    """Say whether there is a file; refuse a link, a pipe, a device or a folder.

    The file is not opened: closing it again would drop the locks that SQLite holds on it in this process.

    Raises
    ------
    FileError: something other than a plain file has the name, or it cannot be looked at.
    """
    check_free([path], overwrite=True)
    with file_errors(path, "opened"):
        try:
            return stat.S_ISREG(os.lstat(path).st_mode)
        except FileNotFoundError:
            return False


def make(path: Path, *, keyed: bool) -> None:
    """Make an empty log where there is none, readable by its owner only; one that is there becomes private.

    Raises
    ------
    FileError: it cannot be made, or something else has its name.
    """
    with ALONE:
        if not check_plain(path):
            with file_errors(path, "opened"):
                os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        with file_errors(path, "opened"):
            os.chmod(path, 0o600)
            empty = path.stat().st_size == 0
        if not empty:
            return
        with connected(path) as connection:
            connection.execute("BEGIN IMMEDIATE")
            if connection.execute("PRAGMA user_version").fetchone() == (0,):
                for statement in SCHEMA.values():
                    connection.execute(statement)
                connection.execute("INSERT INTO log VALUES (?)", (int(keyed),))
                connection.execute(f"PRAGMA application_id = {APPLICATION}")
                connection.execute(f"PRAGMA user_version = {FORMAT}")
            connection.execute("COMMIT")


@contextmanager
def connected(path: Path, *, mode: str = "rw") -> Iterator[sqlite3.Connection]:
    """Open the database for one piece of work; what is not committed is undone.

    Raises
    ------
    FileError: the disk is full, the file cannot be read or written, or another program holds it for too long.
    """
    try:
        address = f"file:{quote(os.fsencode(path.absolute()))}?mode={mode}"
        with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE, isolation_level=None)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA synchronous = EXTRA")
            yield connection
    except sqlite3.OperationalError as error:
        if _code(error) in (0, sqlite3.SQLITE_ERROR):  # no text where text should be, or a format of no SQLite
            raise
        raise FileError([_fault(path, error)]) from None


def interrupted(path: Path) -> bool:
    """Say whether a write was cut short: its journal is still there, and no program is at work on it.

    Whoever may only read cannot undo that write, and SQLite says so.
    """
    journal = path.with_name(path.name + "-journal")
    if not journal.exists() or not journal.stat().st_size:
        return False
    address = f"file:{quote(os.fsencode(path.absolute()))}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE)) as connection:
        try:
            connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError as error:
            return _code(error) in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
        except sqlite3.DatabaseError:
            return False
    return False


def is_journaled(first: bytes) -> bool:
    """Say whether a database is written with the rollback journal, as every log is: bytes 18 and 19 of its header."""
    return first[18:FIRST_BYTES] == b"\1\1"


def is_empty(path: Path, connection: sqlite3.Connection) -> bool:
    """Say whether nothing is left once a write that was cut short is undone: the first write of all."""
    connection.execute("PRAGMA user_version").fetchone()
    return path.stat().st_size == 0


def _code(error: sqlite3.OperationalError) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _fault(path: Path, error: sqlite3.OperationalError) -> Fault:
    told = {
        sqlite3.SQLITE_FULL: ("cannot be written (no space left)", "Free some space; nothing was changed."),
        sqlite3.SQLITE_BUSY: ("is in use by another program", "Try again in a moment; nothing was changed."),
        sqlite3.SQLITE_IOERR: ("cannot be written (the disk refused)", "Free some space, or check the disk."),
    }
    problem, repair = told.get(_code(error), ("cannot be opened", "Check the file, its folder and their permissions."))
    return Fault(path.name, None, "", "", problem, repair)
