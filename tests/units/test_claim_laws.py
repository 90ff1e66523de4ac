"""C1 to C7: from minutes to a claim, as the unit engine and the literal reading of the claim law tell it."""

from __future__ import annotations

from hypothesis import given, settings

from tests.claim_strategies import Date, dates, plain
from tests.oracle_claims import count_date
from tests.unit_codes import CODES
from tests.unit_rules import claimable, counted_by_the_product, expected

often = settings(max_examples=max(400, settings().max_examples))


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
