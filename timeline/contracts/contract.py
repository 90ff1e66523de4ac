"""What a table is, and how a frame of it is built."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from timeline.clock import wall_column

#: One row of a table, by column; its clocks are seconds on the clinic's line.
TableRow: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its dtype, what it means and, for numbers, its unit."""

    name: str
    dtype: str
    doc: str
    unit: str = ""
    #: What analysts are handed in place of text: `date` (datetime64), or an ordered category of that name.
    kind: str = ""

    @property
    def type(self) -> str:
        """The dtype of the column in a table that is handed out."""
        return "datetime64[s]" if self.kind == "date" else "category" if self.kind else self.dtype


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what one row is, the columns that identify it, and every column in order."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    #: Columns that are joined to the table when it is handed out, so that it can be grouped by them.
    joined: tuple[Column, ...] = ()

    @property
    def published(self) -> tuple[Column, ...]:
        """Every column of the table as it is handed out, in order."""
        return self.columns + self.joined

    @property
    def names(self) -> list[str]:
        """The column names, in order."""
        return [column.name for column in self.columns]


def conform(table: Table, rows: Sequence[Mapping[str, Any]] | Mapping[str, Iterable[Any]]) -> pd.DataFrame:
    """Build a frame of `table` from records or from columns; an empty one keeps its columns and dtypes.

    Of the columns that are joined to the table when it is handed out, those that are given are kept.
    """
    if isinstance(rows, Mapping):
        columns = {column.name: rows[column.name] for column in _given(table, rows)}
    else:
        columns = {column.name: [row[column.name] for row in rows] for column in table.columns}
    return pd.DataFrame(
        {column.name: typed(columns[column.name], column.dtype) for column in _given(table, columns)}, copy=False
    )


def _given(table: Table, columns: Collection[str]) -> Iterator[Column]:
    """List the columns of a table, and those joined to it that are given."""
    yield from table.columns
    yield from (column for column in table.joined if column.name in columns)


def from_records(
    table: Table, records: Sequence[Mapping[str, Any]] | Sequence[tuple[Any, ...]], zone: ZoneInfo | None = None
) -> pd.DataFrame:
    """Build a frame from records whose clocks are seconds on the clinic's line.

    A record names its columns, or is a tuple in the table's column order. A table's `start_second` is in
    neither: it is their `start` before it became a wall clock.
    """
    given = [column.name for column in table.columns if column.name != "start_second"]
    values: dict[str, Sequence[Any]]
    if not records:
        values = dict.fromkeys(given, ())
    elif isinstance(records[0], Mapping):
        named: Sequence[Any] = records
        values = {name: [record[name] for record in named] for name in given}
    else:
        values = dict(zip(given, zip(*records, strict=True), strict=True))
    return from_columns(table, values, zone)


def from_columns(table: Table, columns: Mapping[str, Any], zone: ZoneInfo | None = None) -> pd.DataFrame:
    """Build a frame from its columns; clocks, and `start_second` with them, as in `from_records`."""
    values = {**columns, "start_second": columns.get("start", ())}
    return pd.DataFrame(
        {
            column.name: wall_column(values[column.name], zone)
            if column.dtype == "datetime64[s]"
            else typed(values[column.name], column.dtype)
            for column in table.columns
        },
        copy=False,
    )


def records(frame: pd.DataFrame, columns: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    """Walk some columns of a table as plain tuples."""
    return zip(*(frame[str(name)].tolist() for name in columns), strict=True)


def typed(values: Iterable[Any], dtype: str) -> Any:
    """Convert values to the dtype of a column; None stands for a missing value. A column of pandas has it already."""
    if isinstance(values, pd.api.extensions.ExtensionArray):
        return values
    listed = values if isinstance(values, np.ndarray) else list(values)
    if dtype == "str":
        # One storage whatever else is installed: the same tables on every machine.
        return pd.array(listed, dtype=pd.StringDtype("python", na_value=np.nan))
    if dtype == "Int64" and {*map(type, listed)} <= {int, type(None)}:
        whole = np.array(listed, dtype=object)
        missing = np.equal(whole, None).astype(bool)
        whole[missing] = 0
        return pd.arrays.IntegerArray(whole.astype(np.int64), missing)
    if dtype in ("Int64", "boolean"):
        known: Any = [pd.NA if value is None else value for value in listed]
        return pd.array(known, dtype=dtype)
    if dtype.startswith("datetime64"):  # numpy asks every clock what it is
        return pd.array(listed, dtype=dtype).to_numpy()
    return np.asarray(listed, dtype=dtype)
