"""The evidence every audit rule reads, and the words it reports in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from timeline.attendance import Attendance
from timeline.attendance.rows import Rows
from timeline.clock import clock, duration, to_seconds, to_wall
from timeline.policies.thresholds import Thresholds, earliest_thresholds, thresholds_on
from timeline.reconcile import ClaimedLine, Compared
from timeline.schedules import ClinicFile
from timeline.spans import Span, overlap
from timeline.visits import VisitAccount, VisitKey
from timeline.vocabulary import ContestRule, Evidence, Severity, State

if TYPE_CHECKING:
    from timeline.audit.staff import Staff


class Credit(NamedTuple):
    """A span that counts for one code of a visit (`""` without a code), and under which contest rules."""

    code: str
    start: int
    end: int
    counts_as: str
    interval_id: str
    exclusive: bool
    nested: bool
    documented: bool

    def under(self, contest: ContestRule) -> bool:
        """Whether it counts under a contest rule."""
        return bool(getattr(self, contest))


@dataclass(frozen=True, eq=False, repr=False)
class Case:
    """One analysis as the audit sees it: attendance tables, visits and the rows behind them.

    `clinic` is what the clinic states about itself: state, setting, minutes between its sites; `claimed` the lines that
    were or will be claimed.
    """

    found: Attendance
    visits: Mapping[VisitKey, VisitAccount]
    intervals: pd.DataFrame
    reconciliation: Sequence[Compared] = ()
    clinic: ClinicFile = field(default_factory=ClinicFile)
    claimed: Mapping[VisitKey, Sequence[ClaimedLine]] = field(default_factory=dict)
    rows: Rows = field(init=False)
    _thresholds: dict[str, Thresholds] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", self.found.rows)

    @cached_property
    def position(self) -> dict[str, int]:
        """Position of a row by its interval id."""
        return {interval: place for place, interval in enumerate(self.rows.id)}

    @cached_property
    def patients(self) -> frozenset[str]:
        """Everybody who is recorded or booked as a patient."""
        return frozenset(self.rows.patient)

    @cached_property
    def credits(self) -> dict[VisitKey, list[Credit]]:
        """Everything that counts, per visit: code spans, and for bookings their one-on-one time."""
        found: dict[VisitKey, list[Credit]] = defaultdict(list)
        columns = (
            "date",
            "patient",
            "discipline",
            "code",
            "start_second",
            "seconds",
            "counts_as",
            "interval_id",
            *ContestRule,
        )
        for date, patient, discipline, code, start, seconds, counts_as, interval, *rules in records(
            self.found.code_spans, columns
        ):
            key = (date, patient, discipline)
            if not self.visits[key].is_scheduled:
                found[key].append(Credit(code, start, start + seconds, counts_as, interval, *rules))
        columns = ("date", "patient", "discipline", "start_second", "seconds", "interval_id", *_STATES)
        for date, patient, discipline, start, seconds, interval, *states in records(self.found.attendance, columns):
            key = (date, patient, discipline)
            if self.visits[key].is_scheduled:
                rules = [state == State.ONE_ON_ONE for state in states]
                found[key].append(Credit("", start, start + seconds, "earned", interval, *rules))
        return found

    @cached_property
    def credited(self) -> dict[tuple[str, str], list[Span]]:
        """When a patient is credited on a date under the rule in force, in any discipline."""
        spans: dict[tuple[str, str], list[Span]] = defaultdict(list)
        columns = ("date", "patient", "start_second", "seconds", "state")
        for date, patient, start, seconds, state in records(self.found.attendance, columns):
            if state in (State.ONE_ON_ONE, State.GROUP):
                spans[date, patient].append((start, start + seconds))
        return spans

    @cached_property
    def credited_seconds(self) -> dict[VisitKey, tuple[int, ...]]:
        """Credited seconds of a visit under each contest rule, in the order of `ContestRule`."""
        found: dict[VisitKey, tuple[int, ...]] = {key: (0,) * len(ContestRule) for key in self.visits}
        columns = ("date", "patient", "discipline", "seconds", *_STATES)
        for date, patient, discipline, seconds, *states in records(self.found.attendance, columns):
            key = (date, patient, discipline)
            counts = (seconds if state in (State.ONE_ON_ONE, State.GROUP) else 0 for state in states)
            found[key] = tuple(sum(pair) for pair in zip(found[key], counts, strict=True))
        return found

    @cached_property
    def rows_of(self) -> dict[tuple[str, str], list[int]]:
        """Positions of a provider's rows of a date."""
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for row, provider in enumerate(self.rows.provider):
            if provider:
                found[self.rows.date[row], provider].append(row)
        return found

    @cached_property
    def staff(self) -> Staff:
        """Who was in which clinic, and when."""
        from timeline.audit.staff import staff_of

        return staff_of(self.rows)

    def thresholds(self, date: str) -> Thresholds:
        """Give the audit's thresholds of a date; before the first ones stated, those."""
        if date not in self._thresholds:
            self._thresholds[date] = thresholds_on(max(datetime.fromisoformat(date).date(), earliest_thresholds()))
        return self._thresholds[date]

    def visit_of(self, row: int) -> VisitAccount:
        """Give the visit a row belongs to."""
        rows = self.rows
        return self.visits[rows.date[row], rows.patient[row], rows.discipline[row]]

    def visits_of(self, date: str, patients: Iterable[str]) -> list[VisitAccount]:
        """List the visits of some patients on a date."""
        wanted = set(patients)
        return [self.visits[key] for key in self._by_date.get(date, ()) if key[1] in wanted]

    def visits_on(self, date: str) -> list[VisitAccount]:
        """List the visits of a date."""
        return [self.visits[key] for key in self._by_date.get(date, ())]

    @cached_property
    def _by_date(self) -> dict[str, list[VisitKey]]:
        keys: dict[str, list[VisitKey]] = defaultdict(list)
        for key in self.visits:
            keys[key[0]].append(key)
        return keys

    def uncredited(self, date: str, patient: str, start: int, end: int) -> int:
        """Count the seconds of a span in which the patient is credited to nobody."""
        taken = sum(overlap(span, (start, end)) for span in self.credited.get((date, patient), ()))
        return end - start - taken

    def analysed(self) -> Iterator[int]:
        """List the positions of the analysed rows."""
        return (row for row, evidence in enumerate(self.rows.evidence) if evidence)

    def severity(self, row: int, documented: Severity) -> Severity:
        """Say how much a finding on a row matters: nothing a booking says is an error yet."""
        booked = self.rows.evidence[row] == Evidence.SCHEDULED
        return Severity.REVIEW if booked and documented == Severity.ERROR else documented

    def midnight(self, date: str) -> int:
        """Give the first second of a date on the clinic's line."""
        return to_seconds(datetime.fromisoformat(date), self.found.zone)

    def clock(self, second: int) -> str:
        """Say a clock time."""
        return clock(to_wall(second, self.found.zone))

    def when(self, date: str, start: int, end: int, *, seconds: int | None = None) -> str:
        """Say when and for how long.

        The length is that of the span unless `seconds` says that it comes in pieces.
        """
        length = duration(end - start if seconds is None else seconds)
        return f"on {date}, {self.clock(start)}–{self.clock(end)} ({length})"

    def row_clock(self, row: int) -> str:
        """Say when a row is, and for how long."""
        return self.when(self.rows.date[row], self.rows.start[row], self.rows.end[row])


