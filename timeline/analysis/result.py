"""The analysis of a schedule: intervals to minutes, units and findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pandas as pd

from timeline import contracts
from timeline.analysis.records import (
    alternative_records,
    code_records,
    compared_records,
    findings_table,
    line_records,
    visit_record,
)
from timeline.attendance import Attendance, attend
from timeline.attendance.accounts import provider_accounts
from timeline.attendance.groups import sessions_by_row, sessions_table
from timeline.audit import Case, Identified, audit
from timeline.code_table import code_table
from timeline.collector import collector_paused
from timeline.policies import Policy, load_policy, load_policy_file
from timeline.reconcile import Claimed, Compared, claimed_on_list, claimed_on_rows, reconcile
from timeline.schedules import Schedule, read_claims, read_fees
from timeline.visits import PolicySource, VisitAccount, VisitKey, account_visits
from timeline.vocabulary import ContestRule, Severity, State, contest_rule

if TYPE_CHECKING:
    from timeline.analysis.explain import Explanation
    from timeline.analysis.instant import Instant


@dataclass(frozen=True, eq=False, repr=False)
class Analysis:
    """What a schedule supports, minute by minute and with proof.

    Every table is a pandas DataFrame whose contract stands in `timeline.contracts`; each access hands out
    a shallow copy, so editing one changes no result.

    Parameters
    ----------
    schedule
        What was read.
    contest
        The contest rule in force.
    found
        Attendance: tables, and the trees behind them.
    accounts
        One account per visit, sorted by date, patient and discipline.
    claimed
        What was or will be claimed, from the schedule's rows or from a claims list.
    fees
        The clinic's own fee per code; empty where it gave none.
    policies
        Where the policies came from.
    """

    schedule: Schedule
    contest: ContestRule
    found: Attendance
    accounts: Mapping[VisitKey, VisitAccount]
    claimed: Claimed
    fees: Mapping[str, Decimal]
    policies: PolicySource = load_policy

    @property
    def visits(self) -> pd.DataFrame:
        """`VISITS`: one patient, one date, one discipline."""
        return self._visits.copy(deep=False)

    @property
    def codes(self) -> pd.DataFrame:
        """`CODES`: minutes and units per visit and code."""
        return self._codes.copy(deep=False)

    @property
    def lines(self) -> pd.DataFrame:
        """`LINES`: what a claim would carry, in every permitted allocation."""
        return self._lines.copy(deep=False)

    @property
    def alternatives(self) -> pd.DataFrame:
        """`ALTERNATIVES`: every permitted allocation of the timed units."""
        return self._alternatives.copy(deep=False)

    @property
    def attendance(self) -> pd.DataFrame:
        """`ATTENDANCE`: maximal spans in which nothing changes for a visit."""
        return self.found.attendance.copy(deep=False)

    @property
    def code_spans(self) -> pd.DataFrame:
        """`CODE_SPANS`: the spans every code minute is a sum of."""
        return self.found.code_spans.copy(deep=False)

    @property
    def engagements(self) -> pd.DataFrame:
        """`ENGAGEMENTS`: what each provider is doing."""
        return self.found.engagements.copy(deep=False)

    @property
    def claims(self) -> pd.DataFrame:
        """`CLAIMS`: who claims each provider in each span."""
        return self.found.claims.copy(deep=False)

    @property
    def co_attendance(self) -> pd.DataFrame:
        """`CO_ATTENDANCE`: providers who treat a patient beside the credited one."""
        return self.found.co_attendance.copy(deep=False)

    @property
    def group_sessions(self) -> pd.DataFrame:
        """`GROUP_SESSIONS`: how many patients took part in each group, span by span."""
        return self._group_sessions.copy(deep=False)

    def sessions_of(self, account: VisitAccount, code: str) -> pd.DataFrame:
        """Give the `GROUP_SESSIONS` that a visit's rows of a code took part in."""
        rows = self.found.rows
        own = [rows.id[row] for row in account.positions if rows.code[row] == code]
        return self._group_sessions.iloc[sorted({place for row in own for place in self._sessions_by_row.get(row, ())})]

    def participants(self, account: VisitAccount, code: str) -> int | None:
        """Count the most patients a visit's group code was shared with at once; None for other codes."""
        known = code_table().get(code)
        if known is None or known.mode != "group":
            return None
        return max(self.sessions_of(account, code)["participants"].tolist(), default=0)

    @property
    def interruptions(self) -> pd.DataFrame:
        """`INTERRUPTIONS` of attended rows."""
        return self.found.interruptions.copy(deep=False)

    @property
    def displacements(self) -> pd.DataFrame:
        """`DISPLACEMENTS`: the same at the edges of rows."""
        return self.found.displacements.copy(deep=False)

    @property
    def not_seen(self) -> pd.DataFrame:
        """`NOT_SEEN`: bookings without a kept service."""
        return self.found.not_seen.copy(deep=False)

    @property
    def providers(self) -> pd.DataFrame:
        """`PROVIDERS`: where each provider's day went."""
        return self._providers.copy(deep=False)

    @property
    def findings(self) -> pd.DataFrame:
        """`FINDINGS`, sorted by severity, date and clock."""
        return self._findings.copy(deep=False)

    @property
    def finding_intervals(self) -> pd.DataFrame:
        """`FINDING_INTERVALS`: the source rows that show a finding."""
        return self._finding_intervals.copy(deep=False)

    @property
    def reconciliation(self) -> pd.DataFrame:
        """`RECONCILIATION`: what was claimed beside what the record supports."""
        return self._reconciliation.copy(deep=False)

    @property
    def intervals(self) -> pd.DataFrame:
        """`INTERVALS`: the rows as they were read."""
        return self.schedule.intervals

    @property
    def skipped(self) -> pd.DataFrame:
        """`SKIPPED`: rows left out, and why."""
        return self.schedule.skipped

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give every result table by name, without the columns that are for pages only."""
        names = (
            "visits codes lines alternatives attendance code_spans engagements claims group_sessions co_attendance "
            "interruptions displacements providers findings finding_intervals reconciliation not_seen skipped intervals"
        )
        frames = {name: getattr(self, name) for name in names.split()}
        frames["intervals"] = frames["intervals"].drop(columns=list(contracts.PAGE_ONLY))
        return frames

    def at(self, clock: str, *, date: str | None = None) -> Instant:
        """Tell who is with whom at a clock time; `date` is needed where the schedule has several."""
        from timeline.analysis.instant import instant

        return instant(self, clock, date=date)

    def explain(self, patient: str, *, code: str | None = None, date: str | None = None) -> Explanation:
        """Tell why a patient's visits have these minutes and units, down to the source rows."""
        from timeline.analysis.explain import explain

        return explain(self, patient, code=code, date=date)

    def to_json(self) -> str:
        """Give the whole result as one JSON document, sorted and stable."""
        from timeline.analysis.document import to_json

        return to_json(self)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What a re-run needs to be comparable byte for byte: inputs, rules and version, with their hashes."""
        from timeline.analysis.manifest import manifest

        return manifest(self)

    @cached_property
    def case(self) -> Case:
        """The evidence the audit reads."""
        clinic, claimed = self.schedule.clinic, self.claimed.lines
        return Case(self.found, self.accounts, self.schedule.intervals, self.compared, clinic, claimed)

    @cached_property
    def compared(self) -> list[Compared]:
        """Claimed beside supported, per visit and code."""
        return reconcile(self.accounts, self.claimed)

    @cached_property
    def identified(self) -> list[Identified]:
        """Every finding with its id, in order."""
        with collector_paused():
            return audit(self.case)

    @property
    def zone(self) -> ZoneInfo | None:
        """The clinic's time zone, where known."""
        return self.found.zone

    @cached_property
    def _visits(self) -> pd.DataFrame:
        return contracts.conform(
            contracts.VISITS, [visit_record(account, self.fees) for account in self.accounts.values()]
        )

    @cached_property
    def _codes(self) -> pd.DataFrame:
        return contracts.conform(
            contracts.CODES, [r for account in self.accounts.values() for r in code_records(account)]
        )

    @cached_property
    def _lines(self) -> pd.DataFrame:
        return contracts.from_records(contracts.LINES, line_records(self.accounts.values()))

    @cached_property
    def _alternatives(self) -> pd.DataFrame:
        return contracts.from_records(contracts.ALTERNATIVES, alternative_records(self.accounts.values()))

    @cached_property
    def _group_sessions(self) -> pd.DataFrame:
        return sessions_table(self.found.claims, self.zone)

    @cached_property
    def _sessions_by_row(self) -> Mapping[str, Sequence[int]]:
        return sessions_by_row(self.found.claims, self._group_sessions)

    @cached_property
    def _providers(self) -> pd.DataFrame:
        return provider_accounts(self.found.engagements, self.found.rows)

    @cached_property
    def _findings(self) -> pd.DataFrame:
        return findings_table(self.identified, self.zone)

    @cached_property
    def _reconciliation(self) -> pd.DataFrame:
        return contracts.from_records(contracts.RECONCILIATION, compared_records(self.compared, self.fees))

    @cached_property
    def _finding_intervals(self) -> pd.DataFrame:
        records = [(identity, interval) for identity, finding in self.identified for interval in finding.intervals]
        return contracts.from_records(contracts.FINDING_INTERVALS, records)

    def __repr__(self) -> str:
        counts = Counter(finding.severity for _, finding in self.identified)
        told = ", ".join(f"{counts[severity]} {severity}" for severity in Severity if counts[severity])
        return f"Analysis({len(self.accounts)} visits, {self.contest}, findings: {told or 'none'})"

    def _repr_html_(self) -> str:
        findings = Counter(finding.severity for _, finding in self.identified)
        cells = {
            "Dates": ", ".join(sorted({key[0] for key in self.accounts})[:3]) or "none",
            "Visits": len(self.accounts),
            "One-on-one minutes": sum(a.seconds.states[State.ONE_ON_ONE] for a in self.accounts.values()) // 60,
            "Contested minutes": sum(a.seconds.states[State.CONTESTED] for a in self.accounts.values()) // 60,
            "Contest rule": self.contest,
            **{f"Findings: {severity}": findings[severity] for severity in Severity},
        }
        rows = "".join(f"<tr><th>{escape(str(k))}</th><td>{escape(str(v))}</td></tr>" for k, v in cells.items())
        return f"<table>{rows}</table>"


