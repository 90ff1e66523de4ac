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


def test_what_claiming_every_row_would_add_is_at_risk() -> None:
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


def test_two_codes_at_once_are_told_with_both_and_what_counting_both_would_add() -> None:
    (found,) = findings("overlap.same_patient", "9:00-9:30 P1 PT1 97140", "9:20-9:45 P1 PT1 97110")
    assert found.message == (
        "PT1 is recorded with P1 for 97110 and 97140 at the same time on 2026-03-02, 09:20–09:30 (10 minutes). Each "
        "minute counts once; counting it for both would add 1 unit."
    )


def test_three_codes_at_once_are_told_with_each() -> None:
    rows = ("9:00-9:03 P1 PT1 97140", "9:02-9:05 P1 PT1 97110", "9:00-9:30 P1 PT1 97112")
    (found,) = findings("overlap.same_patient", *rows)
    assert found.message == (
        "PT1 is recorded with P1 for 97110, 97112 and 97140 at the same time on 2026-03-02, 09:00–09:05 (5 minutes). "
        "Each minute counts once; counting it for each would add no timed unit."
    )
    assert found.severity == "review"


def test_rows_that_only_touch_the_time_in_common_are_no_part_of_it() -> None:
    rows = ("8:30-9:00 P1 PT1 97112", "9:00-9:30 P1 PT1 97110", "9:00-9:30 P1 PT1 97140", "9:30-10:00 P1 PT1 97112")
    (found,) = findings("overlap.same_patient", *rows)
    assert (found.intervals, found.seconds) == (("r2", "r3"), 30 * 60)


@pytest.mark.parametrize("row", ["P1 PT1 assessment", "P1 AIDE1 97140", "P1 PT1 97140 supervised", "P2 PT1 97140"])
def test_only_attended_codes_of_one_patient_are_two_codes_at_once(row: str) -> None:
    assert not told("overlap.same_patient", "9:00-9:30 P1 PT1 97110", f"9:20-9:45 {row}")


def test_two_codes_booked_at_once_are_for_review_and_times_apart_are_two_findings() -> None:
    rows = [f"{span} P1 PT1 {code} appointment" for span, code in (("9:00-9:30", 97110), ("9:00-9:30", 97140))]
    assert [one.severity for one in told("overlap.same_patient", *rows)] == ["review"]
    apart = ("9:00-9:30 P1 PT1 97110", "9:10-9:12 P1 PT1 97140", "9:20-9:22 P1 PT1 97140")
    assert [one.span for one in told("overlap.same_patient", *apart)] == ["09:10-09:12", "09:20-09:22"]


def test_a_row_that_stands_three_times_is_told_with_how_often_and_what_the_copies_would_add() -> None:
    row = "9:00-9:10 P1 PT1 97110"
    (found,) = findings("overlap.duplicate_row", row, "9:00-9:30 P2 PT2 97110", row, row)
    assert (found.intervals, found.units_at_risk, found.seconds) == (("r1", "r3", "r4"), 1, 10 * 60)
    assert found.message == (
        "The same row, 97110 for P1 with PT1, appears in the schedule 3 times on 2026-03-02, 09:00–09:10 (10 minutes). "
        "The minutes were counted once; counting them again would add 1 unit."
    )


def test_a_duplicate_that_names_nobody_is_told_without_a_provider() -> None:
    row = "9:00-9:10 P1 97016"
    (found,) = findings("overlap.duplicate_row", row, row)
    assert found.message.startswith("The same row, 97016 for P1, appears in the schedule 2 times on 2026-03-02")


@pytest.mark.parametrize(
    ("rows", "risk"),
    [
        # The exercise earns and counts; the group code recorded one-on-one, which started last, makes no timed unit.
        (("9:00-9:30 P1 PT1 97110", "9:10-9:30 P1 PT1 97150 one_on_one"), 0),
        # 97112 started last and counts; its eight minutes would be the second unit of 97110.
        (("9:00-9:30 P1 PT1 97110 payer=cpt-midpoint", "9:10-9:18 P1 PT1 97112 payer=cpt-midpoint"), 1),
    ],
)
def test_counting_each_row_adds_only_what_the_row_that_counts_has_not(rows: tuple[str, ...], risk: int) -> None:
    for listed in (rows, rows[::-1]):
        assert [one.at_risk for one in told("overlap.same_patient", *listed)] == [risk]
