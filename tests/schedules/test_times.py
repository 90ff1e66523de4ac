from __future__ import annotations

import time
from datetime import timedelta

import pytest

from timeline.schedules.clock_faults import FRACTION, NO_SUCH_TIME
from timeline.schedules.times import offset_of, says_half_of_day, seconds_of_day, time_in
from timeline.sheets import Fix


def read(text: str, *, drop: bool = False) -> int | Fix | None:
    match = time_in(text)
    return None if match is None else seconds_of_day(match, drop=drop)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("9:05", (9, 5, 0)),
        ("09:05:30", (9, 5, 30)),
        ("9 am", (9, 0, 0)),
        ("9:05 P.M.", (21, 5, 0)),
        ("12:30 am", (0, 30, 0)),
        ("12:30pm", (12, 30, 0)),
        ("24:00", (24, 0, 0)),
        ("2026-03-02T09:05:00.000Z", (9, 5, 0)),
        ("3/2/2026, 9:05", (9, 5, 0)),
    ],
)
def test_a_time_of_day_is_seconds_after_midnight(text: str, clock: tuple[int, int, int]) -> None:
    hours, minutes, seconds = clock
    assert read(text) == hours * 3600 + minutes * 60 + seconds


@pytest.mark.parametrize("text", ["24:01", "9:60", "9:05:60", "13:00 pm", "0:30 am", "25:00"])
def test_a_time_that_no_day_has_is_a_fault(text: str) -> None:
    assert read(text) is NO_SUCH_TIME


@pytest.mark.parametrize("text", ["9", "3 March 26", "soon", "9:5", "9:05:3"])
def test_a_bare_number_or_half_a_clock_is_no_time(text: str) -> None:
    assert read(text) is None


def test_a_fraction_of_a_second_is_a_fault_unless_it_is_dropped_or_nothing() -> None:
    assert read("9:00:00.5") is FRACTION
    assert read("9:00:00.5", drop=True) == read("9:00:00.000") == 9 * 3600


@pytest.mark.parametrize(
    ("text", "hours"), [("Z", 0), ("utc", 0), ("GMT", 0), ("-05", -5), ("-0530", -5.5), ("+05:45", 5.75), ("+14", 14)]
)
def test_an_offset_is_a_length_of_time(text: str, hours: float) -> None:
    assert offset_of(text) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["+15", "-05:60"])
def test_an_offset_that_no_zone_has_is_a_fault(text: str) -> None:
    assert offset_of(text) is NO_SUCH_TIME


@pytest.mark.parametrize(
    ("text", "hour", "offset", "says"),
    [
        ("1:00", 1, False, False),
        ("12:30", 12.5, False, False),
        ("0:30", 0.5, False, True),
        ("13:00", 13, False, True),
        ("1:00 AM", 1, False, True),
        ("2026-03-02T01:00", 1, False, True),
        ("1:00", 1, True, True),
    ],
)
def test_only_some_clocks_say_which_half_of_the_day_they_mean(
    text: str, hour: float, *, offset: bool, says: bool
) -> None:
    assert says_half_of_day(text, int(hour * 3600), offset=offset) is says


@pytest.mark.parametrize("text", ["97110" + " " * 20_000 + "-", " " * 20_000 + "x", "1:" * 10_000])
def test_a_long_cell_is_no_clock_and_takes_no_time(text: str) -> None:
    began = time.process_time()
    assert time_in(text) is None
    assert time.process_time() - began < 1
