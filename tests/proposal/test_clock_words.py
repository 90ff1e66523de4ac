from __future__ import annotations

from typing import Any

from timeline.proposal.clock_words import state_formats
from timeline.proposal.contents import profiles
from timeline.proposal.draft import Draft


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
