from __future__ import annotations

import pytest

from timeline.errors import ScheduleError
from timeline.proposal.draft import Draft
from timeline.proposal.tables import chosen_table
from timeline.sheets.sheet import Grid

HEADER = ["Patient", "Start", "End"]
VISITS = [HEADER, ["A", "2026-03-02 9:00", "2026-03-02 9:30"]]
NOTES = [["This workbook", "holds visits"], ["made", "today"]]


def state(*grids: Grid) -> Draft:
    draft = Draft({"columns": {}})
    chosen_table("book.xlsx", grids).state(draft, {})
    return draft


def test_the_only_sheet_with_spans_is_stated() -> None:
    draft = state(Grid(NOTES, "Cover"), Grid(VISITS, "Visits"))
    assert draft.tree["file"] == {"sheet": "Visits"}
    assert draft.questions == []


def test_sheets_with_the_same_header_are_all_read_and_asked_about() -> None:
    draft = state(Grid(VISITS, "Mon"), Grid(VISITS, "Tue"), Grid(NOTES, "Cover"))
    assert draft.tree["file"] == {"sheets": ["Mon", "Tue"]}
    assert [question.about for question in draft.questions] == ["sheet"]


def test_sheets_with_other_headers_are_a_question() -> None:
    other = [["Client", "Begin", "Finish"], VISITS[1]]
    draft = state(Grid(VISITS, "Visits"), Grid(other, "Archive"))
    assert draft.tree["file"] == {"sheet": "Visits"}
    assert draft.questions[0].choices == ('[file]\nsheet = "Visits"', '[file]\nsheet = "Archive"')


def test_a_single_table_needs_no_sheet() -> None:
    assert state(Grid(VISITS, "Visits")).tree == {"columns": {}}


def test_a_file_without_tables_is_refused() -> None:
    with pytest.raises(ScheduleError, match="holds no table"):
        chosen_table("book.xlsx", [])


def test_without_spans_the_sheet_of_charges_is_taken() -> None:
    charges = [["dos", "patient", "cpt", "units"], ["2026-03-02", "A", "97110", "2"]]
    assert chosen_table("book.xlsx", [Grid(NOTES, "Cover"), Grid(charges, "Charges")]).sheet == "Charges"


def test_without_spans_and_charges_the_sheet_of_the_best_known_header_is_taken() -> None:
    starts = [HEADER[:2], VISITS[1][:2]]
    assert (
        chosen_table("book.xlsx", [Grid(NOTES, "Cover"), Grid([], "Blank"), Grid(starts, "Starts")]).sheet == "Starts"
    )
