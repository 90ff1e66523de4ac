"""What codes earn when some are in play (claims §2, §4): the units of one visit before caps and lines."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter

from timeline.clock import MINUTE
from timeline.units.allocation import allocations, default_allocation
from timeline.units.chains import add_ons, chain_units, primaries
from timeline.units.counting import units_for
from timeline.units.model import CodeTime, RecordedSpan, VisitTimes
from timeline.units.plan import Plan
from timeline.units.treatments import Treatment, Way

#: How many permitted allocations a visit lists. No real visit has so many codes tied; a made-up one could
#: have millions, and the remark then says how many there are.
LISTED = 1000


@dataclass(slots=True, eq=False)
class Recorded:
    """One visit while it is counted.

    Parameters
    ----------
    times
        Code -> its time, sorted by code.
    spans
        Code -> where it was recorded; empty where nothing is known but minutes.
    playing
        Codes that may still earn: payable, with at least one whole minute that earns.
    removed
        Codes that a pair of codes took off the claim.
    """

    plan: Plan
    times: Mapping[str, CodeTime]
    spans: Mapping[str, Sequence[RecordedSpan]]
    playing: frozenset[str]
    removed: frozenset[str] = frozenset()

    def without(self, codes: Collection[str]) -> Recorded:
        """Return the visit with codes off the claim."""
        return Recorded(self.plan, self.times, self.spans, self.playing.difference(codes), self.removed.union(codes))


def recorded(visit: VisitTimes, plan: Plan) -> Recorded:
    """Sort out what was recorded; a code named twice is added up."""
    times = merged(visit.times)
    treatments = plan.treatments
    playing = frozenset([code for code, time in times.items() if _may_earn(time, treatments[code], times)])
    alone = [code for code in playing if treatments[code].primary and treatments[code].primary not in playing]
    return Recorded(plan, times, visit.spans or {}, playing.difference(alone))


def merged(times: Sequence[CodeTime]) -> dict[str, CodeTime]:
    """Map each code to its time, sorted by code; the times of one named twice are added up."""
    merged = {time.code: time for time in sorted(times, key=attrgetter("code"))}
    if len(merged) < len(times):
        merged = {code: _sum(code, [time for time in times if time.code == code]) for code in merged}
    return merged


def _sum(code: str, times: Sequence[CodeTime]) -> CodeTime:
    stated = [time.quantity for time in times if time.quantity is not None]
    return CodeTime(
        code,
        sum(time.seconds for time in times),
        sum(time.assistant_seconds for time in times),
        sum(stated) if stated else None,
        any(time.remote for time in times),
    )


def earning_seconds(time: CodeTime, treatment: Treatment) -> int:
    """Return the seconds that can earn: of an evaluation the therapist's."""
    return time.seconds - time.assistant_seconds if treatment.by_therapist else time.seconds


def _may_earn(time: CodeTime, treatment: Treatment, times: Mapping[str, CodeTime]) -> bool:
    if treatment.way is Way.NOTHING or earning_seconds(time, treatment) < MINUTE:
        return False
    # A replaced code recorded beside its replacement is the same service: one unit on one line.
    twin = times.get(treatment.billed) if treatment.billed != treatment.code else None
    return twin is None or twin.seconds < MINUTE


def fixed_units(visit: Recorded) -> dict[str, int]:
    """Count what stands outside the pool: own lengths, chains, areas, once-a-day codes; 0 for what is not in play."""
    units: dict[str, int] = {}
    treatments = visit.plan.treatments
    for code, time in visit.times.items():
        treatment = treatments[code]
        if treatment.way is Way.POOL:
            if code not in visit.playing:
                units[code] = 0
        elif treatment.way is Way.CHAIN:
            units.update(_chain(code, visit))
        elif code not in visit.playing:
            units[code] = 0
        elif treatment.way is Way.OWN:
            minutes = earning_seconds(time, treatment) // MINUTE
            units[code] = units_for(minutes, treatment.length, treatment.threshold)
        elif treatment.way is Way.AREA:
            alone = treatment.primary and treatment.primary not in visit.playing
            units[code] = 0 if alone else quantity_of(time)
        else:
            units[code] = 1
    return units


def quantity_of(time: CodeTime) -> int:
    """Return the units of a code counted by area or number: what was stated, else one."""
    return 1 if time.quantity is None else time.quantity


def _chain(code: str, visit: Recorded) -> dict[str, int]:
    primary = primaries()[code]
    add_on = add_ons()[primary]
    first = further = 0
    if primary in visit.playing:
        first, further = chain_units(
            chain_seconds(primary, visit) // MINUTE, visit.plan.of(primary).length, visit.plan.of(add_on).length
        )
    units = {primary: first, add_on: 0 if add_on in visit.removed else further}
    return {name: count for name, count in units.items() if count or name in visit.times}


def chain_seconds(primary: str, visit: Recorded) -> int:
    """Return the seconds of a chain that earn: whole minutes of each code in play."""
    return sum(
        earning_seconds(visit.times[name], visit.plan.of(name)) // MINUTE * MINUTE
        for name in (primary, add_ons()[primary])
        if name in visit.playing
    )


def pool_of(visit: Recorded) -> list[CodeTime]:
    """Return the codes that share the timed units, in the order that breaks ties: more minutes, then code."""
    treatments = visit.plan.treatments
    pool = [visit.times[code] for code in visit.playing if treatments[code].way is Way.POOL]
    pool.sort(key=most_minutes)
    return pool


def most_minutes(time: CodeTime) -> tuple[int, str]:
    """Sort by minutes, most first, then by code: the order that breaks every tie."""
    return -(time.seconds // MINUTE), time.code


def permitted(visit: Recorded, pool: Sequence[CodeTime] | None = None) -> list[dict[str, int]]:
    """List every permitted claim in units, the default first; `pool` is `pool_of` the visit, where it is known."""
    plan, fixed, pool = visit.plan, fixed_units(visit), pool_of(visit) if pool is None else pool
    codes, minutes = [time.code for time in pool], [time.seconds // MINUTE for time in pool]
    if plan.pooled:
        ways = islice(allocations(minutes, plan.length, plan.threshold), LISTED)
        return [fixed | dict(zip(codes, way, strict=True)) for way in ways]
    each = [units_for(pile, plan.length, plan.threshold) for pile in minutes]
    return [fixed | dict(zip(codes, each, strict=True))]


def default_units(visit: Recorded) -> dict[str, int]:
    """Return the first of `permitted` alone."""
    plan, pool = visit.plan, pool_of(visit)
    minutes = [time.seconds // MINUTE for time in pool]
    if plan.pooled:
        counts = default_allocation(minutes, plan.length, plan.threshold)
    else:
        counts = [units_for(pile, plan.length, plan.threshold) for pile in minutes]
    return fixed_units(visit) | {time.code: count for time, count in zip(pool, counts, strict=True)}


def timed_units(units: Mapping[str, int], plan: Plan) -> int:
    """Sum the units of the 15-minute pool."""
    return sum([count for code, count in units.items() if count and plan.of(code).way is Way.POOL])
