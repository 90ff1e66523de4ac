"""When therapists and assistants are free: what shifts leave beside bookings, time away and trips."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date as calendar_date
from datetime import datetime, time, timedelta

from timeline.analysis.roster import is_qualified
from timeline.clock import ImpossibleClockError, RepeatedClockError, to_seconds
from timeline.planning.problem import Place, Problem
from timeline.planning.waiting import Waiting
from timeline.record import Record
from timeline.spans import Span, subtract, union
from timeline.vocabulary import DISCIPLINE_OF_ROLE, Role


@dataclass(frozen=True, slots=True)
class Gap:
    """A free span of one provider at one site, in seconds on the clinic's line."""

    date: str
    provider: str
    role: str
    clinic: str
    start: int
    end: int

    @property
    def seconds(self) -> int:
        """How long it lasts."""
        return self.end - self.start


def gaps_of(problem: Problem, assignment: Sequence[Place]) -> Iterator[Gap]:
    """Yield the free spans of every therapist and assistant of a date, beside the units at their places."""
    busy: dict[str, list[tuple[Span, str]]] = defaultdict(list)
    for unit, place in zip(problem.units, assignment, strict=True):
        if unit.demands:
            busy[place.provider] += [(span, unit.clinic) for span in unit.at(place)]
    for clinic, staff in sorted(problem.roster.staff.items()):
        for who, role in sorted(staff.items()):
            taken = [*problem.away.get(who, ()), *_taken(problem, clinic, busy[who])]
            for start, end in subtract(problem.roster.presence(who, clinic), union(taken)):
                yield Gap(problem.day.date, who, role, clinic, start, end)


def _taken(problem: Problem, clinic: str, listed: Iterable[tuple[Span, str]]) -> Iterator[Span]:
    """Yield what bookings take of a provider's time in a clinic: elsewhere, with the trips there and back."""
    for (start, end), where in listed:
        trip = problem.trip_between(where, clinic)
        yield start - trip, end + trip


def patient_busy(problem: Problem, assignment: Sequence[Place], clinic: str) -> dict[str, list[Span]]:
    """Return when each patient cannot be in a clinic."""
    found: dict[str, list[Span]] = defaultdict(list)
    for unit, place in zip(problem.units, assignment, strict=True):
        trip = problem.trip_between(unit.clinic, clinic)
        for row in unit.rows:
            found[problem.day.rows.patient[row]] += [(start - trip, end + trip) for start, end in unit.at(place)]
    return {patient: union(spans) for patient, spans in found.items()}


def hours_of(record: Record, date: str, waiting: Waiting) -> Span | None:
    """Return between which seconds of the clinic's line a waiting patient can come on a date; None: not on it."""
    on = calendar_date.fromisoformat(date)
    if not waiting.can_come(on):
        return None
    return _second(record, on, waiting.opens), _second(record, on, waiting.closes)


def _second(record: Record, on: calendar_date, wall: int) -> int:
    """Return a time of day on the clinic's line; in an hour that a clock change skips or repeats, counted from 0:00."""
    try:
        return to_seconds(datetime.combine(on, time()) + timedelta(seconds=wall), record.zone)
    except (ImpossibleClockError, RepeatedClockError):
        return record.midnight(on.isoformat()) + wall


def may_treat(gap: Gap, waiting: Waiting) -> bool:
    """Whether the provider of a gap may furnish what a waiting patient needs."""
    role = Role(gap.role)
    return role in waiting.roles and is_qualified(role, str(DISCIPLINE_OF_ROLE[role]), waiting.code)


def free_spans(
    record: Record, gap: Gap, waiting: Waiting, own: Sequence[Span], overseen: Sequence[Span] | None
) -> list[Span]:
    """Return the parts of a gap in which a waiting patient could be treated.

    Parameters
    ----------
    own
        When the patient is elsewhere.
    overseen
        When an assistant may treat there; None: always.
    """
    hours = hours_of(record, gap.date, waiting)
    if hours is None or not may_treat(gap, waiting):
        return []
    span = (max(gap.start, hours[0]), min(gap.end, hours[1]))
    parts = subtract([span], own) if span[0] < span[1] else []
    if overseen is not None:
        parts = [part for one in overseen for part in _within(parts, one)]
    return [part for part in parts if part[1] - part[0] >= waiting.seconds]


def _within(parts: Iterable[Span], window: Span) -> list[Span]:
    cut = [(max(start, window[0]), min(end, window[1])) for start, end in parts]
    return [(start, end) for start, end in cut if start < end]
