from __future__ import annotations

from timeline.schedules import MemoryFile, Schedule, read_schedule

HEADER = "interval_id,date,start,end,patient,provider,role,kind,status\n"


def read(*rows: str) -> Schedule:
    return read_schedule(MemoryFile("day.csv", (HEADER + "\n".join(rows)).encode()), on_fault="skip")


def told(*rows: str) -> list[str]:
    return read(*rows).not_kept["interval_id"].tolist()


def test_a_booking_that_was_cancelled_is_kept_as_it_was_planned() -> None:
    (row,) = read("v1,2026-03-02,9:00,9:30,P1,PT1,PT,appointment,cancelled").not_kept.to_dict("records")
    assert (row["status"], row["patient"], row["provider"], f"{row['start']:%H:%M}") == (
        "cancelled",
        "P1",
        "PT1",
        "09:00",
    )


def test_a_service_to_which_nobody_came_says_that_a_patient_was_expected() -> None:
    assert told("v1,2026-03-02,9:00,9:30,P1,PT1,PT,service,no_show") == ["v1"]


def test_a_shift_that_was_cancelled_expected_nobody() -> None:
    assert told("v1,2026-03-02,9:00,9:30,P1,PT1,PT,shift,cancelled") == []


def test_a_cancelled_booking_without_a_patient_or_a_clock_is_only_left_out() -> None:
    rows = (
        "v1,2026-03-02,9:00,9:30,,PT1,PT,appointment,cancelled",
        "v2,2026-03-02,9:00,,P1,PT1,PT,appointment,no_show",
    )
    found = read(*rows)
    assert found.not_kept.empty
    assert dict(found.skipped.itertuples(index=False)) == {"v1": "cancelled", "v2": "no_show"}
