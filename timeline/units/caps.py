"""Limits a payer sets: what exceeds one is cut, and which code is cut is a choice like a tie (claims §4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from math import lcm
from typing import NamedTuple

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


class Excess(NamedTuple):
    """A limit that a claim exceeds.

    Parameters
    ----------
    weights
        What one unit counts, of each code that the limit measures together.
    measured
        What they measure.
    """

    cap: Cap
    weights: Mapping[Place, Decimal]
    measured: Decimal

    @property
    def is_cut(self) -> bool:
        """Whether what exceeds the limit is not paid."""
        return self.cap.on_excess is OnExcess.DENY

    def in_whole_numbers(self, places: Sequence[Place]) -> tuple[list[int], int]:
        """Return what a unit of each place measures, and the most, both as multiples of one small amount."""
        own, most = [self.weights.get(place, Decimal(0)) for place in places], self.cap.most
        parts = lcm(*[value.as_integer_ratio()[1] for value in (*own, most)])
        return [int(value * parts) for value in own], int(most * parts)


def excesses(claim: Claimable, visits: Sequence[Recorded], caps: Sequence[Cap]) -> list[Excess]:
    """List the limits that a claim exceeds, each group of codes that one measures together by itself."""
    found = []
    for cap in caps:
        for group in _groups(cap, claim, visits):
            weights = {place: weight_of(cap, place, visits) for place in group}
            measured = sum((weight * claim[place] for place, weight in weights.items()), Decimal(0))
            if measured > cap.most:
                found.append(Excess(cap, weights, measured))
    return found


def capped(claim: Claimable, visits: Sequence[Recorded], caps: Sequence[Cap]) -> Iterator[Claimable]:
    """Cut a claim to a payer's limits: every way to which no unit can be added, the default first.

    The default keeps the code with the most minutes, then the lower code. No add-on stays without its primary.
    """
    cutting = [excess for excess in excesses(claim, visits, caps) if excess.is_cut]
    return islice(_ways(claim, cutting, visits), LISTED) if cutting else iter([claim])


def _ways(claim: Claimable, limits: Sequence[Excess], visits: Sequence[Recorded]) -> Iterator[Claimable]:
    """Yield the maximal ways; the first keeps what stays longest, each one after it gives up more of it."""
    counted = {place for limit in limits for place in limit.weights}
    added = {place: (place[0], primary) for place in claim if (primary := visits[place[0]].plan.of(place[1]).primary)}
    bound = {place: primary for place, primary in added.items() if primary in counted}
    loose = [place for place, units in claim.items() if units and (place in counted or place in bound)]
    loose.sort(key=lambda place: _longest(place, visits))
    at = {place: position for position, place in enumerate(loose)}
    needs = {at[place]: at.get(primary, -1) for place, primary in bound.items() if place in at}
    whole = [limit.in_whole_numbers(loose) for limit in limits]
    weights = [tuple([own[position] for own, _ in whole]) for position in range(len(loose))]
    for kept in maximal([claim[place] for place in loose], weights, tuple([most for _, most in whole]), needs):
        yield {**claim, **dict(zip(loose, kept, strict=True))}


def _groups(cap: Cap, claim: Claimable, visits: Sequence[Recorded]) -> list[list[Place]]:
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


def _longest(place: Place, visits: Sequence[Recorded]) -> tuple[int, str]:
    """Sort by minutes, most first, then by code: what stays longest on the claim; equals stay in the visits' order."""
    return -_time(place, visits).minutes, place[1]


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
    limits = plan.rules.caps.limits if plan.rules.caps else ()
    found: list[tuple[int, Remark]] = []
    for excess in excesses(claim, visits, limits):
        cut: Counter[str] = Counter()
        for place in excess.weights:
            cut[place[1]] += claim[place] - kept[place]
        found += [(index, _over(excess, cut, plan)) for index in dict.fromkeys(index for index, _ in excess.weights)]
    for cap in limits:
        found += _unvalued(cap, claim, visits)
    return found


def _over(excess: Excess, cut: Mapping[str, int], plan: Plan) -> Remark:
    cap = excess.cap
    lost = series([f"{counted(units, 'unit')} of {code}" for code, units in cut.items() if units])
    effect = f": {lost} fell away" if excess.is_cut else ""
    return Remark(
        "units.cap",
        Severity.REVIEW,
        f"{excess.measured:f} {_MEASURES[cap.measure]}s exceed the limit of {cap.most:f} for {_SCOPES[cap.scope]}"
        f"{effect}",
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
