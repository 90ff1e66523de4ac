from __future__ import annotations

from tests.schedules_of import facts, findings, told


def test_two_disciplines_at_once_are_a_cotreatment_for_review() -> None:
    rows = ("9:00-9:30 P1 PT1 97530", "9:10-9:40 P1 OT1 97530")
    assert told("cotreatment", *rows) == [("review", "P1", "OT1 PT1", "09:10-09:30", 20, 0)]


def test_a_therapist_and_an_assistant_together_are_a_note() -> None:
    rows = ("9:00-9:15 P1 PT1 97116", "9:00-9:15 P1 PTA1 97116")
    assert told("cotreatment", *rows) == [("note", "P1", "PT1 PTA1", "09:00-09:15", 15, 0)]


def test_a_student_beside_a_therapist_is_no_cotreatment() -> None:
    assert not told("cotreatment", "9:00-9:30 P1 PT1 97110", "9:00-9:30 P1 STUDENT1 97110")


def test_one_colleague_s_rows_one_after_the_other_are_one_cotreatment() -> None:
    rows = ("9:00-9:30 P1 PT1 97530", "9:05-9:10 P1 OT1 97530", "9:10-9:20 P1 OT1 97535")
    (found,) = findings("cotreatment", *rows)
    assert facts(found) == ("review", "P1", "OT1 PT1", "09:05-09:20", 15, 0)
    assert found.intervals == ("r1", "r2", "r3")


def test_a_colleague_who_comes_back_or_another_one_is_another_cotreatment() -> None:
    rows = ("9:00-9:30 P1 PT1 97116", "9:05-9:10 P1 PTA1 97116", "9:15-9:20 P1 PTA1 97116", "9:20-9:25 P1 PT2 97116")
    assert [(one.providers, one.span) for one in told("cotreatment", *rows)] == [
        ("PT1 PTA1", "09:05-09:10"),
        ("PT1 PTA1", "09:15-09:20"),
        ("PT1 PT2", "09:20-09:25"),
    ]


def test_three_providers_at_once_are_one_cotreatment_of_three() -> None:
    rows = ("9:00-9:15 P1 PT1 97116", "9:00-9:15 P1 PTA1 97116", "9:00-9:15 P1 PT2 97116")
    (found,) = findings("cotreatment", *rows)
    assert found.providers == ("PT1", "PT2", "PTA1")
    assert found.message.startswith("PT1, PT2 and PTA1 treated P1 together")


def test_only_what_goes_on_with_the_same_people_is_one_cotreatment() -> None:
    rows = ("7:00-10:00 P1 PT1 97116", "7:10-7:20 P1 PTA1 97116", "8:10-8:20 P1 PT2 97116", "9:20-9:30 P1 PT2 97116")
    found = findings("cotreatment", *rows, "9:05-9:10 P1 OT1 97530", "9:10-9:20 P1 OT1 97535")
    assert [(facts(one).providers, facts(one).span, one.intervals) for one in found] == [
        ("OT1 PT1", "09:05-09:20", ("r1", "r5", "r6")),
        ("PT1 PTA1", "07:10-07:20", ("r1", "r2")),
        ("PT1 PT2", "08:10-08:20", ("r1", "r3")),
        ("PT1 PT2", "09:20-09:30", ("r1", "r4")),
    ]
    assert found[0].message == (
        "OT1 and PT1 treated P1 together on 2026-03-02, 09:05–09:20 (15 minutes). The minutes count once, for one of "
        "them."
    )
