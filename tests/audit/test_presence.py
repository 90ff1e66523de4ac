from __future__ import annotations

import pytest

from tests.schedules_of import facts, findings, told

SHIFT = "9:00-12:00 PT1 shift"


def test_treatment_after_the_shift_is_for_review() -> None:
    rows = (SHIFT, "11:45-12:15 P1 PT1 97110")
    assert told("time.outside_shift", *rows) == [("review", "P1", "PT1", "12:00-12:15", 15, 1)]


def test_the_message_says_who_when_how_long_and_what_is_at_risk() -> None:
    (found,) = findings("time.outside_shift", SHIFT, "11:45-12:15 P1 PT1 97110")
    assert found.message == (
        "PT1 was treating P1 outside the shift on 2026-03-02, 12:00–12:15 (15 minutes). One of the records is wrong; "
        "1 unit depends on these minutes."
    )


def test_running_over_by_five_minutes_is_a_note() -> None:
    assert [one.severity for one in told("time.outside_shift", SHIFT, "11:45-12:05 P1 PT1 97110")] == ["note"]


def test_documentation_after_the_shift_is_no_treatment() -> None:
    assert not told("time.outside_shift", SHIFT, "12:00-12:30 P1 PT1 documentation_away")


def test_treatment_between_two_shifts_is_outside_both() -> None:
    rows = (SHIFT, "13:00-17:00 PT1 shift", "12:10-12:40 P1 PT1 97110")
    assert [one.span for one in told("time.outside_shift", *rows)] == ["12:10-12:40"]


def test_without_shifts_nobody_is_outside_one_or_absent() -> None:
    rows = ("9:00-9:30 P1 PT1 97110",)
    assert not told("time.outside_shift", *rows)
    assert not told("time.absent", *rows)


def test_treatment_by_somebody_without_a_shift_where_others_have_one_is_for_review() -> None:
    assert told("time.absent", SHIFT, "9:00-9:30 P1 PT2 97110") == [("review", "P1", "PT2", "09:00-09:30", 30, 2)]


def test_somebody_who_has_shifts_on_other_dates_is_an_error() -> None:
    rows = (SHIFT, "9:00-9:30 P1 PT2 97110", "9:00-12:00 PT2 shift next")
    (found,) = findings("time.absent", *rows)
    assert found.severity == "error"
    assert found.message == (
        "PT2 has no shift on that date but is recorded as treating P1 on 2026-03-02, 09:00–09:30 (30 minutes). One "
        "of the records is wrong; 2 units depend on these minutes."
    )


def test_a_clinic_that_records_no_shifts_shows_nobody_s_absence() -> None:
    assert not told("time.absent", SHIFT, "9:00-9:30 P1 PT2 97110 clinic=annex")


def test_shifts_of_aides_only_show_nobody_s_absence() -> None:
    assert not told("time.absent", "9:00-12:00 AIDE1 shift", "9:00-9:30 P1 PT2 97110")


def test_treatment_on_a_day_away_is_an_error() -> None:
    rows = ("8:00-17:00 PT1 away", "9:00-9:30 P1 PT1 97110")
    (found,) = findings("time.absent", *rows)
    assert (found.severity, found.seconds) == ("error", 1800)
    assert found.message.startswith(
        "PT1 is recorded as away 08:00–17:00 but also as treating P1 on 2026-03-02, 09:00–09:30"
    )


def test_lunch_is_no_absence() -> None:
    assert not told("time.absent", SHIFT, "9:00-10:00 PT1 away", "9:50-10:20 P1 PT1 97110")


def test_a_booking_shows_nobody_treating() -> None:
    assert not told("time.absent", SHIFT, "9:00-9:30 P1 PT2 appointment")


def test_half_a_working_day_away_is_an_absence_and_a_minute_less_is_not() -> None:
    assert told("time.absent", "8:00-12:00 PT1 away", "9:00-9:30 P1 PT1 97110")
    assert not told("time.absent", "8:00-11:59 PT1 away", "9:00-9:30 P1 PT1 97110")


