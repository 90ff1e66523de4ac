"""Columns of text as their distinct values and which of them each row has: what a text means is asked once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import overload

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.intp]
Mask = NDArray[np.bool_]
#: So many records are coded at once: few enough to stay near the processor.
_CHUNK = 1_000
#: Often no more rows than these are looked at.
_FIRST = 32


class Typed(str):
    """A cell that its file holds as a date, a time or both: written the ISO way, and never read in a stated format."""

    __slots__ = ()


class Texts(Sequence[str]):
    """A column of text.

    Parameters
    ----------
    distinct
        Its values; some of them may stand on no row, and one may be listed twice.
    codes
        Which of them each row has.
    """

    __slots__ = ("_distinct", "codes")

    def __init__(self, distinct: Sequence[str], codes: Codes) -> None:
        self._distinct, self.codes = distinct, codes

    @classmethod
    def of(cls, cells: Iterable[str]) -> Texts:
        """Return a column of some cells."""
        listed = list(cells)
        index = _Index()
        return cls(index.of([_codes(index, listed)]), index.codes)

    @classmethod
    def each_own(cls, cells: Iterable[str]) -> Texts:
        """Return a column of some cells, no two of which are the same."""
        listed = list(cells)
        return cls(listed, np.arange(len(listed)))

    @classmethod
    def same(cls, text: str, count: int) -> Texts:
        """Return a column of one text."""
        return cls([text], np.zeros(count, dtype=np.intp))

    @classmethod
    def joined(cls, columns: Sequence[Texts]) -> Texts:
        """Return columns, one below the other, as one."""
        if len(columns) == 1:
            return columns[0]
        first = np.cumsum([0, *(len(own.distinct) for own in columns)])
        codes = [own.codes + start for own, start in zip(columns, first.tolist(), strict=False)]
        none = np.zeros(0, dtype=np.intp)
        return cls([text for own in columns for text in own.distinct], np.concatenate([none, *codes]))

    @classmethod
    def merged(cls, columns: Sequence[Texts]) -> Texts:
        """Return columns, one below the other, as one that lists each value once, however its cell was typed."""
        first = columns[0]
        if isinstance(first, Numbered):
            alike = [own.numbers for own in columns if isinstance(own, Numbered) and own.prefix == first.prefix]
            if len(alike) == len(columns):
                return Numbered(first.prefix, np.concatenate(alike))
        every = [own.distinct for own in columns]
        place = {text: number for number, text in enumerate(dict.fromkeys(chain.from_iterable(every)))}
        places = [np.fromiter(map(place.__getitem__, own), dtype=np.intp, count=len(own)) for own in every]
        return cls([*place], np.concatenate([of[own.codes] for of, own in zip(places, columns, strict=True)]))

    @property
    def distinct(self) -> Sequence[str]:
        """Its values, by code."""
        return self._distinct

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            distinct = self.distinct
            return [distinct[code] for code in self.codes[place].tolist()]
        text: str = self.distinct[int(self.codes[place])]
        return text

    def __iter__(self) -> Iterator[str]:
        return iter(self[:])

    def used(self) -> list[str]:
        """Return every value that stands on a row, once."""
        there = np.bincount(self.codes, minlength=len(self.distinct))
        return list(dict.fromkeys(text for text, rows in zip(self.distinct, there.tolist(), strict=True) if rows))

    def counts(self, rows: Mask | None = None) -> dict[str, int]:
        """Return how many rows have each value; of some rows only, where they are given."""
        codes = self.codes if rows is None else self.codes[rows]
        found: dict[str, int] = {}
        for text, count in zip(self.distinct, np.bincount(codes, minlength=len(self.distinct)).tolist(), strict=True):
            if count:
                found[text] = found.get(text, 0) + count
        return found

    def trimmed(self) -> Texts:
        """Return the same column without values that stand on no row."""
        there = np.bincount(self.codes, minlength=len(self.distinct)) > 0
        if there.all():
            return self
        kept = np.flatnonzero(there)
        return Texts([self.distinct[code] for code in kept.tolist()], (np.cumsum(there) - 1)[self.codes])

    def meaning(self, read: Callable[[str], str]) -> Texts:
        """Return what each value means; values of no row are not asked."""
        own = self.trimmed()
        found = [read(text) for text in own.distinct]
        return own if found == own.distinct else Texts(found, own.codes)

    def where(self, says: Callable[[str], bool]) -> Mask:
        """Whether each row has a value of which something holds."""
        own = self.trimmed()
        found = np.fromiter((says(text) for text in own.distinct), dtype=np.bool_, count=len(own.distinct))
        return found[own.codes] if len(found) else np.zeros(0, dtype=np.bool_)

    def filled(self) -> Mask:
        """Whether each row has any text."""
        return self.where(bool)

    def take(self, rows: Codes | Mask) -> Texts:
        """Return some rows of the column."""
        return Texts(self.distinct, self.codes[rows])

    def or_else(self, other: Texts, rows: Mask) -> Texts:
        """Return the column with the texts of another one on some rows."""
        if not rows.any():
            return self
        return Texts([*self.distinct, *other.distinct], np.where(rows, other.codes + len(self.distinct), self.codes))


class Stamps(Texts):
    """A column of moments that its file holds as such, with neither fraction nor offset.

    They are written as text only where a message or a rule of a mapping asks for it.

    Parameters
    ----------
    walls
        The distinct moments, in seconds since 1970-01-01 as the clock shows them.
    codes
        Which of them each row has; one more than there are for a row without.
    """

    __slots__ = ("walls",)

    def __init__(self, walls: NDArray[np.int64], codes: Codes) -> None:
        super().__init__((), codes)
        self.walls = walls

    @property
    def distinct(self) -> Sequence[str]:
        """The moments as text."""
        if not self._distinct:
            written = np.datetime_as_string(self.walls.astype("datetime64[s]")).tolist()
            self._distinct = [*(Typed(text.replace("T", " ")) for text in written), ""]
        return self._distinct

    def filled(self) -> Mask:
        """Whether each row has a moment."""
        found: Mask = self.codes < len(self.walls)
        return found

    def take(self, rows: Codes | Mask) -> Texts:
        """Return some rows of the column."""
        return Stamps(self.walls, self.codes[rows])


class Numbered(Texts):
    """A column of texts that are a number behind one and the same text, as names of rows by their place are.

    They are written only where one is asked for.

    Parameters
    ----------
    prefix
        What stands before every number.
    numbers
        The number of each row.
    """

    __slots__ = ("numbers", "prefix")

    def __init__(self, prefix: str, numbers: NDArray[np.int64]) -> None:
        super().__init__((), np.arange(len(numbers)))
        self.prefix, self.numbers = prefix, numbers

    @property
    def distinct(self) -> Sequence[str]:
        """The texts."""
        if not self._distinct:
            self._distinct = self[:]
        return self._distinct

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [f"{self.prefix}{number}" for number in self.numbers[place].tolist()]
        return f"{self.prefix}{self.numbers[place]}"

    def filled(self) -> Mask:
        """Every row has a text."""
        return np.ones(len(self), dtype=np.bool_)

    def take(self, rows: Codes | Mask) -> Texts:
        """Return some rows of the column."""
        return Numbered(self.prefix, self.numbers[rows])


class _Index(dict[str, int]):
    """Numbers texts in the order in which they are first met."""

    codes: Codes

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self)
        return number

    def of(self, parts: Sequence[Codes]) -> list[str]:
        """Put parts together; return the texts by number."""
        self.codes = np.concatenate([*parts]) if parts else np.zeros(0, dtype=np.intp)
        return list(self)


def _codes(index: _Index, cells: Sequence[str]) -> Codes:
    if cells and cells.count(cells[0]) == len(cells):
        return np.full(len(cells), index[cells[0]], dtype=np.intp)
    return np.fromiter(map(index.__getitem__, cells), dtype=np.intp, count=len(cells))


class Table(Sequence[list[str]]):
    """Rows of one length, kept column by column.

    Parameters
    ----------
    columns
        Each column.
    count
        How many rows there are.
    odd
        Row -> the record as its file has it, where it is longer or shorter than the others.
    places
        Where each row stands among the records of the file, if there are records without a cell between them.
    of_records
        How many records there are.
    """

    __slots__ = ("_rows", "columns", "odd", "of_records", "places")

    def __init__(
        self,
        columns: Sequence[Texts],
        count: int,
        odd: dict[int, list[str]] | None = None,
        places: Codes | None = None,
        of_records: int | None = None,
    ) -> None:
        self.columns, self._rows, self.odd, self.places = columns, count, odd or {}, places
        self.of_records = count if of_records is None else of_records

    @classmethod
    def of(cls, records: Iterable[list[str]], width: int) -> Table:
        """Take records as they come; cells beyond the width are in `odd` only, and those that lack are empty."""
        waiting = iter(records)
        indexes = [_Index() for _ in range(width)]
        parts: list[list[Codes]] = [[] for _ in range(width)]
        odd: dict[int, list[str]] = {}
        places: list[Codes] = []
        count = read = 0
        while chunk := list(islice(waiting, _CHUNK)):
            there = np.arange(read, read + len(chunk))
            read += len(chunk)
            if not all(chunk):
                there = there[[bool(record) for record in chunk]]
                chunk = [record for record in chunk if record]
            places.append(there)
            if any(length != width for length in set(map(len, chunk))):
                for place, record in enumerate(chunk):
                    if len(record) != width:
                        odd[count + place] = record
                        chunk[place] = record[:width] + [""] * (width - len(record))
            for index, part, cells in zip(indexes, parts, zip(*chunk, strict=True), strict=bool(chunk)):
                part.append(_codes(index, cells))
            count += len(chunk)
        columns = [Texts(index.of(part), index.codes) for index, part in zip(indexes, parts, strict=True)]
        return cls(columns, count, odd, np.concatenate(places) if read > count else None, read)

    def __len__(self) -> int:
        return self._rows

    @overload
    def __getitem__(self, place: int) -> list[str]: ...
    @overload
    def __getitem__(self, place: slice) -> list[list[str]]: ...
    def __getitem__(self, place: int | slice) -> list[str] | list[list[str]]:
        if isinstance(place, slice):
            rows = range(self._rows)[place]
            found: list[list[str]] = [[] for _ in rows]
            for column in self.columns:
                for row, cell in zip(found, column[place], strict=True):
                    row.append(cell)
            return found
        return [column[place] for column in self.columns]

    def __iter__(self) -> Iterator[list[str]]:
        first, many = 0, _FIRST
        while first < len(self):
            yield from self[first : first + many]
            first, many = first + many, _CHUNK

    def place(self, row: int) -> int:
        """Return where a row stands among the records of the file."""
        return row if self.places is None else int(self.places[row])

    def records(self) -> Iterator[list[str]]:
        """Return every record as its file has it."""
        place = 0
        for row, cells in enumerate(self):
            yield from ([] for _ in range(place, self.place(row)))
            yield self.odd.get(row, cells)
            place = self.place(row) + 1
        yield from ([] for _ in range(place, self.of_records))

    def take(self, rows: Codes | Mask) -> Table:
        """Return some of the rows, none of them odd."""
        columns = [column.take(rows) for column in self.columns]
        return Table(columns, int(np.count_nonzero(rows)) if rows.dtype == np.bool_ else len(rows))
