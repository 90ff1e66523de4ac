"""Claims that are priced in numbers have the amounts that the same claims have one by one."""

from __future__ import annotations

from collections.abc import Sequence
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
from timeline.units import VisitUnits
from timeline.units.model import Line
from timeline.visits import Accounts, account_visits, answers
from timeline.vocabulary import ContestRule
from timeline.yearly.amounts import Amounts, amounts_of

STATED = Pricing(stated={"97110": [(Period(None, None), Decimal("31.07"))]})


def both(accounts: Accounts, found: Attendance, pricing: Pricing) -> tuple[Amounts, Amounts]:
    """Price visits that kernels count, and the same visits counted one by one."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(answers, "kernels_for", lambda many: plain)
        numbers = amounts_of(account_visits(found, {}), pricing)
    return numbers, amounts_of(accounts, pricing)


def check(found: Attendance, pricing: Pricing) -> Amounts:
    accounts = account_visits(found, {})
    ours, theirs = both(accounts, found, pricing)
    for column in ("visit", "bounds", "cents", "year", "pool", "day"):
        np.testing.assert_array_equal(getattr(ours, column), getattr(theirs, column), column)
    for place, visit in enumerate(ours.visit.tolist()):
        units = accounts.count(visit, found.contest)
        worth = max(_whole(lines, units, pricing) for lines in _claims(units))
        assert worth <= min(ours.most[place], theirs.most[place])
    told = [[each.reasons[number] for number in each.missing.tolist()] for each in (ours, theirs)]
    assert told[0] == told[1]
    return ours


def _claims(units: VisitUnits) -> list[tuple[Line, ...]]:
    """Return the lines of every claim that a visit permits, also of those that somebody would have to show."""
    might = units.conditional
    shown = [] if might is None else [might.lines, *might.alternative_lines]
    return [units.lines, *units.alternative_lines, *shown]


def _whole(lines: Sequence[Line], units: VisitUnits, pricing: Pricing) -> int:
    """Return what a claim comes to if no unit is reduced."""
    each = [pricing.amount(line.code, line.units, units.rules, units.on, whole=True) for line in lines]
    return sum(amount.whole_cents or 0 for amount in each)


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


def test_no_claim_that_a_tie_permits_is_worth_more_than_is_said() -> None:
    found = attended("9:00-9:22 P1 PT1 97110", "9:22-9:44 P1 PT1 97112")
    check(found, STATED)
    check(attended("9:00-9:22 P1 PT1 97140", "9:22-9:44 P1 PT1 97530"), Pricing())
