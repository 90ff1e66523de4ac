"""Counts that are written from numbers, against the engine of single visits."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.days import attended
from tests.product import IN_FORCE, intervals
from tests.strategies import rows
from timeline.attendance import Attendance, attend
from timeline.attendance.compiled import plain
from timeline.policies import load_policy
from timeline.units import VisitUnits
from timeline.units.engine import count_date
from timeline.units.many import count_many
from timeline.units.model import CodeTime, VisitTimes
from timeline.visits.account import day_of
from timeline.visits.begun import begin
from timeline.visits.in_numbers import InNumbers
from timeline.visits.plainly import single_units
from timeline.visits.questions import groups_of
from timeline.vocabulary import CONTEST_RULES, ContestRule

PAYERS = ("medicare", "medicare-hospital", "cpt-midpoint", "tricare")
FURTHER = st.lists(st.tuples(st.sampled_from(PAYERS), st.sampled_from(("", "10"))), min_size=12, max_size=12)


def single(found: Attendance) -> tuple[list[VisitUnits], list[VisitUnits], int]:
    """Return the counts of one claim alone, the engine's of the same visits, and how many of the rest there are."""
    groups = groups_of(begin(found, load_policy, None))
    rule, group = np.divmod(np.arange(len(CONTEST_RULES) * len(groups)), max(1, len(groups)))
    questions = InNumbers(groups).questions(rule, group)
    counts, ours, theirs = count_many(questions, plain), list[VisitUnits](), list[VisitUnits]()
    for number, (under, of) in enumerate(zip(rule.tolist(), group.tolist(), strict=True)):
        visits = slice(int(questions.bounds[number]), int(questions.bounds[number + 1]))
        asked = groups.asked(of, under)
        own = int(groups.visit[groups.bounds[of]])
        on, rules = day_of(groups.begun.keys[own][0]), groups.begun.listed[groups.begun.rules[own]]
        told = [VisitTimes(one.discipline, [CodeTime(*time) for time in one.times], one.spans) for one in asked]
        if counts.single[visits].all():
            ours += single_units(questions, counts, number, on)
            theirs += count_date(told, rules, on=on)
    return ours, theirs, len(counts.single) - len(ours)


@given(drawn=rows(), more=FURTHER, contest=st.sampled_from(ContestRule))
def test_a_count_of_one_claim_alone_is_the_engine_s(
    drawn: list[dict[str, Any]], more: list[tuple[str, str]], contest: ContestRule
) -> None:
    told = [
        {**row, "payer": payer, "place": place, "quantity": row["quantity"] or None}
        for row, (payer, place) in zip(drawn, more, strict=False)
    ]
    ours, theirs, _ = single(attend(intervals(told, first=IN_FORCE), contest=contest))
    assert ours == theirs
    assert [(list(one.units), list(one.billed_as)) for one in ours] == [
        (list(one.units), list(one.billed_as)) for one in theirs
    ]


def test_a_visit_that_permits_several_claims_is_left_to_the_engine() -> None:
    tied, one = "9:00-9:08 P1 PT1 97110", "9:00-9:30 P2 PT2 97110"
    ours, _, others = single(attended(tied, tied.replace("97110", "97112").replace("9:00-9:08", "9:10-9:18"), one))
    assert {units.times[0].seconds for units in ours} == {1800}
    assert others == len(CONTEST_RULES)
    assert {units.on for units in ours} == {date(2026, 3, 2)}


def test_an_evaluation_that_is_short_and_units_above_a_ceiling_are_remarked_on_as_the_engine_does() -> None:
    short, long = "9:00-9:05 P1 PT1 97161", "8:00-10:05 P2 PT2 97110"
    ours, theirs, others = single(attended(short, long))
    assert {remark.rule for units in ours for remark in units.remarks} >= {"evaluation.short", "edit.mue"}
    assert (ours, others) == (theirs, 0)


def test_a_ceiling_of_the_whole_date_sees_the_lines_of_the_visits_beside() -> None:
    session = ("8:00-9:15 P1 PT1 97110", "10:00-11:15 P1 OT1 97110")
    ours, theirs, others = single(attended(*[f"{row} payer=medicare-hospital" for row in session]))
    assert [[remark.rule for remark in units.remarks].count("edit.mue") for units in ours] == [1] * 2 * len(
        CONTEST_RULES
    )
    assert (ours, others) == (theirs, 0)
