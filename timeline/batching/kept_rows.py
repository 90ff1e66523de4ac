"""The rows of a task as findings show them, as columns: put down by each task, read where a finding across dates rests.

Of a year few are read again: those that findings across dates show. Only these become objects.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from timeline.attendance.numbered import Coded, Ints
from timeline.audit.parts import ShownOf
from timeline.batching.folder import OutputFolder
from timeline.record import Record
from timeline.shown import Shown

#: How many tasks' rows are held at once while findings are made of them.
_HELD = 8


class KeptRows(NamedTuple):
    """The rows of some dates in the order of the fields of `Shown`; the place is that of the row."""

    id: Sequence[str]
    date: Coded
    start: Ints
    end: Ints
    others: Sequence[Coded]

    def of(self, rows: Ints) -> list[Shown]:
        """Return some rows as a finding shows them."""
        places = rows.tolist()
        numbers = (self.start[rows].tolist(), self.end[rows].tolist())
        named = (column.at(rows).tolist() for column in self.others)
        ids = [self.id[row] for row in places]
        return list(map(Shown, ids, self.date.at(rows).tolist(), *numbers, *named, places))


def kept_rows(record: Record) -> KeptRows:
    """Put the rows of a record into columns."""
    of = record.rows.numbers
    named = (of.texts[name] for name in ("patient", "provider", "code", "clinic", "discipline"))
    return KeptRows(record.rows.id, of.texts["date"], of.start, of.end, (*named, record.row_payers))


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
