from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given

from tests.standards import MARKER, booked, calendar, damaged, survives
from timeline.errors import MissingExtraError, ScheduleError
from timeline.schedules import MemoryFile, Schedule, read_schedule
from timeline.schedules.clinic import ClinicFile
from timeline.schedules.mapping import ColumnMapping
from timeline.sheets.calendar import calendar_grid, looks_like_calendar
from timeline.sheets.formats import grids
from timeline.sheets.sheet import Grid

MAPPED = ColumnMapping(columns={"patient": ("summary",), "provider": ("organizer",)}, defaults={"role": "PT"})
FLOATING = "DTSTART:2026030{day}T090000|DTEND:20260302T093000"
PEOPLE = f"SUMMARY:{MARKER}|ORGANIZER;CN={MARKER}:mailto:pt1@clinic.example"
WEEKLY = booked(2, PEOPLE, "UID:w", "RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;TZID=America/New_York:20260309T090000")


def read(*events: str, zone: str = "", properties: str = "") -> Schedule:
    content = calendar(*events, properties=properties)
    return read_schedule(MemoryFile("day.ics", content), mapping=MAPPED, clinic=ClinicFile(time_zone=zone))


def clocks(schedule: Schedule) -> list[str]:
    rows = schedule.intervals
    return [f"{start:%d %H:%M}-{end:%H:%M}" for start, end in zip(rows["start"], rows["end"], strict=True)]


def skipped(schedule: Schedule) -> list[str]:
    return schedule.skipped["why"].tolist()


def cells(grid: Grid, place: int = 1) -> dict[str, str]:
    filled = zip(grid.records[0], grid.records[place], strict=True)
    return {column: cell for column, cell in filled if cell and column not in ("uid", "interval_id")}


def problems(grid: Grid) -> list[str]:
    assert grid.marks is not None
    return [f"{column}: {fix.problem}" for column, fix in grid.marks.faults.values()]


def test_an_event_is_a_booking_on_the_line_where_it_begins() -> None:
    found = read(booked(2, "SUMMARY:P1", "ORGANIZER:mailto:pt1@clinic.example"))
    row = found.intervals.iloc[0]
    assert (row["patient"], row["provider"], row["kind"]) == ("P1", "pt1@clinic.example", "appointment")
    assert row["interval_id"] == "day.ics:4"


def test_it_is_recognized_by_content() -> None:
    (grid,) = grids("day.csv", calendar(booked()), None)
    assert grid.records[0][:2] == ["start", "end"]
    assert looks_like_calendar(b"\xef\xbb\xbfbegin:vcalendar\n")


def test_who_is_the_patient_must_be_said_by_a_mapping() -> None:
    with pytest.raises(ScheduleError, match=r"day.ics patient: no such column. .*map one in the mapping file"):
        read_schedule(MemoryFile("day.ics", calendar(booked())))


def test_the_zone_of_the_file_serves_where_the_clinic_states_none() -> None:
    found = read(booked(2, "SUMMARY:P1"))
    assert clocks(found) == ["02 09:00-09:45"]
    assert found.clinic.time_zone == "America/New_York"


def test_the_clinics_zone_wins() -> None:
    assert clocks(read(booked(2, "SUMMARY:P1"), zone="America/Chicago")) == ["02 08:00-08:45"]


def test_utc_is_converted_to_the_zone_the_calendar_names() -> None:
    utc = "DTSTART:20260302T140000Z|DTEND:20260302T144500Z|SUMMARY:P1"
    assert clocks(read(utc, properties="X-WR-TIMEZONE:America/New_York")) == ["02 09:00-09:45"]


def test_two_zones_are_not_chosen_from() -> None:
    other = "DTSTART;TZID=Europe/Vienna:20260302T150000|DTEND;TZID=Europe/Vienna:20260302T153000|SUMMARY:P1"
    with pytest.raises(ScheduleError, match="the clinic's time zone is not known"):
        read(booked(2, "SUMMARY:P1"), other)
    assert clocks(read(other, zone="America/New_York")) == ["02 09:00-09:30"]


def test_a_floating_time_is_the_wall_clock() -> None:
    assert clocks(read(FLOATING.format(day=2) + "|SUMMARY:P1", zone="America/New_York")) == ["02 09:00-09:30"]


def test_the_zones_of_the_file_itself_count() -> None:
    zone = (
        "BEGIN:VTIMEZONE|TZID:Clinic|BEGIN:STANDARD|DTSTART:19700101T000000|TZOFFSETFROM:-0500|TZOFFSETTO:-0500|"
        "END:STANDARD|END:VTIMEZONE"
    )
    own = "DTSTART;TZID=Clinic:20260302T090000|DTEND;TZID=Clinic:20260302T093000|SUMMARY:P1"
    assert clocks(read(own, zone="America/New_York", properties=zone)) == ["02 09:00-09:30"]


def test_a_zone_nobody_defines_is_a_fault() -> None:
    event = "DTSTART;TZID=Nowhere:20260302T090000|DTEND;TZID=Nowhere:20260302T093000"
    assert problems(calendar_grid("day.ics", calendar(event))) == [
        "start: names a time zone that the file does not define"
    ]


def test_names_of_zones_as_outlook_writes_them_are_known() -> None:
    event = "DTSTART;TZID=Eastern Standard Time:20260302T090000|DURATION:PT45M|SUMMARY:P1"
    assert clocks(read(event)) == ["02 09:00-09:45"]


def test_a_duration_stands_for_the_end_also_across_a_clock_change() -> None:
    event = "DTSTART;TZID=America/New_York:20260308T013000|DURATION:PT1H|SUMMARY:P1"
    assert clocks(read(event)) == ["08 01:30-03:30"]


