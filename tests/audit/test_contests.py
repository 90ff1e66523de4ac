from __future__ import annotations

import pytest

from tests.schedules_of import findings, told

INTERRUPTED = (
    "10:00-10:30 P1 PT1 97110",
    "10:55-11:00 P1 PT1 assessment",
    "10:30-11:10 P2 PT1 97116",
    "10:15-10:30 P2 PTA1 97112",
)


def test_five_contested_minutes_put_the_fourth_unit_at_risk() -> None:
    assert told("overlap.contested", *INTERRUPTED) == [("error", "P1 P2", "PT1", "10:55-11:00", 5, 1)]


def test_touching_rows_of_two_patients_are_no_contest() -> None:
    assert not told("overlap.contested", "9:00-9:30 P1 PT1 97110", "9:30-10:00 P2 PT1 97110")


def test_a_supervised_modality_beside_another_patient_is_no_contest() -> None:
    assert not told("overlap.contested", "9:00-9:15 P1 PT1 G0283", "9:00-9:15 P2 PT1 97140")


def test_a_contest_without_a_unit_at_stake_is_for_review() -> None:
    rows = ("9:00-9:30 P1 PT1 97110", "9:28-9:58 P2 PT1 97110")
    assert told("overlap.contested", *rows) == [("review", "P1 P2", "PT1", "09:28-09:30", 2, 0)]


def test_a_contest_with_being_away_says_so() -> None:
    (found,) = findings("overlap.contested", "9:00-9:30 P1 PT1 97110", "9:20-9:25 PT1 away")
    assert found.message == (
        "PT1 is recorded with P1 and as away, setting up or documenting at the same time on 2026-03-02, 09:20–09:25 "
        "(5 minutes). Only one of the two can count; no timed unit depends on these minutes."
    )


def test_a_contest_of_a_group_and_a_patient_names_both() -> None:
    group = ("9:00-9:30 P1 PT1 97150 group=G1", "9:00-9:30 P2 PT1 97150 group=G1")
    (found,) = findings("overlap.contested", *group, "9:10-9:20 P3 PT1 97110")
    assert found.patients == ("P1", "P2", "P3")
    assert found.message.startswith("PT1 is recorded with P3 and a group (P1 and P2) at the same time on 2026-03-02")


def test_a_patient_called_like_a_group_still_contests_it() -> None:
    group = ("9:00-9:30 P1 PT1 97150 group=P3", "9:00-9:30 P2 PT1 97150 group=P3")
    assert len(told("overlap.contested", *group, "9:10-9:20 P3 PT1 97110")) == 1


def test_three_patients_at_once_are_told_apart_from_two() -> None:
    rows = ("9:00-9:30 P1 PT1 97110", "9:10-9:30 P2 PT1 97110", "9:20-9:30 P3 PT1 97110")
    assert [(f.patients, f.minutes) for f in told("overlap.contested", *rows)] == [("P1 P2", 10), ("P1 P2 P3", 10)]


def test_a_double_booking_is_for_review_and_says_booked() -> None:
    rows = ("9:00-9:30 P1 PT1 appointment", "9:00-9:30 P2 PT1 appointment")
    (found,) = findings("overlap.contested", *rows)
    assert (found.severity, found.units_at_risk) == ("review", 4)
    assert found.message.startswith("PT1 is booked with P1 and P2 at the same time on 2026-03-02, 09:00–09:30")


def test_of_a_whole_group_and_an_absence_only_one_can_count() -> None:
    group = ("9:00-9:30 P1 PT1 97150 group=G1", "9:00-9:30 P2 PT1 97150 group=G1")
    (found,) = findings("overlap.contested", *group, "9:10-9:20 PT1 away")
    assert "Only one of the two can count" in found.message


def test_of_two_patients_and_an_absence_more_than_two_records_stand_against_each_other() -> None:
    rows = ("9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 PT1 97110", "9:00-9:30 PT1 away")
    (found,) = findings("overlap.contested", *rows)
    assert "Only one of the two" not in found.message


def test_a_contest_in_which_the_members_of_a_group_change_names_all_of_them() -> None:
    group = [f"9:{span} P{who} PT1 97150 group=G1" for who, span in ((1, "00-9:30"), (2, "00-9:15"), (4, "15-9:30"))]
    rows = (*group, "9:00-9:30 P3 PT1 97110")
    (found,) = findings("overlap.contested", *rows)
    assert (found.patients, found.intervals) == (("P1", "P2", "P3", "P4"), ("r1", "r2", "r3", "r4"))
    assert "P3 and a group (P1, P2 and P4)" in found.message


def test_a_contest_that_stops_and_goes_on_is_two() -> None:
    rows = ("9:00-9:30 P1 PT1 97110", "9:05-9:10 P2 PT1 97110", "9:20-9:25 P2 PT1 97110")
    assert [one.span for one in told("overlap.contested", *rows)] == ["09:05-09:10", "09:20-09:25"]


def test_groups_are_told_after_patients_and_in_their_order() -> None:
    groups = [f"9:00-9:30 P{who} PT1 97150 group=G{1 + who // 3}" for who in (4, 3, 2, 1)]
    (found,) = findings("overlap.contested", *groups, "9:00-9:30 P6 PT1 97110", "9:00-9:30 P5 PT1 97110")
    assert found.message == (
        "PT1 is recorded with P5, P6, a group (P1 and P2) and a group (P3 and P4) at the same time on 2026-03-02, "
        "09:00–09:30 (30 minutes). A minute counts one-on-one for at most one patient; 4 units depend on these minutes."
    )
    assert found.patients == ("P1", "P2", "P3", "P4", "P5", "P6")
    assert found.intervals == ("r1", "r2", "r3", "r4", "r5", "r6")


@pytest.mark.parametrize(
    ("rows", "exclusive"),
    [
        (["9:00-9:30 P1 PT1 97110", "9:00-9:30 P1 PT1 97150 group=G1"], True),
        (["9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 PT1 97110"], False),
        (["9:00-9:30 P1 PT1 97110", "9:00-9:30 P1 PT1 97150 group=G1", "9:00-9:30 PT1 away"], True),
        (["9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 PT1 97110", "9:00-9:30 PT1 away"], False),
        (["9:00-9:30 P1 PT1 97110", "9:00-9:30 PT1 away"], True),
    ],
)
def test_one_patient_or_one_record_and_an_absence_stand_against_each_other(rows: list[str], exclusive: bool) -> None:
    (found,) = findings("overlap.contested", *rows)
    said = "Only one of the two can count" if exclusive else "A minute counts one-on-one for at most one patient"
    assert f". {said}; " in found.message


def test_contests_later_in_a_day_go_on_as_the_first_does() -> None:
    rows = [
        f"9:{minute:02}-9:{minute + 5:02} P2 PT1 {code}"
        for minute, code in ((0, 97110), (10, 97110), (20, 97110), (25, 97112))
    ]
    found = findings("overlap.contested", "9:00-9:40 P1 PT1 97110", *rows)
    assert [(one.intervals, one.seconds) for one in found] == [
        (("r1", "r2"), 300),
        (("r1", "r3"), 300),
        (("r1", "r4", "r5"), 600),
    ]
