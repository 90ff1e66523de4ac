"""What the program prints, asked in this process."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile

import pytest

from tests.sheets.test_workbooks import made, spreadsheet
from timeline.sheets.workbook_cells import TooLargeError, error_cells, print_cells, sheet_lines, written


def printed(content: bytes, most: int = 10_000) -> list[object]:
    target = io.BytesIO()
    print_cells(content, target, most)
    return [json.loads(line) for line in target.getvalue().splitlines()]


def test_a_sheet_is_announced_and_then_its_rows_come_without_blanks_at_their_end() -> None:
    assert printed(made(["a", "b"], ["c", ""], [""])) == [
        *({"sheet": "Visits", "hidden": False, "width": 2}, [["a", "b"], ["c"]]),
    ]


def test_a_date_stands_in_brackets() -> None:
    assert printed(made([dt.datetime(2026, 3, 2, 9)]))[1] == [[["2026-03-02 09:00:00"]]]


def test_true_and_one_are_told_apart() -> None:
    assert printed(made([True, 1, False, 0]))[1] == [["true", "1", "false", "0"]]


def test_more_than_may_be_printed_ends_the_run() -> None:
    with pytest.raises(TooLargeError):
        printed(made(["a" * 500]), 100)
    with pytest.raises(TooLargeError):
        list(sheet_lines("a", hidden=False, rows=[["x"]] * 2_000 + [["x"] * 16_000]))


def test_what_is_no_workbook_is_said_to_be_damaged() -> None:
    with zipfile.ZipFile(target := io.BytesIO(), "w") as archive:
        archive.writestr("[Content_Types].xml", "")
    assert printed(target.getvalue()) == [{"fault": "damaged"}]


def test_errors_are_looked_for_in_xlsx_alone() -> None:
    assert list(error_cells(made(["a"]))) == [{}]
    assert list(error_cells(spreadsheet())) == list(error_cells(b"no archive")) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e16, "10000000000000000"),
        (0.1, "0.1"),
        (7, "7"),
        (dt.date(2026, 3, 2), ["2026-03-02"]),
        (dt.time(23, 59, 59, 900_000), ["24:00:00"]),
        (dt.timedelta(seconds=90, microseconds=400_000), ["00:01:30"]),
        (dt.datetime.max, ["9999-12-31 23:59:59"]),  # noqa: DTZ901 (wall clocks are naive)
    ],
)
def test_values_are_written_as_text(value: object, text: object) -> None:
    assert written(value) == text
