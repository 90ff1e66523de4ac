"""Rows that are put down by date are read as they were, of any dates and columns."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import numpy as np
import pandas as pd
import pytest

from timeline.batching.parts import joined_columns, read_part, write_part
from timeline.contracts import INTERVALS
from timeline.errors import FileError
from timeline.schedules import read_schedule
from timeline.schedules.schedule import SpanColumns, table_of
from timeline.sheets.texts import Texts

DAYS = ["2026-03-04", "2026-03-02", "2026-03-03", "2026-03-02"]


def columns(dates: list[str], **others: list[str]) -> SpanColumns:
    count = len(dates)
    told = {"start": ["9:00"] * count, "end": ["9:45"] * count, "patient": [f"P{place}" for place in range(count)]}
    found = read_schedule(pd.DataFrame({"date": dates, **told, **others})).columns
    assert found is not None
    return found


def ids(found: SpanColumns) -> list[str]:
    return list(cast(Texts, found["interval_id"]))


def test_rows_of_each_date_stand_together_in_their_order(tmp_path: Path) -> None:
    part = write_part(tmp_path / "rows", columns(DAYS))
    assert part == {"2026-03-02": 2, "2026-03-03": 1, "2026-03-04": 1}
    assert ids(read_part(tmp_path / "rows", part, DAYS)) == ["frame:3", "frame:5", "frame:4", "frame:2"]


@pytest.mark.parametrize("dates", [["2026-03-02"], ["2026-03-04", "2026-03-02"], ["2026-03-03", "2026-03-04"]])
def test_rows_of_some_dates_are_read_as_they_were(tmp_path: Path, dates: list[str]) -> None:
    given = columns(DAYS, quantity=["", "2", "", "1"], billed_units=["1", "", "3", ""], note=["é", "", "n", "x"])
    part = write_part(tmp_path / "rows", given)
    table = table_of(given)
    expected = table[table["date"].isin(dates)].sort_values("date", kind="stable").reset_index(drop=True)
    pd.testing.assert_frame_equal(table_of(read_part(tmp_path / "rows", part, dates)), expected)


def test_only_the_columns_asked_for_are_read_and_only_texts_of_the_rows(tmp_path: Path) -> None:
    part = write_part(tmp_path / "rows", columns(DAYS))
    found = read_part(tmp_path / "rows", part, {"2026-03-03"}, {"patient", "end_second"})
    assert {*found} == {"patient", "end_second"}
    assert [*cast(Texts, found["patient"]).distinct] == ["P2"]


def test_many_different_texts_of_a_column_are_kept(tmp_path: Path) -> None:
    count = 40_000  # more than two bytes can tell apart
    given = columns(["2026-03-02"] * count)
    part = write_part(tmp_path / "rows", given)
    assert list(cast(Texts, read_part(tmp_path / "rows", part, part)["patient"])) == [f"P{n}" for n in range(count)]


def test_columns_are_joined_one_below_the_other() -> None:
    found = joined_columns([columns(["2026-03-02"]), columns(["2026-03-03"] * 2)])
    assert list(cast(Texts, found["date"])) == ["2026-03-02", "2026-03-03", "2026-03-03"]
    assert {name: len(found[name]) for name in INTERVALS.names} == dict.fromkeys(INTERVALS.names, 3)
    assert isinstance(found["start_second"], np.ndarray)


def test_a_part_that_cannot_be_read_or_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        read_part(tmp_path / "none", {"2026-03-02": 1}, {"2026-03-02"})
    with pytest.raises(FileError):
        write_part(tmp_path / "none" / "rows", columns(["2026-03-02"]))
