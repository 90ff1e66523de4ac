"""Why contested time remains: in one sentence, who or what is too much, and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from timeline.clock import MINUTE
from timeline.planning.aims import demands_of
from timeline.planning.placing import Day
from timeline.planning.problem import Problem, Unit
from timeline.record import Record
from timeline.spans import pieces
from timeline.vocabulary import DISCIPLINE_OF_ROLE, Role

_HOUR = 60 * MINUTE
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


class _Moment(NamedTuple):
    """A span in which bookings need more clinicians than there are, or a provider has two at once."""

    problem: Problem
    start: int
    needed: int
    there: int
    clinic: str
    provider: str


def reason_of(record: Record, days: Sequence[Day], move: int) -> str:
    """Say why time stays contested; empty where none does.

    Parameters
    ----------
    move
        By how many minutes bookings may move.
    """
    moments = [moment for day in days for moment in _moments(day)]
    if not moments:
        return ""
    worst = max(moments, key=lambda one: (one.needed - one.there, -one.start))
    hour = worst.start - (worst.start - record.midnight(worst.problem.day.date)) % _HOUR
    between = f"Between {record.clock(hour)} and {record.clock(hour + _HOUR)}"
    at = "" if len(worst.problem.roster.staff) == 1 else f" at {worst.clinic}"
    if worst.needed > worst.there:
        bookings, clinicians = _count(worst.needed, "one-on-one booking"), _count(worst.needed, "clinician")
        is_are = "is" if worst.there == 1 else "are"
        verb = "needs" if worst.needed == 1 else "need"
        return f"{between}{at} {bookings} {verb} {clinicians}; {_spell(worst.there)} {is_are} on shift."
    return (
        f"{between}{at} {worst.provider} has two bookings or more at once: nobody else who may furnish one of them is "
        f"free, and no move of up to {move} minutes helps."
    )


def _spell(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def _count(number: int, noun: str) -> str:
    return f"{_spell(number)} {noun}{'' if number == 1 else 's'}"


def _moments(day: Day) -> Iterator[_Moment]:
    """Find the instants at which somebody still has two things at once, with who else is there."""
    problem, assignment = day
    demands = demands_of(problem, assignment)
    everything: list[tuple[int, int, tuple[Unit | None, str]]] = [
        (start, end, (unit, who)) for who, listed in demands.items() for unit, own in listed for start, end in own
    ]
    everything += [(start, end, (None, who)) for who, spans in problem.away.items() for start, end in spans]
    for start, _, here in pieces(everything):
        for who in dict.fromkeys(who for _, who in here):
            own = [unit for unit, provider in here if provider == who]
            if len(own) > 1:
                units = [unit for unit in own if unit is not None]
                if units:
                    yield _moment(problem, start, who, units[0], [unit for unit, _ in here if unit is not None])


def _moment(problem: Problem, start: int, who: str, unit: Unit, here: Sequence[Unit]) -> _Moment:
    discipline = problem.day.rows.discipline[unit.rows[0]]
    alike = [
        one for one in here if one.clinic == unit.clinic and problem.day.rows.discipline[one.rows[0]] == discipline
    ]
    there = [
        one
        for one, role in problem.roster.staff[unit.clinic].items()
        if DISCIPLINE_OF_ROLE[Role(role)] == discipline
        and any(left <= start < right for left, right in problem.roster.presence(one, unit.clinic))
        and not any(left <= start < right for left, right in problem.away.get(one, ()))
    ]
    return _Moment(problem, start, len(alike), len(there), unit.clinic, who)
