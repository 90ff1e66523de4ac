"""Limits a payer sets: what exceeds one is cut, and which code is cut is a choice like a tie (claims §4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from math import lcm

from timeline.clock import MINUTE
from timeline.policies.rules import Cap, CapScope, Measure, OnExcess
from timeline.units.cutting import maximal
from timeline.units.earned import LISTED, Recorded, earning_seconds
from timeline.units.model import CodeTime, Remark
from timeline.units.plan import Plan
from timeline.units.treatments import Way
from timeline.vocabulary import Severity
from timeline.words import counted, series

#: Where a code stands on a date: visit by position, code.
Place = tuple[int, str]
#: Units of each code of each visit of a date.
Claimable = Mapping[Place, int]

_SCOPES = {
    CapScope.LINE: "a code and visit",
    CapScope.VISIT: "a visit",
    CapScope.TIMED: "the timed codes of a visit",
    CapScope.PATIENT_DAY: "a patient's date",
}
_MEASURES = {Measure.UNITS: "unit", Measure.MINUTES: "minute", Measure.RELATIVE_VALUE: "relative value"}


@dataclass(frozen=True, slots=True)
class _Limit:
    """What some codes may measure together: what one unit of each counts, and the most."""

    weights: Mapping[Place, Decimal]
    most: Decimal

    def in_whole_numbers(self, places: Sequence[Place]) -> tuple[list[int], int]:
        """Return what a unit of each place measures, and the most, both as multiples of one small amount."""
        own = [self.weights.get(place, Decimal(0)) for place in places]
        parts = lcm(*[value.as_integer_ratio()[1] for value in (*own, self.most)])
        return [int(value * parts) for value in own], int(self.most * parts)


def capped(claim: Claimable, visits: Sequence[Recorded], caps: Sequence[Cap]) -> Iterator[Claimable]:
    """Cut a claim to a payer's limits: every way to which no unit can be added, the default first.

    The default keeps the code with the most minutes, then the lower code. No add-on stays without its primary.
    """
    limits = [
        _Limit({place: weight_of(cap, place, visits) for place in group}, cap.most)
        for cap in caps
        if cap.on_excess is OnExcess.DENY
        for group in groups(cap, claim, visits)
    ]
    exceeded = [limit for limit in limits if _measure(limit, claim) > limit.most]
    return islice(_ways(claim, exceeded, visits), LISTED) if exceeded else iter([claim])


def _ways(claim: Claimable, limits: Sequence[_Limit], visits: Sequence[Recorded]) -> Iterator[Claimable]:
    """Yield the maximal ways; the first keeps what stays longest, each one after it gives up more of it."""
    counted = {place for limit in limits for place in limit.weights}
    added = {place: (place[0], primary) for place in claim if (primary := visits[place[0]].plan.of(place[1]).primary)}
    bound = {place: primary for place, primary in added.items() if primary in counted or not claim.get(primary)}
    loose = [place for place, units in claim.items() if units and (place in counted or place in bound)]
    loose.sort(key=lambda place: _longest(place, visits))
    at = {place: position for position, place in enumerate(loose)}
    needs = {at[place]: at.get(primary, -1) for place, primary in bound.items() if place in at}
    whole = [limit.in_whole_numbers(loose) for limit in limits]
    weights = [tuple([own[position] for own, _ in whole]) for position in range(len(loose))]
    for kept in maximal([claim[place] for place in loose], weights, tuple([most for _, most in whole]), needs):
        yield {**claim, **dict(zip(loose, kept, strict=True))}


def _measure(limit: _Limit, way: Claimable) -> Decimal:
    return sum((weight * way[place] for place, weight in limit.weights.items()), Decimal(0))


def groups(cap: Cap, claim: Claimable, visits: Sequence[Recorded]) -> list[list[Place]]:
    """Return the places that a cap measures together."""
    counts = [
        place
        for place, units in claim.items()
        if units and (not cap.codes or place[1] in cap.codes) and weight_of(cap, place, visits)
    ]
    counts.sort(key=lambda place: _longest(place, visits))
    if cap.scope is CapScope.PATIENT_DAY:
        return [counts]
    if cap.scope is CapScope.LINE:
        return [[place] for place in counts]
    if cap.scope is CapScope.TIMED:
        untimed = (Way.ONCE, Way.AREA)
        counts = [(index, code) for index, code in counts if visits[index].plan.of(code).way not in untimed]
    return [listed for number in range(len(visits)) if (listed := [place for place in counts if place[0] == number])]


def _longest(place: Place, visits: Sequence[Recorded]) -> tuple[int, str, int]:
    """Sort by minutes, most first, then by code: what stays longest on the claim."""
    return -_time(place, visits).minutes, place[1], place[0]


def _time(place: Place, visits: Sequence[Recorded]) -> CodeTime:
    index, code = place
    return visits[index].times.get(code, CodeTime(code, 0))


def weight_of(cap: Cap, place: Place, visits: Sequence[Recorded]) -> Decimal:
    """Return what one unit counts under a cap; 0 where the cap has no value for the code."""
    if cap.measure is Measure.UNITS:
        return Decimal(1)
    if cap.measure is Measure.RELATIVE_VALUE:
        return cap.values.get(place[1], Decimal(0))
    treatment = visits[place[0]].plan.of(place[1])
    return Decimal(treatment.length or earning_seconds(_time(place, visits), treatment) // MINUTE)


def cap_remarks(claim: Claimable, kept: Claimable, visits: Sequence[Recorded]) -> list[tuple[int, Remark]]:
    """Say what exceeds each limit, and what fell away: (visit by position, remark).

    Parameters
    ----------
    claim, kept
        Units before the limits, and after them.
    """
    plan = visits[0].plan
    found: list[tuple[int, Remark]] = []
    for cap in plan.rules.caps.limits if plan.rules.caps else ():
        for group in groups(cap, claim, visits):
            measured = sum((claim[place] * weight_of(cap, place, visits) for place in group), Decimal(0))
            if measured > cap.most:
                remark = _over(cap, measured, {place[1]: claim[place] - kept[place] for place in group}, plan)
                found += [(index, remark) for index in dict.fromkeys(index for index, _ in group)]
        found += _unvalued(cap, claim, visits)
    return found


def _over(cap: Cap, measured: Decimal, cut: Mapping[str, int], plan: Plan) -> Remark:
    lost = series([f"{counted(units, 'unit')} of {code}" for code, units in cut.items() if units])
    effect = f": {lost} fell away" if cap.on_excess is OnExcess.DENY else ""
    return Remark(
        "units.cap",
        Severity.REVIEW,
        f"{measured:f} {_MEASURES[cap.measure]}s exceed the limit of {cap.most:f} for {_SCOPES[cap.scope]}{effect}",
        "Check the contract, and whether the payer authorizes more.",
        tuple(sorted(cut)),
        plan.rules.source("caps"),
    )


def _unvalued(cap: Cap, claim: Claimable, visits: Sequence[Recorded]) -> Iterator[tuple[int, Remark]]:
    """Say which codes a limit of relative values cannot measure."""
    if cap.measure is not Measure.RELATIVE_VALUE:
        return
    for index, visit in enumerate(visits):
        codes = sorted(
            code
            for (place, code), units in claim.items()
            if place == index and units and code not in cap.values and (not cap.codes or code in cap.codes)
        )
        if codes:
            yield (
                index,
                Remark(
                    "units.cap",
                    Severity.NOTE,
                    f"the limit of {cap.most:f} relative values for {_SCOPES[cap.scope]} was not checked for "
                    f"{series(codes)}: the policy states no value",
                    "Write the payer's values into the policy (`values` of the limit).",
                    tuple(codes),
                    visit.plan.rules.source("caps"),
                ),
            )
