"""Tables kept in columns: text as the places of its words, clocks and counts as arrays.

A table of many rows has few distinct texts. Kept so, nothing is done text by text: a frame is made of it when somebody
reads one, and a file is written from the same columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from timeline.clock import wall_column
from timeline.contracts.contract import Table, typed
from timeline.contracts.published import of_kind
from timeline.contracts.sentences import Gathered, Said, Sentences, Words, words_of, written

#: A column: text in one of its forms, or an array of the dtype its contract states.
Cells: TypeAlias = Said | npt.NDArray[Any] | pd.api.extensions.ExtensionArray


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Columnar:
    """A table as it is handed out, in columns.

    Parameters
    ----------
    table
        Its contract.
    columns
        Every column of `table.published` by name; dates and words of a fixed order may still be text.
    """

    table: Table
    columns: Mapping[str, Cells]

    def __len__(self) -> int:
        first = self.columns[self.table.columns[0].name]
        return len(first.codes) if isinstance(first, Words) else len(first)

    def cells(self, name: str) -> Words | Any:
        """Return a column: text may be in words, everything else is as it is handed out."""
        cells = self.columns[name]
        kind = next(column.kind for column in self.table.published if column.name == name)
        return of_kind(*cells, kind) if kind and isinstance(cells, Words) else cells

    @property
    def days(self) -> npt.NDArray[np.datetime64]:
        """The date of each row."""
        days: npt.NDArray[np.datetime64] = np.asarray(self.cells("date"), dtype="datetime64[s]")
        return days

    def frame(self) -> pd.DataFrame:
        """Return the table as analysts expect it."""
        return pd.DataFrame(
            {column.name: _of_frame(self.cells(column.name)) for column in self.table.published}, copy=False
        )


def _of_frame(cells: Any) -> Any:
    if isinstance(cells, Sentences | Gathered):
        return typed(written(cells), "str")
    return cells.texts() if isinstance(cells, Words) else cells


def in_columns(table: Table, columns: Mapping[str, Any], zone: ZoneInfo | None = None) -> Columnar:
    """Make a table of its published columns.

    Parameters
    ----------
    columns
        Text as `Words`, or any texts; clocks as seconds on the clinic's line; None stands for a missing number.
    zone
        The clinic's time zone.
    """
    return Columnar(table, {each.name: _cells(columns[each.name], each.dtype, zone) for each in table.published})


def _cells(values: Iterable[Any], dtype: str, zone: ZoneInfo | None) -> Cells:
    if dtype == "str":
        return values if isinstance(values, Words | Sentences | Gathered) else words_of(list(values))
    if dtype == "datetime64[s]":
        return wall_column(values, zone)  # type: ignore[arg-type]
    cells: Cells = typed(values, dtype)
    return cells


def columns_of(table: Table, frame: pd.DataFrame) -> Columnar:
    """Return a frame that is handed out as its columns."""
    return Columnar(table, {column.name: _array(frame[column.name]) for column in table.published})


def _array(column: pd.Series[Any]) -> Cells:
    return column.array if isinstance(column.dtype, pd.api.extensions.ExtensionDtype) else column.to_numpy()


def whole_numbers(values: npt.NDArray[np.int64], missing: int) -> pd.arrays.IntegerArray:
    """Return numbers as a column that knows missing ones, which a number stands for."""
    lacking = values == missing
    return pd.arrays.IntegerArray(np.where(lacking, 0, values), lacking)
