"""Plans for days to come: what would have to change so that every booking can be what it claims."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from timeline import contracts
from timeline.analysis.establish import established_with
from timeline.analysis.given import facts_of
from timeline.analysis.totals import totals
from timeline.clock import MINUTE, exact_minutes
from timeline.errors import WrongTypeError, WrongValueError
from timeline.exports import plain_records
from timeline.planning.aims import Aims, measured
from timeline.planning.applied import applied
from timeline.planning.load import load_table
from timeline.planning.options import Option, over_dates
from timeline.planning.placing import place_waiting, would_fit
from timeline.planning.problem import Place, Problem, problem_of
from timeline.planning.reason import reason_of
from timeline.planning.waiting import Waiting, WaitingList, read_waiting
from timeline.record import Record
from timeline.result import Analysis, analyze
from timeline.schedules import Schedule
from timeline.vocabulary import Evidence

#: What the aims are called outside, and whether they are lengths of time.
SPOKEN = {
    "contested": ("contested_minutes", True),
    "touched": ("bookings_touched", False),
    "hand_overs": ("hand_overs", False),
    "moved": ("minutes_moved", True),
    "idle": ("idle_minutes", True),
    "spread": ("load_spread", True),
    "grouped": ("grouped", False),
}


@dataclass(frozen=True, eq=False, repr=False)
class Plan:
    """Up to a few plans for the bookings of days to come, the best first; none is chosen.

    Parameters
    ----------
    record
        The bookings as they are.
    before
        What they come to.
    options
        The plans.
    reason
        Why contested time remains in every plan; empty where none does.
    """

    record: Record
    before: Aims
    options: tuple[Option, ...]
    reason: str

    @cached_property
    def changes(self) -> pd.DataFrame:
        """`PLAN_CHANGES`: every booking a plan changes."""
        rows = [row for number, option in self._numbered for row in _changes(number, option)]
        table = contracts.from_records(contracts.PLAN_CHANGES, rows, self.record.zone)
        return contracts.published(contracts.PLAN_CHANGES, table)

    @cached_property
    def aims(self) -> pd.DataFrame:
        """`PLAN_AIMS`: each aim of each plan, before and after, and whether it is proved to be the best."""
        rows = [
            (
                number,
                spoken,
                _amount(self.before, name),
                _amount(option.aims, name),
                option.proved[name],
                _spoken_amount(name, option.bounds[name]) if name in option.bounds else None,
            )
            for number, option in self._numbered
            for name, (spoken, _) in SPOKEN.items()
        ]
        return contracts.published(contracts.PLAN_AIMS, contracts.from_records(contracts.PLAN_AIMS, rows))

    @cached_property
    def load(self) -> pd.DataFrame:
        """`PLAN_LOAD`: patients at one time of each provider in each quarter hour, before and after."""
        rows = [row for number, option in self._numbered for row in load_table(number, option.days, self.record)]
        return contracts.published(
            contracts.PLAN_LOAD, contracts.from_records(contracts.PLAN_LOAD, rows, self.record.zone)
        )

    @cached_property
    def placed(self) -> pd.DataFrame:
        """`PLAN_PLACED`: who of the waiting list each plan places."""
        rows = [
            (
                number,
                one.gap.date,
                one.waiting.patient,
                one.waiting.id,
                one.gap.provider,
                one.gap.role,
                one.gap.clinic,
                one.waiting.code,
                one.start,
                one.end,
                one.waiting.priority,
            )
            for number, option in self._numbered
            for one in option.placement.placed
        ]
        table = contracts.from_records(contracts.PLAN_PLACED, rows, self.record.zone)
        return contracts.published(contracts.PLAN_PLACED, table)

    @cached_property
    def not_placed(self) -> pd.DataFrame:
        """`PLAN_NOT_PLACED`: who of the waiting list each plan cannot place, and why."""
        rows = [
            (number, one.patient, one.id, why)
            for number, option in self._numbered
            for one, why in option.placement.not_placed
        ]
        return contracts.published(contracts.PLAN_NOT_PLACED, contracts.from_records(contracts.PLAN_NOT_PLACED, rows))

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables by name."""
        return {
            "plan_changes": self.changes,
            "plan_aims": self.aims,
            "plan_load": self.load,
            "plan_placed": self.placed,
            "plan_not_placed": self.not_placed,
        }

    def apply(self, n: int = 1) -> Schedule:
        """Return the schedule with a plan carried out, patients of the waiting list included.

        Raises
        ------
        WrongValueError: there is no such plan.
        """
        if not 1 <= n <= len(self.options):
            raise WrongValueError(f"n: there are plans 1 to {len(self.options)}, got {n!r}")
        option = self.options[n - 1]
        return applied(self.record.schedule, option.days, option.placement)

    def analyzed(self, n: int = 1) -> Analysis:
        """Return the analysis of the schedule with a plan carried out: under the same rule and policies, made once.

        Raises
        ------
        WrongValueError: there is no such plan.
        """
        if n not in self._analyses:
            self._analyses[n] = Analysis(established_with(self.apply(n), self.record))
        return self._analyses[n]

    def exposure(self, n: int = 1) -> tuple[int, int]:
        """Return the units that depend on contested minutes as booked, and with a plan carried out and analyzed."""
        return tuple(
            totals(each, evidence=Evidence.SCHEDULED)["exposure_units"]
            for each in (self.record, self.analyzed(n).record)
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the plans as a JSON-ready dict: durations in minutes, clocks as text."""
        changes = plain_records(contracts.as_text(contracts.PLAN_CHANGES, self.changes))
        placed = plain_records(contracts.as_text(contracts.PLAN_PLACED, self.placed))
        not_placed = plain_records(self.not_placed)
        plans = [
            {
                "aims": aims_dict(option.aims),
                "proved": {spoken: option.proved[name] for name, (spoken, _) in SPOKEN.items()},
                "bounds": {SPOKEN[name][0]: _spoken_amount(name, bound) for name, bound in option.bounds.items()},
                "exposure_units": dict(zip(("before", "after"), self.exposure(number), strict=True)),
                "changes": _of_plan(changes, number),
                "placed": _of_plan(placed, number),
                "not_placed": _of_plan(not_placed, number),
            }
            for number, option in self._numbered
        ]
        return {
            "before": aims_dict(self.before),
            "plans": plans,
            "placed": plans[0]["placed"],
            "not_placed": plans[0]["not_placed"],
            "reason": self.reason or None,
        }

    @cached_property
    def _analyses(self) -> dict[int, Analysis]:
        return {}

    @property
    def _numbered(self) -> Iterator[tuple[int, Option]]:
        return iter(enumerate(self.options, start=1))

    def __repr__(self) -> str:
        minutes = " -> ".join(str(_amount(aims, "contested")) for aims in (self.before, self.options[0].aims))
        return f"Plan(plans: {len(self.options)}, contested minutes: {minutes})"


def _of_plan(records: Sequence[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    return [{name: value for name, value in one.items() if name != "plan"} for one in records if one["plan"] == number]


def aims_dict(aims: Aims) -> dict[str, float]:
    """Return aims under the names they have outside, durations in minutes."""
    return {spoken: _amount(aims, name) for name, (spoken, _) in SPOKEN.items()}


def _amount(aims: Aims, name: str) -> float:
    return _spoken_amount(name, getattr(aims, name))


def _spoken_amount(name: str, value: int) -> float:
    return exact_minutes(value) if SPOKEN[name][1] else value


def _changes(number: int, option: Option) -> Iterator[tuple[Any, ...]]:
    for problem, assignment in option.days:
        rows = problem.day.rows
        for unit, place in zip(problem.units, assignment, strict=True):
            if place == unit.booked:
                continue
            for row in unit.rows:
                start, end = rows.start[row] + place.shift, rows.end[row] + place.shift
                yield (
                    number,
                    rows.date[row],
                    rows.patient[row],
                    rows.id[row],
                    unit.provider,
                    place.provider,
                    place.role,
                    rows.start[row],
                    start,
                    end,
                    place.shift // MINUTE,
                )


def plan(
    day: Schedule | Analysis,
    *,
    step: int = 5,
    move: int = 30,
    keep: Collection[str] = (),
    plans: int = 3,
    group: Collection[str] = (),
    time_limit: float = 30,
    waiting: WaitingList | None = None,
) -> Plan:
    """Find the smallest changes of a day's bookings with which every booking can be what it claims.

    Every booking may keep its place, start earlier or later, go to another provider who is on site, free, and may
    furnish it, or both. Aims, in order, each only between plans that are equal in those before: contested minutes,
    bookings touched, hand-overs, minutes moved, idle minutes, spread of load, and codes side by side. Never units or
    money. Each aim is proved to be the best possible, or said not to be.

    Parameters
    ----------
    day
        A schedule with bookings of days to come, or its analysis.
    step, move
        Minutes: bookings move in steps of `step`, by at most `move`.
    keep
        Patients whose bookings stay as they are.
    plans
        The most plans; each touches another set of bookings.
    group
        Codes to have side by side, as the last aim.
    time_limit
        Seconds to search.
    waiting
        Patients to place into what remains free: a CSV file or a DataFrame.

    Raises
    ------
    MissingExtraError: the solver is not installed.
    ScheduleError: the waiting list has faults.
    WrongTypeError: `day` is no schedule and no analysis.
    WrongValueError: no booking is analyzed; or a number is out of its range, or no such patient.
    """
    record = _record_of(day, "plan")
    _check(record, keep, step=(step, 1), move=(move, 0), plans=(plans, 1))
    listed = read_waiting(waiting) if waiting is not None else []
    ends = time.monotonic() + time_limit
    problems = _problems(record, step=step * MINUTE, move=move * MINUTE, keep=keep)
    found = over_dates(problems, count=plans, ends=ends, group=frozenset(group))
    options = tuple(
        replace(
            option,
            placement=place_waiting(
                record, option.days, listed, step=step * MINUTE, ends=max(ends, time.monotonic() + 1)
            ),
        )
        for option in found
    )
    before = _sum(measured(problem, _booked(problem), group) for problem in problems)
    reason = reason_of(record, options[0].days, move, is_least=options[0].proved["contested"])
    return Plan(record, before, options, reason)


def _check(record: Record, keep: Collection[str], **numbers: tuple[int, int]) -> None:
    """Refuse numbers below their least, and patients that are not in the schedule."""
    for name, (value, least) in numbers.items():
        if type(value) is not int or value < least:
            raise WrongValueError(f"{name}: expected a whole number of {least} or more, got {value!r}")
    unknown = set(keep) - set(record.rows.patient)
    if unknown:
        has = "has" if len(unknown) == 1 else "have"
        raise WrongValueError(f"keep: {len(unknown)} of these patients {has} no row in the schedule")


def gaps(day: Schedule | Analysis, *, waiting: WaitingList | None = None) -> pd.DataFrame:
    """Return `GAPS`: the free spans of therapists and assistants, the longest first, and who would fit.

    Parameters
    ----------
    day
        A schedule with bookings of days to come, or its analysis.
    waiting
        Patients to look for: a CSV file or a DataFrame.

    Raises
    ------
    ScheduleError: the waiting list has faults.
    WrongTypeError: `day` is no schedule and no analysis.
    WrongValueError: no booking is analyzed.
    """
    record = _record_of(day, "gaps")
    listed = read_waiting(waiting) if waiting is not None else []
    problems = _problems(record, step=MINUTE, move=0, keep=())
    days = [(problem, _booked(problem)) for problem in problems]
    rows = [
        (gap.date, gap.provider, gap.role, gap.clinic, gap.start, gap.end, gap.seconds // MINUTE, _patients(fits))
        for gap, fits in would_fit(record, days, listed)
    ]
    return contracts.published(contracts.GAPS, contracts.from_records(contracts.GAPS, rows, record.zone))


def _patients(fits: Sequence[Waiting]) -> str:
    return " ".join(dict.fromkeys(one.patient for one in fits))


def _record_of(day: Schedule | Analysis, name: str) -> Record:
    if isinstance(day, Schedule):
        return analyze(day).record
    if not isinstance(day, Analysis):
        raise WrongTypeError(f"{name}: expected a schedule or an analysis, got {type(day).__name__}")
    return facts_of(day, name).whole


def _problems(record: Record, *, step: int, move: int, keep: Collection[str]) -> list[Problem]:
    dates = sorted({key[0] for key, account in record.accounts.items() if account.is_scheduled})
    if not dates:
        raise WrongValueError(
            "no booking is analyzed. Pass a schedule with the bookings of a day to come; once services are recorded, "
            "bookings are only the plan, and a recorded past is never edited."
        )
    return [problem_of(record, date, step=step, move=move, keep=keep) for date in dates]


def _booked(problem: Problem) -> tuple[Place, ...]:
    return tuple(unit.booked for unit in problem.units)


def _sum(found: Any) -> Aims:
    total = Aims()
    for aims in found:
        total += aims
    return total
