from __future__ import annotations

from collections.abc import Sequence

import pytest

from timeline.errors import EmptyScheduleError
from timeline.schedules import ColumnMapping, Schedule, concat, read_schedule
from timeline.schedules.emptiness import refuse_empty
from timeline.sheets import MemoryFile

GOOD, CANCELLED = "2026-03-02,9:00,9:30,P1,kept", "2026-03-02,9:00,9:30,P1,cancelled"


def read(*rows: str, name: str = "day.csv", **options: object) -> Schedule:
    text = "\n".join(["date,start,end,patient,status", *rows])
    return read_schedule(MemoryFile(name, text.encode()), **options)  # type: ignore[arg-type]


def refused(schedule: Schedule) -> str:
    with pytest.raises(EmptyScheduleError) as caught:
        refuse_empty(schedule)
    return str(caught.value).partition(".csv: ")[2] or str(caught.value)


def test_a_schedule_with_a_row_to_analyze_is_not_empty() -> None:
    schedule = read(GOOD, CANCELLED)
    assert refuse_empty(schedule) is None
    assert len(schedule.intervals) == 1


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], "has no row below its header."),
        ([CANCELLED, CANCELLED], "has no row to analyze: 2 cancelled."),
        ([CANCELLED, CANCELLED.replace("cancelled", "no show")], "has no row to analyze: 1 cancelled and 1 no-show."),
    ],
)
def test_an_empty_one_is_told_with_what_became_of_its_rows(rows: Sequence[str], told: str) -> None:
    assert refused(read(*rows)).startswith(told)


def test_rows_with_faults_that_were_left_out_on_request_leave_it_empty() -> None:
    schedule = read(GOOD.replace("9:30", "8:30"), CANCELLED, on_fault="skip")
    assert refused(schedule).startswith("has no row to analyze: 2 rows left out, 1 with faults.")


def test_many_reasons_are_cut_short() -> None:
    conditions = "".join(
        f'[[leave_out]]\ncolumn = "patient"\nwhen = "is"\nvalues = ["P{n}"]\nwhy = "reason {n}"\n' for n in range(1, 6)
    )
    mapping = mapping_of(conditions)
    schedule = read(*(GOOD.replace("P1", f"P{n}") for n in range(1, 6)), mapping=mapping)
    assert refused(schedule).startswith("has no row to analyze: 1 reason 1, 1 reason 2, 1 reason 3 and more.")


def mapping_of(text: str) -> ColumnMapping:
    from timeline.schedules.mapping import ColumnMapping
    from timeline.toml import parse_toml, understood

    return understood(parse_toml("map.toml", text.encode()), ColumnMapping)


def test_several_files_without_rows_are_told_together() -> None:
    assert refused(concat([read(), read(name="other.csv")])).startswith("none of the files has a row below its header.")
    empty = concat([read(CANCELLED), read(name="other.csv")])
    assert refused(empty).startswith("no file has a row to analyze: 1 cancelled.")
