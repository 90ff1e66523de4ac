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
from timeline.visits.plainly import plain_units
from timeline.visits.questions import groups_of
from timeline.vocabulary import CONTEST_RULES, ContestRule

PAYERS = ("medicare", "medicare-hospital", "cpt-midpoint", "tricare")
FURTHER = st.lists(st.tuples(st.sampled_from(PAYERS), st.sampled_from(("", "10"))), min_size=12, max_size=12)


def plainly(found: Attendance) -> tuple[list[VisitUnits], list[VisitUnits], int]:
    """Return the counts that are plain, the engine's counts of the same visits, and how many are not plain."""
    groups = groups_of(begin(found, load_policy, None))
    rule, group = np.divmod(np.arange(len(CONTEST_RULES) * len(groups)), max(1, len(groups)))
    questions = InNumbers(groups).questions(rule, group)
    counts, ours, theirs = count_many(questions, plain), list[VisitUnits](), list[VisitUnits]()
    for number, (under, of) in enumerate(zip(rule.tolist(), group.tolist(), strict=True)):
        visits = range(int(questions.bounds[number]), int(questions.bounds[number + 1]))
        asked = groups.asked(of, under)
        own = int(groups.visit[groups.bounds[of]])
        on, rules = day_of(groups.begun.keys[own][0]), groups.begun.listed[groups.begun.rules[own]]
        told = [VisitTimes(one.discipline, [CodeTime(*time) for time in one.times], one.spans) for one in asked]
        for visit, counted in zip(visits, count_date(told, rules, on=on), strict=True):
            if counts.plain[visit]:
                ours.append(plain_units(questions, counts, visit, on))
                theirs.append(counted)
    return ours, theirs, len(counts.plain) - len(ours)


@given(drawn=rows(), more=FURTHER, contest=st.sampled_from(ContestRule))
def test_a_plain_count_is_the_engine_s(
    drawn: list[dict[str, Any]], more: list[tuple[str, str]], contest: ContestRule
) -> None:
    told = [
        {**row, "payer": payer, "place": place, "quantity": row["quantity"] or None}
        for row, (payer, place) in zip(drawn, more, strict=False)
    ]
    ours, theirs, _ = plainly(attend(intervals(told, first=IN_FORCE), contest=contest))
    assert ours == theirs
    assert [(list(one.units), list(one.billed_as)) for one in ours] == [
        (list(one.units), list(one.billed_as)) for one in theirs
    ]


def test_what_a_visit_is_told_beside_its_lines_is_not_plain() -> None:
    tied, one = "9:00-9:08 P1 PT1 97110", "9:00-9:30 P2 PT2 97110"
    ours, _, others = plainly(attended(tied, tied.replace("97110", "97112").replace("9:00-9:08", "9:10-9:18"), one))
    assert {units.times[0].seconds for units in ours} == {1800}
    assert others == len(CONTEST_RULES)
    assert {units.on for units in ours} == {date(2026, 3, 2)}
