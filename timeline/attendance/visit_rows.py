"""The rows of each visit, and what they say of it before anything is counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from timeline.attendance.minutes import Places, VisitKey
from timeline.attendance.rows import Rows
from timeline.vocabulary import Mode

_Told = TypeVar("_Told", int, str)


class VisitRows(NamedTuple):
    """The rows of one visit.

    Parameters
    ----------
    positions
        By position in `Rows`, in their order.
    clinic
        Where it began.
    payer
        The payer stated on its earliest row that states one; empty where none does.
    codes
        Every code on them, sorted; unknown codes too.
    """

    positions: tuple[int, ...]
    clinic: str
    payer: str
    codes: tuple[str, ...]


def rows_of_visits(rows: Rows) -> dict[VisitKey, VisitRows]:
    """Collect the analyzed rows by visit: all columns at once, as visits are many."""
    keys = zip(rows.date, rows.patient, rows.discipline, strict=True)
    analyzed = [(row, key) for row, (key, evidence) in enumerate(zip(keys, rows.evidence, strict=True)) if evidence]
    numbers: dict[VisitKey, int] = {}
    visit = np.array([numbers.setdefault(key, len(numbers)) for _, key in analyzed], dtype=np.int64)
    row = np.array([row for row, _ in analyzed], dtype=np.int64)
    start = np.array(rows.start, dtype=np.int64)[row]
    columns = [np.array(column, dtype=object)[row] for column in (rows.clinic, rows.stated_payer, rows.code)]
    (clinic, clinics), (payer, payers), (code, codes) = [pd.factorize(column, sort=True) for column in columns]
    stated, coded = (column != "" for column in columns[1:])
    order = np.argsort(visit, kind="stable")
    pairs = np.unique(visit[coded] * max(1, len(codes)) + code[coded])
    of_pair, pair = np.divmod(pairs, max(1, len(codes)))
    count = len(numbers)
    found = zip(
        numbers,
        _split(visit[order], row[order].tolist(), count),
        _earliest(visit, start, clinic, clinics, count),
        _earliest(visit[stated], start[stated], payer[stated], payers, count),
        _split(of_pair, codes[pair].tolist(), count),
        strict=True,
    )
    return {key: VisitRows(own, began, told, named) for key, own, began, told, named in found}


def _split(visit: Places, values: Sequence[_Told], count: int) -> Iterator[tuple[_Told, ...]]:
    """Divide values that are sorted by visit."""
    ends = np.searchsorted(visit, np.arange(count + 1)).tolist()
    return (tuple(values[first:last]) for first, last in pairwise(ends))


def _earliest(visit: Places, start: Places, value: Places, names: npt.NDArray[np.object_], count: int) -> list[str]:
    """Return of each visit the value of its earliest row, of equals the first by name; empty without a row."""
    order = np.lexsort((value, start, visit))
    of, first = np.unique(visit[order], return_index=True)
    found = [""] * count
    for place, number in zip(of.tolist(), value[order][first].tolist(), strict=True):
        found[place] = str(names[number])
    return found


class RecordedSpans(Mapping[str, Sequence[tuple[int, int, str]]]):
    """Code -> the spans it was recorded in, before any crediting: what separates two codes in time.

    Collected when first read: only pairs of codes need them.
    """

    __slots__ = ("_found", "_positions", "_rows")

    def __init__(self, rows: Rows, positions: Sequence[int]) -> None:
        self._rows, self._positions = rows, positions
        self._found: dict[str, list[tuple[int, int, str]]] | None = None

    def _spans(self) -> dict[str, list[tuple[int, int, str]]]:
        if self._found is None:
            rows, found = self._rows, dict[str, list[tuple[int, int, str]]]()
            for row in self._positions:
                if rows.nature[row].attended or rows.nature[row].mode == Mode.SUPERVISED:
                    spans = found.setdefault(rows.code[row], [])
                    spans.append((rows.start[row], rows.end[row], rows.id[row]))
            self._found = found  # whole, so that another thread never reads a part
        return self._found

    def __getitem__(self, code: str) -> Sequence[tuple[int, int, str]]:
        return self._spans()[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._spans())

    def __len__(self) -> int:
        return len(self._spans())