def analyze(
    schedule: Schedule,
    *,
    contest: ContestRule | str = ContestRule.NESTED,
    policy: Path | str | None = None,
    claims: pd.DataFrame | Path | str | None = None,
    fees: Mapping[Any, Any] | pd.DataFrame | Path | str | None = None,
) -> Analysis:
    """Analyse a schedule: who was with whom, what each visit supports, what a reviewer should see.

    Parameters
    ----------
    schedule
        What `read_schedule` gave.
    contest
        Who keeps a provider claimed twice: `nested` (default), `exclusive` or `documented`.
    policy
        A clinic's own policy file; it counts for visits whose payer has its name.
    claims
        The claim lines sent: whatever `read_claims` reads; they replace `billed_units` of the rows.
    fees
        The clinic's own fee per code: whatever `read_fees` reads. Values differences in money, decides nothing.

    Raises
    ------
    PolicyError: the policy file is wrong; every fault is listed.
    ScheduleError: the claims or fee file is wrong; every fault is listed.
    """
    rule = contest_rule(contest)
    policies = policies_with(policy)
    with collector_paused():
        found = attendance_of(schedule, rule)
        claimed = _claimed(claims, schedule, found)
        accounts = account_visits(found, claimed.units(), policies=policies)
    known_fees = {} if fees is None else read_fees(fees)
    return Analysis(schedule, rule, found, accounts, claimed, known_fees, policies)


def _claimed(claims: pd.DataFrame | Path | str | None, schedule: Schedule, found: Attendance) -> Claimed:
    if claims is None:
        return claimed_on_rows(schedule.intervals, found.rows)
    return claimed_on_list(read_claims(claims), found.rows)


def attendance_of(schedule: Schedule, contest: ContestRule) -> Attendance:
    """Work out a schedule's attendance in its clinic's time zone."""
    zone = ZoneInfo(schedule.clinic.time_zone) if schedule.clinic.time_zone else None
    return attend(schedule.intervals, contest=contest, zone=zone)


def policies_with(path: Path | str | None) -> PolicySource:
    """Give the shipped policies, and a clinic's own under the payer it states."""
    if path is None:
        return load_policy
    own = load_policy_file(path)
    load: Callable[[str], Policy] = load_policy
    return lambda name: own if name == own.payer else load(name)
