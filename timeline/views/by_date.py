"""An analysis split by date, so that drawing one date reads only that date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from timeline.analysis.planned import Case, cases
from timeline.analysis.visit_index import VisitIndex
from timeline.audit.stakes import ContestStakes
from timeline.views.people import People

if TYPE_CHECKING:
    import pandas as pd

    from timeline.analysis.denials import Denial
    from timeline.audit import Finding
    from timeline.result import Analysis
    from timeline.visits import VisitAccount, VisitKey


class ByDate:
    """Rows, tables, visits and findings of an analysis by date; each is read once, however many dates there are.

    Whoever draws several dates makes one of these and hands it to whatever draws each of them.
    """

    def __init__(self, result: Analysis) -> None:
        self.result = result
        self._tables: dict[str, dict[str, pd.DataFrame]] = {}
        self._rows: dict[str, list[int]] = defaultdict(list)
        for row, date in enumerate(result.record.rows.date):
            self._rows[date].append(row)

    @property
    def dates(self) -> list[str]:
        """The dates that have a row, in order."""
        return sorted(self._rows)

    def rows(self, date: str) -> Sequence[int]:
        """Return the positions of a date's rows, in their order."""
        return self._rows.get(date, ())

    def table(self, name: str, date: str) -> pd.DataFrame:
        """Return a date's part of a result table that has a column `date`, in the table's order."""
        if name not in self._tables:
            record = self.result.record
            whole: pd.DataFrame = record.providers if name == "providers" else getattr(record.attendance, name)
            parts = {str(of): part for of, part in whole.groupby("date", sort=False)}
            self._tables[name] = parts | {"": whole.iloc[:0]}
        found = self._tables[name]
        return found.get(date, found[""])

    def visits(self, date: str) -> Sequence[VisitAccount]:
        """Return a date's visits, by patient and discipline."""
        return self.result.record.visits_on(date)

    def findings(self, date: str) -> Sequence[Finding]:
        """Return a date's findings, in their order."""
        return self._findings.get(date, ())

    def denials(self, key: VisitKey) -> Sequence[Denial]:
        """Return what a payer would do with each line of a visit, the worst first."""
        return self._denials.get(key, ())

    def cases(self, date: str) -> Sequence[Case]:
        """Return a date's bookings with what became of them, and its walk-ins."""
        return self._cases.get(date, ())

    @cached_property
    def people(self) -> People:
        """Names and roles of everybody."""
        return People.of(self.intervals)

    @cached_property
    def not_seen(self) -> frozenset[str]:
        """Ids of the bookings without a kept service."""
        return frozenset(self.result.record.attendance.not_seen["interval_id"])

    @cached_property
    def intervals(self) -> pd.DataFrame:
        """`INTERVALS`: every row, by position."""
        return self.result.schedule.interval_table

    @cached_property
    def notes(self) -> Sequence[str]:
        """The note of every row, by position."""
        notes: list[str] = self.intervals["note"].tolist()
        return notes

    @cached_property
    def index(self) -> VisitIndex:
        """The lookups needed to explain a visit."""
        return VisitIndex(self.result.record, self.result.finding_list)

    @cached_property
    def stakes(self) -> ContestStakes:
        """What each provider's contests cost a visit; visits as `self.result.record.whole` has them."""
        return ContestStakes(self.result.record.whole)

    @cached_property
    def _cases(self) -> Mapping[str, Sequence[Case]]:
        found: dict[str, list[Case]] = defaultdict(list)
        for case in cases(self.result.record):
            found[case.date].append(case)
        return found

    @cached_property
    def _denials(self) -> Mapping[VisitKey, Sequence[Denial]]:
        found: dict[VisitKey, list[Denial]] = defaultdict(list)
        for denial in self.result.denial_list:
            found[denial.sent.key].append(denial)
        return found

    @cached_property
    def _findings(self) -> Mapping[str, Sequence[Finding]]:
        found: dict[str, list[Finding]] = defaultdict(list)
        for item in self.result.finding_list:
            found[item.date].append(item)
        return found
