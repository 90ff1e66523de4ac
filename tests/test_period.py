from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.period import Period, through

DAYS = st.none() | st.dates(date(2020, 1, 1), date(2020, 2, 10))
PERIODS = st.builds(Period, DAYS, DAYS)
ALL_DAYS = [date(2019, 12, 30) + timedelta(days=n) for n in range(50)]


def test_a_period_holds_from_its_start_and_no_longer_on_its_until() -> None:
    year = Period(date(2024, 1, 1), date(2025, 1, 1))
    days = [date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1)]
    assert [year.governs(day) for day in days] == [False, True, True, False]


def test_an_open_side_reaches_without_end() -> None:
    assert Period().governs(date.min)
    assert Period(until=date(2024, 1, 1)).governs(date.min)
    assert Period(date(2024, 1, 1)).governs(date.max)


@given(
    PERIODS.filter(lambda one: not one.ends_before_it_starts), PERIODS.filter(lambda one: not one.ends_before_it_starts)
)
def test_periods_overlap_where_some_day_falls_into_both(one: Period, two: Period) -> None:
    assert one.overlaps(two) == two.overlaps(one) == any(one.governs(day) and two.governs(day) for day in ALL_DAYS)


@given(PERIODS)
def test_a_period_that_ends_before_it_starts_has_no_day(period: Period) -> None:
    assert period.ends_before_it_starts == (not any(period.governs(day) for day in ALL_DAYS))


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (Period(date(2024, 1, 1), date(2025, 1, 1)), "2024-01-01 to 2024-12-31"),
        (Period(date(2024, 1, 1)), "2024-01-01 to open"),
        (Period(until=date(2025, 1, 1)), "open to 2024-12-31"),
    ],
)
def test_in_words_a_period_has_its_last_day(period: Period, words: str) -> None:
    assert period.period == words


@pytest.mark.parametrize("last", [None, date.max])
def test_through_no_last_day_is_an_open_end(last: date | None) -> None:
    assert through(date(2024, 1, 1), last) == Period(date(2024, 1, 1))
