"""The source rows that show a finding: what is said of them, wherever the rows themselves are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypedDict, Unpack, overload

import numpy as np

from timeline.contracts.sentences import Places, Words
from timeline.finding import Finding, FindingRule
from timeline.spans import Span, length, union
from timeline.vocabulary import Severity
from timeline.words import without_other_texts


class Shown(NamedTuple):
    """A source row as a finding shows it.

    `start` and `end` are seconds on the clinic's line; `payer` is that of the visit it belongs to, empty without one;
    `place` is its position among the rows it was analyzed with, which orders the rows of a date.
    """

    id: str
    date: str
    start: int
    end: int
    patient: str
    provider: str
    code: str
    clinic: str
    discipline: str
    payer: str
    place: int


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class ShownRows(Sequence[Shown]):
    """Many source rows as a finding shows them, read like a list: columns underneath, an object for each that is read.

    Parameters
    ----------
    columns
        A column for each field of `Shown`, in their order: texts as words, numbers as integers.
    """

    columns: tuple[Words | Places, ...]

    @classmethod
    def joined(cls, parts: Sequence[ShownRows]) -> ShownRows:
        """Put rows of several parts one behind the other."""
        return cls(tuple(map(_joined, zip(*(part.columns for part in parts), strict=True))) if parts else _NO_ROWS)

    def taken(self, rows: Places) -> ShownRows:
        """Return some rows, by their places."""
        return ShownRows(tuple([of.taken(rows) if isinstance(of, Words) else of[rows] for of in self.columns]))

    def of(self, name: str) -> Any:
        """Return a column: words, or numbers."""
        return self.columns[Shown._fields.index(name)]

    def __len__(self) -> int:
        return len(self.of("place"))

    def __iter__(self) -> Iterator[Shown]:
        listed = [of.words[of.codes] if isinstance(of, Words) else of for of in self.columns]
        return map(Shown._make, zip(*[of.tolist() for of in listed], strict=True))

    @overload
    def __getitem__(self, place: int) -> Shown: ...

    @overload
    def __getitem__(self, place: slice) -> ShownRows: ...

    def __getitem__(self, place: int | slice) -> Shown | ShownRows:
        """Return a row, or some of them."""
        if isinstance(place, slice):
            return self.taken(np.arange(len(self))[place])
        return next(iter(self.taken(np.array([range(len(self))[place]]))))


_NO_WORDS = Words(np.zeros(0, np.int64), np.empty(0, object))
_NUMBERS = ("start", "end", "place")
_NO_ROWS: tuple[Words | Places, ...] = tuple(
    [_NO_WORDS.codes if name in _NUMBERS else _NO_WORDS for name in Shown._fields]
)


def _joined(parts: Sequence[Any]) -> Words | Places:
    """Put columns one behind the other; of words nobody asks whether one is there twice."""
    if not isinstance(parts[0], Words):
        return np.concatenate(parts)
    before = np.cumsum([0, *(len(part.words) for part in parts[:-1])])
    codes = [part.codes + first for part, first in zip(parts, before.tolist(), strict=True)]
    return Words(np.concatenate(codes), np.concatenate([part.words for part in parts]))


class Extent(NamedTuple):
    """Whom and when some rows are about: clocks in seconds on the clinic's line, `seconds` without what overlaps."""

    date: str
    patients: tuple[str, ...]
    providers: tuple[str, ...]
    start: int
    end: int
    seconds: int


class Stated(TypedDict, total=False):
    """What a finding says beside its rows: fields of `Finding`, where they do not follow from the rows."""

    date: str
    patients: tuple[str, ...]
    providers: tuple[str, ...]
    seconds: int
    clinic: str
    about: str
    own_remedy: str
    own_source: str


def in_place(rows: Iterable[Shown]) -> Sequence[Shown]:
    """Sort rows by date, those of a date in the order in which they were read."""
    if not isinstance(rows, ShownRows):
        return sorted(rows, key=lambda row: (row.date, row.place))
    codes, words = rows.of("date")
    return rows.taken(np.lexsort((rows.of("place"), np.unique(words, return_inverse=True)[1][codes])))


