from __future__ import annotations

from tests.schedules_of import findings, told


def test_a_provider_in_two_clinics_at_once_is_an_error() -> None:
    rows = ("9:00-9:30 P1 PT1 97110", "9:20-9:50 P2 PT1 97110 clinic=annex")
    assert told("overlap.two_sites", *rows) == [("error", "P1 P2", "PT1", "09:20-09:30", 10, 2)]


def test_a_patient_in_two_clinics_at_once_is_an_error() -> None:
    rows = ("9:00-9:30 P1 PT1 97110", "9:20-9:50 P1 OT1 97530 clinic=annex")
    assert told("overlap.two_sites", *rows) == [("error", "P1", "", "09:20-09:30", 10, 1)]


def test_a_provider_who_moves_to_another_clinic_is_in_one_at_a_time() -> None:
    assert not told("overlap.two_sites", "9:00-9:30 P1 PT1 97110", "9:30-9:50 P2 PT1 97110 clinic=annex")


def test_each_time_in_two_clinics_shows_its_own_rows() -> None:
    first = ("9:00-9:30 P1 PT1 97110", "9:20-9:50 P2 PT1 97110 clinic=annex")
    second = ("11:00-11:30 P1 PT1 97110", "11:20-11:50 P2 PT1 97110 clinic=annex")
    found = findings("overlap.two_sites", *first, *second)
    assert [one.intervals for one in found] == [("r1", "r2"), ("r3", "r4")]


def test_bookings_in_two_clinics_are_for_review_and_put_nothing_at_risk() -> None:
    rows = ("9:00-9:30 P1 PT1 appointment", "9:20-9:50 P2 PT1 appointment clinic=annex")
    assert told("overlap.two_sites", *rows) == [("review", "P1 P2", "PT1", "09:20-09:30", 10, 0)]


def test_three_clinics_at_once_are_told_two_by_two() -> None:
    rows = [f"9:00-9:30 P{number} PT1 97110 clinic={name}" for number, name in ((1, "c"), (2, "b"), (3, "a"))]
    assert [one.patients for one in told("overlap.two_sites", *rows)] == ["P1 P2", "P1 P3", "P2 P3"]


def test_a_time_in_two_clinics_is_told_with_who_where_when_and_what_hangs_on_it() -> None:
    rows = ("9:20-9:50 P2 PT1 97110 clinic=north", "9:00-9:30 P1 PT1 97110 clinic=annex", "9:00-9:40 P1 PT2 97112")
    found = findings("overlap.two_sites", *rows)
    assert [one.message.split(" at the same")[0] for one in found] == [
        "P1 is recorded at annex and clinic",
        "PT1 is recorded at annex and north",
    ]
    assert found[1].message == (
        "PT1 is recorded at annex and north at the same time on 2026-03-02, 09:20–09:30 (10 minutes). Nobody is at two "
        "clinics at once, so one of the records is wrong; 2 units depend on these minutes."
    )
    assert [(one.providers, one.intervals) for one in found] == [((), ("r2", "r3")), (("PT1",), ("r1", "r2"))]


def test_what_a_provider_does_not_attend_is_no_presence_of_the_provider_s() -> None:
    assert not told("overlap.two_sites", "9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 PT1 G0283 clinic=annex")


def test_times_in_two_clinics_that_touch_are_one() -> None:
    rows = ("9:00-9:30 P1 PT1 97110", "9:10-9:20 P2 PT1 97110 clinic=annex", "9:20-9:30 P3 PT1 97110 clinic=annex")
    found = findings("overlap.two_sites", *rows, "9:40-9:50 P4 PT1 97110 clinic=annex")
    assert [(one.intervals, one.seconds) for one in found] == [(("r1", "r2", "r3"), 20 * 60)]


def test_a_booking_beside_a_record_at_another_clinic_is_another_matter() -> None:
    assert not told("overlap.two_sites", "9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 PT1 appointment clinic=annex")


def test_time_of_somebody_who_is_in_neither_record_is_not_at_risk() -> None:
    rows = ("9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 PT1 97110 clinic=annex", "9:00-9:30 P1 OT1 97530")
    found = [one for one in told("overlap.two_sites", *rows) if one.providers]
    assert [(one.providers, one.at_risk) for one in found] == [("PT1", 4)]
