from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.errors import ScheduleError
from timeline.sheets import Field, Listing, MemoryFile, read_listing, sheet_of_mapping
from timeline.sheets.cells import code, each, iso_date, money, units

FIELDS = (
    Field(name="patient", shown=False, repair="Write the id"),
    Field(name="code", kind=each(code), aliases=("cpt",)),
    Field(name="units", kind=each(units)),
    Field(name="since", kind=each(iso_date), required=False, blank=None),
)
HEADER = "patient,code,units,since\n"


def read(content: str | bytes | pd.DataFrame, *, whole_rows: bool = False) -> Listing:
    source = content if isinstance(content, pd.DataFrame) else MemoryFile("list.csv", _bytes(content))
    return read_listing(source, FIELDS, frame_name="list", whole_rows=whole_rows)


def _bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


def faults(content: str | bytes | pd.DataFrame, *, whole_rows: bool = False) -> list[tuple[int | None, str, str]]:
    listing = read(content, whole_rows=whole_rows)
    with pytest.raises(ScheduleError):
        listing.check(ScheduleError)
    return [(fault.row, fault.column, fault.problem) for fault in listing.in_order()]


def test_rows_are_read_cell_by_cell() -> None:
    ((number, record),) = read(HEADER + "P1,97110.0,2,2024-01-31\n").records()
    assert (number, record["code"], record["units"], record["since"].isoformat()) == (2, "97110", 2, "2024-01-31")


def test_a_column_that_is_not_needed_may_be_missing_or_blank() -> None:
    assert [record["since"] for _, record in read("patient,code,units\nP1,97110,2\n").records()] == [None]
    assert [record["since"] for _, record in read(HEADER + "P1,97110,2,\n").records()] == [None]


def test_every_fault_comes_at_once_and_good_rows_are_kept() -> None:
    text = HEADER + ",97110,two,01/31/2024\nP2,97112,1,\nP3,,,\n"
    assert faults(text) == [
        (2, "patient", "is missing"),
        (2, "units", "is not a whole number of 0 or more"),
        (2, "since", "is not a date like 2024-01-31"),
        (4, "code", "is missing"),
        (4, "units", "is missing"),
    ]
    assert read(text).numbers == [3]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("patient,code,units,units\nP1,97110,1,7\n", "columns 3 and 4 have the same name"),
        ("patient,code,cpt,units\nP1,97110,97112,7\n", "columns 2 and 3 could each be this column"),
        ("patient,units\nP1,7\n", "no such column"),
        ("", "the file is empty"),
        (HEADER + 'P1,"97110,1,\nP2,97110,1,\n', "a quotation mark is not closed"),
        (HEADER + "P1,97110,1,\0\n", "this is not a text file"),
        (HEADER + "P1," + "9" * 200_000 + ",1,\n", "a quotation mark is not closed"),
        ((HEADER + "Pé,97110,1,\n").encode("latin-1"), "the text is not UTF-8"),
        (HEADER + "P1,97110,1,,5\n", "the row has more cells than the header"),
    ],
)
def test_a_list_that_cannot_be_taken_as_one_is_a_fault(content: str | bytes, problem: str) -> None:
    ((_, _, found),) = faults(content)
    assert found.startswith(problem)


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read((HEADER + "P1,97110,1,\n").encode("utf-8-sig")).numbers == [2]


def test_a_row_that_is_cut_off_is_a_fault_where_rows_must_be_whole() -> None:
    text = HEADER + "P1,97110,2\n"
    assert read(text).numbers == [2]
    assert faults(text, whole_rows=True) == [(2, "", "the row has fewer cells than the header")]
    assert read(text, whole_rows=True).numbers == []


def test_a_message_never_shows_somebody() -> None:
    text = HEADER + "Lopez,97110,Lopez,2024-13-01\nMay,97110,Garcia,1\n"
    told = " ".join(map(str, read(text).faults))
    assert "Lopez" not in told
    assert "got '2024-13-01'" in told


def test_a_row_of_a_frame_is_told_by_position_and_numeric_label() -> None:
    table = pd.DataFrame({"patient": ["P1", "P2"], "code": [97110, 97112], "units": [1, None]}, index=[7, 9])
    (fault,) = read(table).faults
    assert str(fault) == "list:3 (position 1, label 9) units: is missing. Fill it in."
    (fault,) = read(table.set_axis(["Lopez", "May"])).faults
    assert str(fault).startswith("list:3 (position 1) units")


def test_a_mapping_is_a_list_of_its_entries() -> None:
    sheet = sheet_of_mapping("fees", ("code", "fee"), {97110: 38.5, "97112": "free"})
    fields = (Field(name="code", kind=each(code)), Field(name="fee", kind=each(money)))
    listing = read_listing(sheet, fields, frame_name="fees")
    assert listing.columns["code"] == ["97110"]
    assert str(listing.faults[0]).startswith("fees:3 (entry '97112') fee: is not an amount of 0 or more, got 'free'")


def test_what_cannot_be_opened_is_a_fault(tmp_path: Path) -> None:
    listing = read_listing(tmp_path / "none.csv", FIELDS, frame_name="list")
    listing.note(1, "code", "", "is lost", "")
    assert [fault.problem for fault in listing.faults] == ["no such file"]


CELLS = st.sampled_from(["P1", "97110", "2", "", "2024-01-31", '"', "\0", "é", "1.5", "01/02/2024", ",", "\n", "#"])


@given(st.lists(st.lists(CELLS | st.text(max_size=4), min_size=3, max_size=5).map(",".join), max_size=6), st.booleans())
def test_no_row_is_dropped_without_a_word(rows: list[str], whole_rows: bool) -> None:
    listing = read(HEADER + "\n".join(rows), whole_rows=whole_rows)
    if listing.sheet is not None:
        faulty = {fault.row for fault in listing.faults}
        assert set(listing.numbers) | faulty >= set(listing.sheet.numbers)
        assert not set(listing.numbers) & faulty
    assert listing.sheet is not None or listing.faults