def test_an_aide_without_a_shift_is_nobody_absent() -> None:
    assert not told("time.absent", SHIFT, "9:00-9:30 P1 AIDE1 97110")


@pytest.mark.parametrize(("end", "severity"), [("12:05", "note"), ("12:05:01", "review")])
def test_a_second_more_than_five_minutes_over_is_for_review(end: str, severity: str) -> None:
    assert [one.severity for one in told("time.outside_shift", SHIFT, f"11:45-{end} P1 PT1 97110")] == [severity]


def test_each_time_outside_the_shift_is_told_with_its_own_rows() -> None:
    early = ("8:30-8:45 P1 PT1 97110", "8:40-9:10 P2 PT1 97112", "8:50-9:05 P3 PT1 G0283")
    late = ("11:50-12:10 P2 PT1 97110", "12:10-12:20 P1 PT1 97112", "12:00-12:20 P4 PT2 97110", "13:00-13:10 PT1 away")
    found = findings("time.outside_shift", SHIFT, *early, *late, "15:00-15:30 P5 PT1 97110 appointment clinic=annex")
    assert [(one.intervals, facts(one).span, one.patients) for one in found] == [
        (("r2", "r3"), "08:30-09:00", ("P1", "P2")),
        (("r5", "r6"), "12:00-12:20", ("P1", "P2")),
    ]
    assert found[0].message == (
        "PT1 was treating P1 and P2 outside the shift on 2026-03-02, 08:30–09:00 (30 minutes). One of the records is "
        "wrong; 1 unit depends on these minutes."
    )


def test_time_of_a_colleague_with_the_same_patient_is_not_at_risk() -> None:
    rows = ("9:00-13:00 PT2 shift", "11:45-12:15 P1 PT1 97110", "12:15-13:00 P1 PT2 97110")
    assert [one.at_risk for one in told("time.outside_shift", SHIFT, *rows)] == [1]


@pytest.mark.parametrize(("end", "severity"), [("12:00", ["error"]), ("11:59:59", [])])
def test_four_hours_away_are_an_absence(end: str, severity: list[str]) -> None:
    assert [one.severity for one in told("time.absent", f"8:00-{end} PT1 away", "9:00-9:30 P1 PT1 97110")] == severity


def test_an_absence_is_told_with_its_times_and_the_treatment_within_it() -> None:
    away = ("8:00-12:00 PT1 away", "13:00-17:00 PT1 away", "17:30-18:00 PT1 away", "8:00-17:00 PT2 away")
    rows = (
        "9:00-9:30 P1 PT1 97110",
        "11:50-12:10 P2 PT1 97110",
        "17:00-17:40 P3 PT1 97110",
        "14:00-14:20 P1 PT1 97112",
    )
    (found,) = findings("time.absent", *away, *rows)
    assert found.message == (
        "PT1 is recorded as away 08:00–12:00 and 13:00–17:00 but also as treating P1 and P2 on 2026-03-02, 09:00–14:20 "
        "(70 minutes). One of the records is wrong; 4 units depend on these minutes."
    )
    assert (found.intervals, facts(found).span, found.seconds) == (("r5", "r6", "r8"), "09:00-14:20", 70 * 60)


def test_a_clinic_s_shifts_tell_of_its_own_date_alone_and_booked_time_is_no_treatment() -> None:
    assert not told("time.absent", f"{SHIFT} next", "9:00-9:30 P1 PT2 97110")
    assert not told("time.absent", SHIFT, "9:00-9:30 P1 PT2 97110 appointment")
    assert not told("time.absent", "9:00-12:00 AIDE1 shift", "9:00-9:30 P1 PT2 97110")
    assert told("time.absent", "9:00-12:00 PTA1 shift", "9:00-9:30 P1 PT2 97110")
    assert not told("time.absent", SHIFT, "8:00-12:00 PT2 shift clinic=annex", "9:00-9:30 P1 PT2 97110")
    assert not told("time.absent", SHIFT, "9:00-9:30 P1 PT2 G0283")
