from __future__ import annotations

from timeline.sheets.entries import Entries
from timeline.sheets.headers import Fix
from timeline.sheets.sheet import CLAIMS, SCHEDULE, marked_sheet


def test_every_entry_is_a_row_left_out_or_a_fault_in_the_order_of_the_file() -> None:
    entries = Entries("day.json", ("start", "patient"), identified=True)
    entries.leave_out(3, {"patient": "P3"}, "not done")
    entries.refuse(2, "start", Fix("has no offset", "Add it."))
    entries.add(1, {"start": "9:00", "room_1": "R"})
    entries.add(1, {"start": "10:00"})
    grid = entries.grid(SCHEDULE, "America/New_York")
    assert grid.records == [
        ["start", "patient", "room_1", "interval_id"],
        ["9:00", "", "R", "day.json:1#1"],
        ["10:00", "", "", "day.json:1#2"],
        ["", "", "", "day.json:2"],
        ["", "P3", "", "day.json:3"],
    ]
    assert grid.marks is not None
    sheet = marked_sheet("day.json", grid.records, grid.marks)
    assert (sheet.numbers, sheet.left_out, sheet.zone) == ([1, 1, 3], {2: "not done"}, "America/New_York")
    assert [str(fault) for fault in sheet.faults] == ["day.json:2 start: has no offset. Add it."]


def test_a_row_may_be_taken_out_afterwards_and_the_first_reason_stays() -> None:
    entries = Entries("claims.837", ("date",))
    place = entries.add(7, {"date": "2026-03-02"})
    entries.take_out(place, "void")
    entries.take_out(place, "replaced")
    assert (marks := entries.grid(CLAIMS).marks) is not None
    assert (marks.numbers, marks.left_out) == ((0, 7), {1: "void"})


def test_a_file_that_can_only_be_something_else_says_where_it_belongs() -> None:
    grid = Entries("claims.837", ("date",)).grid(CLAIMS)
    assert grid.marks is not None
    sheet = marked_sheet("claims.837", grid.records, grid.marks)
    assert [str(fault) for fault in sheet.misplaced(SCHEDULE)] == [
        "claims.837: this is a list of claims, not a schedule. Pass it with --claims, beside the schedule."
    ]
    assert sheet.misplaced(CLAIMS) == []
