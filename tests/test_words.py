from __future__ import annotations

import pytest

from timeline.words import FIRST, MONTHS, NAMED, WEEKDAYS, counted, plural_of, series, short_date, weekday, written_date


@pytest.mark.parametrize(("count", "said"), [(0, "0 units"), (1, "1 unit"), (2, "2 units"), (21, "21 units")])
def test_only_one_of_a_thing_is_singular(count: int, said: str) -> None:
    assert counted(count, "unit") == said


def test_a_noun_may_have_a_plural_of_its_own() -> None:
    assert counted(2, "study", "studies") == "2 studies"
    assert plural_of(1, "depends", "depend") == "depends"


def test_a_list_that_fits_is_given_whole() -> None:
    assert series(str(number) for number in range(NAMED)) == "0, 1, 2, 3, 4, 5, 6 and 7"


def test_a_long_list_names_the_first_and_counts_the_others() -> None:
    said = series(str(number) for number in range(100_000))
    assert said == f"0, 1, 2, 3, 4, 5 and {100_000 - FIRST} others"


def test_a_week_has_seven_days_and_a_year_twelve_months() -> None:
    assert [weekday(f"2026-03-{day:02}") for day in range(2, 9)] == list(WEEKDAYS)
    assert [written_date(f"2026-{month:02}-01").split()[2] for month in range(1, 13)] == list(MONTHS)
    assert short_date("2026-09-30") == "30 Sep"
