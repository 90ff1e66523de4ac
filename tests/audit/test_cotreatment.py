from __future__ import annotations

from tests.schedules_of import told


def test_two_disciplines_at_once_are_a_cotreatment_for_review() -> None:
    rows = ("9:00-9:30 P1 PT1 97530", "9:10-9:40 P1 OT1 97530")
    assert told("cotreatment", *rows) == [("review", "P1", "OT1 PT1", "09:10-09:30", 20, 0)]


def test_a_therapist_and_an_assistant_together_are_a_note() -> None:
    rows = ("9:00-9:15 P1 PT1 97116", "9:00-9:15 P1 PTA1 97116")
    assert told("cotreatment", *rows) == [("note", "P1", "PT1 PTA1", "09:00-09:15", 15, 0)]


def test_a_student_beside_a_therapist_is_no_cotreatment() -> None:
    assert not told("cotreatment", "9:00-9:30 P1 PT1 97110", "9:00-9:30 P1 STUDENT1 97110")
