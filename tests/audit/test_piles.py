"""Units that follow from one sum of minutes are those the unit engine counts."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.audit.test_registry import analysis_of
from tests.schedules_of import analysed
from tests.strategies import rows
from timeline.audit.piles import pile_of, units_added, units_with
from timeline.vocabulary import ContestRule


@given(rows(), st.lists(st.sampled_from((-600, -61, -60, -1, 0, 1, 59, 60, 480, 900)), min_size=1))
def test_a_visit_has_the_units_that_the_engine_counts_with_more_or_fewer_seconds(
    day: list[dict[str, Any]], seconds: list[int]
) -> None:
    for visit in analysis_of(day).record.accounts.values():
        for contest in ContestRule:
            for place, change in enumerate(seconds):
                codes = [*visit.earning, "97110", "97140"]
                changes = {codes[place % len(codes)]: change, codes[-1 - place % len(codes)]: seconds[-1 - place]}
                expected = visit.units_with(contest, changes)
                assert units_with(visit, changes, contest=contest) == expected
            assert units_added(visit, {}) == 0


def test_codes_of_a_payer_who_adds_up_minutes_are_one_pile() -> None:
    (visit,) = analysed(
        "9:00-9:10 P1 PT1 97110", "9:10-9:23 P1 PT1 97112", "9:23-9:40 P1 PT1 97161"
    ).record.accounts.values()
    pile = pile_of(visit, visit.contest)
    assert pile is not None
    assert (dict(pile.seconds), pile.minutes, pile.length, pile.threshold) == ({"97110": 600, "97112": 780}, 23, 15, 8)
    assert [pile.units_with({"97110": 60 * minutes}) for minutes in (-1, 0, 14, 15)] == [1, 2, 2, 3]


def test_a_code_that_enters_the_pile_is_counted_anew_and_one_that_leaves_takes_its_minutes_along() -> None:
    (visit,) = analysed("9:00-9:10 P1 PT1 97110").record.accounts.values()
    pile = pile_of(visit, visit.contest)
    assert pile is not None
    assert (pile.units_with({"97140": 60}), pile.units_with({"97110": -541})) == (None, 0)
    assert pile.units_with({"97140": 0, "97110": -540}) == 0


def test_a_payer_who_counts_each_code_by_itself_makes_no_pile() -> None:
    (visit,) = analysed("9:00-9:10 P1 PT1 97110 payer=cpt-midpoint").record.accounts.values()
    assert pile_of(visit, visit.contest) is None
