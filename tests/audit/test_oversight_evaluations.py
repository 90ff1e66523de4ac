"""Evaluations recorded with assistants, whatever else the visit says of them."""

from __future__ import annotations

import pytest

from tests.schedules_of import findings, told


@pytest.mark.parametrize("row", ["PTA1 97161 supervised", "PTA1 99999", "PTA1 97110", "AIDE1 97161"])
def test_what_is_no_evaluation_by_an_assistant_is_none(row: str) -> None:
    assert not told("claim.assistant_evaluation", f"9:00-9:30 P1 {row}")


def test_an_evaluation_that_the_count_of_units_passes_over_is_raised_beside_one_that_it_reports() -> None:
    rows = ("9:00-9:30 P1 PTA1 97161", "10:00-10:30 P1 PTA1 97162", "10:00-10:30 P2 PTA1 97110")
    found = findings("claim.assistant_evaluation", *rows)
    assert [(one.intervals, str(one.severity)) for one in found] == [(("r1",), "error"), (("r2",), "error")]


def test_an_evaluation_that_is_only_remarked_on_as_short_is_raised() -> None:
    rows = ("9:00-9:05 P1 PT1 97161", "9:10-9:30 P1 PTA1 97161", "9:10-9:30 P2 PTA1 97110")
    assert told("evaluation.short", *rows)
    assert [one.intervals for one in findings("claim.assistant_evaluation", *rows)] == [("r2",)]


def test_an_assistant_s_evaluation_that_is_booked_is_for_review() -> None:
    rows = ("9:00-9:30 P1 PTA1 97161 appointment",)
    assert [one.severity for one in told("claim.assistant_evaluation", *rows)] == ["review"]


def test_who_is_credited_only_where_contests_count_for_nobody_uncovers_no_evaluation() -> None:
    rows = ("8:00-11:00 P9 PT1 97110", "9:00-9:30 P1 PT1 97161", "9:00-9:30 P1 PTA1 97161")
    assert [one.severity for one in told("claim.assistant_evaluation", *rows)] == ["note"]


def test_an_assistant_who_treats_right_before_and_after_uncovers_no_evaluation() -> None:
    rows = ("9:00-9:30 P1 PT1 97161", "9:00-9:30 P1 PTA1 97161", "8:30-9:00 P1 PTA1 97110", "9:30-10:00 P1 PTA1 97110")
    assert [one.severity for one in told("claim.assistant_evaluation", *rows)] == ["note"]
