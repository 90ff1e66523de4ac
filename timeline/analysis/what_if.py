"""What if a booking were moved: edits of a date that is still to come, each analyzed anew.

The rows of the date show where a booking fits; the edited rows are then analyzed again, so that the effect of a
change is what the analysis itself would find. A record of what happened is never edited.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from timeline.analysis.roster import Roster, is_qualified
from timeline.attendance.day import Day, Visit, days
from timeline.attendance.engagement import engagement_of
from timeline.attendance.rows import Rows, read_rows
from timeline.clock import MINUTE
from timeline.code_table import code_table
from timeline.policies import Rules
from timeline.record import Record
from timeline.spans import Span, is_within
from timeline.visits import VisitAccount, VisitKey, exposed_units, supportable_units
from timeline.vocabulary import (
    Evidence,
    Kind,
    Mode,
    State,
)

#: Bookings move in steps of this many seconds.
STEP = 5 * MINUTE
#: A person or a group: what ties rows together.
Tie = tuple[str, ...]


class Measure(NamedTuple):
    """What is at stake in some bookings: contested seconds, and the timed units that depend on them."""

    contested: int = 0
    at_risk: int = 0

    def plus(self, other: Measure) -> Measure:
        """Add another part's."""
        return Measure(self.contested + other.contested, self.at_risk + other.at_risk)

    def minus(self, other: Measure) -> Measure:
        """Take another part's away."""
        return Measure(self.contested - other.contested, self.at_risk - other.at_risk)


@dataclass(frozen=True, slots=True)
class Change:
    """One booking moved: some seconds later (earlier: negative), or with another provider.

    `row` is its position among the rows of the date's plan.
    """

    row: int
    shift: int
    provider: str
    role: str


class Plan:
    """The bookings of one date, with the shifts and the times away around them.

    Parameters
    ----------
    result
        An analysis in which the date has scheduled visits.
    date
        The date, YYYY-MM-DD.
    """

    def __init__(self, record: Record, date: str) -> None:
        self.accounts: Mapping[VisitKey, VisitAccount] = record.accounts
        self.frame = bookings_of(record, date)
        self.day = worked_out(self.frame)
        self.row = {interval: row for row, interval in enumerate(self.day.rows.id)}
        self._roster = Roster(self.day)
        self._ties = _tied(self.day.rows)
        self._rows_of: dict[Tie, list[int]] = defaultdict(list)
        for row in range(len(self.day.rows)):
            self._rows_of[self._ties[_ties_of(self.day.rows, row)[0]]].append(row)
        self._measures = self._by_tie(self.day)
        self.measure = _sum(self._measures.values())

    def changes(self, row: int) -> Iterator[Change]:
        """List the changes that would give a booking room: the smallest shift either way, and every hand-over."""
        rows = self.day.rows
        for step in (-STEP, STEP):
            shift = self._smallest_shift(row, step)
            if shift:
                yield Change(row, shift, rows.provider[row], rows.role[row])
        for provider, role in self._available(row):
            yield Change(row, 0, provider, role)

    def effect(self, change: Change) -> Measure | None:
        """Analyze the date with one booking changed; None where that does not clear the booking of contests."""
        patient, provider = ("patient", self.day.rows.patient[change.row]), ("provider", change.provider)
        touched = {self._ties[patient], self._ties[provider]}
        own = sorted(row for tie in touched for row in self._rows_of[tie])
        edited = worked_out(_edited(self.frame.iloc[own], own.index(change.row), change))
        if edited.providers[change.provider].contested_seconds(own.index(change.row)):
            return None
        before = _sum(self._measures[tie] for tie in touched)
        after = self.measure.minus(before).plus(_sum(self._by_tie(edited).values()))
        return after if after.contested < self.measure.contested else None

    def movable(self, row: int) -> bool:
        """Whether a row is a booking of one patient with one provider: a group's are moved together or not at all."""
        what = self.day.rows.nature[row]
        return self.day.rows.kind[row] == Kind.APPOINTMENT and what.attended and what.mode == Mode.ONE_ON_ONE

    def _smallest_shift(self, row: int, step: int) -> int:
        """Find the smallest shift in one direction for which provider and patient are free; 0 where there is none."""
        rows = self.day.rows
        windows = self._roster.windows(rows.provider[row], rows.clinic[row])
        if not windows:
            return 0
        # Moving away from the windows ends the search; moving toward them does not.
        room = rows.start[row] - windows[0][0] if step < 0 else windows[-1][1] - rows.end[row]
        for shift in range(step, room + 1 if step > 0 else -room - 1, step):
            span = (rows.start[row] + shift, rows.end[row] + shift)
            if is_within(span, windows) and self._is_free(row, span):
                return shift
        return 0

    def _is_free(self, row: int, span: Span) -> bool:
        """Whether neither the provider nor the patient has anything else in a span."""
        rows = self.day.rows
        provider, patient = self.day.providers[rows.provider[row]], self.day.patients[rows.patient[row]]
        return provider.is_free(span, but=row) and patient.is_free(span, but=row)

    def _available(self, row: int) -> Iterator[tuple[str, str]]:
        """List who else could take a booking at its own time: on site, free, qualified; with the role."""
        rows, clinic = self.day.rows, self.day.rows.clinic[row]
        span = (rows.start[row], rows.end[row])
        for provider, role in sorted(self._roster.staff[clinic].items()):
            day = self.day.providers.get(provider)
            if day is None or provider == rows.provider[row]:
                continue
            if not is_qualified(role, rows.discipline[row], rows.code[row]):
                continue
            if day.is_free(span) and is_within(span, self._roster.presence(provider, clinic)):
                yield provider, role

    def _by_tie(self, day: Day) -> dict[Tie, Measure]:
        """Measure a date, apart for each set of people who have nothing to do with the others."""
        found: dict[Tie, Measure] = defaultdict(Measure)
        for name, provider in day.providers.items():
            tie = self._ties["provider", name]
            found[tie] = found[tie].plus(Measure(contested=provider.contested_seconds()))
        for name in day.patients:
            tie = self._ties["patient", name]
            for visit in day.visits(name):
                account = self.accounts.get((day.date, name, visit.discipline))
                if account is not None and account.rules is not None:
                    found[tie] = found[tie].plus(Measure(at_risk=_at_risk(visit, account.rules)))
        return found


