"""C1 to C7: from minutes to a claim, as the unit engine and the literal reading of the claim law tell it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings

from tests.claim_strategies import Date, dates, plain
from tests.oracle_claims import count_date
from tests.oracle_units import Law, Limit, Pair, Time, Visit
from tests.unit_codes import CODES, PAIRS
from tests.unit_rules import claimable, counted_by_the_product, expected

often = settings(max_examples=max(150, settings().max_examples))


@often
@given(date=plain)
def test_c1_classes_and_disciplines_decide_what_a_code_earns(date: Date) -> None:
    (ours,) = count_date(date.visits, CODES, date.law, date.apart)
    (found,) = counted_by_the_product(*date)
    assert found.timed_minutes == ours.timed_minutes
    assert claimable(found) == expected(ours)


@often
@given(date=dates())
def test_c2_c3_pairs_are_settled_in_order_and_in_their_scope(date: Date) -> None:
    for found, ours in zip(
        counted_by_the_product(*date), count_date(date.visits, CODES, date.law, date.apart), strict=True
    ):
        assert [(e.column_one, e.column_two, e.state.value) for e in found.edits] == [e[:3] for e in ours.edits]
        assert claimable(found) == expected(ours)


@often
@given(date=dates())
def test_c3_what_somebody_may_show_stands_beside_the_default(date: Date) -> None:
    for found, ours in zip(
        counted_by_the_product(*date), count_date(date.visits, CODES, date.law, date.apart), strict=True
    ):
        if ours.conditional is None:
            assert found.conditional is None
        else:
            assert found.conditional is not None
            assert claimable(found.conditional) == expected(ours.conditional)


@often
@given(date=dates(capped=True))
def test_c4_the_timed_units_are_those_of_the_lines_and_of_every_alternative(date: Date) -> None:
    for found in counted_by_the_product(*date):
        timed = [line.units for line in found.lines if CODES[line.code].kind == "pool"]
        assert sum(timed) == found.timed_units
        assert {sum(units.values()) for units in found.alternatives} <= {found.timed_units}
        assert bool(found.alternatives) == bool(found.timed_units)


@often
@given(date=dates(capped=True))
def test_c7_limits_leave_every_maximal_choice(date: Date) -> None:
    for found, ours in zip(
        counted_by_the_product(*date), count_date(date.visits, CODES, date.law, date.apart), strict=True
    ):
        assert found.timed_units == ours.timed_units
        assert claimable(found) == expected(ours)


PLAN = {"PT": "GP", "OT": "GO", "SLP": "GN"}
REPLACED = {"97014": "G0283"}
OFFICE = Law(plan_of_care=PLAN, replaced=REPLACED, pairs=PAIRS)
FREE = replace(OFFICE, pairs=())


def _times(**minutes: int) -> dict[str, Time]:
    return {code.removeprefix("_"): Time(60 * spent, 0, None) for code, spent in minutes.items()}


TWO_GROUPS = [Visit("PT", _times(_97110=15)), Visit("OT", _times(_97150=20, _97110=15))]
CHAIN = [Visit("PT", _times(_97129=15, _97130=22, _97110=20))]
TWO_LIMITS = (Limit("visit", Fraction(3)), Limit("line", Fraction(1), frozenset({"97116"})))
SELDOM = {
    "a replaced code meets the pairs of the code on the claim": Date(
        [Visit("PT", _times(_97014=10, _97110=20))], replace(FREE, pairs=(Pair("G0283", "97110", 0),)), frozenset()
    ),
    "no clock proves an area apart": Date(
        [Visit("PT", _times(_97597=15, _97750=15), {"97597": [(0, 900)], "97750": [(900, 1800)]})],
        replace(FREE, pairs=(Pair("97597", "97750", 1),)),
        frozenset(),
    ),
    "an area is not timed": Date(
        [Visit("PT", _times(_97597=15))], replace(FREE, caps=(Limit("timed", Fraction(0)),)), frozenset()
    ),
    "a cut leaves no add-on without its primary": Date(
        CHAIN, replace(FREE, caps=(Limit("visit", Fraction(2)),)), frozenset()
    ),
    "a cut primary takes its add-on along": Date(
        CHAIN, replace(FREE, caps=(Limit("line", Fraction(0), frozenset({"97129"})),)), frozenset()
    ),
    "a pair of one visit marks no line of another": Date(
        TWO_GROUPS, OFFICE, frozenset({frozenset({"97110", "97150"})})
    ),
    "a pair of a hospital's date marks them all": Date(
        TWO_GROUPS, replace(OFFICE, whole_date=True), frozenset({frozenset({"97110", "97150"})})
    ),
    "two limits leave the same in either order": Date(
        [Visit("PT", _times(_97116=52, _97112=22))], replace(FREE, method="midpoint", caps=TWO_LIMITS), frozenset()
    ),
    "two limits in the other order": Date(
        [Visit("PT", _times(_97116=52, _97112=22))],
        replace(FREE, method="midpoint", caps=TWO_LIMITS[::-1]),
        frozenset(),
    ),
    "an assistant's minutes of an evaluation count for nothing": Date(
        [Visit("PT", {"97164": Time(12 * 60, 33 * 60)})],
        replace(FREE, caps=(Limit("line", Fraction(30), measure="minutes"),)),
        frozenset(),
    ),
}


@pytest.mark.parametrize("name", SELDOM)
def test_c1_to_c7_hold_on_seldom_dates(name: str) -> None:
    date = SELDOM[name]
    for found, ours in zip(
        counted_by_the_product(*date), count_date(date.visits, CODES, date.law, date.apart), strict=True
    ):
        assert [(e.column_one, e.column_two, e.state.value) for e in found.edits] == [e[:3] for e in ours.edits]
        assert claimable(found) == expected(ours)
