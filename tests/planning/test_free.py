from __future__ import annotations

import pandas as pd

from tests.planning.booked import booked
from timeline.planning import gaps
from timeline.schedules import Schedule
from timeline.schedules.clinic import Travel


def free(day: Schedule, **waiting: str) -> list[tuple[str, str, str]]:
    """List free spans with who of a list of one would fit."""
    listed = pd.DataFrame([{"patient": "W1", **waiting}]) if waiting else None
    found = gaps(day, waiting=listed)
    return [
        (provider, f"{start:%H:%M}-{end:%H:%M}", fits)
        for provider, start, end, fits in found[["provider", "start", "end", "would_fit"]].itertuples(index=False)
    ]


def test_a_shift_is_free_beside_bookings_and_time_away() -> None:
    day = booked("9:00-12:00 PT1", "9:30-10:00 P1 PT1 97110", "11:00-11:15 PT1 away")
    assert free(day) == [("PT1", "10:00-11:00", ""), ("PT1", "11:15-12:00", ""), ("PT1", "09:00-09:30", "")]


def test_what_needs_no_provider_keeps_nobody_busy() -> None:
    day = booked("9:00-10:00 PT1", "9:00-9:20 P1 PT1 97010", "9:20-9:40 P1 PT1 97110")
    assert free(day) == [("PT1", "09:00-09:20", ""), ("PT1", "09:40-10:00", "")]


def test_a_trip_to_another_clinic_is_not_free() -> None:
    lines = ("9:00-10:00 PT1 @North", "10:00-12:00 PT1 @South", "9:30-10:00 P1 PT1 97110 @North")
    assert free(booked(*lines, travel=[Travel("North", "South", 20)])) == [
        ("PT1", "10:20-12:00", ""),
        ("PT1", "09:00-09:30", ""),
    ]


def test_a_patient_fits_where_the_list_and_the_role_allow_it() -> None:
    day = booked("9:00-12:00 PT1", "9:00-12:00 OT1", "9:00-10:00 P1 PT1 97110")
    assert free(day, minutes="30", discipline="PT", from_time="11:00") == [
        ("OT1", "09:00-12:00", ""),
        ("PT1", "10:00-12:00", "W1"),
    ]
    assert free(day, minutes="90", role="PT", from_time="11:00", to_time="12:30")[1] == ("PT1", "10:00-12:00", "")


def test_an_assistant_under_direct_supervision_is_free_for_patients_while_a_therapist_is_on_site() -> None:
    lines = ("9:00-10:00 PT1", "8:00-12:00 PTA1", "9:00-10:00 P1 PT1 97110")
    fits = {day: free(booked(*lines, day=day), minutes="90", role="PTA") for day in ("2024-03-04", "2026-03-02")}
    assert fits == {
        "2024-03-04": [("PTA1", "08:00-12:00", "")],
        "2026-03-02": [("PTA1", "08:00-12:00", "W1")],
    }
    hour = free(booked(*lines, day="2024-03-04"), minutes="60", role="PTA")
    assert hour == [("PTA1", "08:00-12:00", "W1")]


def test_hours_of_a_patient_that_a_clock_change_skips_are_counted_from_midnight() -> None:
    day = booked("1:00-5:00 PT1", "1:00-1:30 P1 PT1 97110", day="2026-03-08", time_zone="America/New_York")
    assert free(day, minutes="60", role="PT", from_time="2:30", to_time="5:00") == [("PT1", "01:30-05:00", "W1")]
    assert free(day, minutes="90", role="PT", from_time="2:30", to_time="4:30")[0][2] == ""
