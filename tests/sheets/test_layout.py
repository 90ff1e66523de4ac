from __future__ import annotations

from typing import Any

import pytest

from timeline.errors import Fault
from timeline.sheets.layout import FileFormat
from timeline.toml import structured


def problems(**stated: Any) -> list[str]:
    faults: list[Fault] = []
    assert structured(stated, FileFormat, "", file="map.toml", faults=faults) is None
    return [fault.problem for fault in faults]


def test_everything_that_can_be_stated_of_a_file_is_read() -> None:
    stated = {
        "delimiter": ";",
        "encoding": " cp1252 ",
        "header_row": 3,
        "columns": [" patient ", "start"],
        "sheets": ["Week*", "!Week 0"],
        "leave_out": ["totals", "titles"],
        "fill_down": ["date"],
        "query": " SELECT 1 ",
    }
    assert structured(stated, FileFormat, "", file="map.toml", faults=[]) == FileFormat(
        delimiter=";",
        encoding="cp1252",
        header_row=3,
        columns=("patient", "start"),
        sheets=("Week*", "!Week 0"),
        leave_out=("totals", "titles"),
        fill_down=("date",),
        query="SELECT 1",
    )


@pytest.mark.parametrize("delimiter", ["", ";;", '"', "\n", 1])
def test_a_delimiter_is_one_character_that_ends_no_line(delimiter: Any) -> None:
    assert problems(delimiter=delimiter) == ['must be one character, e.g. ";"']


@pytest.mark.parametrize("encoding", ["klingon", "hex", "utf-8\0", 8])
def test_an_encoding_is_one_that_gives_text(encoding: Any) -> None:
    assert problems(encoding=encoding) == ['unknown text encoding; write it like "cp1252"']


@pytest.mark.parametrize("row", [0, -1, "3", 1.0, True])
def test_a_row_is_numbered_as_a_spreadsheet_does(row: Any) -> None:
    assert problems(header_row=row) == ["must be the number of a row, as a spreadsheet numbers rows"]


@pytest.mark.parametrize("names", [[], "a", [1], ["a", None]])
def test_names_are_a_list_of_texts(names: Any) -> None:
    assert problems(columns=names) == ["must be a list of texts in quotation marks"]


def test_rows_that_are_no_data_are_of_three_kinds() -> None:
    assert problems(leave_out=["sums"]) == ["must be a list of repeated header, totals, titles"]


@pytest.mark.parametrize("name", ["", "  ", 1, ["a"]])
def test_the_name_of_a_sheet_or_table_is_a_text(name: Any) -> None:
    assert problems(sheet=name) == problems(table=name) == ["must be text in quotation marks"]


def test_a_sheet_is_named_or_matched_and_a_table_named_or_queried() -> None:
    assert problems(sheet="a", sheets=["b"]) == ["sheet and sheets cannot both be stated"]
    assert problems(table="a", query="b") == ["table and query cannot both be stated"]
