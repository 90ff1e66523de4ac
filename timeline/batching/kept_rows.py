"""The rows of a task as findings show them, as columns: put down by each task, read where a finding across dates rests.

Of a year few are read again: those that findings across dates show. Only these become objects.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from timeline.attendance.numbered import Ints
from timeline.audit.parts import ShownOf
from timeline.batching.folder import OutputFolder
from timeline.record import Record
from timeline.shown import Shown

#: How many tasks' rows are held at once while findings are made of them.
_HELD = 8


class KeptRows(NamedTuple):
    """The rows of some dates: a column for each field of `Shown` but the place, which is that of the row."""

    columns: tuple[Sequence[Any], ...]

    def of(self, rows: Ints) -> list[Shown]:
        """Return some rows as a finding shows them."""
        places = rows.tolist()
        return list(map(Shown._make, zip(*([of[row] for row in places] for of in self.columns), places, strict=True)))


def kept_rows(record: Record) -> KeptRows:
    """Put the rows of a record into columns."""
    of, visits = record.rows, record.visit_arrays
    payer = np.zeros(len(of), np.int64)
    payer[visits.row] = visits.payer.codes[visits.row_visit]
    payers = visits.payer.words[payer].tolist()
    return KeptRows(
        (of.id, of.date, of.start, of.end, of.patient, of.provider, of.code, of.clinic, of.discipline, payers)
    )


def rows_name(number: int) -> str:
    """Return under which name the rows of a task are kept."""
    return f"shown-{number:06d}"


def shown_in(folder: OutputFolder) -> ShownOf:
    """Show rows of the tasks of a run."""

    @lru_cache(maxsize=_HELD)
    def kept(number: int) -> KeptRows:
        found: KeptRows = folder.kept(rows_name(number))
        return found

    return lambda part, rows: kept(part).of(rows)
