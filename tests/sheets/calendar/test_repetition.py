from __future__ import annotations

import time

import pytest
from icalendar import Calendar

from tests.standards import booked, calendar
from timeline.sheets.calendar import calendar_grid
from timeline.sheets.calendar.repetition import MOST_OF_EVENT, Budget, horizon
from timeline.sheets.sheet import Grid

SPLIT = "the event repeats in a way that is not read"


def grid_of(*events: str) -> Grid:
    return calendar_grid("day.ics", calendar(*events))


def starts(grid: Grid) -> list[str]:
    assert grid.marks is not None
    kept = [place for place in range(1, len(grid.records)) if place not in {*grid.marks.left_out, *grid.marks.faults}]
    return [grid.records[place][0] for place in kept]


def said(grid: Grid) -> list[str]:
    assert grid.marks is not None
    return [*grid.marks.left_out.values(), *(fix.problem for _, fix in grid.marks.faults.values())]


def test_occurrences_keep_the_wall_clock_across_a_clock_change() -> None:
    assert starts(grid_of(booked(2, "RRULE:FREQ=WEEKLY;COUNT=2"))) == [
        "2026-03-02T09:00:00-05:00",
        "2026-03-09T09:00:00-04:00",
    ]


def test_excluded_and_replaced_occurrences_are_not_there() -> None:
    series = booked(2, "UID:w", "RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;TZID=America/New_York:20260309T090000")
    moved = (
        "UID:w|RECURRENCE-ID;TZID=America/New_York:20260316T090000|"
        "DTSTART;TZID=America/New_York:20260317T100000|DURATION:PT30M"
    )
    grid = grid_of(series, moved)
    assert starts(grid) == ["2026-03-02T09:00:00-05:00", "2026-03-17T10:00:00-04:00"]
    assert [record[-1] for record in grid.records[1:]] == ["day.ics:4", "day.ics:12"]


def test_a_cancelled_occurrence_is_left_out_and_the_others_stay() -> None:
    series = booked(2, "UID:w", "RRULE:FREQ=WEEKLY;COUNT=2")
    gone = (
        "UID:w|RECURRENCE-ID;TZID=America/New_York:20260309T090000|STATUS:CANCELLED|"
        "DTSTART;TZID=America/New_York:20260309T090000|DURATION:PT45M"
    )
    grid = grid_of(series, gone)
    assert (starts(grid), said(grid)) == (["2026-03-02T09:00:00-05:00"], ["cancelled"])


def test_more_dates_may_be_listed() -> None:
    assert len(starts(grid_of(booked(2, "RDATE;TZID=America/New_York:20260304T090000,20260306T090000")))) == 3


def test_a_series_without_end_is_followed_for_a_year_and_says_so() -> None:
    grid = grid_of(booked(2, "RRULE:FREQ=WEEKLY"))
    assert starts(grid)[-1][:10] == "2027-03-01"
    assert said(grid) == ["repeats without end: occurrences after 2027-03-03 are left out"]


def test_a_series_with_an_end_is_followed_to_it() -> None:
    grid = grid_of(booked(2, "RRULE:FREQ=MONTHLY;UNTIL=20290302T140000Z"))
    assert (len(starts(grid)), said(grid)) == (37, [])


def test_a_series_of_which_nothing_is_left_says_so() -> None:
    grid = grid_of(booked(2, "RRULE:FREQ=DAILY;COUNT=1", "EXDATE;TZID=America/New_York:20260302T090000"))
    assert (starts(grid), said(grid)) == ([], ["no occurrence is left of it"])


@pytest.mark.parametrize("frequency", ["SECONDLY", "MINUTELY", "HOURLY"])
def test_what_repeats_faster_than_by_the_day_is_refused_at_once(frequency: str) -> None:
    begun = time.monotonic()
    grid = grid_of(booked(2, f"RRULE:FREQ={frequency}"), booked(3))
    assert said(grid) == ["the event repeats by the hour, the minute or the second, as no appointment does"]
    assert len(starts(grid)) == 1
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYHOUR=1,2,3;BYSECOND=0,1,2",
        "FREQ=YEARLY;BYWEEKNO=20",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;BYSETPOS=3",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=400",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9",
        "FREQ=MONTHLY;BYMONTH=13",
        "FREQ=SOMETIMES",
        "COUNT=3",
        "FREQ=DAILY;COUNT=2|RRULE:FREQ=WEEKLY;COUNT=2",
        "FREQ=DAILY;COUNT=2|EXRULE:FREQ=WEEKLY;COUNT=2",
        "FREQ=DAILY;COUNT=2|RDATE:never",
    ],
)
def test_rules_that_no_appointment_follows_are_refused_in_a_sentence(rule: str) -> None:
    begun = time.monotonic()
    assert said(grid_of(booked(2, f"RRULE:{rule}"))) == [SPLIT]
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize("rule", ["FREQ=DAILY;COUNT=99999", "FREQ=DAILY;UNTIL=21990101T000000Z"])
def test_too_many_occurrences_are_refused_before_they_are_made(rule: str) -> None:
    begun = time.monotonic()
    assert said(grid_of(booked(2, f"RRULE:{rule}"))) == [f"the event repeats more than {MOST_OF_EVENT:,} times"]
    assert time.monotonic() - begun < 1


def test_a_file_may_have_so_many_occurrences_and_no_more() -> None:
    content = [booked(2, f"UID:{number}", "RRULE:FREQ=DAILY;COUNT=9999") for number in range(6)]
    budget, until = Budget(), horizon([])
    events = Calendar.from_ical(calendar(*content)).walk("VEVENT")
    assert [budget.fault([event], until) is None for event in events] == [True] * 5 + [False]


def test_a_start_before_1900_is_no_series() -> None:
    grid = grid_of("DTSTART:00010101T090000Z|DURATION:PT1H|RRULE:FREQ=YEARLY")
    assert said(grid) == [f"the event repeats more than {MOST_OF_EVENT:,} times"]


def test_whatever_the_package_cannot_expand_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("inside")

    monkeypatch.setattr("recurring_ical_events.of", broken)
    assert said(grid_of(booked(2, "RRULE:FREQ=DAILY;COUNT=2"))) == [SPLIT]
