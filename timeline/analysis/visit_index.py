"""What concerns one visit or one row, looked up instead of searched for: the tables are walked once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from timeline.contracts import records

if TYPE_CHECKING:
    from timeline.finding import Finding
    from timeline.record import Record
    from timeline.visits import VisitKey


class CreditedSpan(NamedTuple):
    """A `CODE_SPANS` row that counts under the contest rule in force; `second` is its start on the clinic's line."""

    interval_id: str
    code: str
    counts_as: str
    start: datetime
    end: datetime
    second: int
    seconds: int
    provider: str
    role: str
    activity: str
    state: str


class Break(NamedTuple):
    """A part of a row in which its provider was not with the patient; seconds on the clinic's line."""

    kind: str
    start: int
    end: int
    by: str
    reason: str


class VisitIndex:
    """Credited spans by visit and by row, breaks by row, and findings by row, of one record.

    Explaining every visit of a month through one index takes time in proportion to the month.
    """

    def __init__(self, record: Record, findings: Sequence[Finding]) -> None:
        self._of_visit: dict[VisitKey, list[CreditedSpan]] = defaultdict(list)
        self._of_row: dict[str, list[CreditedSpan]] = defaultdict(list)
        found = record.attendance
        visit = ("date", "patient", "discipline")
        columns = ("interval_id", "code", "counts_as", "start", "end", "start_second", "seconds")
        told = (*columns, "provider", "role", "activity", "state")
        for here, date, patient, discipline, *span in records(found.code_spans, (str(record.contest), *visit, *told)):
            if here:
                credited = CreditedSpan(*span)
                self._of_visit[date, patient, discipline].append(credited)
                self._of_row[credited.interval_id].append(credited)
        self._breaks: dict[str, list[Break]] = defaultdict(list)
        for kind, table in (("interruption", found.interruptions), ("displacement", found.displacements)):
            for row, start, seconds, by, reason in records(
                table, ("interval_id", "start_second", "seconds", "by", "reason")
            ):
                self._breaks[row].append(Break(kind, start, start + seconds, by, reason))
        self._findings = findings
        self._shown_by = _places_by_row(findings)

    def of_visit(self, key: VisitKey) -> Sequence[CreditedSpan]:
        """Return the credited spans of a visit, in the table's order."""
        return self._of_visit.get(key, ())

    def of_row(self, interval_id: str) -> Sequence[CreditedSpan]:
        """Return the credited spans of a recorded row, in the table's order."""
        return self._of_row.get(interval_id, ())

    def breaks(self, interval_id: str) -> Sequence[Break]:
        """Return the interruptions of a recorded row, then what displaced its edges."""
        return self._breaks.get(interval_id, ())

    def findings(self, interval_ids: Iterable[str]) -> list[Finding]:
        """Return the findings that any of these rows shows, in their order."""
        concerned = {place for row in interval_ids for place in self._shown_by.get(row, ())}
        return [self._findings[place] for place in sorted(concerned)]


def _places_by_row(findings: Sequence[Finding]) -> Mapping[str, Sequence[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for place, finding in enumerate(findings):
        for row in finding.intervals:
            places[row].append(place)
    return places
