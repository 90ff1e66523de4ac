from __future__ import annotations

from pathlib import Path

import pytest

from timeline.audit import Finding
from timeline.privacy.pseudonyms import pseudonymise
from timeline.result import analyze
from timeline.schedules import Schedule, concat, read_schedule
from timeline.sheets import MemoryFile

MORNING, NIGHT = "2026-03-16,11:00,11:45,P1", "2026-03-16,1:00,1:45,P2"


def read(*rows: str, kind: str = "service", name: str = "day.csv") -> Schedule:
    lines = ["date,start,end,patient,provider,role,code,kind", *(f"{row},PT1,PT,97110,{kind}" for row in rows)]
    return read_schedule(MemoryFile(name, "\n".join(lines).encode()))


def at_night(schedule: Schedule) -> list[Finding]:
    return [found for found in analyze(schedule).finding_list if found.rule.id == "time.night"]


def test_services_at_night_by_clocks_without_am_and_pm_are_for_review_once_a_date() -> None:
    rows = (MORNING, NIGHT, "2026-03-16,2:00,2:45,P3", "2026-03-17,5:30,6:30,P3")
    found, other = at_night(read(*rows))
    assert (found.severity, found.date, found.intervals) == ("review", "2026-03-16", ("day.csv:3", "day.csv:4"))
    assert found.message == (
        "2 rows at clinic on 2026-03-16 are at night, the first from 01:00: no clock of the file says AM or PM or "
        "is of the afternoon."
    )
    assert (other.date, other.intervals) == ("2026-03-17", ("day.csv:5",))


@pytest.mark.parametrize(
    "row",
    [
        "2026-03-16,13:00,13:45,P3",
        "2026-03-16,9:00 AM,9:45 AM,P3",
        "2026-03-16,00:15,00:45,P3",
        "2026-03-16,2026-03-16T09:00,2026-03-16T09:45,P3",
        "2026-03-16,11:30,24:00,P3",
    ],
)
def test_one_clock_that_says_its_half_of_the_day_is_evidence_for_the_file(row: str) -> None:
    assert not at_night(read(MORNING, NIGHT, row))


def test_a_morning_before_six_or_from_six_on_is_told_apart() -> None:
    assert at_night(read("2026-03-16,5:59,6:30,P1"))
    assert not at_night(read("2026-03-16,6:00,6:30,P1"))


def test_bookings_are_told_too_and_shifts_are_not() -> None:
    assert at_night(read(NIGHT, kind="appointment"))
    assert not at_night(read("2026-03-16,1:00,1:45,", kind="shift"))


def test_rows_that_are_left_out_by_a_filter_are_not_told() -> None:
    assert not at_night(read(MORNING, NIGHT).filter(patient="P1"))


def test_joined_and_pseudonymized_schedules_keep_it(tmp_path: Path) -> None:
    joined = concat([read(MORNING, NIGHT), read(NIGHT.replace("P2", "P9"), name="other.csv")])
    (found,) = at_night(joined)
    assert found.intervals == ("day.csv:3", "other.csv:2")
    (found,) = at_night(pseudonymise(joined, tmp_path / "key.csv"))
    assert sorted(found.intervals) == ["schedule-1:1", "schedule-2:1"]
