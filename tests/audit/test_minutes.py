from __future__ import annotations

from tests.schedules_of import findings, told

VISIT = ("10:15-10:30 P2 PTA1 97112", "10:30-11:10 P2 PT1 97116")


def test_an_interruption_that_changes_a_unit_says_both_counts() -> None:
    (found,) = findings("interruption.cost", *VISIT, "10:55-11:00 P1 PT1 assessment")
    assert (found.severity, found.patients, found.units_at_risk) == ("review", ("P1", "P2"), 1)
    assert found.message == (
        "PT1's 97116 with P2 was interrupted by P1 on 2026-03-02, 10:55–11:00 (5 minutes). The remaining time "
        "supports 3 units for the visit; without the interruption it would be 4."
    )


def test_an_interruption_that_changes_no_unit_costs_nothing() -> None:
    assert not told("interruption.cost", *VISIT, "10:55-10:56 P1 PT1 assessment")


def test_interruptions_that_only_together_change_a_unit_are_one_finding() -> None:
    breaks = ("10:40-10:42 P1 PT1 97110", "10:50-10:52 P1 PT1 97110")
    rows = ("10:30-10:54 P2 PT1 97116", *breaks)
    assert told("interruption.cost", *rows) == [("review", "P1 P2", "PT1", "10:40-10:52", 4, 1)]


def test_a_rest_that_costs_a_unit_is_a_note() -> None:
    (found,) = findings("interruption.cost", "9:00-9:25 P1 PT1 97110", "9:10-9:15 P1 rest")
    assert (found.severity, found.units_at_risk) == ("note", 1)
    assert "was interrupted by a rest on" in found.message


def test_being_with_a_group_meanwhile_is_told_without_its_id() -> None:
    group = ("9:10-9:15 P2 PT1 97150 group=G7", "9:10-9:15 P3 PT1 97150 group=G7")
    (found,) = findings("interruption.cost", "9:00-9:25 P1 PT1 97110", *group)
    assert "was interrupted by a group on" in found.message


def test_minutes_without_a_code_that_would_make_a_unit_are_for_review() -> None:
    (found,) = findings("uncoded.minutes", "9:00-9:05 P1 PT1 assessment", "9:05-9:23 P1 PT1 97110")
    assert (found.severity, found.units_at_risk) == ("review", 1)
    assert found.message == (
        "Time of PT1 with P1 (assessment) has no code on 2026-03-02, 09:00–09:05 (5 minutes). Assigned to a timed "
        "code of the visit, it would support 2 units instead of 1."
    )


def test_minutes_without_a_code_that_change_nothing_are_a_note() -> None:
    rows = ("9:00-9:04 P1 PT1 assessment", "9:05-9:23 P1 PT1 97110")
    assert told("uncoded.minutes", *rows) == [("note", "P1", "PT1", "09:00-09:04", 4, 0)]


def test_minutes_without_a_code_in_pieces_are_added_up() -> None:
    rows = ("9:00-9:03 P1 PT1 assessment", "9:05-9:23 P1 PT1 97110", "9:23-9:25 P1 PT1 instruction")
    assert told("uncoded.minutes", *rows) == [("review", "P1", "PT1", "09:00-09:25", 5, 1)]


def test_a_visit_without_a_timed_code_can_take_no_uncoded_minutes() -> None:
    (found,) = findings("uncoded.minutes", "9:00-9:30 P1 PT1 assessment")
    assert found.message.endswith("The visit has no timed code it could belong to.")


def test_coded_minutes_are_not_uncoded() -> None:
    assert not told("uncoded.minutes", "9:00-9:30 P1 PT1 97110")


def test_a_row_over_midnight_is_for_review() -> None:
    assert told("time.midnight", "23:30-24:10 P1 PT1 97110") == [("review", "P1", "PT1", "23:30-00:10", 40, 0)]


def test_a_row_that_ends_at_midnight_stays_on_its_date() -> None:
    assert not told("time.midnight", "23:30-24:00 P1 PT1 97110")


def test_a_group_that_interrupts_is_none_of_the_patients() -> None:
    group = ("9:10-9:15 P2 PT1 97150 group=G7", "9:10-9:15 P3 PT1 97150 group=G7")
    found = told("interruption.cost", "9:00-9:25 P1 PT1 97110", *group)
    assert [one.patients for one in found] == ["P1"]


def test_interruptions_of_several_kinds_are_one_finding_without_a_reason() -> None:
    rows = ("9:00-9:24 P1 PT1 97110", "9:05-9:07 P1 rest", "9:10-9:12 P2 PT1 97110")
    (found,) = findings("interruption.cost", *rows)
    assert (found.severity, found.units_at_risk, found.seconds) == ("review", 1, 240)
    assert "was interrupted 2 times on" in found.message


def test_where_nobody_keeps_the_provider_no_other_patient_is_named() -> None:
    rows = ("9:00-9:25 P1 PT1 97110", "9:10-9:15 P2 PT1 97110")
    (found,) = findings("interruption.cost", *rows, contest="exclusive")
    assert found.patients == ("P1",)
    assert "P2" not in found.message
    assert " interrupted by  on" not in found.message
