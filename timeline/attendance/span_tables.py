"""The tables of attendance: numbers for those who count, data frames once somebody reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from timeline import contracts
from timeline.attendance.numbered import Flags, Ints, Texts, texts
from timeline.attendance.rows import Rows
from timeline.contracts.sentences import Words, written

#: The columns of a table by name: numbers, flags, and texts as `Words`; `start` and `end` in seconds on the line.
Columns = dict[str, Any]

CONTRACTS: Mapping[str, contracts.Table] = {
    table.name: table
    for table in (
        contracts.ATTENDANCE,
        contracts.CODE_SPANS,
        contracts.CO_ATTENDANCE,
        contracts.ENGAGEMENTS,
        contracts.DEMANDS,
        contracts.INTERRUPTIONS,
        contracts.DISPLACEMENTS,
    )
}


class SpanNumbers:
    """One table of attendance by column, in its order.

    Parameters
    ----------
    columns
        Its columns.
    ids
        What the rows of the schedule are called, in their order, and an empty text.

    Examples
    --------
    >>> told = {"start": np.array([0, 5]), "state": Words(np.array([1, 1]), texts(["idle", "group"]))}
    >>> table = SpanNumbers(told, texts([""]))
    >>> table["start"].tolist(), table.where("state", "group").tolist()
    ([0, 5], [True, True])
    """

    def __init__(self, columns: Columns, ids: Texts) -> None:
        self._columns, self._ids = columns, ids
        self._places: dict[str, Ints] = {}

    def __len__(self) -> int:
        return len(self["start"])

    def __getitem__(self, name: str) -> Any:
        """Return a column of numbers or flags; of text a number for each of its `words`, the same for equal ones."""
        own = self._columns[name]
        if not isinstance(own, Words):
            return own
        if name not in self._places:
            first: dict[str, int] = {}
            of = [first.setdefault(word, place) for place, word in enumerate(own.words.tolist())]
            self._places[name] = np.array(of, dtype=np.int64)[own.codes]
        return self._places[name]

    def column(self, name: str) -> Any:
        """Return a column as tables have it: numbers, flags, or words."""
        own = self._columns[name]
        if not isinstance(own, Words):
            return own
        return Words(np.where(own.codes < 0, len(own.words) - 1, own.codes), own.words)

    def words(self, name: str) -> Texts:
        """Return the texts of a column by number; some may stand on no row."""
        found: Texts = self._columns[name].words
        return found

    def texts(self, name: str, rows: Ints) -> list[str]:
        """Write a column of some rows."""
        own: Words = self._columns[name]
        found: list[str] = own.words[own.codes[rows]].tolist()
        return found

    def where(self, name: str, *said: str) -> Flags:
        """Whether each row has one of some texts."""
        own: Words = self._columns[name]
        return np.array([word in said for word in own.words.tolist()], dtype=np.bool_)[own.codes]

    def places(self, name: str, words: Sequence[str]) -> Ints:
        """Return the place of each text of a column among some words; -1 for a text that is none of them."""
        own: Words = self._columns[name]
        place = {word: number for number, word in enumerate(words)}
        return np.array([place.get(text, -1) for text in own.words.tolist()], dtype=np.int64)[own.codes]

    def row(self, name: str = "interval_id") -> Ints:
        """Return the position of the row of the schedule that a column names; -1 for none."""
        own: Words = self._columns[name]
        if own.words is self._ids:
            return own.codes.astype(np.int64, copy=False)
        return self.places(name, self._ids[:-1].tolist())


class SpanTables(Mapping[str, pd.DataFrame]):
    """The tables of attendance by name; a data frame is made when it is first read.

    Parameters
    ----------
    rows
        The rows of the schedule.
    made
        Each table, as a data frame or by column.
    zone
        The clinic's time zone, for showing wall clocks.
    """

    def __init__(self, rows: Rows, made: Mapping[str, pd.DataFrame | Columns], zone: ZoneInfo | None = None) -> None:
        self._made, self._rows, self._zone = dict(made), rows, zone
        self._numbers: dict[str, SpanNumbers] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        found = self._made[name]
        if isinstance(found, pd.DataFrame):
            return found
        self.numbers(name)
        cells = {column: written(own) if isinstance(own, Words) else own for column, own in found.items()}
        frame = self._made[name] = contracts.from_columns(CONTRACTS[name], cells, self._zone)
        return frame

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    def numbers(self, name: str) -> SpanNumbers:
        """Return a table as numbers."""
        if name not in self._numbers:
            made = self._made[name]
            columns = _OfFrame(made) if isinstance(made, pd.DataFrame) else made
            self._numbers[name] = SpanNumbers(columns, self._rows.named)
        return self._numbers[name]


class _OfFrame(Columns):
    """The columns of a data frame, each once it is asked for."""

    def __init__(self, frame: pd.DataFrame) -> None:
        super().__init__()
        self._frame = frame

    def __missing__(self, name: str) -> Any:
        if name == "end":
            found: Any = self["start"] + self["seconds"]
        else:
            own = self._frame["start_second" if name == "start" else name].to_numpy()
            found = own
            if own.dtype == object:
                codes, words = pd.factorize(own)
                found = Words(codes, texts([*words, None]))  # what is null has the last one, as -1
        self[name] = found
        return found