def _at_risk(visit: Visit, rules: Rules) -> int:
    """Count the most units a booked visit can support, less those without any contested minute."""
    return exposed_units(lambda rule: supportable_units(visit.seconds(State.ONE_ON_ONE, rule) // MINUTE, rules))


def bookings_of(record: Record, date: str) -> pd.DataFrame:
    """Return the recorded rows of a date that are analyzed bookings, or show when a provider is there or away."""
    rows = record.rows
    own = [row for row, day in enumerate(rows.date) if day == date and _is_planned(rows, row)]
    return record.schedule.interval_table.iloc[own]


def _is_planned(rows: Rows, row: int) -> bool:
    presence = rows.kind[row] in (Kind.SHIFT, Kind.AWAY) and bool(rows.provider[row])
    return presence or rows.evidence[row] == Evidence.SCHEDULED


def worked_out(frame: pd.DataFrame) -> Day:
    """Work out the date of some bookings anew."""
    rows = read_rows(frame, code_table())
    return next(day for day in days(rows) if day.evidence == Evidence.SCHEDULED)


def _edited(frame: pd.DataFrame, place: int, change: Change) -> pd.DataFrame:
    """Copy some intervals with one of them changed."""
    columns = {name: frame[name].tolist() for name in ("start_second", "end_second", "provider", "role")}
    for name in ("start_second", "end_second"):
        columns[name][place] += change.shift
    columns["provider"][place], columns["role"][place] = change.provider, change.role
    return frame.assign(**columns)


def _ties_of(rows: Rows, row: int) -> list[Tie]:
    """Return the people and the group of a row."""
    people = [(name, person) for name, person in (("provider", rows.provider[row]), ("patient", rows.patient[row]))]
    ties: list[Tie] = [tie for tie in people if tie[1]]
    if rows.nature[row].mode == Mode.GROUP and rows.nature[row].attended:
        ties.append(("group", engagement_of(rows, row).label))
    return ties


def _tied(rows: Rows) -> dict[Tie, Tie]:
    """Map everybody to the set they belong to: people joined by a chain of rows are in one set."""
    parent: dict[Tie, Tie] = {}

    def root(tie: Tie) -> Tie:
        while parent.setdefault(tie, tie) != tie:
            parent[tie] = tie = parent[parent[tie]]
        return tie

    for row in range(len(rows)):
        first, *others = _ties_of(rows, row)
        for other in others:
            parent[root(other)] = root(first)
        root(first)
    return {tie: root(tie) for tie in list(parent)}


def _sum(measures: Iterable[Measure]) -> Measure:
    total = Measure()
    for measure in measures:
        total = total.plus(measure)
    return total
