from __future__ import annotations

import pytest

from tests.days import frame
from timeline.errors import WrongValueError
from timeline.narrowing import EVERYTHING, among, narrowing
from timeline.schedules import Schedule, read_schedule


@pytest.fixture(scope="module")
def days() -> Schedule:
    return read_schedule(frame("9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 PT2 97110 clinic=annex next"))


def test_nothing_said_shows_everything() -> None:
    assert narrowing() == EVERYTHING
    assert not EVERYTHING
    assert EVERYTHING.has("2026-03-02", "annex", "PT1")


def test_first_and_last_date_are_both_shown() -> None:
    shown = narrowing(first="2026-03-02", last="2026-03-03")
    dates = ("2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04")
    assert [shown.has_date(day) for day in dates] == [False, True, True, False]


def test_each_part_narrows_by_itself() -> None:
    shown = narrowing(clinic="annex", provider="PT2")
    assert shown.has("2026-03-02", "annex", "PT2")
    assert not shown.has("2026-03-02", "annex", "PT1")
    assert not shown.has("2026-03-02", "clinic", "PT2")


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"clinic": "anex"}, r"clinic: no row has that site; known: annex, clinic\."),
        ({"provider": "PT9"}, "provider: no row names that provider"),
        ({"first": "2026-04-01"}, r"dates: no row lies between them; known: 2026-03-02 to 2026-03-03\."),
    ],
)
def test_what_no_row_has_is_refused(days: Schedule, asked: dict[str, str], problem: str) -> None:
    with pytest.raises(WrongValueError, match=problem) as caught:
        narrowing(**asked).check(days)
    assert "PT" not in str(caught.value)


def test_what_one_of_two_schedules_has_is_known(days: Schedule) -> None:
    other = read_schedule(frame("9:00-9:30 P1 PT3 97110"))
    narrowing(provider="PT3").check(days, other)
    narrowing(provider="PT2").check(days, other)


def test_many_clinics_are_counted_and_not_all_named() -> None:
    many = read_schedule(frame(*(f"9:00-9:30 P{n} PT{n} 97110 clinic=c{n:02}" for n in range(1, 13))))
    with pytest.raises(WrongValueError, match=r"known: c01, .*, c08 and 4 more\."):
        narrowing(clinic="c99").check(many)


def test_a_last_date_before_the_first_is_refused() -> None:
    with pytest.raises(WrongValueError, match="the last one is before the first"):
        narrowing(first="2026-03-03", last="2026-03-02")


def test_no_row_of_a_table_may_be_left_and_its_columns_stay(days: Schedule) -> None:
    none = among(days.intervals, ("patient", "provider"), {("P1", "PT2")})
    assert (len(none), list(none.columns)) == (0, list(days.intervals.columns))


def test_it_shows_nobody_by_its_repr() -> None:
    assert "PT1" not in repr(narrowing(provider="PT1"))
