from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from timeline.proposal.contents import Profile, profiles
from timeline.proposal.pairs import sort_out

MOMENTS = ("2026-03-02 9:00", "2026-03-03 10:00")
DAYS = ("2026-03-02", "2026-03-03")
TIMES = ("9:00", "10:00")


def columns(**cells: Sequence[str]) -> list[Profile]:
    """Make columns; underscores of the headers are blanks."""
    header = [name.replace("_", " ") for name in cells]
    return profiles(header, list(zip(*cells.values(), strict=True)))


def entries(**cells: Sequence[str]) -> list[dict[str, Any]]:
    return [pair.entries() for pair in sort_out(columns(**cells)).pairs]


def test_moments_are_a_pair() -> None:
    assert entries(Start=MOMENTS, Stop=MOMENTS) == [{"start": "Start", "end": "Stop"}]


def test_times_have_the_day_of_the_date() -> None:
    assert entries(Visit_Date=DAYS, Time_In=TIMES, Time_Out=TIMES) == [
        {"date": "Visit Date", "start": "Time In", "end": "Time Out"}
    ]


def test_dates_and_times_of_each_side_are_joined() -> None:
    found = entries(Start_Date=DAYS, Start_Time=TIMES, End_Date=DAYS, End_Time=TIMES)
    assert found == [{"start": ["Start Date", "Start Time"], "end": ["End Date", "End Time"]}]


def test_a_day_that_is_a_midnight_lends_only_its_day() -> None:
    midnights = ("2026-03-02 0:00", "2026-03-03 0:00")
    found = entries(Start_Date=midnights, Start_Time=TIMES, End_Date=midnights, End_Time=TIMES)
    assert found[0]["start"] == {"date": "Start Date", "time": "Start Time"}


def test_a_clock_with_the_date_of_a_database_lends_only_its_clock() -> None:
    bare = ("1899-12-30 9:00:00", "1899-12-30 10:00:00")
    found = entries(Date=DAYS, StartTime=bare, EndTime=bare)
    assert found[0]["start"] == {"date": "Date", "time": "StartTime"}


@pytest.mark.parametrize(
    ("header", "cells", "unit"),
    [
        ("duration_minutes", ("30", "45"), "minutes"),
        ("Duration (h)", ("0,5", "1"), "hours"),
        ("Length", ("30 min", "45 min"), "minutes"),
        ("Dauer", ("0:30", "1:15"), "h:mm"),
    ],
)
def test_the_unit_of_a_length_is_in_its_name_or_its_cells(header: str, cells: Sequence[str], unit: str) -> None:
    (pair,) = sort_out(profiles(["Start", header], list(zip(MOMENTS, cells, strict=True)))).pairs
    assert (pair.end.value, pair.unit_known) == ({"after": "start", "length": header, "unit": unit}, True)


@pytest.mark.parametrize(
    ("cells", "unit"), [(("0.5", "1"), "hours"), (("30", "45"), "minutes"), (("1800", "2700"), "seconds")]
)
def test_a_length_without_a_unit_gets_the_likely_one(cells: Sequence[str], unit: str) -> None:
    (pair,) = sort_out(columns(Start=MOMENTS, Duration=cells)).pairs
    assert (pair.end.value["unit"], pair.unit_known) == (unit, False)


def test_an_end_wins_over_a_length() -> None:
    assert entries(Start=MOMENTS, End=MOMENTS, Duration=("30", "30")) == [{"start": "Start", "end": "End"}]


def test_a_clock_that_is_no_start_is_one_where_there_is_a_length() -> None:
    found = entries(session_date=DAYS, session_time=TIMES, duration_minutes=("30", "45"))
    assert (found[0]["date"], found[0]["start"]) == ("session date", "session time")


def test_planned_starts_have_planned_lengths() -> None:
    found = sort_out(
        columns(OR_Schedule=MOMENTS, Start_Time=MOMENTS, End_Time=MOMENTS, Booked_Time_min=("90", "60"))
    ).pairs
    assert [(pair.planned, pair.start.value) for pair in found] == [(False, "Start Time"), (True, "OR Schedule")]


def test_pairs_of_several_stems_are_told_apart() -> None:
    found = sort_out(
        columns(Schedule_Start=MOMENTS, Visit_End=MOMENTS, Visit_Start=MOMENTS, Schedule_End=MOMENTS)
    ).pairs
    assert [(pair.start.value, pair.end.value) for pair in found] == [
        ("Visit Start", "Visit End"),
        ("Schedule Start", "Schedule End"),
    ]


def test_a_range_is_both_sides() -> None:
    assert entries(Date=DAYS, Time=("9:00-9:30", "10:00 to 10:30")) == [
        {"date": "Date", "start": {"range": "Time"}, "end": {"range": "Time"}}
    ]


def test_clocks_of_recording_are_no_start() -> None:
    found = sort_out(columns(created_at=MOMENTS, storetime=MOMENTS))
    assert (found.pairs, found.start, found.day) == ([], None, None)


def test_a_start_without_an_end_is_no_pair() -> None:
    found = sort_out(columns(Visit_Date=DAYS, Start_Time=TIMES))
    assert found.pairs == []
    assert found.start is not None


def test_a_start_and_an_end_that_have_no_others_belong_together() -> None:
    assert entries(Visit_Start=MOMENTS, Session_End=MOMENTS) == [{"start": "Visit Start", "end": "Session End"}]


def test_a_clock_without_a_side_is_the_start_of_the_only_end() -> None:
    assert entries(Visit_Time=TIMES, End_Time=TIMES, Date=DAYS) == [
        {"date": "Date", "start": "Visit Time", "end": "End Time"}
    ]


def test_times_without_any_day_are_no_span() -> None:
    assert entries(Start_Time=TIMES, End_Time=TIMES) == []


def test_a_day_that_is_called_a_start_is_no_clock() -> None:
    assert entries(Start_Date=DAYS, End_Date=DAYS) == []
