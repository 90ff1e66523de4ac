"""Why contested time remains: in one sentence, who or what is too much, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from timeline.clock import MINUTE, exact_minutes
from timeline.planning.aims import demands_of
from timeline.planning.placing import Day
from timeline.planning.problem import Problem, Unit
from timeline.record import Record
from timeline.spans import Span, overlap, pieces, shared, subtract, union
from timeline.vocabulary import DISCIPLINE_OF_ROLE, Role

_HOUR = 60 * MINUTE
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


class _TooMuch(NamedTuple):
    """Bookings that wherever they may stand need more than there is, in clinicians or in their seconds."""

    problem: Problem
    start: int
    clinic: str
    needed: int
    there: int


def reason_of(record: Record, days: Sequence[Day], move: int, *, is_least: bool) -> str:
    """Say why time stays contested; empty where none does.

    What no plan can avoid comes first: bookings that are all under way at one instant wherever they may stand, then
    those that need more of an hour than it has. Else it is a provider who still has two things at once.

    Parameters
    ----------
    move
        By how many minutes bookings may move.
    is_least
        Whether no plan has less contested time.
    """
    left = next((moment for day in days for moment in _left(day)), None)
    if left is None:
        return ""
    problems, dates = [problem for problem, _ in days], len(days)
    at_once = [each for problem in problems for each in _at_once(problem)]
    if at_once:
        worst = max(at_once, key=lambda each: (each.needed - each.there, -each.start))
        return (
            f"{_when(record, worst, dates)} {_count(worst.needed, 'one-on-one booking')} "
            f"{'needs' if worst.needed == 1 else 'need'} {_count(worst.needed, 'clinician')}; "
            f"{_spell(worst.there)} {'is' if worst.there == 1 else 'are'} on shift."
        )
    in_hours = [each for problem in problems for each in _in_hours(record, problem)]
    if in_hours:
        worst = max(in_hours, key=lambda each: (each.needed - each.there, -each.start))
        return (
            f"{_when(record, worst, dates)} one-on-one bookings need {exact_minutes(worst.needed):g} minutes of "
            f"clinicians, however they are moved; those on shift have {exact_minutes(worst.there):g}."
        )
    problem, start, who, clinic = left
    when = _when(record, _TooMuch(problem, start, clinic, 0, 0), dates)
    why = (
        f"nobody else who may furnish one of them is free, and no move of up to {move} minutes helps"
        if is_least
        else "no plan without that was found in time"
    )
    return f"{when} {who} has two bookings or more at once: {why}."


def _when(record: Record, found: _TooMuch, dates: int) -> str:
    """Say in which hour something is too much: of which date and at which site, where there are several."""
    hour = found.start - (found.start - record.midnight(found.problem.day.date)) % _HOUR
    between = "Between" if dates == 1 else f"On {found.problem.day.date} between"
    at = "" if len(found.problem.roster.staff) == 1 else f" at {found.clinic}"
    return f"{between} {record.clock(hour)} and {record.clock(hour + _HOUR)}{at}"


def _spell(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def _count(number: int, noun: str) -> str:
    return f"{_spell(number)} {noun}{'' if number == 1 else 's'}"


def _left(day: Day) -> Iterator[tuple[Problem, int, str, str]]:
    """Yield when a provider still has two things at once, and where."""
    problem, assignment = day
    for who, listed in sorted(demands_of(problem, assignment).items()):
        everything = [(start, end, unit.clinic) for unit, own in listed for start, end in own]
        everything += [(start, end, "") for start, end in problem.away.get(who, ())]
        for start, _, here in pieces(everything):
            if len(here) > 1 and any(here):
                yield problem, start, who, max(here)


def _alike(problem: Problem) -> Iterator[tuple[str, list[Unit], dict[str, list[Span]]]]:
    """Yield the units of each clinic and discipline that keep a provider busy, and when who is on shift for them."""
    found: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in problem.units:
        if unit.demands:
            found[unit.clinic, problem.day.rows.discipline[unit.rows[0]]].append(unit)
    for (clinic, discipline), units in sorted(found.items()):
        booked = {unit.provider for unit in units}
        there: dict[str, list[Span]] = {}
        for who, role in problem.roster.staff[clinic].items():
            if DISCIPLINE_OF_ROLE[Role(role)] == discipline:
                own = problem.roster.windows(who, clinic) if who in booked else ()
                on_site = union([*own, *problem.roster.presence(who, clinic)])
                there[who] = subtract(on_site, problem.away.get(who, ()))
        yield clinic, units, there


def _elsewhere(
    units: Sequence[Unit], there: Mapping[str, Sequence[Span]], away: Mapping[str, Sequence[Span]]
) -> dict[str, list[Span]]:
    """Return when units are booked with somebody who is not on shift for them, but not away either."""
    found: dict[str, list[Span]] = defaultdict(list)
    for unit in units:
        known = union([*there.get(unit.provider, ()), *away.get(unit.provider, ())])
        found[unit.provider] += [part for span in unit.spans for part in subtract([span], known)]
    return {who: union(spans) for who, spans in found.items() if spans}


def _at_once(problem: Problem) -> Iterator[_TooMuch]:
    """Yield instants at which more units are under way than clinicians are on shift, wherever the units may stand."""
    for clinic, units, there in _alike(problem):
        fixed = [(*span, None) for unit in units for span in _always(unit)]
        on_shift = [(*span, True) for spans in there.values() for span in spans]
        others = [(*span, False) for spans in _elsewhere(units, there, problem.away).values() for span in spans]
        for start, _, here in pieces([*fixed, *on_shift, *others]):
            needed, clinicians = here.count(None), here.count(True)
            if needed > clinicians and False not in here:
                yield _TooMuch(problem, start, clinic, needed, clinicians)


def _always(unit: Unit) -> list[Span]:
    """Return the parts of a unit's spans that are the same wherever it may stand."""
    shifts = [place.shift for place in unit.places]
    spans = ((start + max(shifts), end + min(shifts)) for start, end in unit.spans)
    return [(start, end) for start, end in spans if start < end]


def _in_hours(record: Record, problem: Problem) -> Iterator[_TooMuch]:
    """Yield hours in which units need more seconds than clinicians on shift have, wherever the units may stand."""
    midnight = record.midnight(problem.day.date)
    for clinic, units, there in _alike(problem):
        others = _elsewhere(units, there, problem.away)
        spans = [span for unit in units for span in unit.spans]
        first = min(start for start, _ in spans)
        for start in range(first - (first - midnight) % _HOUR, max(end for _, end in spans), _HOUR):
            hour = (start, start + _HOUR)
            needed = sum(min(_within(unit, hour, place.shift) for place in unit.places) for unit in units)
            have = sum(shared(hour, spans) for spans in there.values())
            if needed > have and not any(shared(hour, spans) for spans in others.values()):
                yield _TooMuch(problem, start, clinic, needed, have)


def _within(unit: Unit, hour: Span, shift: int) -> int:
    return sum(overlap((start + shift, end + shift), hour) for start, end in unit.spans)
