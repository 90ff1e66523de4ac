"""Limits a payer sets: what exceeds one is cut, and which code is cut is a choice like a tie."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import TypeVar

from timeline.clock import MINUTE
from timeline.policies.rules import Cap, CapScope, Measure, OnExcess
from timeline.units.earned import LISTED, Recorded
from timeline.units.model import CodeTime, Remark
from timeline.units.plan import Plan
from timeline.units.treatments import Way
from timeline.vocabulary import Severity
from timeline.words import counted, series

Place = TypeVar("Place", bound=Hashable)
#: Units of each code of each visit of a date: (visit by position, code) -> units.
Claimable = Mapping[tuple[int, str], int]

_SCOPES = {
    CapScope.LINE: "a code and visit",
    CapScope.VISIT: "a visit",
    CapScope.TIMED: "a visit, timed codes",
    CapScope.PATIENT_DAY: "a patient's date",
}
_MEASURES = {Measure.UNITS: "unit", Measure.MINUTES: "minute", Measure.RELATIVE_VALUE: "relative value"}


def maximal(
    units: Mapping[Place, int], weights: Mapping[Place, Decimal], most: Decimal, order: Sequence[Place]
) -> Iterator[dict[Place, int]]:
    """Yield every way to keep units within a limit to which no unit can be added; weights are positive.

    The first keeps what stands first in `order`; each way after it gives up more of it.

    >>> ways = maximal({"a": 2, "b": 1}, {"a": Decimal(1), "b": Decimal(1)}, Decimal(2), ["a", "b"])
    >>> list(ways)
    [{'a': 2, 'b': 0}, {'a': 1, 'b': 1}]
    """
    if not order:
        yield dict(units)
        return
    place, rest = order[0], order[1:]
    weight, stands = weights[place], units[place]
    all_the_rest = sum((units[other] * weights[other] for other in rest), Decimal(0))
    for kept in range(min(stands, int(most // weight)), -1, -1):
        left = most - kept * weight
        if kept < stands and all_the_rest + weight <= left:
            return  # even with all the rest there would be room for one more of this
        for way in maximal({**units, place: kept}, weights, left, rest):
            used = sum((way[other] * weights[other] for other in rest), Decimal(0))
            if kept == stands or used + weight > left:
                yield way


def capped(claim: Claimable, visits: Sequence[Recorded], caps: Sequence[Cap]) -> list[Claimable]:
    """Cut a claim to a payer's limits: every maximal choice, the default first.

    The default keeps the code with the most minutes, then the lower code. Limits are applied one after another.
    """
    claims: list[Claimable] = [claim]
    for cap in caps:
        if cap.on_excess is OnExcess.DENY:
            claims = list(islice(_unique(way for one in claims for way in _within(cap, one, visits)), LISTED))
    return claims


def _unique(ways: Iterator[Claimable]) -> Iterator[Claimable]:
    seen = set()
    for way in ways:
        key = tuple(sorted(way.items()))
        if key not in seen:
            seen.add(key)
            yield way


def _within(cap: Cap, claim: Claimable, visits: Sequence[Recorded]) -> Iterator[Claimable]:
    ways: list[Claimable] = [claim]
    for group in groups(cap, claim, visits):
        weights = {place: weight_of(cap, place, visits) for place in group}
        chosen = ({**way, **kept} for way in ways for kept in maximal(_of(way, group), weights, cap.most, group))
        ways = list(islice(chosen, LISTED))
    yield from ways


def _of(way: Claimable, group: Sequence[tuple[int, str]]) -> dict[tuple[int, str], int]:
    return {place: way[place] for place in group}


def groups(cap: Cap, claim: Claimable, visits: Sequence[Recorded]) -> list[list[tuple[int, str]]]:
    """Return the places that a cap measures together, those that stay longest first."""
    counts = [
        (index, code)
        for (index, code), units in claim.items()
        if units and (not cap.codes or code in cap.codes) and weight_of(cap, (index, code), visits)
    ]
    counts.sort(key=lambda place: (-_time(place, visits).minutes, place[1], place[0]))
    if cap.scope is CapScope.PATIENT_DAY:
        return [counts] if counts else []
    if cap.scope is CapScope.LINE:
        return [[place] for place in counts]
    if cap.scope is CapScope.TIMED:
        counts = [(index, code) for index, code in counts if visits[index].plan.of(code).way is not Way.ONCE]
    return [listed for number in range(len(visits)) if (listed := [place for place in counts if place[0] == number])]


def _time(place: tuple[int, str], visits: Sequence[Recorded]) -> CodeTime:
    index, code = place
    return visits[index].times.get(code, CodeTime(code, 0))


def weight_of(cap: Cap, place: tuple[int, str], visits: Sequence[Recorded]) -> Decimal:
    """Return what one unit counts under a cap; 0 where the cap has no value for the code."""
    if cap.measure is Measure.UNITS:
        return Decimal(1)
    if cap.measure is Measure.RELATIVE_VALUE:
        return cap.values.get(place[1], Decimal(0))
    treatment = visits[place[0]].plan.of(place[1])
    return Decimal(treatment.length or _time(place, visits).seconds // MINUTE)


def cap_remarks(claim: Claimable, visits: Sequence[Recorded]) -> list[tuple[int, Remark]]:
    """Say what exceeds each limit, and what fell away: (visit by position, remark)."""
    plan = visits[0].plan
    found: list[tuple[int, Remark]] = []
    for cap in plan.rules.caps.limits if plan.rules.caps else ():
        kept = capped(claim, visits, [cap])[0]
        for group in groups(cap, claim, visits):
            measured = sum((claim[place] * weight_of(cap, place, visits) for place in group), Decimal(0))
            if measured > cap.most:
                remark = _over(cap, measured, {place[1]: claim[place] - kept[place] for place in group}, plan)
                found += [(index, remark) for index in dict.fromkeys(index for index, _ in group)]
        found += _unvalued(cap, claim, visits)
        claim = kept
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
