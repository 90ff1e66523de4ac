from __future__ import annotations

import pandas as pd
import pytest

from timeline.errors import FileError
from timeline.sheets.sheet import Grid
from timeline.sheets.workbooks import workbook_grids
from timeline.workbook_writer import workbook_bytes


def read_back(table: pd.DataFrame) -> Grid:
    (grid,) = workbook_grids("made.xlsx", workbook_bytes({"made": table}))
    assert grid.sheet == "made"
    return grid


@pytest.mark.parametrize("text", ["=1+1", "-5", "007", "http://x.y", "{=1}", "_x0041_", " a ", "a\nb", "#N/A"])
def test_texts_stay_texts(text: str) -> None:
    assert read_back(pd.DataFrame({"a": [text, "z"]})).records[1] == [text]


def test_numbers_are_exact() -> None:
    table = pd.DataFrame({"a": pd.array([2**60 + 1, 5, None], dtype="Int64"), "b": [1.5, float("nan"), 0.1]})
    assert read_back(table).records == [["a", "b"], ["1152921504606846977", "1.5"], ["5", ""], ["", "0.1"]]


def test_days_and_moments_are_dates_and_midnight_among_moments_has_its_clock() -> None:
    moments = pd.to_datetime(["2026-03-02 09:00:00", "2026-03-03 00:00:00"])
    table = pd.DataFrame({"date": moments.normalize(), "start": moments, "kept": [True, False]})
    assert read_back(table).records[1:] == [
        ["2026-03-02", "2026-03-02 09:00:00", "true"],
        ["2026-03-03", "2026-03-03 00:00:00", "false"],
    ]


def test_what_a_sheet_cannot_hold_is_refused() -> None:
    with pytest.raises(FileError, match="longer than a workbook can hold"):
        workbook_bytes({"a": pd.DataFrame({"x": ["y" * 40_000]})})
    with pytest.raises(FileError, match="more rows than a sheet can hold"):
        workbook_bytes({"a": pd.DataFrame(index=range(1_048_576))})
