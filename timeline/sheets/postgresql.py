"""A PostgreSQL server -> the cells of one table or query: read only, and the password only from the environment."""

from __future__ import annotations

import os
import re
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from timeline.errors import MissingExtraError
from timeline.sheets.database import read_grid, statement_of, unreadable
from timeline.sheets.layout import FileFormat
from timeline.sheets.sheet import Grid, refuse

if TYPE_CHECKING:
    from sqlalchemy import URL

PASSWORD_NAMES = ("TIMELINE_DB_PASSWORD", "PGPASSWORD")
_SERVER = re.compile(r"([a-z][a-z0-9]*)(?:\+[a-z0-9]+)?:/{1,3}(.*)", re.DOTALL)
_POSTGRESQL = frozenset({"postgresql", "postgres"})
_OTHERS = frozenset({"mysql", "mariadb", "mssql", "oracle", "sqlite", "jdbc", "odbc", "mongodb"})
_FORM = "Write it as postgresql://USER@HOST:PORT/DATABASE, and the password in the variable TIMELINE_DB_PASSWORD."
_SETTINGS = frozenset({"host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout"})
#: What the session is set to: moments come as UTC, nothing is written, nothing runs or waits for long.
_SESSION = (
    "-c TimeZone=UTC -c default_transaction_read_only=on -c statement_timeout=300000 -c lock_timeout=10000"
    " -c idle_in_transaction_session_timeout=600000"
)
_NOT_LET_IN = (
    "the server cannot be reached, or does not let this user in",
    "Check host, port, database and user, and the password in TIMELINE_DB_PASSWORD.",
)
#: Classes of the server's own error codes (SQLSTATE) -> problem and repair; its words may quote cells.
_FAULTS = MappingProxyType(
    {
        "25": ("the query would write, and databases are only read", "State a query that begins with SELECT."),
        "42501": ("the user may not read this table", "Ask for the right to SELECT from it."),
        "42": ("the query cannot be run: a name or a word in it is wrong", "Try it in psql first."),
        "57": ("the query takes too long, or was stopped", "Query fewer dates."),
        "55": ("another program holds the table", "Try again later."),
        "": ("the query cannot be run", "Try it in psql first."),
    }
)


def is_server(path: Path) -> bool:
    """Whether a source is an address of a database server, and not a file.

    >>> is_server(Path("postgresql://clerk@localhost/clinic")), is_server(Path("day.csv"))
    (True, False)
    """
    found = _SERVER.fullmatch(path.as_posix())
    return found is not None and found[1] in _POSTGRESQL | _OTHERS


def server_name(path: Path) -> str:
    """Return what messages call a database: its own name, without user, host and password.

    >>> server_name(Path("postgresql://clerk:secret@localhost/clinic?sslmode=require"))
    'clinic'
    """
    rest = path.as_posix().partition("?")[0].rstrip("/").rpartition("/")[2]
    return rest if "@" not in rest and ":" not in rest else "database"


def server_grid(name: str, path: Path, stated: FileFormat | None) -> Grid:
    """Read the table or query that a mapping states, or the only table, in one transaction that only reads.

    Raises
    ------
    ScheduleError: the address has a password, the server cannot be reached or refuses, or it is not known which of
        several tables to read.
    MissingExtraError: the extra `sql` is not installed.
    """
    try:
        import psycopg
        import sqlalchemy
    except ImportError:
        raise MissingExtraError("reading a database", "sql") from None

    address = _address(name, path)
    session: dict[str, Any] = {"options": _SESSION, "application_name": "timeline"}
    password = next((os.environ[key] for key in PASSWORD_NAMES if os.environ.get(key)), None)
    if password is not None:
        session["password"] = password
    if "connect_timeout" not in address.query:
        session["connect_timeout"] = 10
    engine = sqlalchemy.create_engine(
        address, connect_args=session, poolclass=sqlalchemy.NullPool, hide_parameters=True
    )
    try:
        with engine.connect().execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True, stream_results=True
        ) as connection:
            return read_grid(name, connection, statement_of(name, connection, stated))
    except (sqlalchemy.exc.SQLAlchemyError, psycopg.Error, UnicodeError, OverflowError) as error:
        state = getattr(getattr(error, "orig", error), "sqlstate", None) or ""
        met = isinstance(error, sqlalchemy.exc.OperationalError) and not state
        raise unreadable(name, *(_NOT_LET_IN if met else _fault(state))) from None
    finally:
        engine.dispose()


def _fault(state: str) -> tuple[str, str]:
    return _FAULTS.get(state) or _FAULTS.get(state[:2]) or _FAULTS[""]


def _address(name: str, path: Path) -> URL:
    """Take an address apart; a path on this machine has already joined its slashes."""
    import sqlalchemy

    found = _SERVER.fullmatch(path.as_posix())
    if found is None or found[1] not in _POSTGRESQL:
        refuse(name, "of database servers, PostgreSQL is read", f"Export CSV, or: {_FORM}")
    place, _, settings = found[2].partition("?")
    local = "/" if "/" not in place.rstrip("/") and "@" not in place else ""
    try:
        url = sqlalchemy.make_url(f"postgresql+psycopg://{local}{place}" + (f"?{settings}" if settings else ""))
    except (sqlalchemy.exc.ArgumentError, ValueError):
        refuse(name, "this is no address of a database", _FORM)
    if url.password is not None or "password" in url.query:
        refuse(name, "the address has a password in it", f"Take it out: it would be seen. {_FORM}")
    if not url.database:
        refuse(name, "the address names no database", _FORM)
    unknown = sorted(url.query.keys() - _SETTINGS)
    if unknown:
        refuse(name, "the address has a setting that is not known", f"Known are {', '.join(sorted(_SETTINGS))}.")
    return url
