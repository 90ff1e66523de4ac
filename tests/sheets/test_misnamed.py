"""What is nothing that is known is told of as what its name says."""

from __future__ import annotations

import gzip
import io
import sqlite3
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.written import zipped
from timeline.errors import ScheduleError
from timeline.exports import table_content
from timeline.schedules import read_schedule
from timeline.sheets import MemoryFile
from timeline.sheets.formats import grids
from timeline.sheets.layout import FileFormat
from timeline.sheets.misnamed import refuse_misnamed

DAY = b"start,end,patient,provider,role,code\n2026-03-02 09:00,9:30,P1,PT1,PT,97110\n"


def written() -> Mapping[str, bytes]:
    """Write a file of every format that names tell apart."""
    table = pd.read_csv(io.BytesIO(DAY), dtype="str")
    held = sqlite3.connect(":memory:")
    table.to_sql("visits", held, index=False)
    made = {kind: table_content(table, kind) for kind in ("parquet", "xlsx")}
    return {
        **{kind: content.encode() if isinstance(content, str) else content for kind, content in made.items()},
        "xls": Path(__file__).with_name("visits.xls").read_bytes(),
        "db": held.serialize(),
        "gz": gzip.compress(DAY, mtime=0),
        "zip": zipped(a=DAY),
        "ics": b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:P1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        "json": b'{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Encounter", "id": "a"}}]}',
    }


FORMATS = written()
#: A word for each that a fault says, of a file of it.
CALLED = {
    "parquet": "Parquet",
    "xlsx": "workbook",
    "xls": "workbook",
    "db": "SQLite",
    "gz": "archive",
    "zip": "archive",
    "ics": "calendar",
    "json": "FHIR",
}


def told(name: str, content: bytes) -> str:
    with pytest.raises(ScheduleError) as raised:
        read_schedule(MemoryFile(name, content))
    (fault,) = raised.value.fault_list
    assert fault.repair.endswith(".")
    return f"{fault.problem}. {fault.repair}"


@pytest.mark.parametrize("kind", sorted(FORMATS.keys() - {"xls"}))  # whose reading starts a program each time
@given(data=st.data())
def test_a_file_that_is_cut_or_begins_wrong_is_called_what_its_name_says(kind: str, data: st.DataObject) -> None:
    whole = FORMATS[kind]
    cut = whole[: data.draw(st.integers(0, len(whole) * 9 // 10), label="kept")]
    begun = data.draw(st.sampled_from([b"", b"X", b"\0\0\0\0", b"XXXX"]), label="first bytes")
    assert CALLED[kind] in told(f"day.{kind}", begun + cut[len(begun) :])


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    "content", [b"", b"\0" * 999, b"Your session has expired, log in again.\n", bytes(range(256)) * 9]
)
def test_what_is_nothing_of_the_kind_is_called_what_its_name_says(kind: str, content: bytes) -> None:
    assert CALLED[kind] in told(f"DAY.{kind.upper()}", content)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_table_of_text_is_read_under_any_name(kind: str) -> None:
    assert len(read_schedule(MemoryFile(f"day.{kind}", DAY)).intervals) == 1


def test_a_parquet_file_that_is_cut_off_is_known_by_its_beginning() -> None:
    assert "the Parquet file is damaged" in told("day", FORMATS["parquet"][:-9])


def test_the_name_of_an_archive_says_nothing_of_what_is_in_it() -> None:
    packed = gzip.compress(b"name,age\nP1,70\n", mtime=0)
    with pytest.raises(ScheduleError, match="no such column"):
        read_schedule(MemoryFile("day.csv.gz", packed))


def test_a_text_whose_columns_or_encoding_a_mapping_states_is_read() -> None:
    (row,) = (line.split(",") for line in DAY.decode().splitlines()[1:])
    (grid,) = grids("day.xlsx", DAY.splitlines()[1], FileFormat(columns=("start", "end")), lambda _: False)
    assert list(grid.every()) == [row]
    (grid,) = grids("day.xlsx", DAY.decode().encode("utf-16-le"), FileFormat(encoding="utf-16-le"))
    assert len(list(grid.every())) == 2


def test_a_csv_file_is_never_misnamed() -> None:
    refuse_misnamed("day.csv", b"\0", FileFormat(), lambda _: False)
