from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.clock import (
    ImpossibleClockError,
    RepeatedClockError,
    clock,
    duration,
    exact_minutes,
    instant_to_seconds,
    to_seconds,
    to_wall,
    wall_column,
    whole_minutes,
)

NEW_YORK = ZoneInfo("America/New_York")
ANY = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)).map(lambda wall: wall.replace(microsecond=0))
#: Around midnight of the days on which New York's clocks change in 2026.
AROUND = st.sampled_from([datetime(2026, 3, 8), datetime(2026, 11, 1)]).flatmap(
    lambda day: st.integers(0, 4 * 3600).map(lambda second: day + timedelta(seconds=second))
)
WALLS = ANY | AROUND


@given(WALLS)
def test_without_a_zone_every_clock_comes_back(wall: datetime) -> None:
    assert to_wall(to_seconds(wall)) == wall


@given(WALLS)
def test_in_a_zone_every_clock_it_shows_once_comes_back(wall: datetime) -> None:
    try:
        seconds = to_seconds(wall, NEW_YORK)
    except (ImpossibleClockError, RepeatedClockError):
        assert (wall.month, wall.hour) in ((3, 2), (4, 2), (10, 1), (11, 1))
    else:
        assert to_wall(seconds, NEW_YORK) == wall


def test_a_skipped_clock_and_a_repeated_one_are_told_apart() -> None:
    with pytest.raises(ImpossibleClockError):
        to_seconds(datetime(2026, 3, 8, 2, 30), NEW_YORK)
    with pytest.raises(RepeatedClockError):
        to_seconds(datetime(2026, 11, 1, 1, 30), NEW_YORK)


def test_seconds_between_clocks_are_elapsed_time_across_a_clock_change() -> None:
    before, after = datetime(2026, 3, 8, 1), datetime(2026, 3, 8, 4)
    assert to_seconds(after, NEW_YORK) - to_seconds(before, NEW_YORK) == 2 * 3600
    assert to_seconds(after) - to_seconds(before) == 3 * 3600


def test_an_instant_is_the_same_under_every_offset() -> None:
    stamped = datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=-5)))
    assert (
        instant_to_seconds(stamped)
        == instant_to_seconds(stamped.astimezone(UTC))
        == to_seconds(datetime(2026, 3, 2, 14))
    )


@pytest.mark.parametrize("zone", [None, NEW_YORK])
def test_a_column_of_clocks_is_each_of_its_clocks(zone: ZoneInfo | None) -> None:
    seconds = [1_772_442_000, 1_772_442_000, 1_785_000_000]
    assert wall_column(seconds, zone).tolist() == [to_wall(second, zone) for second in seconds]
    assert wall_column([], zone).tolist() == []


@given(st.integers(0, 10**6))
def test_minutes_of_a_code_are_whole_and_other_minutes_exact(seconds: int) -> None:
    assert whole_minutes(seconds) <= exact_minutes(seconds) < whole_minutes(seconds) + 1
    assert exact_minutes(seconds) * 60 == pytest.approx(seconds)


def test_seconds_are_shown_only_where_there_are_any() -> None:
    assert [clock(datetime(2026, 3, 2, 9, 5, second)) for second in (0, 30)] == ["09:05", "09:05:30"]
    assert [duration(seconds) for seconds in (0, 61, 3600)] == ["0 minutes", "1 min 1 s", "60 minutes"]
