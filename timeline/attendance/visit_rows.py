"""The visits of some rows, and what the rows of each say of it before anything is counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from timeline.attendance.numbered import Coded, Ints, bounds_of, taken
from timeline.attendance.rows import Rows
from timeline.attendance.span_tables import SpanNumbers
from timeline.vocabulary import Mode

#: Date, patient, discipline.
VisitKey = tuple[str, str, str]


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class VisitRows:
    """Visits, sorted by date, patient and discipline, with their rows.

    Parameters
    ----------
    evidence
        What the minutes of each rest on.
    clinic
        Where each began.
    payer
        The payer stated on its earliest row that states one; empty where none does.
    bounds, row
        The positions of each visit's rows in `Rows`, in their order.
    visit
        The visit of each row; -1 for rows that are not analyzed.
    code_bounds, code
        Every code on a visit's rows, sorted; unknown codes too.
    """

    date: Coded
    patient: Coded
    discipline: Coded
    evidence: Coded
    clinic: Coded
    payer: Coded
    bounds: Ints
    row: Ints
    visit: Ints
    code_bounds: Ints
    code: Coded

    def __len__(self) -> int:
        return len(self.date.codes)

    def keys(self) -> list[VisitKey]:
        """List the visits."""
        every = np.arange(len(self))
        key = [column.at(every).tolist() for column in (self.date, self.patient, self.discipline)]
        return list(zip(*key, strict=True))

    def of(self, table: SpanNumbers) -> Ints:
        """Return the visit of each row of a table of visits."""
        place, own = np.zeros(len(table), np.int64), np.zeros(len(self), np.int64)
        for name in ("date", "patient", "discipline"):
            column: Coded = getattr(self, name)
            place = place * len(column.words) + table.places(name, column.words.tolist())
            own = own * len(column.words) + column.codes
        return np.searchsorted(own, place)


def rows_of_visits(rows: Rows) -> VisitRows:
    """Collect the analyzed rows by visit."""
    numbers = rows.numbers
    date, patient, discipline = (numbers.texts[name] for name in ("date", "patient", "discipline"))
    evidence, code = numbers.texts["evidence"], numbers.texts["code"]
    analyzed = np.flatnonzero(~evidence.where(""))
    key = (date.codes * len(patient.words) + patient.codes) * len(discipline.words) + discipline.codes
    visits, of_row = np.unique(key[analyzed], return_inverse=True)
    order = np.argsort(of_row, kind="stable")
    row, of_row = analyzed[order], of_row[order]
    bounds = bounds_of(np.bincount(of_row, minlength=len(visits)))
    first, visit = row[bounds[:-1]], np.full(len(rows), -1, np.int64)
    visit[row] = of_row
    named = row[code.codes[row] > 0]
    pairs = np.unique(visit[named] * len(code.words) + code.codes[named])
    of_pair, code_of_pair = np.divmod(pairs, len(code.words))
    start, clinic, payer = numbers.start, numbers.texts["clinic"], numbers.texts["stated_payer"]
    stated = payer.codes[row] > 0
    return VisitRows(
        date=taken(date, first),
        patient=taken(patient, first),
        discipline=taken(discipline, first),
        evidence=taken(evidence, first),
        clinic=_earliest(clinic, start, row, of_row, len(visits)),
        payer=_earliest(payer, start, row[stated], of_row[stated], len(visits)),
        bounds=bounds,
        row=row,
        visit=visit,
        code_bounds=bounds_of(np.bincount(of_pair, minlength=len(visits))),
        code=taken(Coded(code_of_pair, code.words), np.arange(len(pairs))),
    )


def _earliest(column: Coded, start: Ints, row: Ints, visit: Ints, count: int) -> Coded:
    """Return of each visit what the earliest of some rows states, of equals the first by name; empty without a row."""
    order = np.lexsort((column.codes[row], start[row], visit))
    of, first = np.unique(visit[order], return_index=True)
    found = np.zeros(count, np.int64)
    found[of] = column.codes[row[order][first]]
    return taken(Coded(found, column.words), np.arange(count))


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
                if separates(rows, row):
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


def separates(rows: Rows, row: int) -> bool:
    """Whether a row's time may separate its code from others: that of attended and of supervised rows."""
    return rows.nature[row].attended or rows.nature[row].mode == Mode.SUPERVISED
