from __future__ import annotations

import pytest

from tests.proposal.conftest import Propose
from timeline.errors import ScheduleError


def test_columns_without_names_are_named_by_what_is_in_them(propose: Propose) -> None:
    rows = [
        f"{n},A{n % 7},2026-03-02 {8 + n % 9}:00,2026-03-02 {8 + n % 9}:30,T{n % 2},PT,97110,Seen" for n in range(20)
    ]
    proposal = propose("\n".join(rows))
    named = ["column 1", "patient", "start", "end", "provider", "role", "code", "status"]
    assert proposal.mapping["file"]["columns"] == named
    assert [question.about for question in proposal.questions] == ["header"]


def test_who_is_whom_can_be_swapped(propose: Propose) -> None:
    proposal = propose('"Smith, J",2026-03-16,8:31 am,9:01 am,T1\n"Doe, J",2026-03-16,8:45 am,9:15 am,T1\n')
    header = proposal.questions[0]
    assert header.choices[0] == '[file]\ncolumns = ["patient", "date", "start", "end", "provider"]'
    assert header.choices[1] == '[file]\ncolumns = ["provider", "date", "start", "end", "patient"]'
    assert header.choices[2] == "[file]\nheader_row = 1"
    assert "Smith" not in proposal.toml


def test_one_clock_and_a_number_are_a_start_and_a_length(propose: Propose) -> None:
    rows = [f"A{n % 3},2026-03-02 {8 + n}:00,30 min,T1" for n in range(9)]
    columns = propose("\n".join(rows)).mapping["columns"]
    assert columns["end"] == {"after": "start", "length": "length", "unit": "minutes"}


def test_two_days_and_two_times_are_two_sides(propose: Propose) -> None:
    rows = [f"A{n % 3};2.3.2026;{8 + n}:00;2.3.2026;{8 + n}:30;T1" for n in range(9)]
    columns = propose("\n".join(rows)).mapping["columns"]
    assert (columns["start"], columns["end"]) == (["start date", "start"], ["end date", "end"])


def test_a_file_without_texts_has_no_people(propose: Propose) -> None:
    with pytest.raises(ScheduleError, match="no column is a patient"):
        propose("2026-03-02,9:00,9:30\n2026-03-02,10:00,10:30\n")


def test_one_clock_without_a_number_behind_it_has_no_end(propose: Propose) -> None:
    with pytest.raises(ScheduleError, match="neither an end nor a length"):
        propose("A1,T,2026-03-02 9:00\nA2,T,2026-03-02 10:00\n")


def test_a_patient_without_a_provider_beside_it_is_not_swapped(propose: Propose) -> None:
    proposal = propose("A1,2026-03-02 9:00,2026-03-02 9:30\nA2,2026-03-02 10:00,2026-03-02 10:30\n")
    assert proposal.questions[0].choices == (
        '[file]\ncolumns = ["patient", "start", "end"]',
        "[file]\nheader_row = 1",
    )
