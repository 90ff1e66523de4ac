from __future__ import annotations

from tests.schedules_of import told


def test_a_provider_in_two_clinics_at_once_is_an_error() -> None:
    rows = ("9:00-9:30 P1 PT1 97110", "9:20-9:50 P2 PT1 97110 clinic=annex")
    assert told("overlap.two_sites", *rows) == [("error", "P1 P2", "PT1", "09:20-09:30", 10, 2)]


def test_a_patient_in_two_clinics_at_once_is_an_error() -> None:
    rows = ("9:00-9:30 P1 PT1 97110", "9:20-9:50 P1 OT1 97530 clinic=annex")
    assert told("overlap.two_sites", *rows) == [("error", "P1", "", "09:20-09:30", 10, 1)]


def test_a_provider_who_moves_to_another_clinic_is_in_one_at_a_time() -> None:
    assert not told("overlap.two_sites", "9:00-9:30 P1 PT1 97110", "9:30-9:50 P2 PT1 97110 clinic=annex")
