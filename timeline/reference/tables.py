"""Every table: what one row is, and what each column means, read from the contracts the tables are built by."""

from __future__ import annotations

from typing import Any

import pandas as pd

from timeline import contracts
from timeline.contracts import Table
from timeline.errors import WrongValueError

TABLES_BY_NAME = {table.name: table for table in contracts.ALL}


def tables(name: str | None = None) -> pd.DataFrame:
    """List every table, or the columns of one.

    Parameters
    ----------
    name
        A table, as `result.tables()` and the files of `--format csv` name it, e.g. `visits`.

    Returns
    -------
    `TABLES`, in the order they are made; with a name, `COLUMNS` of that table in their order.

    Raises
    ------
    WrongValueError: no table has that name; the message lists those there are.

    Examples
    --------
    >>> tables("lines").loc[4, ["column", "type", "meaning"]].tolist()
    ['line', 'int64', 'position on the claim, from 0']
    """
    if name is None:
        return contracts.conform(
            contracts.TABLES,
            [
                {"table": table.name, "row": table.row, "key": ", ".join(table.key), "columns": len(table.published)}
                for table in contracts.ALL
            ],
        )
    table = known_table(name)
    return contracts.conform(contracts.COLUMNS, [{"table": table.name} | column for column in columns(table)])


def known_table(name: str) -> Table:
    """Look a table up by its name.

    Raises
    ------
    WrongValueError: no table has that name; the message lists those there are.
    """
    if name not in TABLES_BY_NAME:
        raise WrongValueError(f"no table {name!r}; known: {', '.join(sorted(TABLES_BY_NAME))}.")
    return TABLES_BY_NAME[name]


def columns(table: Table) -> list[dict[str, Any]]:
    """List the columns of a table as plain records."""
    return [
        {
            "column": column.name,
            "type": column.type,
            "unit": column.unit,
            "key": column.name in table.key,
            "meaning": column.doc,
        }
        for column in table.published
    ]


def table_list(name: str | None = None) -> list[dict[str, Any]]:
    """Describe every table, or one, as plain records: name, row, key and columns."""
    listed = contracts.ALL if name is None else [known_table(name)]
    return [
        {"table": table.name, "row": table.row, "key": list(table.key), "columns": columns(table)} for table in listed
    ]
