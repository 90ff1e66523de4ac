"""Rows of a published table, whatever the file: their numbers and their cells as text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from timeline.errors import PolicyError
from timeline.policies.published import _cell_text, published_rows


def test_cells_between_tabs_are_trimmed_with_the_number_of_their_line(tmp_path: Path) -> None:
    file = tmp_path / "q.txt"
    file.write_text('A notice\n 97140 \t"97124"\t\n', encoding="utf-8")
    assert list(published_rows(file)) == [(1, ["A notice"]), (2, ["97140", "97124", ""])]


def test_cells_between_commas_may_hold_commas_and_line_breaks_and_an_empty_line_is_a_row(tmp_path: Path) -> None:
    file = tmp_path / "q.csv"
    file.write_text('"Modifier\n0=not allowed",x\n\n"a, b",c\n', encoding="utf-8")
    assert list(published_rows(file)) == [(2, ["Modifier\n0=not allowed", "x"]), (3, [""]), (4, ["a, b", "c"])]


def test_an_empty_file_has_no_rows(tmp_path: Path) -> None:
    file = tmp_path / "q.txt"
    file.touch()
    assert list(published_rows(file)) == []


@pytest.mark.parametrize("name", ["missing.txt", "missing.xlsx", "."])
def test_what_cannot_be_opened_is_one_fault_with_what_to_do(tmp_path: Path, name: str) -> None:
    with pytest.raises(PolicyError, match="Check the path"):
        list(published_rows(tmp_path / name))


@pytest.mark.parametrize(
    ("value", "place", "text"),
    [
        (97110.0, 0, "97110"),
        (100, 1, "00100"),
        (20200101.0, 3, "20200101"),
        (date(2020, 1, 1), 3, "20200101"),
        (1.0, 5, "1"),
        (1.5, 5, "1.5"),
        (" 97110 ", 0, "97110"),
        ("", 0, ""),
    ],
)
def test_a_workbook_s_cell_is_written_as_the_text_file_has_it(value: object, place: int, text: str) -> None:
    assert _cell_text(value, place) == text
