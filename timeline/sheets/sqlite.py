"""Bytes of an SQLite database -> the cells of one table or query."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from types import MappingProxyType

from timeline.errors import MissingExtraError, ScheduleError
from timeline.sheets.database import read_grid, statement_of, unreadable
from timeline.sheets.layout import FileFormat
from timeline.sheets.sheet import Grid, refuse

#: The first bytes of every SQLite database.
START = b"SQLite format 3\0"
#: Seconds, and steps of the database between two looks at the clock.
_SECONDS, _STEPS = 30.0, 100_000
_MAY_READ = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE})
#: Parts of the header: the size of a page (1 is the largest), how many there are, and two bytes that say whether
#: changes are kept in a file beside the database.
_PAGE_SIZE, _PAGES, _LARGEST_PAGE = slice(16, 18), slice(28, 32), 65_536
_VERSIONS, _JOURNAL_KEPT_INSIDE = slice(18, 20), b"\1\1"
_DAMAGED = ("the SQLite database is damaged", "Name a copy that the program which writes it made.")
_WRONG = ("the query cannot be run: a name or a word in it is wrong", "Try it in sqlite3 first.")
#: What SQLite says went wrong (its result code) -> problem and repair; its words may quote cells.
_FAULTS = MappingProxyType(
    {
        sqlite3.SQLITE_AUTH: (
            "the query would write, and databases are only read",
            "State a query that begins with SELECT.",
        ),
        sqlite3.SQLITE_INTERRUPT: ("the query takes too long", "Query fewer dates."),
        sqlite3.SQLITE_CORRUPT: _DAMAGED,
        sqlite3.SQLITE_NOTADB: _DAMAGED,
    }
)


def sqlite_grid(name: str, content: bytes, stated: FileFormat | None) -> Grid:
    """Read the table or query that a mapping states, or the only table; nothing else can be done to the database.

    Raises
    ------
    ScheduleError: the database is damaged, or it is not known which of several tables to read.
    MissingExtraError: the extra `sql` is not installed.
    """
    try:
        import sqlalchemy
    except ImportError:
        raise MissingExtraError("reading a database", "sql") from None

    held = sqlite3.connect(":memory:")
    engine = sqlalchemy.create_engine("sqlite://", creator=lambda: held, poolclass=sqlalchemy.StaticPool)
    try:
        _open(name, held, content)
        with engine.connect() as connection:
            if held.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise unreadable(name, *_DAMAGED)
            statement = statement_of(name, connection, stated)
            held.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in _MAY_READ else sqlite3.SQLITE_DENY)
            return read_grid(name, connection, statement)
    except ScheduleError:
        raise
    except Exception as error:  # a damaged database ends its inspection in many ways; their words quote cells
        code = getattr(getattr(error, "orig", error), "sqlite_errorcode", 0)
        raise unreadable(name, *_FAULTS.get(code, _WRONG if stated and stated.query else _DAMAGED)) from None
    finally:
        held.set_authorizer(None)
        engine.dispose()
        held.close()


def _open(name: str, held: sqlite3.Connection, content: bytes) -> None:
    size = int.from_bytes(content[_PAGE_SIZE], "big")
    if len(content) < int.from_bytes(content[_PAGES], "big") * (_LARGEST_PAGE if size == 1 else size):
        raise unreadable(name, *_DAMAGED)  # cut off: the rows of missing pages would be missing without a word
    held.deserialize(content[: _VERSIONS.start] + _JOURNAL_KEPT_INSIDE + content[_VERSIONS.stop :])
    for setting in ("query_only = ON", "trusted_schema = OFF", "cell_size_check = ON"):
        held.execute(f"PRAGMA {setting}")
    deadline = time.monotonic() + _SECONDS
    held.set_progress_handler(lambda: int(time.monotonic() > deadline), _STEPS)


def check_settled(name: str, path: Path, content: bytes) -> None:
    """Refuse a file that is an SQLite database whose latest changes are still in a file beside it.

    Raises
    ------
    ScheduleError: a program is writing it, or was stopped while it did.
    """
    for ending in ("-wal", "-journal") if content.startswith(START) else ():
        beside = path.with_name(path.name + ending)
        if beside.is_file() and beside.stat().st_size:
            repair = "Close the program that writes it, or name a copy that the program made."
            refuse(name, f"the latest changes of the database are still in {ending} beside it", repair)