def extent_of(rows: Sequence[Shown]) -> Extent:
    """Return whom and when some rows are about; for no rows, nobody and nothing."""
    if len(rows) == 1:
        (row,) = rows
        return Extent(row.date, _one(row.patient), _one(row.provider), row.start, row.end, row.end - row.start)
    start, end, seconds = _lasts(rows)
    date = rows[0].date if rows else ""
    return Extent(date, _named(_said(rows, "patient")), _named(_said(rows, "provider")), start, end, seconds)


def _lasts(rows: Sequence[Shown]) -> tuple[int, int, int]:
    """Return the first and the last second of rows, and how many there are, those that overlap counted once."""
    if not isinstance(rows, ShownRows):
        spans = union([(row.start, row.end) for row in rows])
        return (spans[0][0], spans[-1][1], length(spans)) if spans else (0, 0, 0)
    order = np.argsort(rows.of("start"), kind="stable")
    begins, ends = rows.of("start")[order], rows.of("end")[order]
    if not len(order):
        return 0, 0, 0
    first, reached = int(begins[0]), np.maximum.accumulate(ends)
    alone = np.maximum(begins, np.append(first, reached[:-1]))
    return first, int(reached[-1]), int(np.maximum(0, ends - alone).sum())


def _said(rows: Sequence[Shown], name: str) -> Iterable[str]:
    """List the different texts in a column of rows, or all of them."""
    if not isinstance(rows, ShownRows):
        return [getattr(row, name) for row in rows]
    codes, words = rows.of(name)
    different: list[str] = words[np.flatnonzero(np.bincount(codes, minlength=len(words)))].tolist()
    return different


def _site(rows: Sequence[Shown]) -> str:
    """Return the clinic of the earliest row; of several, the first by name."""
    if isinstance(rows, ShownRows) and rows:
        start = rows.of("start")
        rows = rows.taken(np.flatnonzero(start == start.min()))
    return min([(row.start, row.clinic) for row in rows], default=(0, ""))[1]


def _of_patients(rows: Sequence[Shown]) -> Sequence[Shown]:
    """Return the rows that have a patient."""
    if not isinstance(rows, ShownRows):
        return [row for row in rows if row.patient]
    codes, words = rows.of("patient")
    return rows.taken(np.flatnonzero((words != "")[codes]))


def _one(name: str) -> tuple[str, ...]:
    return (name,) if name else ()


def _named(names: Iterable[str]) -> tuple[str, ...]:
    """Sort different names; those of nobody are left out."""
    return tuple(sorted({*names} - {""}))


def _about(rows: Sequence[Shown], span: Span) -> Extent:
    """Return whom a span is about in which rows meet."""
    patients, providers = _named(_said(rows, "patient")), _named(_said(rows, "provider"))
    return Extent(rows[0].date, patients, providers, *span, span[1] - span[0])


def finding_of(
    rule: FindingRule,
    severity: Severity,
    rows: Sequence[Shown],
    message: str,
    *,
    span: Span | None = None,
    units_at_risk: int = 0,
    **stated: Unpack[Stated],
) -> Finding:
    """Make a finding from the rows that show it: whom and when it is about follows from them.

    Parameters
    ----------
    rows
        The source rows that show it, in the order they are listed.
    span
        Its clock span where that is not the rows' own; its seconds are then the span's.
    units_at_risk
        Timed units of the visits concerned with and without its seconds.
    **stated
        What does not follow from the rows: see `Stated`.
    """
    extent = _about(rows, span) if span is not None and len(rows) > 1 else extent_of(rows)
    start, end = span if span is not None else (extent.start, extent.end)
    if len(rows) == 1:
        (row,) = rows
        clinic, disciplines = row.clinic, _one(row.discipline) if row.patient else ()
    else:
        clinic, disciplines = _site(rows), _named(_said(_of_patients(rows), "discipline"))
    return Finding(
        rule,
        severity,
        stated.get("date", extent.date),
        stated.get("patients", extent.patients),
        stated.get("providers", extent.providers),
        start,
        end,
        stated.get("seconds", extent.seconds if span is None else end - start),
        units_at_risk,
        without_other_texts(message, {*_said(rows, "code")}),
        _ids(rows),
        stated.get("clinic", clinic),
        disciplines,
        stated.get("about", ""),
        stated.get("own_remedy", ""),
        stated.get("own_source", ""),
    )


def _ids(rows: Sequence[Shown]) -> tuple[str, ...]:
    if not isinstance(rows, ShownRows):
        return tuple([row.id for row in rows])
    codes, words = rows.of("id")
    return tuple(words[codes].tolist())
