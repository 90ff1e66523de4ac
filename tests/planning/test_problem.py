from __future__ import annotations

import pandas as pd

from timeline.planning import plan
from timeline.schedules import Schedule, read_schedule

#: Before 2025, an assistant in a private practice needed a therapist on site, as Medicare counted.
DAY = "2024-03-04"


def day(*, shift: str = "") -> Schedule:
    """Two bookings of a therapist meet and one may only move later; an assistant treats from the first of them on."""
    rows = [
        {"start": "9:00", "end": "9:30", "patient": "A", "provider": "PT1", "role": "PT", "kind": "appointment"},
        {"start": "9:15", "end": "9:30", "patient": "B", "provider": "PT1", "role": "PT", "kind": "appointment"},
        {"start": "11:00", "end": "11:30", "patient": "C", "provider": "PT1", "role": "PT", "kind": "appointment"},
        {"start": "9:00", "end": "11:30", "patient": "D", "provider": "PTA1", "role": "PTA", "kind": "appointment"},
        {"start": "8:00", "end": "9:00", "patient": "A", "provider": "OT1", "role": "OT", "kind": "appointment"},
    ]
    shifts = [{"start": "8:00", "end": "12:00", "provider": shift, "role": "PT", "kind": "shift"}] if shift else []
    table = pd.DataFrame([*rows, *shifts]).fillna("")
    return read_schedule(table.assign(date=DAY, code="97110"), payer="medicare")


def changes(day: Schedule) -> list[tuple[str, str, int]]:
    found = plan(day, keep=["B"], plans=1)
    return list(found.changes[["patient", "provider", "shift_minutes"]].itertuples(index=False, name=None))


def test_a_therapist_on_shift_may_begin_with_a_later_booking() -> None:
    assert changes(day(shift="PT1")) == [("A", "PT1", 30)]


def test_a_therapist_without_a_shift_whom_an_assistant_needs_comes_no_later_than_booked() -> None:
    assert changes(day()) == []


def test_where_another_therapist_is_on_shift_nobody_needs_to_stay_for_an_assistant() -> None:
    assert changes(day(shift="PT2")) == [("A", "PT1", 30)]
