"""The facts of an analysis, once: what was read, who was with whom, what each visit supports, what was claimed.

Everything above reads a `Record`: the audit makes findings of it, the analysis explains it, the views draw it. It
holds facts only; what somebody should see in them is the audit's to say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date as calendar_date
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Unpack
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from timeline.attendance import Attendance, attend
from timeline.attendance.accounts import provider_accounts
from timeline.attendance.groups import sessions_by_row, sessions_table
from timeline.attendance.numbered import Coded
from timeline.attendance.rows import Rows
from timeline.attendance.staff import Staff
from timeline.claimed import Claimed
from timeline.clock import clock_at, duration, to_seconds
from timeline.code_table import code_table
from timeline.collector import collector_paused
from timeline.contracts import records
from timeline.finding import Finding, FindingRule
from timeline.narrowing import EVERYTHING, Narrowing
from timeline.policies.thresholds import Thresholds, earliest_thresholds, thresholds_on
from timeline.reconcile import Comparison, reconcile
from timeline.schedules import Schedule
from timeline.shown import Extent, Shown, Stated, extent_of, finding_of
from timeline.spans import Span
from timeline.visit_arrays import VisitArrays
from timeline.visits import Accounts, PolicySource, VisitAccount, VisitKey
from timeline.visits.read_off import arrays_of
from timeline.vocabulary import ContestRule, Engine, Evidence, Severity, State
from timeline.yearly import Money


@dataclass(frozen=True, eq=False, repr=False)
class Record:
    """One schedule worked out: the facts every finding, explanation and picture rests on.

    Parameters
    ----------
    schedule
        What was read, with the clinic file.
    contest
        The contest rule in force.
    attendance
        Who was with whom: tables, classified rows.
    accounts
        One account per visit, sorted by date, patient and discipline.
    claims
        What was or will be claimed, from the schedule's rows or from a claims list.
    fees
        The clinic's own fee per code; empty where it gave none.
    policies
        Where the policies came from.
    money
        What the clinic states about amounts: used of the year's threshold, and allowed by the payer.
    known_on_shift
        Who has a shift on any date, where these are only some dates of what is analyzed together.
    """

    schedule: Schedule
    contest: ContestRule
    attendance: Attendance
    accounts: Mapping[VisitKey, VisitAccount]
    claims: Claimed
    fees: Mapping[str, Decimal]
    policies: PolicySource
    money: Money = field(default_factory=Money)
    known_on_shift: frozenset[str] | None = None

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what can be derived again: a record that crosses a process is its facts."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @property
    def whole(self) -> Record:
        """Everything that was worked out together: of a part that is shown, what it is a part of."""
        return self

    @property
    def narrowing(self) -> Narrowing:
        """Which part is shown: all of it, but in a part."""
        return EVERYTHING

    def shows(self, finding: Finding) -> bool:
        """Whether a finding is shown: every one is, but in a part."""
        del finding
        return True

    @property
    def on_shift(self) -> frozenset[str]:
        """Everybody who has a shift on any date."""
        known = self.known_on_shift
        return frozenset(provider for _, provider in self.staff.shifts) if known is None else known

    @property
    def rows(self) -> Rows:
        """The classified rows."""
        return self.attendance.rows

    @property
    def zone(self) -> ZoneInfo | None:
        """The clinic's time zone, where known."""
        return self.attendance.zone

    @cached_property
    def kept(self) -> dict[Hashable, Any]:
        """What those above have worked out of it, by what works it out."""
        return {}

    @cached_property
    def visit_arrays(self) -> VisitArrays:
        """The visits as arrays, in the order of `accounts`."""
        accounts = self.accounts
        return accounts.arrays if isinstance(accounts, Accounts) else arrays_of(accounts, self.rows, self.contest)

    @cached_property
    def comparison(self) -> Comparison:
        """Claimed beside supported, per visit and code."""
        return reconcile(self.visit_arrays, self.rows, self.accounts, self.claims)

    @cached_property
    def dates(self) -> list[str]:
        """The dates on which anybody was seen, booked or present, sorted."""
        return self.attendance.dates

    @cached_property
    def index(self) -> dict[str, int]:
        """Index of a row by its interval id."""
        return {interval: index for index, interval in enumerate(self.rows.id)}

    @cached_property
    def providers(self) -> pd.DataFrame:
        """`PROVIDERS`: where each provider's day went."""
        return provider_accounts(self.attendance.numbers("engagements"), self.rows)

    @cached_property
    def patients(self) -> frozenset[str]:
        """Everybody who is recorded or booked as a patient."""
        return frozenset(self.rows.patient) - {""}

    @cached_property
    def group_sessions(self) -> pd.DataFrame:
        """`GROUP_SESSIONS`: how many patients took part in each group, span by span."""
        return sessions_table(self.attendance.numbers("demands"), self.zone)

    @cached_property
    def _sessions_by_row(self) -> Mapping[str, Sequence[int]]:
        return sessions_by_row(self.attendance.numbers("demands"), self.group_sessions)

    def sessions_of(self, account: VisitAccount, code: str) -> pd.DataFrame:
        """Return the `GROUP_SESSIONS` that a visit's rows of a code took part in."""
        return self.group_sessions.iloc[sorted(self._sessions(account, code))]

    def _sessions(self, account: VisitAccount, code: str) -> set[int]:
        own = (self.rows.id[row] for row in account.positions if self.rows.code[row] == code)
        return {session for row in own for session in self._sessions_by_row.get(row, ())}

    def participants(self, account: VisitAccount, code: str) -> int | None:
        """Count the most patients a visit's group code was shared with at once; None for other codes."""
        known = code_table().get(code)
        if known is None or known.mode != "group":
            return None
        return max(map(self._participants.__getitem__, self._sessions(account, code)), default=0)

    @cached_property
    def _participants(self) -> list[int]:
        return list(self.group_sessions["participants"].tolist())

    @cached_property
    def credited(self) -> dict[tuple[str, str], list[Span]]:
        """When a patient is credited on a date under the rule in force, in any discipline."""
        spans: dict[tuple[str, str], list[Span]] = defaultdict(list)
        columns = ("date", "patient", "start_second", "seconds", "state")
        for date, patient, start, seconds, state in records(self.attendance.attendance, columns):
            if state in (State.ONE_ON_ONE, State.GROUP):
                spans[date, patient].append((start, start + seconds))
        return spans

    @cached_property
    def credited_seconds(self) -> dict[VisitKey, tuple[int, ...]]:
        """Credited seconds of a visit under each contest rule, in the order of `ContestRule`."""
        return {
            key: tuple([account.seconds.credited[rule] for rule in ContestRule])
            for key, account in self.accounts.items()
        }

    @cached_property
    def rows_of(self) -> dict[tuple[str, str], list[int]]:
        """Indices of a provider's rows of a date."""
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for row, provider in enumerate(self.rows.provider):
            if provider:
                found[self.rows.date[row], provider].append(row)
        return found

    @cached_property
    def staff(self) -> Staff:
        """Who was in which clinic, and when."""
        return Staff(self.rows)

    def thresholds(self, date: str) -> Thresholds:
        """Return the audit's thresholds on a date; before the first ones stated, the first."""
        if date not in self._thresholds:
            self._thresholds[date] = thresholds_on(max(calendar_date.fromisoformat(date), earliest_thresholds()))
        return self._thresholds[date]

    @cached_property
    def _thresholds(self) -> dict[str, Thresholds]:
        return {}

    def visit_of(self, row: int) -> VisitAccount:
        """Return the visit a row belongs to."""
        rows = self.rows
        return self.accounts[rows.date[row], rows.patient[row], rows.discipline[row]]

    def visits_of(self, date: str, patients: Iterable[str]) -> list[VisitAccount]:
        """List the visits of some patients on a date, sorted by patient and discipline."""
        return [visit for patient in sorted(set(patients)) for visit in self._by_patient.get((date, patient), ())]

    def visits_on(self, date: str) -> list[VisitAccount]:
        """List the visits of a date."""
        return [*self._by_date.get(date, ())]

    @cached_property
    def _by_date(self) -> dict[str, list[VisitAccount]]:
        found: dict[str, list[VisitAccount]] = defaultdict(list)
        for (date, _, _), visit in self.accounts.items():
            found[date].append(visit)
        return dict(found)

    @cached_property
    def _by_patient(self) -> dict[tuple[str, str], list[VisitAccount]]:
        found: dict[tuple[str, str], list[VisitAccount]] = defaultdict(list)
        for (date, patient, _), visit in self.accounts.items():
            found[date, patient].append(visit)
        return dict(found)

    def severity(self, row: int, documented: Severity) -> Severity:
        """Return the severity of a finding on a row: nothing about a booking is an error yet."""
        booked = self.rows.evidence[row] == Evidence.SCHEDULED
        return Severity.REVIEW if booked and documented == Severity.ERROR else documented

    def midnight(self, date: str) -> int:
        """Return the first second of a date on the clinic's line."""
        return to_seconds(datetime.fromisoformat(date), self.zone)

    def clock(self, second: int) -> str:
        """Write a clock time."""
        return clock_at(second, self.zone)

    def when(self, date: str, start: int, end: int, *, seconds: int | None = None) -> str:
        """Write when something was, and for how long.

        The length is that of the span unless `seconds` says that it comes in pieces.
        """
        told = duration(end - start if seconds is None else seconds)
        return f"on {date}, {self.clock(start)}–{self.clock(end)} ({told})"

    def row_clock(self, row: int) -> str:
        """Write when a row is, and for how long."""
        return self.when(self.rows.date[row], self.rows.start[row], self.rows.end[row])

    def as_shown(self, row: int) -> Shown:
        """Return a row as a finding shows it."""
        of, payer = self.rows, self.row_payers
        return Shown(
            of.id[row],
            of.date[row],
            of.start[row],
            of.end[row],
            of.patient[row],
            of.provider[row],
            of.code[row],
            of.clinic[row],
            of.discipline[row],
            str(payer.words[payer.codes[row]]),
            row,
        )

    def all_shown(self, rows: Iterable[int]) -> tuple[Shown, ...]:
        """Return some rows as a finding shows them, in their order."""
        kept = self._shown
        listed = list(rows)
        kept.update((row, self.as_shown(row)) for row in listed if row not in kept)
        return tuple([kept[row] for row in listed])

    @cached_property
    def row_payers(self) -> Coded:
        """The payer of the visit that each row belongs to; empty of rows that belong to none."""
        of = self.visit_arrays
        payer = np.zeros(len(self.rows), np.int64)
        payer[of.row] = of.payer.codes[of.row_visit]
        return Coded(payer, of.payer.words)

    @property
    def shown_index(self) -> dict[str, int]:
        """Index of a row by its interval id, of the rows that findings have shown so far."""
        return {shown.id: row for row, shown in self._shown.items()}

    @cached_property
    def _shown(self) -> dict[int, Shown]:
        """The rows that findings have shown so far; where many rows overlap, many findings show the same ones."""
        return {}

    def when_of(self, rows: Sequence[int]) -> str:
        """Write when some rows of one date are, and for how long, overlaps counted once."""
        return self.when_shown(self.all_shown(rows))

    def when_shown(self, rows: Sequence[Shown]) -> str:
        """Write when some rows of one date are, and for how long, overlaps counted once."""
        extent = extent_of(rows)
        return self.when(extent.date, extent.start, extent.end, seconds=extent.seconds)

    def extent(self, rows: Sequence[int]) -> Extent:
        """Return whom and when some rows are about; for no rows, nobody and nothing."""
        return extent_of(self.all_shown(rows))

    def finding(
        self,
        rule: FindingRule,
        severity: Severity,
        rows: Sequence[int],
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
            Indices of the source rows that show it, in the order they are listed.
        span
            Its clock span where that is not the rows' own; its seconds are then the span's.
        units_at_risk
            Timed units of the visits concerned with and without its seconds.
        **stated
            What does not follow from the rows: see `Stated`.
        """
        shown = self.all_shown(rows)
        return finding_of(rule, severity, shown, message, span=span, units_at_risk=units_at_risk, **stated)


def attendance_of(schedule: Schedule, contest: ContestRule, engine: Engine = Engine.AUTO) -> Attendance:
    """Compute a schedule's attendance in its clinic's time zone."""
    zone = ZoneInfo(schedule.clinic.time_zone) if schedule.clinic.time_zone else None
    with collector_paused():
        table, columns = schedule.interval_table, schedule.columns
        return attend(table, contest=contest, zone=zone, engine=engine, columns=columns)
