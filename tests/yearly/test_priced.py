"""Claims that are priced in numbers have the amounts that the same claims have one by one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.days import attended
from tests.strategies import rows
from tests.visits.test_accounts import _MORE, _attendance
from timeline.attendance import Attendance
from timeline.attendance.compiled import plain
from timeline.period import Period
from timeline.policies.amounts import Pricing
from timeline.visits import account_visits, answers
from timeline.vocabulary import ContestRule
from timeline.yearly.amounts import Amounts, amounts_of

STATED = Pricing(stated={"97110": [(Period(None, None), Decimal("31.07"))]})


def both(found: Attendance, pricing: Pricing) -> tuple[Amounts, Amounts]:
    """Price visits that kernels count, and the same visits counted one by one."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(answers, "kernels_for", lambda many: plain)
        numbers = amounts_of(account_visits(found, {}), pricing)
    return numbers, amounts_of(account_visits(found, {}), pricing)


def check(found: Attendance, pricing: Pricing) -> Amounts:
    ours, theirs = both(found, pricing)
    for column in ("visit", "bounds", "cents", "most", "year", "pool", "day"):
        np.testing.assert_array_equal(getattr(ours, column), getattr(theirs, column), column)
    told = [[each.reasons[number] for number in each.missing.tolist()] for each in (ours, theirs)]
    assert told[0] == told[1]
    return ours


@given(
    drawn=rows(),
    more=_MORE,
    contest=st.sampled_from(ContestRule),
    pricing=st.sampled_from((Pricing(), STATED, Pricing(indices=(Decimal("1.1"), Decimal("0.93"), Decimal("0.7"))))),
)
def test_any_day_is_worth_in_numbers_what_it_is_worth_claim_by_claim(
    drawn: list[dict[str, Any]], more: list[tuple[Any, ...]], contest: ContestRule, pricing: Pricing
) -> None:
    check(_attendance(drawn, more, contest), pricing)


def test_one_unit_of_a_date_keeps_its_practice_expense_and_an_unlisted_code_has_no_amount() -> None:
    found = attended("9:00-9:30 P1 PT1 97110", "9:30-10:00 P1 PT1 97530", "9:00-9:20 P2 PT2 97110 97039")
    amounts = check(found, Pricing())
    assert len(amounts) == 2
    assert (amounts.cents[: amounts.bounds[1]] > 0).all()
    assert [[code for code, _ in amounts.reasons[number]] for number in amounts.missing.tolist()] == [[], ["97039"]]


def test_no_visit_has_no_amounts() -> None:
    assert len(check(attended("9:00-9:30 P1 PT1 appointment"), Pricing())) == 0