_STATES = tuple(f"state_{rule}" for rule in ContestRule)


def records(frame: pd.DataFrame, columns: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    """Walk some columns of a table as plain tuples."""
    return zip(*(frame[str(name)].tolist() for name in columns), strict=True)


#: A sentence names as many people; of more it names the first and counts the others.
_NAMED, _FIRST = 8, 6


def people(names: Iterable[str]) -> str:
    """List people in a sentence; of a crowd the first few.

    >>> people(["P1"]), people(["P1", "P2"]), people(["P1", "P2", "P3"])
    ('P1', 'P1 and P2', 'P1, P2 and P3')
    >>> people(f"P{number}" for number in range(1, 21))
    'P1, P2, P3, P4, P5, P6 and 14 others'
    """
    listed = list(names)
    if len(listed) > _NAMED:
        listed = [*listed[:_FIRST], f"{len(listed) - _FIRST} others"]
    return " and ".join(filter(None, [", ".join(listed[:-1]), listed[-1] if listed else ""]))


def units(count: int) -> str:
    """Say a number of units.

    >>> units(1), units(2)
    ('1 unit', '2 units')
    """
    return f"{count} unit" if count == 1 else f"{count} units"


def at_risk(count: int) -> str:
    """Say what is at risk.

    >>> at_risk(0), at_risk(1)
    ('no timed unit depends on these minutes', '1 unit depends on these minutes')
    """
    if not count:
        return "no timed unit depends on these minutes"
    return f"{units(count)} {'depends' if count == 1 else 'depend'} on these minutes"


def would_add(count: int) -> str:
    """Say what counting time that earns nothing would add.

    >>> would_add(0), would_add(1)
    ('would add no timed unit', 'would add 1 unit')
    """
    return f"would add {units(count)}" if count else "would add no timed unit"
