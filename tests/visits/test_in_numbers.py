"""Visits that are counted by kernels have the numbers that the engine of single visits gives them."""

from __future__ import annotations

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
from timeline.visits import account_visits, answers
from timeline.vocabulary import CONTEST_RULES, ContestRule


def check_numbers(found: Attendance) -> None:
    """Compare the numbers of kernels with those of the engine of single visits."""
    expected = account_visits(found, {}).arrays
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(answers, "kernels_for", lambda many: plain)
        accounts = account_visits(found, {})
        told = accounts.arrays
    for column in ("timed_units", "timed_minutes", "code_units"):
        np.testing.assert_array_equal(getattr(told, column), getattr(expected, column), column)
    asked = accounts.answers.counts
    assert asked is not None
    questions, counts = asked
    groups = accounts.answers.groups
    for place, visit in enumerate(accounts.values()):
        if visit.units is not None:
            for rule, contest in enumerate(CONTEST_RULES):
                number = int(groups.questions[rule, groups.group[place]])
                counted = int(questions.bounds[number]) + int(groups.place[place])
                assert counts.lines_of(questions, counted) == visit.units[contest].lines


@given(drawn=rows(), more=_MORE, contest=st.sampled_from(ContestRule))
def test_kernels_count_the_visits_of_any_day_as_the_engine_does(
    drawn: list[dict[str, Any]], more: list[tuple[Any, ...]], contest: ContestRule
) -> None:
    check_numbers(_attendance(drawn, more, contest))


def test_an_assistant_s_seconds_are_no_more_than_those_that_count_under_each_rule() -> None:
    check_numbers(attended("9:00-9:40 P1 PTA1 97110", "9:10-9:25 P2 PTA1 97140", "9:50-10:00 P2 PT1 97140"))


def test_recorded_times_that_prove_codes_apart_are_read() -> None:
    found = attended(
        "9:00-9:30 P1 PT1 97150", "9:00-9:30 P2 PT1 97150", "9:30-9:50 P1 PT1 97530", "9:50-10:10 P1 PT1 97140"
    )
    check_numbers(found)