def test_events_without_a_clock_or_a_length_are_left_out_with_the_reason() -> None:
    found = read(
        "DTSTART;VALUE=DATE:20260302|SUMMARY:P1", "DTSTART:20260302T090000|SUMMARY:P1", booked(2, "SUMMARY:P1")
    )
    assert skipped(found) == ["all day: no clock says when", "no end and no duration: the event has no length"]


def test_cancelled_events_are_left_out() -> None:
    assert skipped(read(booked(2, "STATUS:CANCELLED"), booked(3, "STATUS:TENTATIVE", "SUMMARY:P1"))) == ["cancelled"]
    assert skipped(read(booked(2), properties="METHOD:CANCEL")) == ["cancelled"]


def test_other_components_are_left_out_by_name() -> None:
    todo = "BEGIN:VTODO|UID:9|SUMMARY:Call|END:VTODO"
    assert skipped(read(booked(2, "SUMMARY:P1"), properties=todo)) == ["VTODO is not read"]


def test_people_and_rooms_have_columns_of_their_own() -> None:
    invited = [
        "ORGANIZER:mailto:desk@clinic.example",
        "ATTENDEE;CN=A;PARTSTAT=ACCEPTED:mailto:pt1@clinic.example",
        "ATTENDEE:MAILTO:pt2@clinic.example",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:pt3@clinic.example",
        "ATTENDEE;CUTYPE=ROOM;CN=Gym:mailto:gym@clinic.example",
        "ATTENDEE;CUTYPE=RESOURCE:mailto:table@clinic.example",
        "LOCATION:Gym",
        "CATEGORIES:97110,Medicare",
    ]
    found = cells(calendar_grid("day.ics", calendar(booked(2, *invited))))
    assert found == {
        "start": "2026-03-02T09:00:00-05:00",
        "end": "2026-03-02T09:45:00-05:00",
        "kind": "appointment",
        "status": "kept",
        "organizer": "desk@clinic.example",
        "attendee_1": "pt1@clinic.example",
        "attendee_2": "pt2@clinic.example",
        "declined_1": "pt3@clinic.example",
        "room_1": "gym@clinic.example",
        "resource_1": "table@clinic.example",
        "location": "Gym",
        "categories": "97110; Medicare",
    }


def test_a_crowd_is_a_fault() -> None:
    crowd = booked(2, *[f"ATTENDEE:mailto:p{number}@clinic.example" for number in range(51)])
    assert problems(calendar_grid("day.ics", calendar(crowd))) == ["attendee: more than 50 people are invited"]


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        ("DTSTART:yesterday|DTEND:20260302T093000Z", "start: the event has no start that can be read"),
        ("SUMMARY:P1", "start: the event has no start that can be read"),
        ("DTSTART:20260302T090000Z|DTEND:later", "end: the end or the duration of the event cannot be read"),
        ("DTSTART:20260302T090000Z|DURATION:45", "end: the end or the duration of the event cannot be read"),
        (
            "DTSTART:20260302T090000Z|DTEND:20260302T093000Z|DURATION:PT45M",
            "end: the end or the duration of the event cannot be read",
        ),
        ("DTSTART:20260302T090000Z|DTEND:20260302T093000", "end: the end or the duration of the event cannot be read"),
    ],
)
def test_clocks_that_cannot_be_read_are_faults(event: str, problem: str) -> None:
    assert problems(calendar_grid("day.ics", calendar(event))) == [problem]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (calendar(booked())[:-20], "the calendar was cut off"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n", "the calendar is damaged"),
        (calendar(booked()) + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", "something stands outside of a calendar"),
    ],
)
def test_a_damaged_file_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(ScheduleError, match=said):
        calendar_grid("day.ics", content)


def test_several_calendars_may_follow_each_other() -> None:
    grid = calendar_grid("day.ics", calendar(booked(2)) + calendar(booked(3)))
    assert [record[0][:10] for record in grid.records[1:]] == ["2026-03-02", "2026-03-03"]


def test_an_earlier_version_of_an_event_is_superseded() -> None:
    found = read(booked(2, "UID:a", "SEQUENCE:1", "SUMMARY:P1"), booked(3, "UID:a", "SEQUENCE:2", "SUMMARY:P1"))
    assert (clocks(found), skipped(found)) == (["03 09:00-09:45"], ["superseded"])


def test_without_the_package_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "icalendar", None)
    with pytest.raises(MissingExtraError, match=r'pip install "clinic-timeline\[calendar\]"'):
        calendar_grid("day.ics", calendar(booked()))


def test_a_file_of_a_clinic_is_read_from_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "calendar.txt"
    path.write_bytes(calendar(booked(2, "SUMMARY:P1")))
    assert len(read_schedule(path, mapping=MAPPED).intervals) == 1


@given(damaged(calendar(WEEKLY, booked(3, PEOPLE), "DTSTART;VALUE=DATE:20260304")))
def test_a_damaged_calendar_is_read_whole_or_refused(content: bytes) -> None:
    sheet = survives(calendar_grid, content)
    if sheet is not None:
        # A line that goes on, with other signs or on the next line, begins something of another name.
        lines = [*content.splitlines(), b""]
        begun = [
            place
            for place, (line, after) in enumerate(pairwise(lines), start=1)
            if line.upper() == b"BEGIN:VEVENT" and after[:1] not in (b" ", b"\t")
        ]
        assert {*sheet.numbers, *(fault.row for fault in sheet.faults)} >= set(begun)


def test_a_broken_end_of_a_floating_time_is_a_fault_even_where_clocks_are_dates() -> None:
    event = "DTSTART:20260302T090000|DTEND;VALUE=DATE:20260303"
    assert problems(calendar_grid("day.ics", calendar(event))) == [
        "end: the end or the duration of the event cannot be read"
    ]
