from __future__ import annotations

import pytest

from tests.schedules_of import findings, told


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


def test_a_duplicate_overlaps_a_third_row_once() -> None:
    row = "9:00-9:30 P1 PT1 97110"
    assert len(told("overlap.same_patient", row, row, "9:20-9:45 P1 PT1 97140")) == 1


def test_two_codes_at_once_in_two_disciplines_are_counted_each_in_its_own() -> None:
    rows = ("9:00-9:08 P1 PT1 97110", "9:07-9:09 P1 PT1 97535 discipline=OT")
    there, back = told("overlap.same_patient", *rows), told("overlap.same_patient", *reversed(rows))
    assert there == back == [("error", "P1", "PT1", "09:07-09:08", 1, 1)]


def test_a_finding_shows_the_rows_that_meet_and_no_others() -> None:
    early, late = "8:00-8:30 P1 PT1 97112", "10:00-10:30 P1 PT1 97112"
    (found,) = findings("overlap.same_patient", early, "9:00-9:30 P1 PT1 97110", "9:20-9:45 P1 PT1 97140", late)
    assert found.intervals == ("r2", "r3")


@pytest.mark.parametrize(("count", "said"), [(2, "97110 twice at"), (3, "97110 3 times at")])
def test_one_code_at_once_is_told_with_how_often(count: int, said: str) -> None:
    rows = [f"9:00-9:{30 + number} P1 PT1 97110" for number in range(count)]
    (found,) = findings("overlap.same_patient", *rows)
    assert said in found.message


def test_the_most_that_claiming_every_row_could_add_is_at_risk() -> None:
    rows = ("9:00-9:30 P1 PT1 97110", "9:00-9:15 P1 PT1 97140", "9:00-9:10 P1 PT1 97112")
    assert [(one.minutes, one.at_risk) for one in told("overlap.same_patient", *rows)] == [(15, 2)]


def test_a_duplicate_without_a_code_is_for_review_and_names_the_patient() -> None:
    row = "9:00-9:30 P1 PT1 assessment"
    (found,) = findings("overlap.duplicate_row", row, row)
    assert (found.severity, found.units_at_risk) == ("review", 0)
    assert found.message.startswith("The same row, P1 with PT1, appears in the schedule 2 times")


def test_a_duplicate_booking_or_aide_s_row_puts_no_unit_at_risk() -> None:
    row = "9:00-9:30 P1 AIDE1 97110"
    assert [one.at_risk for one in told("overlap.duplicate_row", row, row)] == [0]
