"""Patients of the waiting list put into free spans: as many as fit, the most urgent first, then the earliest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from timeline.planning.free import Gap, free_spans, gaps_of, may_treat, patient_busy
from timeline.planning.problem import Place, Problem
from timeline.planning.solver import library, solver_until
from timeline.planning.waiting import Waiting
from timeline.record import Record
from timeline.spans import Span


@dataclass(frozen=True, slots=True)
class Placed:
    """A waiting patient in a free span; seconds on the clinic's line."""

    waiting: Waiting
    gap: Gap
    start: int

    @property
    def end(self) -> int:
        """When it ends."""
        return self.start + self.waiting.seconds


@dataclass(frozen=True, slots=True)
class Placement:
    """Who is placed, and why others are not."""

    placed: tuple[Placed, ...] = ()
    not_placed: tuple[tuple[Waiting, str], ...] = ()


#: The problem of a date and where its units stand.
Day = tuple[Problem, Sequence[Place]]


def place_waiting(
    record: Record, days: Sequence[Day], waiting: Sequence[Waiting], *, step: int, ends: float
) -> Placement:
    """Place as many patients as possible of each priority in turn; the booked ones stay where the plan has them.

    Parameters
    ----------
    step
        Starts are multiples of this many seconds from midnight, or the start of a free span.
    ends
        Until when to search, as `time.monotonic` counts.
    """
    if not waiting:
        return Placement()
    possible = [list(_possible(record, days, one, step)) for one in waiting]
    taken = _chosen(possible, waiting, days, ends)
    placed = [found for found in taken if found is not None]
    not_placed = [
        (one, _why(one, days, bool(found)))
        for one, found, chosen in zip(waiting, possible, taken, strict=True)
        if chosen is None
    ]
    return Placement(tuple(sorted(placed, key=lambda one: (one.start, one.waiting.id))), tuple(not_placed))


def would_fit(record: Record, days: Sequence[Day], waiting: Sequence[Waiting]) -> Iterator[tuple[Gap, list[Waiting]]]:
    """Yield every free span, the longest first, with those of the list who would fit into it."""
    found = []
    for problem, assignment in days:
        for gap in gaps_of(problem, assignment):
            fits = [one for one in waiting if _spans(record, (problem, assignment), gap, one)]
            found.append((gap, fits))
    yield from sorted(found, key=lambda item: (-item[0].seconds, item[0].date, item[0].start, item[0].provider))


def _spans(record: Record, day: Day, gap: Gap, waiting: Waiting) -> list[Span]:
    problem, assignment = day
    own = patient_busy(problem, assignment, gap.clinic).get(waiting.patient, ())
    overseen = problem.possible.overseen(gap.role, gap.clinic, record.schedule.clinic.default_payer)
    return free_spans(record, gap, waiting, own, overseen)


def _possible(record: Record, days: Sequence[Day], waiting: Waiting, step: int) -> Iterator[Placed]:
    for day in days:
        midnight = record.midnight(day[0].day.date)
        for gap in gaps_of(*day):
            for start, end in _spans(record, day, gap, waiting):
                last = end - waiting.seconds
                first_step = start + (midnight - start) % step
                for second in dict.fromkeys((start, *range(first_step, last + 1, step))):
                    yield Placed(waiting, gap, second)


def _chosen(
    possible: Sequence[Sequence[Placed]], waiting: Sequence[Waiting], days: Sequence[Day], ends: float
) -> list[Placed | None]:
    """Choose one place at most for each, so that nobody is in two places."""
    cp_model = library()
    model = cp_model.CpModel()
    chosen = [[(one, model.new_bool_var("")) for one in listed] for listed in possible]
    together: dict[tuple[str, str], list[tuple[Placed, Any]]] = defaultdict(list)
    for listed in chosen:
        model.add_at_most_one(variable for _, variable in listed)
        for one, variable in listed:
            together["provider", one.gap.provider].append((one, variable))
            together["patient", one.waiting.patient].append((one, variable))
    for each in together.values():
        if len({one.waiting.id for one, _ in each}) > 1:
            model.add_no_overlap(
                model.new_optional_fixed_size_interval_var(one.start, one.waiting.seconds, variable, "")
                for one, variable in each
            )
            _leave_trips(model, each, days)
    answer: list[Placed | None] = [None] * len(waiting)
    for urgency in sorted({one.urgency for one in waiting}):
        count = sum(
            variable for one, own in zip(waiting, chosen, strict=True) if one.urgency == urgency for _, variable in own
        )
        found = _solved(model, cp_model, -count, chosen, answer, ends)
        if found is None:
            return answer
        answer = found
        placed = sum(one.urgency == urgency and at is not None for one, at in zip(waiting, answer, strict=True))
        model.add(count >= placed)
    early = sum((one.start - _dawn(days)) * variable for listed in chosen for one, variable in listed)
    return _solved(model, cp_model, early, chosen, answer, ends) or answer


def _dawn(days: Sequence[Day]) -> int:
    return min((start for problem, _ in days for start in problem.day.rows.start), default=0)


def _solved(
    model: Any, cp_model: Any, aim: Any, chosen: Sequence[Any], answer: Sequence[Placed | None], ends: float
) -> list[Placed | None] | None:
    model.minimize(aim)
    model.clear_hints()
    for listed, at in zip(chosen, answer, strict=True):
        for one, variable in listed:
            model.add_hint(variable, one is at)
    solver = solver_until(ends)
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return [next((one for one, variable in listed if solver.boolean_value(variable)), None) for listed in chosen]


def _leave_trips(model: Any, each: Sequence[tuple[Placed, Any]], days: Sequence[Day]) -> None:
    """Leave time between clinics among the new bookings themselves."""
    if len({one.gap.clinic for one, _ in each}) < 2:
        return
    for (one, variable), (other, taken) in combinations(each, 2):
        trip = days[0][0].trip_between(one.gap.clinic, other.gap.clinic)
        if trip and one.waiting is not other.waiting and one.start < other.end + trip and other.start < one.end + trip:
            model.add_at_most_one(variable, taken)


def _why(waiting: Waiting, days: Sequence[Day], fits: bool) -> str:
    """Say why a patient is not placed."""
    if fits:
        return "the free spans that fit go to others on the list, as urgent or more"
    who = " or ".join(sorted(waiting.roles))
    gaps = [gap for day in days for gap in gaps_of(*day) if may_treat(gap, waiting)]
    if not any(role in waiting.roles for problem, _ in days for role in problem.roles.values()):
        return f"no {who} is on the schedule"
    longest = max((gap.seconds for gap in gaps), default=0) // 60
    if longest * 60 < waiting.seconds:
        return f"no free span of {waiting.seconds // 60} minutes with {who}: the longest has {longest}"
    return f"no free span of {waiting.seconds // 60} minutes with {who} when the patient can come"
