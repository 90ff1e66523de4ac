"""Allowed amounts of a patient's date, worked by hand from the tables of three years."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import oracle_money as oracle
from timeline.period import Period
from timeline.policies import load_policy
from timeline.policies.amounts import NATIONAL, Amount, Pricing, dollars, in_cents, share_of
from timeline.policies.relative_values import read_values

ON = date(2026, 3, 2)


def cents(*lines: tuple[str, int], on: date = ON, pricing: Pricing | None = None) -> list[int | None]:
    found = (pricing or Pricing()).amounts(lines, load_policy("medicare").on(on), on)
    return [amount.cents for amount in found]


def test_two_units_of_exercise_beside_activities_in_2026() -> None:
    """97530 in full: 1.05 units; each 97110 with half its 0.41: 0.665; 2.38 units at 33.4009 are 79.49 together."""
    assert cents(("97110", 2), ("97530", 1)) == [4442, 3507]


def test_the_same_in_2025_and_in_both_parts_of_2024() -> None:
    """2024: 1.10 and 2 x 0.67 units at 32.7442 and 33.2875; 2025: 1.07 and 2 x 0.675 units at 32.3465."""
    assert cents(("97110", 2), ("97530", 1), on=date(2024, 3, 8)) == [4388, 3602]
    assert cents(("97110", 2), ("97530", 1), on=date(2024, 3, 9)) == [4461, 3662]
    assert cents(("97110", 2), ("97530", 1), on=date(2025, 3, 3)) == [4367, 3461]


def test_an_evaluation_carries_the_one_whole_practice_expense() -> None:
    found = Pricing().amounts([("97110", 1), ("97161", 1)], load_policy("medicare").on(ON), ON)
    assert [amount.reduced for amount in found] == [1, 0]


def test_of_several_units_of_the_highest_code_one_stays_whole() -> None:
    (found,) = Pricing().amounts([("97530", 3)], load_policy("medicare").on(ON), ON)
    assert (found.reduced, found.whole_cents) == (2, in_cents(Decimal("33.4009") * 3 * Decimal("1.05")))


def test_of_equal_values_the_first_line_keeps_its_practice_expense() -> None:
    found = Pricing().amounts([("97110", 1), ("97110", 1)], load_policy("medicare").on(ON), ON)
    assert [amount.reduced for amount in found] == [0, 1]


def test_a_code_outside_the_reduction_keeps_its_practice_expense() -> None:
    found = Pricing().amounts([("97129", 1), ("97110", 1)], load_policy("medicare").on(ON), ON)
    assert [amount.reduced for amount in found] == [0, 0]


def test_qualifying_participants_have_their_own_factor() -> None:
    pricing = Pricing(qualifying=True)
    assert cents(("97530", 1), pricing=pricing) == [in_cents(Decimal("1.05") * Decimal("33.5675"))]
    assert cents(("97530", 1), on=date(2025, 3, 3), pricing=pricing) == [3461]


def test_the_clinics_indices_change_each_part() -> None:
    """0.44 + 0.60 x 0.958 + 0.01 x 0.308 = 1.01788 units at 33.4009."""
    indices = (Decimal(1), Decimal("0.958"), Decimal("0.308"))
    assert cents(("97530", 1), pricing=Pricing(indices=indices)) == [3400]


def test_a_stated_amount_counts_for_its_dates_and_is_never_reduced() -> None:
    stated = {
        "97110": [(Period(None, date(2026, 3, 2)), Decimal(10)), (Period(date(2026, 3, 2), None), Decimal("20.005"))]
    }
    pricing = Pricing(stated)
    assert cents(("97110", 2), ("97530", 1), pricing=pricing) == [4001, 3507]
    assert cents(("97110", 2), on=date(2026, 3, 1), pricing=pricing) == [2000]


@pytest.mark.parametrize(
    ("code", "on", "why"),
    [
        ("97110", date(2023, 3, 2), "medicare has no relative values for that date"),
        ("97110", date(2027, 3, 2), "medicare has no relative values for that date"),
        ("96112", date(2024, 5, 2), "96112 is not in the table of relative values"),
        ("97799", ON, "the contractor sets the price of 97799"),
        ("97545", date(2024, 5, 2), "the contractor sets the price of 97545"),
    ],
)
def test_an_amount_that_is_not_known_says_why(code: str, on: date, why: str) -> None:
    assert Pricing().amounts([(code, 1)], load_policy("medicare").on(on), on) == (Amount(None, None, why=why),)


def test_a_code_that_is_not_paid_is_worth_nothing() -> None:
    assert cents(("97010", 1)) == [0]


def test_a_payer_without_values_has_no_amounts_but_those_stated() -> None:
    rules = load_policy("cpt-midpoint").on(ON)
    assert Pricing().amounts([("97110", 1)], rules, ON)[0].why == "cpt-midpoint has no relative values for that date"
    stated = Pricing({"97110": [(Period(), Decimal(30))]})
    assert stated.amounts([("97110", 2)], rules, ON)[0].cents == 6000


def test_a_share_is_rounded_half_up() -> None:
    assert [share_of(cents, Decimal("0.5")) for cents in (1, 2, 3)] == [1, 1, 2]
    assert dollars(123456) == "1,234.56"


_VALUES = read_values(load_policy("medicare").on(ON).relative_values.table)
_CODES = ("97110", "97112", "97530", "97140", "97161", "97129", "97113", "97035", "97799", "92507", "97542", "97537")


def law(indices: tuple[Decimal, Decimal, Decimal] = NATIONAL) -> oracle.Law:
    values = {
        code: oracle.Value(
            *(int(part * 100) for part in (of.work, of.practice_expense, of.malpractice)), of.multiple_procedure == 5
        )
        for code, of in _VALUES.items()
        if of.status in "AR" and of.total
    }
    work, expense, malpractice = (Fraction(index) for index in indices)
    return oracle.Law(values, Fraction("33.4009"), 248000, 300000, indices=(work, expense, malpractice))


@given(
    st.lists(st.tuples(st.sampled_from(_CODES), st.integers(1, 6)), max_size=8),
    st.sampled_from((NATIONAL, (Decimal("1.0"), Decimal("0.958"), Decimal("0.308")))),
)
def test_amounts_of_any_date_are_those_of_the_literal_reading(
    lines: list[tuple[str, int]], indices: tuple[Decimal, Decimal, Decimal]
) -> None:
    expected = oracle.amounts([oracle.Line("PT", code, units, ()) for code, units in lines], law(indices))
    assert cents(*lines, pricing=Pricing(indices=indices)) == expected
