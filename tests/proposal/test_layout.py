from __future__ import annotations

from timeline.proposal.layout import laid_out

HEADER = ["Patient", "Start", "End"]
ROWS = [["Q1", "2026-03-02 9:00", "2026-03-02 9:30"], ["Q2", "2026-03-02 10:00", "2026-03-02 10:30"]]


def test_a_header_below_titles_is_found() -> None:
    found = laid_out([["Visits of the clinic from 3/1 to 3/31"], [], HEADER, *ROWS])
    assert (found.header_row, found.file, found.numbers) == (3, {"header_row": 3}, [4, 5])


def test_a_first_row_with_clocks_is_data() -> None:
    found = laid_out(ROWS)
    assert (found.header_row, found.numbers) == (0, [1, 2])


def test_a_first_row_of_unknown_names_is_the_header() -> None:
    found = laid_out([["Wer", "Anfang?", "x"], *ROWS])
    assert (found.header_row, found.named) == (1, 1)


def test_a_repeated_header_is_no_data() -> None:
    found = laid_out([HEADER, ROWS[0], HEADER, ROWS[1]])
    assert (found.file, found.numbers) == ({"leave_out": ["repeated header"]}, [2, 4])


def test_a_row_that_begins_with_total_and_has_no_clock_is_no_data() -> None:
    found = laid_out([HEADER, *ROWS, ["Total", "2", ""]])
    assert (found.file, found.totals) == ({"leave_out": ["totals"]}, (4,))


def test_a_count_of_rows_is_no_data() -> None:
    assert laid_out([HEADER, *ROWS, ["(2 rows)"]]).totals == (4,)


def test_a_row_of_sums_is_no_data() -> None:
    header = ["Patient", "Start", "End", "Units", "Note", "Room"]
    rows = [[*row, units, "", ""] for row, units in zip([*ROWS, ROWS[0]], ("2", "1", "1"), strict=True)]
    assert laid_out([header, *rows, ["", "", "", "4", "", ""]]).totals == (5,)
    assert laid_out([header, *rows, ["", "", "", "5", "", ""]]).totals == ()


def test_a_patient_called_total_with_a_clock_is_data() -> None:
    assert laid_out([HEADER, *ROWS, ["Total Recall", "2026-03-02 11:00", "2026-03-02 11:30"]]).totals == ()


def test_the_second_of_two_equal_names_has_a_number() -> None:
    found = laid_out([["Patient", "Start", "End", "start"], [*ROWS[0], "x"]])
    assert [each.header for each in found.columns] == ["Patient", "Start", "End", "start#2"]


def test_an_empty_table_has_no_columns() -> None:
    assert laid_out([[], ["# nothing"]]).columns == []


def test_a_title_that_comes_again_is_no_data() -> None:
    found = laid_out([["Main Street", "page"], HEADER, ROWS[0], ["Main Street", "page"], HEADER, ROWS[1]])
    assert (found.file["leave_out"], found.numbers) == (["repeated header", "titles"], [3, 6])
