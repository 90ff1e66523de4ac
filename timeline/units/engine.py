"""The unit engine: the minutes of one visit into units, lines, remarks and reasons.

Prices play no part: nothing here knows what a unit is worth, so no tie can be broken by money.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from timeline.clock import MINUTE
from timeline.policies.model import Rules
from timeline.units import remarks as say
from timeline.units.allocation import allocations
from timeline.units.caps import apply_caps
from timeline.units.chains import add_ons, chain_units, primaries
from timeline.units.counting import units_for
from timeline.units.edits import UNTOUCHED, ceiling_remarks, settle
from timeline.units.lines import claim_lines, modifier_of_assistant, modifier_of_plan, modifier_of_threshold
from timeline.units.model import CodeTime, Line, Remark, Spans, VisitUnits
from timeline.units.plan import Plan, Treatment, Way, plan_for


class Settled(NamedTuple):
    """One allocation carried through pairs of codes and caps."""

    units: Mapping[str, int]
    lines: tuple[Line, ...]
    remarks: Sequence[Remark]


#: How many permitted allocations a visit lists. No real visit has so many codes tied; a made-up one could
#: have millions, and the remark then says how many there are.
LISTED = 1000


def count_visit(
    times: Sequence[CodeTime],
    rules: Rules,
    *,
    discipline: str,
    on: date,
    spans: Spans | None = None,
    year_to_date: Decimal | None = None,
) -> VisitUnits:
    """Count the units of one visit under a payer's rules.

    Parameters
    ----------
    times
        Seconds of each code; a code named twice is added up.
    rules
        `policy.on(on)`.
    discipline
        Plan of care: PT, OT or SLP.
    spans
        Recorded seconds of each code, with the ids of the rows, to prove services apart.
    year_to_date
        Amount already used of the discipline's yearly threshold before this visit.

    Sources
    -------
    cms-claims-5 §20.2, §20.3
    """
    plan = plan_for(rules, on)
    merged = _merged(times)
    fixed = _fixed_units(merged, plan)
    pool = pool_of(merged, plan)
    codes = [time.code for time in pool]
    ways = [dict(zip(codes, units, strict=True)) for units in _ways([time.seconds // MINUTE for time in pool], plan)]
    modifiers = (
        modifier_of_assistant(rules, discipline),
        modifier_of_plan(rules, discipline),
        modifier_of_threshold(rules, discipline, year_to_date),
    )
    settled = [_settle(fixed | way, merged, plan, modifiers, spans) for way in ways]
    chosen = settled[0]
    timed_units = sum(ways[0].values())
    treatments = plan.treatments
    return VisitUnits(
        timed_minutes=sum([time.seconds // MINUTE for code, time in merged.items() if treatments[code].in_pool]),
        timed_units=timed_units,
        units={code: chosen.units[code] for code in sorted(chosen.units)},
        billed_as={code: treatments[code].billed for code in merged if treatments[code].billed != code},
        alternatives=tuple([{c: way[c] for c in sorted(way) if way[c]} for way in ways]) if timed_units else (),
        lines=chosen.lines,
        alternative_lines=tuple([way.lines for way in settled]) if timed_units else (),
        remarks=tuple(_remarks(merged, plan, chosen, pool, ways, modifiers)),
        times=tuple(merged.values()),
        rules=rules,
        discipline=discipline,
        on=on,
    )


def timed_units_of(minutes: Mapping[str, int], rules: Rules, *, on: date | None = None) -> int:
    """Count the timed units of whole minutes by code: `VisitUnits.timed_units` and nothing else."""
    plan = plan_for(rules, on)
    pool = [spent for code, spent in minutes.items() if plan.of(code).way is Way.POOL]
    if plan.pooled:
        return units_for(sum(pool), plan.length, plan.threshold)
    return sum([units_for(spent, plan.length, plan.threshold) for spent in pool])


def pool_of(times: Mapping[str, CodeTime], plan: Plan) -> list[CodeTime]:
    """Return the codes that share the timed units, in the order that breaks ties: more minutes, then code."""
    treatments = plan.treatments
    pool = [time for code, time in times.items() if treatments[code].way is Way.POOL]
    pool.sort(key=_most_minutes)
    return pool


def _most_minutes(time: CodeTime) -> tuple[int, str]:
    return -(time.seconds // MINUTE), time.code


def _merged(times: Sequence[CodeTime]) -> dict[str, CodeTime]:
    merged = {time.code: time for time in sorted(times, key=_code)}
    if len(merged) < len(times):
        merged = {code: _sum(code, [time for time in times if time.code == code]) for code in merged}
    return merged


def _code(time: CodeTime) -> str:
    return time.code


def _sum(code: str, times: Sequence[CodeTime]) -> CodeTime:
    return CodeTime(code, sum(time.seconds for time in times), sum(time.assistant_seconds for time in times))


def _fixed_units(times: Mapping[str, CodeTime], plan: Plan) -> dict[str, int]:
    """Count what stands outside the pool: own lengths, chains, once-a-day codes and codes without units."""
    units: dict[str, int] = {}
    for code, time in times.items():
        treatment = plan.treatments[code]
        way = treatment.way
        if way is Way.POOL:
            continue
        if way is Way.CHAIN:
            units.update(_chain(code, times, plan))
        elif way is Way.OWN:
            units[code] = units_for(time.minutes, treatment.length, treatment.threshold)
        else:
            units[code] = 1 if way is Way.ONCE and _is_furnished(time, treatment, times) else 0
    return units


def _is_furnished(time: CodeTime, treatment: Treatment, times: Mapping[str, CodeTime]) -> bool:
    """Whether an untimed code has the one whole minute that makes its unit."""
    if time.seconds < MINUTE or (treatment.by_therapist and time.seconds - time.assistant_seconds < MINUTE):
        return False
    # A replaced code recorded beside its replacement is the same service: one unit on one line.
    twin = times.get(treatment.billed) if treatment.billed != treatment.code else None
    return twin is None or twin.seconds < MINUTE


def _chain(code: str, times: Mapping[str, CodeTime], plan: Plan) -> dict[str, int]:
    primary = primaries()[code]
    add_on = add_ons()[primary]
    minutes = sum(times[name].minutes for name in (primary, add_on) if name in times)
    first, further = chain_units(minutes, plan.of(primary).length, plan.of(add_on).length)
    units = {primary: first, add_on: further}
    return {name: count for name, count in units.items() if count or name in times}


def _ways(minutes: Sequence[int], plan: Plan) -> Iterable[list[int]]:
    if plan.pooled:
        return islice(allocations(minutes, plan.length, plan.threshold), LISTED)
    return [[units_for(pile, plan.length, plan.threshold) for pile in minutes]]


def _settle(
    units: dict[str, int],
    times: Mapping[str, CodeTime],
    plan: Plan,
    modifiers: tuple[str, str, str],
    spans: Spans | None,
) -> Settled:
    """Carry one allocation through pairs of codes and caps to its lines."""
    remarks: list[Remark] = []
    outcome = UNTOUCHED
    if plan.pairs:
        outcome = settle([code for code, count in units.items() if count], plan, spans)
        remarks += outcome.remarks
        for code in outcome.denied:
            units[code] = 0
    if plan.rules.caps is not None:
        units, over = apply_caps(units, times, plan)
        remarks += over
    lines = claim_lines(units, times, plan, modifiers=modifiers, apart=outcome.apart)
    return Settled(units, lines, remarks)


def _remarks(
    times: Mapping[str, CodeTime],
    plan: Plan,
    chosen: Settled,
    pool: Sequence[CodeTime],
    ways: Sequence[Mapping[str, int]],
    modifiers: tuple[str, str, str],
) -> list[Remark]:
    found: list[Remark] = []
    inexact = assisted = False
    for code, time in times.items():
        treatment = plan.treatments[code]
        if treatment.remark is not None:
            found.append(treatment.remark)
        if time.assistant_seconds:
            assisted = True
            if treatment.by_therapist:
                found.append(say.assistant_evaluation(time, plan))
        if time.seconds % MINUTE:
            inexact = True
    found += say.short_evaluations(times, chosen.units)
    found += chosen.remarks
    if plan.ceilings:
        found += ceiling_remarks(chosen.lines, plan)
    if len(ways) > 1:
        found.append(say.choice(pool, len(ways), plan))
    if inexact:
        found += say.rounding(pool, times, ways[0], plan)
    if times:
        found += plan.standing
    if plan.rules.unverified:
        found += say.weak_rules(plan, assisted=assisted and bool(modifiers[0]), threshold=bool(modifiers[2]))
    return found
