from __future__ import annotations

from datetime import date

import pytest

from timeline.schedules.clock_faults import NO_SUCH_DATE, UNREADABLE_DATE
from timeline.schedules.dates import Order, numeric_orders, order_of, unambiguous_day, which_order


def order(*texts: str) -> Order:
    return order_of(texts, str.strip, lambda text: text.split(" ")[0])


def test_dates_that_fit_both_orders_leave_it_open() -> None:
    assert order("3/2/2026", "4/2/2026") == Order(month_first=True, day_first=True)


@pytest.mark.parametrize(("decides", "name"), [("3/13/2026", "month first"), ("13/3/2026", "day first")])
def test_a_date_that_fits_one_order_decides_for_all(decides: str, name: str) -> None:
    found = order("3/2/2026", decides)
    assert (found.name, found.deciding, found.doubted) == (name, (decides,), False)


def test_nothing_is_decided_where_no_date_was_open() -> None:
    assert order("3/13/2026", "3/14/2026").deciding == ()


def test_dates_that_contradict_each_other_fit_no_order() -> None:
    assert order("3/13/2026", "13/3/2026") == Order(month_first=False, day_first=False)


def test_a_few_dates_against_all_others_are_doubted() -> None:
    assert order(*(f"{day}/3/2026" for day in range(1, 9)), "3/13/2026").doubted


def test_as_many_dates_as_the_others_are_not_doubted() -> None:
    assert not order("1/3/2026", "2/3/2026", "3/13/2026", "4/14/2026").doubted


def test_dates_with_the_year_first_have_no_say() -> None:
    assert order("2026-13-03", "2026-03-02") == Order()


@pytest.mark.parametrize("text", ["2026-03-02", "26-03-02", "soon", "3/2-2026"])
def test_what_is_no_numeric_date_has_no_order(text: str) -> None:
    assert numeric_orders(text) is None


def test_a_numeric_date_has_two_readings() -> None:
    assert numeric_orders("3/2/26") == (date(2026, 3, 2), date(2026, 2, 3))
    assert numeric_orders("3/13/1999") == (date(1999, 3, 13), None)


@pytest.mark.parametrize("text", ["2026-03-02", "2026/3/2", "2 Mar 2026", "2-March-26", "Mar 2, 2026", "March. 2 2026"])
def test_a_date_with_its_year_first_or_its_month_in_letters_is_read(text: str) -> None:
    assert unambiguous_day(text) == date(2026, 3, 2)


def test_september_has_two_short_names() -> None:
    assert unambiguous_day("2 Sept 2026") == unambiguous_day("2 Sep 2026") == date(2026, 9, 2)


@pytest.mark.parametrize("text", ["2026-02-30", "30 Feb 2026", "1899-12-31", "Mar 2, 2300"])
def test_a_day_that_is_not_in_the_calendar_of_a_schedule_is_no_date(text: str) -> None:
    assert unambiguous_day(text) is NO_SUCH_DATE


@pytest.mark.parametrize("text", ["2 Mär 2026", "3/2/2026", "Marc 2, 2026"])
def test_another_writing_is_not_guessed(text: str) -> None:
    assert unambiguous_day(text) is UNREADABLE_DATE


@pytest.mark.parametrize(
    ("text", "form"), [("3/2/2026", "%m/%d/%Y"), ("3.2.26", "%m.%d.%y"), ("3/2/2026 9:00", "%m/%d/%Y")]
)
def test_the_question_for_the_order_shows_the_format_to_state(text: str, form: str) -> None:
    assert which_order(text).repair.endswith(f'[format] date = "{form}".')
