from __future__ import annotations

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
        "PT1 is recorded with P1 while away, setting up or documenting at the same time on 2026-03-02, 09:20–09:25 "
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


def test_two_codes_at_once_would_claim_ten_minutes_twice() -> None:
    rows = ("9:00-9:30 P1 PT1 97110", "9:20-9:45 P1 PT1 97140")
    assert told("overlap.same_patient", *rows) == [("error", "P1", "PT1", "09:20-09:30", 10, 1)]


def test_codes_one_after_the_other_do_not_run_at_once() -> None:
    assert not told("overlap.same_patient", "9:00-9:20 P1 PT1 97110", "9:20-9:45 P1 PT1 97140")


def test_a_modality_beside_an_exercise_is_not_the_same_patient_twice() -> None:
    assert not told("overlap.same_patient", "9:00-9:20 P1 PT1 97110", "9:00-9:20 P1 PT1 G0283")


def test_two_providers_at_once_are_not_the_same_patient_twice() -> None:
    assert not told("overlap.same_patient", "9:00-9:20 P1 PT1 97110", "9:00-9:20 P1 PTA1 97140")


def test_a_row_that_stands_twice_would_add_two_units() -> None:
    row = "9:00-9:30 P1 PT1 97110"
    assert told("overlap.duplicate_row", row, row) == [("error", "P1", "PT1", "09:00-09:30", 30, 2)]


def test_rows_that_differ_in_one_field_are_no_duplicates() -> None:
    assert not told("overlap.duplicate_row", "9:00-9:30 P1 PT1 97110", "9:00-9:30 P1 PT1 97110 clinic=annex")


def test_a_duplicate_is_not_reported_as_two_codes_at_once() -> None:
    row = "9:00-9:30 P1 PT1 97110"
    assert not told("overlap.same_patient", row, row)


def test_a_duplicate_modality_puts_no_timed_unit_at_risk() -> None:
    row = "9:00-9:30 P1 G0283"
    assert told("overlap.duplicate_row", row, row) == [("error", "P1", "", "09:00-09:30", 30, 0)]


def test_a_duplicate_booking_is_for_review() -> None:
    row = "9:00-9:30 P1 PT1 97110 appointment"
    assert [finding.severity for finding in told("overlap.duplicate_row", row, row)] == ["review"]


def test_a_provider_in_two_clinics_at_once_is_an_error() -> None:
    rows = ("9:00-9:30 P1 PT1 97110", "9:20-9:50 P2 PT1 97110 clinic=annex")
    assert told("overlap.two_sites", *rows) == [("error", "P1 P2", "PT1", "09:20-09:30", 10, 2)]


def test_a_patient_in_two_clinics_at_once_is_an_error() -> None:
    rows = ("9:00-9:30 P1 PT1 97110", "9:20-9:50 P1 OT1 97530 clinic=annex")
    assert told("overlap.two_sites", *rows) == [("error", "P1", "", "09:20-09:30", 10, 1)]


def test_a_provider_who_moves_to_another_clinic_is_in_one_at_a_time() -> None:
    assert not told("overlap.two_sites", "9:00-9:30 P1 PT1 97110", "9:30-9:50 P2 PT1 97110 clinic=annex")


def test_two_disciplines_at_once_are_a_cotreatment_for_review() -> None:
    rows = ("9:00-9:30 P1 PT1 97530", "9:10-9:40 P1 OT1 97530")
    assert told("cotreatment", *rows) == [("review", "P1", "OT1 PT1", "09:10-09:30", 20, 0)]


def test_a_therapist_and_an_assistant_together_are_a_note() -> None:
    rows = ("9:00-9:15 P1 PT1 97116", "9:00-9:15 P1 PTA1 97116")
    assert told("cotreatment", *rows) == [("note", "P1", "PT1 PTA1", "09:00-09:15", 15, 0)]


def test_a_student_beside_a_therapist_is_no_cotreatment() -> None:
    assert not told("cotreatment", "9:00-9:30 P1 PT1 97110", "9:00-9:30 P1 STUDENT1 97110")


def test_a_duplicate_overlaps_a_third_row_once() -> None:
    row = "9:00-9:30 P1 PT1 97110"
    assert len(told("overlap.same_patient", row, row, "9:20-9:45 P1 PT1 97140")) == 1


def test_two_codes_at_once_in_two_disciplines_are_counted_each_in_its_own() -> None:
    rows = ("9:00-9:08 P1 PT1 97110", "9:07-9:09 P1 PT1 97535 discipline=OT")
    there, back = told("overlap.same_patient", *rows), told("overlap.same_patient", *reversed(rows))
    assert there == back == [("error", "P1", "PT1", "09:07-09:08", 1, 1)]
