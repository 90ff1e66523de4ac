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
