"""Many questions at once get the answers that each gets alone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given as drawn_from
from hypothesis import settings
from hypothesis import strategies as st

from tests import oracle_claims as oracle
from tests.claim_strategies import Date, dates
from tests.unit_codes import CODES
from tests.unit_rules import ON, given, rules_of
from tests.unit_strategies import laws, limits, visits
from timeline.attendance.compiled import plain
from timeline.policies import load_policy, policy_names
from timeline.units import CodeTime, VisitTimes, payable_of
from timeline.units.book import Book
from timeline.units.many import Maker, Questions, payable_many, questions_of
from timeline.units.model import Payable, Spans
from timeline.units.remembered import asked

DAY = date(2026, 3, 2)


def told(visits: list[VisitTimes], payer: str = "medicare", on: date = DAY) -> Questions:
    """Write one question."""
    return questions_of(Book(), [([asked(visit) for visit in visits], load_policy(payer).on(on), on)])


def answers(questions: Questions, kernels: Maker | None = plain) -> list[Payable]:
    found = payable_many(questions, kernels)
    return [found.of(questions, visit) for visit in range(len(questions.plan))]


@settings(max_examples=100)
@drawn_from(drawn=st.lists(st.one_of(dates(), dates(capped=True)), min_size=1, max_size=4))
def test_any_dates_together_are_counted_as_each_alone(drawn: list[Date]) -> None:
    listed = [(given(each.visits), rules_of(each.law)) for each in drawn]
    questions = questions_of(Book(), [([asked(visit) for visit in told], rules, ON) for told, rules in listed])
    alone = [found for told, rules in listed for found in payable_of(told, rules, on=ON)]
    assert answers(questions) == alone
    assert answers(questions, None) == alone


@settings(max_examples=100)
@drawn_from(drawn=dates(capped=True))
def test_the_kernels_and_the_oracle_agree_on_any_date(drawn: Date) -> None:
    questions = questions_of(Book(), [([asked(visit) for visit in given(drawn.visits)], rules_of(drawn.law), ON)])
    expected = oracle.count_date(drawn.visits, CODES, drawn.law)
    assert [dict(found.units) for found in answers(questions)] == [dict(each.units) for each in expected]
