from __future__ import annotations

import pytest

from timeline.errors import ScheduleError
from timeline.sheets.choosing import chosen_sheets
from timeline.sheets.layout import FileFormat
from timeline.sheets.sheet import Grid

DAY = Grid([["start", "end"], ["9:00", "9:30"]], "Visits")
NOTES = Grid([["remark"], ["x"]], "Notes")
EMPTY = Grid([], "Empty")
HIDDEN = Grid([["start", "end"], ["8:00", "8:30"]], "Old", hidden=True)


def wanted(_: str, header: object) -> bool:
    return list(header) == ["start", "end"]  # type: ignore[call-overload]


def test_the_only_sheet_with_the_wanted_columns_is_read_and_hidden_ones_are_named() -> None:
    (sheet,), notes = chosen_sheets("a.xlsx", [NOTES, DAY, EMPTY, HIDDEN], FileFormat(), wanted)
    assert (sheet.called, list(sheet.rows)) == ("a.xlsx[Visits]", [["9:00", "9:30"]])
    assert notes == ["a.xlsx: hidden and not read: Old"]


def test_a_single_sheet_needs_no_name() -> None:
    (sheet,), notes = chosen_sheets("a.xlsx", [DAY], FileFormat(), wanted)
    assert (sheet.called, notes) == ("a.xlsx", [])


@pytest.mark.parametrize("tables", [[NOTES, EMPTY], [DAY, Grid(DAY.records, "More")]])
def test_none_or_several_are_asked_about(tables: list[Grid]) -> None:
    with pytest.raises(ScheduleError, match="wanted columns"):
        chosen_sheets("a.xlsx", tables, FileFormat(), wanted)


def test_sheets_are_named_or_matched_by_patterns() -> None:
    tables = [DAY, Grid(DAY.records, "More"), Grid(DAY.records, "Summary")]
    named, _ = chosen_sheets("a.xlsx", tables, FileFormat(sheet="visits"), wanted)
    assert [sheet.sheet for sheet in named] == ["Visits"]
    several, _ = chosen_sheets("a.xlsx", tables, FileFormat(sheets=("*", "!summary")), wanted)
    assert [sheet.sheet for sheet in several] == ["Visits", "More"]
    with pytest.raises(ScheduleError, match="no sheet is called as the mapping says"):
        chosen_sheets("a.xlsx", tables, FileFormat(sheet="Nothing"), wanted)
