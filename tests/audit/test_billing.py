from __future__ import annotations

from tests.schedules_of import findings, told


def test_units_that_were_left_out_of_a_claim_are_a_note_without_risk() -> None:
    assert told("units.under_billed", "9:00-9:40 P1 PT1 97116 billed_units=2") == [
        ("note", "P1", "PT1", "09:00-09:40", 40, 0)
    ]


def test_units_beyond_the_record_are_an_error_and_all_of_them_at_risk() -> None:
    assert told("units.over_billed", "9:00-9:40 P1 PT1 97116 billed_units=5") == [
        ("error", "P1", "PT1", "09:00-09:40", 40, 2)
    ]


def test_a_claim_that_the_record_supports_is_no_finding() -> None:
    rows = ("9:00-9:40 P1 PT1 97116 billed_units=3",)
    assert not findings("units.over_billed", *rows)
    assert not findings("units.under_billed", *rows)
