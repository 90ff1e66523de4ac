"""One table or query of a database -> its cells; read only, bounded, and no message of a server is passed on."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from timeline.errors import Fault, ScheduleError
from timeline.sheets.layout import FileFormat
from timeline.sheets.sheet import Grid, refuse
from timeline.sheets.values import MOST_CELLS, value_text
from timeline.words import series

if TYPE_CHECKING:
    from sqlalchemy import Connection

_BATCH = 10_000
_STATE = 'State the one that holds the schedule in a mapping: [file] table = "visits", or query = "SELECT …".'


def statement_of(name: str, connection: Connection, stated: FileFormat | None) -> str:
    """Return the query to read: the one that is stated, or all of the table that is stated or alone.

    Rows of a table come in the order of its key, so that their numbers stay what they are.

    Raises
    ------
    ScheduleError: the table is not there, or there are several and none is stated.
    """
    form = stated or FileFormat()
    return form.query.strip().rstrip(";") if form.query else _all_of(name, connection, form.table)


def _all_of(name: str, connection: Connection, table: str) -> str:
    from sqlalchemy import inspect

    inspector = inspect(connection)
    listed = sorted([*inspector.get_table_names(), *inspector.get_view_names()])
    schema: str | None = None
    if not table and len(listed) == 1:
        table = listed[0]
    elif not table:
        held = f"holds {series(listed)}" if listed else "holds no table"
        refuse(name, f"the database {held}", _STATE)
    if table not in listed:
        schema, _, last = table.rpartition(".")
        inside = inspector.get_schema_names() if schema else []
        if schema not in inside or not inspector.has_table(last, schema=schema):
            held = f"; it holds {series(listed)}" if listed else ""
            refuse(name, f"the database has no such table{held}", _STATE)
        table = last
    quote = connection.dialect.identifier_preparer.quote_identifier
    where = f"{quote(schema)}.{quote(table)}" if schema else quote(table)
    key = inspector.get_pk_constraint(table, schema=schema)["constrained_columns"]
    order = f" ORDER BY {', '.join(map(quote, key))}" if key else ""
    return f"SELECT * FROM {where}{order}"  # noqa: S608 (both names are the database's own, quoted)


def read_grid(name: str, connection: Connection, statement: str) -> Grid:
    """Run a query that only reads; its columns are the header.

    Raises
    ------
    ScheduleError: it gives no rows, or more cells than can be read.
    """
    result = connection.execution_options(no_parameters=True).exec_driver_sql(statement)
    if result.cursor is None or not result.cursor.description:
        refuse(name, "the query gives no table", "State a query that begins with SELECT.")
    header = [str(column[0]) for column in result.cursor.description]
    records: list[list[str]] = [header]
    while rows := result.fetchmany(_BATCH):
        records.extend([value_text(value) for value in row] for row in rows)
        if len(records) * len(header) > MOST_CELLS:
            refuse(name, "the query gives more cells than can be read", "Query fewer columns, or fewer dates.")
    return Grid(records)


def fingerprint(grid: Grid) -> str:
    """Return the sha256 of the cells: what stands for the bytes of a file."""
    digest = hashlib.sha256()
    for record in grid.records:
        digest.update(repr(record).encode("utf-8", errors="backslashreplace") + b"\n")
    return digest.hexdigest()


def unreadable(name: str, problem: str, repair: str) -> ScheduleError:
    """Make the fault of a database that cannot be read."""
    return ScheduleError([Fault(name, None, "", "", problem, repair)])
