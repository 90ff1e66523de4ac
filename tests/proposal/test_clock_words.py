from __future__ import annotations

from typing import Any

import pytest

from timeline.proposal.clock_words import state_formats, state_midnight
from timeline.proposal.contents import profiles
from timeline.proposal.draft import Draft
from timeline.proposal.layout import laid_out
from timeline.proposal.pairs import sort_out


def stated(*cells: str, header: str = "start") -> tuple[dict[str, Any], list[str]]:
    """Give the formats stated for a column, and what is asked."""
    draft = Draft()
    state_formats(draft, profiles([header], [[cell] for cell in cells]))
    return draft.tree.get("format", {}), [question.about for question in draft.questions]


def test_dates_that_fit_both_orders_are_asked_about() -> None:
    assert stated("03/02/2026 9:00", "03/03/2026 9:00") == ({"date": "%m/%d/%Y"}, ["date_order"])


def test_the_order_that_puts_dates_close_together_comes_first() -> None:
    days = [f"0{day}/03/2026 9:00" for day in range(1, 9)]
    assert stated(*days)[0] == {"date": "%d/%m/%Y"}


def test_dates_that_decide_are_not_asked_about() -> None:
    assert stated("03/13/2026", "03/14/2026", "03/15/2026", "03/01/2026") == ({}, [])


def test_one_date_among_many_does_not_decide() -> None:
    assert stated(*(f"0{day}/03/2026" for day in range(1, 9)), "13/03/2026") == ({"date": "%d/%m/%Y"}, ["date_order"])


def test_dates_with_dots_are_day_first() -> None:
    assert stated("1.3.2026 9:00", "2.3.2026 9:00") == ({"date": "%d.%m.%Y"}, [])


def test_iso_dates_need_nothing() -> None:
    assert stated("2026-03-02 9:00") == ({}, [])


def test_dates_of_two_writings_are_both_stated() -> None:
    assert stated("3/2/26 9:00", "3/2/2026 9:00")[0] == {"date": ["%m/%d/%Y", "%m/%d/%y"]}


def test_dates_that_became_midnights_are_stated_with_them() -> None:
    assert stated("3/2/2026 0:00", header="Date")[0] == {"date": ["%m/%d/%Y", "%m/%d/%Y %H:%M"]}
    assert stated("3/2/2026 12:00:00 AM", header="Date")[0]["date"][1] == "%m/%d/%Y %I:%M:%S %p"


def test_dates_of_digits_are_stated() -> None:
    assert stated("20260302", header="date")[0] == {"date": "%Y%m%d"}


def test_a_weekday_decides_the_order() -> None:
    assert stated("Mon 03/02/2026", header="date") == ({"date": "%a %m/%d/%Y"}, [])
    assert stated("Mon 02/03/2026", header="date") == ({"date": "%a %d/%m/%Y"}, [])


def test_times_of_four_digits_are_stated() -> None:
    assert stated("0905", header="time in")[0] == {"time": "%H%M"}


def test_fractions_are_cut_off() -> None:
    assert stated("2026-03-02 9:00:00.250")[0] == {"fractions": "drop"}


def test_offsets_need_a_zone() -> None:
    assert stated("2026-03-02T09:00:00Z") == ({"time_zone": "UTC"}, ["zone"])
    assert stated("2026-03-02T09:00:00-06:00", "2026-07-02T09:00:00-05:00")[0] == {"time_zone": "America/Chicago"}


def test_clocks_without_an_offset_beside_others_may_be_stored_in_utc() -> None:
    draft = Draft()
    state_formats(draft, profiles(["start"], [["2026-03-02T09:00:00Z"], ["2026-03-02T09:00:00"]]))
    assert any('stored_in = "UTC"' in choice for choice in draft.questions[0].choices)


def test_times_with_dots_are_stated() -> None:
    assert stated("9.30", "10.00")[0] == {"time": "%H.%M"}
    assert stated("9.30", "10.75", header="hours")[0] == {}


def test_a_weekday_before_a_moment_that_no_format_reads_is_left_to_the_reader() -> None:
    assert stated("Tue 2026-03-02 9:00") == ({}, [])  # a Monday


def test_dates_of_which_some_fit_only_one_order_and_some_only_the_other_are_left_to_the_reader() -> None:
    assert stated("13/03/2026 9:00", "03/14/2026 9:00") == ({}, [])


def test_dates_that_are_the_same_in_both_orders_need_nothing() -> None:
    assert stated("03/03/2026 9:00", "04/04/2026 9:00") == ({}, [])


@pytest.mark.parametrize(
    ("cells", "form"),
    [(("03-13-26", "03-14-26", "03-15-26"), "%m-%d-%y"), (("13-03-26", "14-03-26", "15-03-26"), "%d-%m-%y")],
)
def test_dates_with_dashes_and_two_digits_for_the_year_are_stated(cells: tuple[str, ...], form: str) -> None:
    assert stated(*cells, header="date") == ({"date": form}, [])


def test_clocks_with_an_offset_in_words_tell_no_zone() -> None:
    found, asked = stated("3/2/2026 9:00 UTC", "3/13/2026 9:00 UTC")
    assert (found["time_zone"], asked[-1]) == ("UTC", "zone")


@pytest.mark.parametrize(
    ("start", "end", "turns"),
    [("23:00", "0:30", True), ("11 pm", "0:30", False), ("9:00", "8:30", False), ("11:15 p.m.", "12:30 a.m.", True)],
)
def test_only_clocks_from_an_evening_to_a_morning_turn_past_midnight(start: str, end: str, turns: bool) -> None:
    layout = laid_out([["date", "start", "end", "patient"], ["2026-03-02", start, end, "A"]])
    draft = Draft()
    state_midnight(draft, layout, sort_out(layout.columns).pairs[0])
    assert draft.tree == ({"format": {"past_midnight": "next day"}} if turns else {})
