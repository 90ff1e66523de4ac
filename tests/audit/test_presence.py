from __future__ import annotations

from tests.schedules_of import findings, told

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
