from __future__ import annotations

from timeline.schedules import ColumnMapping, MemoryFile, Schedule, read_schedule
from timeline.toml import parse_toml, understood

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


BOTH = """
[columns]
patient = "who"
provider = "by"
status = "state"
[defaults]
role = "PT"
[[spans]]
kind = "appointment"
start = "from"
end = "to"
[[spans]]
kind = "service"
start = "in"
end = "out"
optional = true
"""


def booked(*rows: str) -> list[str]:
    content = "\n".join(["who,by,state,from,to,in,out", *rows])
    mapping = understood(parse_toml("map.toml", BOTH.encode()), ColumnMapping)
    found = read_schedule(MemoryFile("day.csv", content.encode()), mapping=mapping).not_kept
    return found["interval_id"].tolist()


BOOKED = "P1,PT1,cancelled,2026-03-02 9:00,2026-03-02 9:30"
TREATED = "2026-03-02 9:05,2026-03-02 9:35"


def test_a_row_of_a_booking_and_its_service_that_was_cancelled_is_one_booking() -> None:
    assert booked(f"{BOOKED},{TREATED}", f"{BOOKED},,") == ["day.csv:2#1", "day.csv:3#1"]


def test_where_the_booking_cannot_be_read_its_service_says_who_was_expected() -> None:
    assert booked(f"P1,PT1,no_show,soon,later,{TREATED}") == ["day.csv:2#2"]
