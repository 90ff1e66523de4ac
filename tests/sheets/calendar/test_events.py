from __future__ import annotations

from icalendar import Calendar

from tests.standards import calendar
from timeline.sheets.calendar.events import Event, cells_of, clocks_of, start_of
from timeline.sheets.texts import Typed


def event(properties: str) -> Event:
    return Calendar.from_ical(calendar(properties)).walk("VEVENT")[0]


def test_clocks_are_typed_so_that_no_stated_format_applies() -> None:
    found = clocks_of(event("DTSTART:20260302T140000Z|DTEND:20260302T144500Z"))
    assert isinstance(found, dict)
    assert all(isinstance(cell, Typed) for cell in found.values())


def test_a_duration_of_days_keeps_the_wall_clock() -> None:
    found = clocks_of(event("DTSTART;TZID=America/New_York:20260307T090000|DURATION:P1D"))
    assert found == {"start": "2026-03-07T09:00:00-05:00", "end": "2026-03-08T09:00:00-04:00"}


def test_a_duration_beyond_all_years_is_a_fault() -> None:
    found = clocks_of(event("DTSTART:20260302T090000|DURATION:P9999999D"))
    assert isinstance(found, tuple)
    assert found[0] == "end"


def test_somebody_without_an_address_is_known_by_name() -> None:
    found = cells_of(event("DTSTART:20260302T090000|ATTENDEE;CN=Gym:"))
    assert isinstance(found, dict)
    assert found["attendee_1"] == "Gym"


def test_of_texts_given_twice_the_first_counts() -> None:
    found = cells_of(event("DTSTART:20260302T090000|SUMMARY:P1|SUMMARY:P2"))
    assert isinstance(found, dict)
    assert found["summary"] == "P1"


def test_two_starts_are_none() -> None:
    assert start_of(event("DTSTART:20260302T090000|DTSTART:20260302T100000")) is None
