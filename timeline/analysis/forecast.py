"""The forecast: what bookings of days to come would expose, and what could be changed while they are only bookings."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from timeline import contracts
from timeline.analysis.document import finding_dict
from timeline.analysis.given import Result, facts_of
from timeline.analysis.totals import totals
from timeline.analysis.what_if import Change, Measure, Plan
from timeline.attendance.rows import Rows
from timeline.audit import Finding
from timeline.audit.stakes import ContestStakes
from timeline.clock import MINUTE
from timeline.contracts import records
from timeline.errors import WrongValueError
from timeline.exports import plain_records
from timeline.narrowing import among
from timeline.record import Record
from timeline.visits import VisitAccount
from timeline.vocabulary import ASSISTANTS, THERAPISTS, ContestRule, Evidence

_CONTESTED = "overlap.contested"


@dataclass(frozen=True, eq=False, repr=False)
class Forecast:
    """What bookings expose, per provider and visit, and the changes that would clear each contest.

    Parameters
    ----------
    contest
        The contest rule in force.
    contests
        The findings of bookings that claim one provider at once, each with its id.
    totals
        Headline sums of the bookings; see `timeline.analysis.totals`.
    provider_table, visit_table, option_table
        `FORECAST`, `FORECAST_VISITS`, `FORECAST_OPTIONS`; read them through `providers`, `visits` and `options`.
    """

    contest: ContestRule
    contests: tuple[Finding, ...]
    totals: dict[str, Any]
    provider_table: pd.DataFrame
    visit_table: pd.DataFrame
    option_table: pd.DataFrame
    zone: ZoneInfo | None

    @property
    def providers(self) -> pd.DataFrame:
        """`FORECAST`: contested booked minutes and units at risk of each provider; those without bookings too."""
        return contracts.published(contracts.FORECAST, self.provider_table)

    @property
    def visits(self) -> pd.DataFrame:
        """`FORECAST_VISITS`: the most units each booked visit can support."""
        return contracts.published(contracts.FORECAST_VISITS, self.visit_table)

    @property
    def options(self) -> pd.DataFrame:
        """`FORECAST_OPTIONS`: per contest the changes that clear it, the smallest first; none is chosen."""
        return contracts.published(contracts.FORECAST_OPTIONS, self.option_table)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the three tables by name."""
        return {"forecast": self.providers, "forecast_visits": self.visits, "forecast_options": self.options}

    def to_dict(self) -> dict[str, Any]:
        """Return the forecast as a JSON-ready dict: durations in minutes, clocks as text."""
        options = defaultdict(list)
        for option in plain_records(self.option_table):
            options[option.pop("contest")].append(option)
        return {
            "contest": str(self.contest),
            "totals": self.totals,
            "providers": plain_records(self.provider_table),
            "visits": plain_records(self.visit_table),
            "contests": [_contest(finding_dict(finding, self.zone), options[finding.id]) for finding in self.contests],
        }

    def __repr__(self) -> str:
        return f"Forecast(booked visits: {len(self.visit_table)}, contests: {len(self.contests)})"


