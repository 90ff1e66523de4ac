"""What a message shows: no name, wherever in a file it stands. Ids of people, places, payers and rows are none."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.errors import ScheduleError
from timeline.result import analyze
from timeline.schedules import Schedule, read_schedule
from timeline.schedules.mapping import ColumnMapping
from timeline.schedules.plausible import may_be_shown
from timeline.sheets import MemoryFile
from timeline.toml import parse_toml, understood

IDS = ("patient", "provider", "group", "clinic", "payer", "interval_id")
HEADER = (
    *("date", "start", "end", "patient", "provider", "role", "code", "mode", "activity", "kind", "status"),
    *("discipline", "group", "clinic", "payer", "billed_units", "billed_modifiers", "place", "quantity"),
    *("interval_id", "patient_name", "provider_name", "note", "reason for visit"),
)
FILLED = {"date": "2026-03-02", "provider": "PT1", "role": "PT", "code": "97110", "status": "kept", "clinic": "north"}
ROWS = [
    FILLED
    | {
        "start": f"{hour}:00",
        "end": f"{hour}:30",
        "patient": f"P{hour}",
        "billed_units": "2",
        "interval_id": f"r{hour}",
    }
    for hour in (8, 9, 10)
]
NAMES = (
    *("Qxzlopez", "Maria Qxzlopez", "QXZLOPEZ", "Qxzlopez, DPT", "PT Qxzlopez", "Qxzlopez-PT", "Qxzlo", "Qxzlopez 5"),
    *("qxzlopez 12/01/1950", "9:00 Qxzlopez", "Qxzlopez 97110", "97110 - Qxzlopez", "97110-GP Qxzlopez"),
    *(
        "Qx-zlopez\nkept",
        "\x1b[31mQxzlopez",
        "Qxzlopez;PT1",
        "Total Qxzlopez",
        '="Qxzlopez"',
        "kept Qxzlopez",
        "Qxzlopez!",
    ),
)
MAPPED = """
[columns]
role = { column = "role", pattern = '(P.)', part = 1 }
start = { date = "date", time = "start" }
end = { after = "start", length = "quantity", unit = "minutes" }
[values.status]
done = "kept"
[[leave_out]]
column = "note"
when = "is"
values = ["nothing"]
why = "empty"
"""


def table() -> list[list[str]]:
    return [list(HEADER), *([row.get(name, "") for name in HEADER] for row in ROWS)]


def mapping() -> ColumnMapping:
    return understood(parse_toml("map.toml", MAPPED.encode()), ColumnMapping)


def told(rows: Sequence[Sequence[str]], **reading: Any) -> tuple[str, Schedule | None]:
    """Read a file; return everything that is said of it."""
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    try:
        schedule = read_schedule(MemoryFile("day.csv", written.getvalue().encode()), **reading)
    except ScheduleError as wrong:
        return f"{wrong!r} {wrong} {json.dumps(wrong.to_dict(), ensure_ascii=False)} {wrong.faults.to_csv()}", None
    shown = schedule.to_dict()
    for row in shown["skipped"]:
        del row["interval_id"]
    return f"{schedule!r} {json.dumps(shown, ensure_ascii=False)}", schedule


def damaged(how: str, name: str, row: int, column: int) -> list[list[str]]:
    rows = table()
    if how == "cell":
        rows[row][column] = name
    elif how == "column":
        for each in rows[1:]:
            each[column] = name
    elif how == "added":
        rows[row].insert(column, name)
    elif how == "shifted":
        rows[row][column : column + 2] = [name]
    elif how == "everywhere":
        rows[row] = [name] * len(HEADER)
    elif how == "headed":
        rows.insert(0, [name, *[""] * (len(HEADER) - 1)])
    elif how == "footed":
        rows.append([name, *[""] * (len(HEADER) - 1)])
    return rows


def is_named(text: str) -> bool:
    return "zlo" in text.lower()


@given(
    how=st.sampled_from(["cell", "cell", "cell", "column", "added", "shifted", "everywhere", "headed", "footed"]),
    name=st.sampled_from(NAMES),
    row=st.integers(0, len(ROWS)),
    column=st.integers(0, len(HEADER) - 1),
    on_fault=st.sampled_from(["stop", "skip"]),
    mapped=st.booleans(),
)
def test_no_name_is_in_a_message_of_reading(
    how: str,
    name: str,
    row: int,
    column: int,
    on_fault: str,
    mapped: bool,
) -> None:
    said, _ = told(damaged(how, name, row, column), on_fault=on_fault, mapping=mapping() if mapped else None)
    assert not is_named(said)


@pytest.mark.parametrize("column", [name for name in HEADER if name not in IDS])
@pytest.mark.parametrize("name", NAMES[:6])
def test_no_name_is_in_a_finding(column: str, name: str) -> None:
    _, schedule = told(damaged("cell", name, 1, HEADER.index(column)), on_fault="skip")
    findings = analyze(schedule).finding_list if schedule is not None else ()
    assert not is_named(" ".join(f"{one.message} {one.remedy}" for one in findings))


@pytest.mark.parametrize("header", ["Visit Reason", "ENCOUNTERCLASS", "apptStatus2", "room_no", "Bemerkung"])
def test_a_header_of_plain_words_is_named_where_it_is_not_used(header: str) -> None:
    rows = table()
    rows[0][-1] = header
    _, schedule = told(rows)
    assert schedule is not None
    assert schedule.unused_columns == (header,)


@pytest.mark.parametrize("text", ["1" * 60 + "x", "sept" * 30 + "1x", "1 a.m." * 40 + "x"])
def test_a_cell_of_very_many_figures_is_looked_at_once(text: str) -> None:
    began = time.process_time()
    assert not may_be_shown("start", text)
    assert time.process_time() - began < 1
