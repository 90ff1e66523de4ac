"""What a plan is judged by, in the order in which it is judged, measured on the bookings and not by the solver."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import pairwise

from timeline.planning.problem import Place, Problem, Unit
from timeline.spans import Span, length, pieces, subtract, union

#: A place for each unit of a problem.
Assignment = tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Aims:
    """What a plan comes to; each aim counts only between plans that are equal in all before it. Durations in seconds.

    Parameters
    ----------
    contested
        Provider time claimed twice: how long providers have two or more things at once.
    touched
        Bookings with another provider or start.
    hand_overs
        Bookings with another provider.
    moved
        How much later or earlier the bookings start, added up.
    idle
        How long therapists and assistants have nothing between their first and last patient.
    spread
        The most less the least booked time among the providers of one role, added up over roles.
    grouped
        Neighbors of one of the codes to group, of one provider: more is better.
    """

    contested: int = 0
    touched: int = 0
    hand_overs: int = 0
    moved: int = 0
    idle: int = 0
    spread: int = 0
    grouped: int = 0

    @property
    def order(self) -> tuple[int, ...]:
        """Sort by this: smaller is better."""
        *least, most = (getattr(self, field.name) for field in fields(self))
        return (*least, -most)

    def __add__(self, other: Aims) -> Aims:
        mine, theirs = asdict(self), asdict(other)
        return Aims(**{name: mine[name] + theirs[name] for name in mine})


def measured(problem: Problem, assignment: Sequence[Place], group: Collection[str] = ()) -> Aims:
    """Measure the bookings of a date with each unit at its place.

    Parameters
    ----------
    group
        Codes to have side by side.
    """
    changed = [
        (unit, place)
        for unit, place in zip(problem.units, assignment, strict=True)
        if (place.shift, place.provider) != (unit.booked.shift, unit.booked.provider)
    ]
    demands = demands_of(problem, assignment)
    return Aims(
        contested=sum(contested(spans, problem.away.get(who, ())) for who, spans in _spans(demands).items()),
        touched=sum(len(unit.rows) for unit, _ in changed),
        hand_overs=sum(len(unit.rows) for unit, place in changed if place.provider != unit.booked.provider),
        moved=sum(len(unit.rows) * abs(place.shift) for unit, place in changed),
        idle=sum(_idle(spans, problem.away.get(who, ())) for who, spans in _spans(demands).items()),
        spread=sum(_spread(problem, demands)),
        grouped=sum(_neighbors(listed, group) for listed in demands.values()) if group else 0,
    )


def changed(problem: Problem, assignment: Sequence[Place]) -> set[int]:
    """Return the units that are not where they are booked."""
    return {n for n, (unit, place) in enumerate(zip(problem.units, assignment, strict=True)) if place != unit.booked}


#: Provider -> the units that keep the provider busy, each with its spans.
Demands = Mapping[str, Sequence[tuple[Unit, Sequence[Span]]]]


def demands_of(problem: Problem, assignment: Sequence[Place]) -> Demands:
    """Collect what keeps each provider busy with patients."""
    found: dict[str, list[tuple[Unit, Sequence[Span]]]] = defaultdict(list)
    for unit, place in zip(problem.units, assignment, strict=True):
        if unit.demands:
            found[place.provider].append((unit, unit.at(place)))
    return found


def _spans(demands: Demands) -> dict[str, list[tuple[int, int, int]]]:
    return {
        who: [(start, end, number) for number, (_, spans) in enumerate(listed) for start, end in spans]
        for who, listed in demands.items()
    }


def contested(spans: Sequence[tuple[int, int, int]], away: Sequence[Span]) -> int:
    """Add up the time in which two or more engagements, or one and time away, claim a provider."""
    busy = [*spans, *((start, end, -1) for start, end in away)]
    return length((start, end) for start, end, open_here in pieces(busy) if len(set(open_here)) > 1)


def contested_pieces(problem: Problem, assignment: Sequence[Place]) -> list[tuple[frozenset[int], bool]]:
    """Return what meets where providers have two or more things at once: units by number, and whether one is away."""
    found: dict[tuple[frozenset[int], bool], None] = {}
    own: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for number, (unit, place) in enumerate(zip(problem.units, assignment, strict=True)):
        if unit.demands:
            own[place.provider] += [(start, end, number) for start, end in unit.at(place)]
    for who, spans in own.items():
        away = [(start, end, -1) for start, end in problem.away.get(who, ())]
        for _, _, here in pieces([*spans, *away]):
            units = frozenset(here) - {-1}
            if units and len(set(here)) > 1:
                found[units, -1 in here] = None
    return list(found)


def _idle(spans: Sequence[tuple[int, int, int]], away: Sequence[Span]) -> int:
    if not spans:
        return 0
    whole = (min(start for start, _, _ in spans), max(end for _, end, _ in spans))
    return length(subtract([whole], union([*((start, end) for start, end, _ in spans), *away])))


def _spread(problem: Problem, demands: Demands) -> Iterator[int]:
    """Yield, for each role, the most less the least booked time of its providers."""
    booked: dict[str, list[int]] = defaultdict(list)
    for who, role in problem.roles.items():
        booked[role].append(sum(unit.seconds for unit, _ in demands.get(who, ())))
    yield from (max(listed) - min(listed) for listed in booked.values())


def _neighbors(listed: Sequence[tuple[Unit, Sequence[Span]]], group: Collection[str]) -> int:
    """Count the pairs of one code among a provider's units that follow each other."""
    codes = [unit.code for unit, _ in sorted(listed, key=lambda item: (item[1][0], item[0].rows))]
    return sum(one == other and one in group for one, other in pairwise(codes))