def _contest(finding: dict[str, Any], options: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the finding of a contest with its options in place of the remedy, which applies to records."""
    return {name: value for name, value in finding.items() if name != "remedy"} | {"options": options}


def forecast(result: Result) -> Forecast:
    """Find what bookings expose before anyone arrives, and which small changes would clear a contest.

    Only bookings that are analyzed count: on a date with kept services of the clinic the bookings are the plan,
    and the record stands. Each option moves one booking by the smallest number of five-minute steps, earlier or
    later, within the provider's shifts and the clinic's day and clear of the patient's other bookings, or hands it
    over at its own time to a free provider of the same discipline who is on site (a therapist, for an
    evaluation). The date with that change is analyzed again and its effect stated. None is chosen: whether a
    patient can come, or a plan of care allows another provider, is not in the schedule.

    Parameters
    ----------
    result
        An analysis that has scheduled visits.

    Raises
    ------
    WrongValueError: no booking is analyzed; a recorded past is never edited.
    """
    record = facts_of(result, "forecast")
    whole = _forecast(record.whole, result.finding_list)
    if not record.narrowing:
        return whole
    shown = {finding.id for finding in whole.contests}
    return replace(
        whole,
        totals=totals(record, evidence=Evidence.SCHEDULED),
        provider_table=among(
            whole.provider_table, ("date", "provider"), set(records(record.providers, ("date", "provider")))
        ),
        visit_table=among(whole.visit_table, ("date", "patient", "discipline"), record.accounts),
        option_table=among(whole.option_table, ("contest",), {(contest,) for contest in shown}),
    )


def _forecast(record: Record, findings: Sequence[Finding]) -> Forecast:
    """Build the forecast of everything that was analyzed, with the contests among some findings."""
    booked = [account for account in record.accounts.values() if account.is_scheduled]
    if not booked:
        raise WrongValueError(
            "forecast: no booking is analyzed. Pass a schedule with the bookings of a day to come; once services "
            "are recorded, bookings are only the plan, and a recorded past is never edited."
        )
    contests = _contests(record, findings)
    return Forecast(
        contest=record.contest,
        contests=contests,
        totals=totals(record, evidence=Evidence.SCHEDULED),
        provider_table=contracts.from_records(contracts.FORECAST, list(_providers(record))),
        visit_table=contracts.from_records(contracts.FORECAST_VISITS, [_visit(account) for account in booked]),
        option_table=contracts.from_records(contracts.FORECAST_OPTIONS, list(_options(record, contests)), record.zone),
        zone=record.zone,
    )


def _contests(record: Record, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Find the contests of bookings, by date and clock."""
    position, evidence = record.index, record.rows.evidence
    found = [
        each
        for each in findings
        if each.rule.id == _CONTESTED
        and any(evidence[position[interval]] == Evidence.SCHEDULED for interval in each.intervals)
    ]
    return tuple(sorted(found, key=lambda each: (each.date, each.start, each.id)))


def _visit(account: VisitAccount) -> tuple[Any, ...]:
    seconds = account.seconds.one_on_one
    lost = max(0, seconds[ContestRule.DOCUMENTED] - seconds[ContestRule.EXCLUSIVE])
    rules = (ContestRule.DOCUMENTED, account.contest, ContestRule.EXCLUSIVE)
    most = (account.booked_units(rule) for rule in rules)
    return (*account.key, account.clinic, account.payer, seconds[ContestRule.DOCUMENTED], lost, *most)


def _providers(record: Record) -> Iterator[tuple[Any, ...]]:
    """List the therapists and assistants of every booked date; those without bookings are who could help."""
    rows, risks = record.rows, _risks(record)
    bookings: dict[tuple[str, str], int] = defaultdict(int)
    for row, evidence in enumerate(rows.evidence):
        if evidence == Evidence.SCHEDULED and rows.nature[row].attended:
            bookings[rows.date[row], rows.provider[row]] += 1
    spent = ("one_on_one_seconds", "group_seconds", "contested_seconds")
    for date, evidence, provider, role, *seconds in records(
        record.providers, ("date", "evidence", "provider", "role", *spent)
    ):
        if evidence == Evidence.SCHEDULED and role in THERAPISTS | ASSISTANTS:
            key = (date, provider)
            yield date, provider, role, bookings[key], sum(seconds), seconds[-1], risks.get(key, 0)


def _risks(record: Record) -> dict[tuple[str, str], int]:
    """Sum, per provider's date, the units that the provider's own contests cost the booked visits in them."""
    asks = [
        (visit, provider)
        for visit in record.accounts.values()
        if visit.is_scheduled
        for provider in {record.rows.provider[row] for row in visit.positions} - {""}
    ]
    risks = defaultdict[tuple[str, str], int](int)
    for (visit, provider), units in zip(asks, ContestStakes(record).of_asks(asks), strict=True):
        risks[visit.key[0], provider] += units
    return risks


def _options(record: Record, contests: tuple[Finding, ...]) -> Iterator[tuple[Any, ...]]:
    """List what would clear each contest: the smallest change first, equal ones by id."""
    plans: dict[str, Plan] = {}
    for contest in contests:
        if contest.date not in plans:
            plans[contest.date] = Plan(record, contest.date)
        plan = plans[contest.date]
        found = {}
        for interval in contest.intervals:
            row = plan.row[interval]
            for change in plan.changes(row) if plan.movable(row) else ():
                effect = plan.effect(change)
                if effect is not None:
                    option = _option(plan, contest.id, change, effect)
                    found[option[1]] = option
        yield from sorted(found.values(), key=_size)


def _size(record: tuple[Any, ...]) -> tuple[int, str]:
    return record[_NAMES.index("change_minutes")], record[_NAMES.index("option")]


_NAMES = [name for name in contracts.FORECAST_OPTIONS.names if name != "start_second"]


def _option(plan: Plan, identity: str, change: Change, effect: Measure) -> tuple[Any, ...]:
    """Build the `FORECAST_OPTIONS` record of a change."""
    rows, row = plan.day.rows, change.row
    start, end = rows.start[row] + change.shift, rows.end[row] + change.shift
    size = abs(change.shift) or end - start
    return (
        identity,
        _hash(identity, rows, change),
        "shift" if change.shift else "hand_over",
        plan.day.date,
        rows.patient[row],
        rows.id[row],
        rows.provider[row],
        change.provider,
        change.role,
        start,
        end,
        change.shift // MINUTE,
        size // MINUTE,
        plan.measure.contested,
        effect.contested,
        plan.measure.at_risk,
        effect.at_risk,
    )


def _hash(identity: str, rows: Rows, change: Change) -> str:
    """Hash a contest and a change: people and clocks, not row numbers."""
    row = change.row
    clocks = (str(rows.start[row]), str(rows.end[row]), str(change.shift))
    parts = (identity, rows.patient[row], rows.provider[row], change.provider, *clocks)
    return hashlib.sha256("\x1d".join(parts).encode()).hexdigest()[:12]
