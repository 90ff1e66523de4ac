from __future__ import annotations

import pytest

from tests.days import DATE, frame
from tests.schedules_of import claims, facts, findings, told
from timeline.audit import Finding
from timeline.result import analyze
from timeline.schedules import read_schedule

GAIT = "9:00-9:40 P1 PT1 97116"


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


def of_claims(rule: str, *day: str, code: str, units: int, patient: str = "P1") -> Finding:
    """Give the one finding of a rule on a claims list of one line."""
    found = analyze(read_schedule(frame(*day)), claims=claims((patient, code, units, "")))
    (finding,) = [one for one in found.finding_list if one.rule.id == rule and one.about == code]
    return finding


def test_a_finding_shows_the_rows_of_its_code_alone() -> None:
    rows = ("9:00-9:40 P1 PT1 97116 billed_units=5", "10:00-10:20 P1 PT2 97140")
    assert told("units.over_billed", *rows) == [("error", "P1", "PT1", "09:00-09:40", 40, 2)]


def test_a_code_that_is_not_recorded_shows_every_row_of_the_visit() -> None:
    found = of_claims("units.over_billed", GAIT, "10:00-10:20 P1 PT2 97140", code="97110", units=2)
    assert facts(found) == ("error", "P1", "PT1 PT2", "09:00-10:20", 60, 2)
    assert "recorded, " not in found.message


def test_a_replaced_code_shows_the_rows_it_is_claimed_in_place_of() -> None:
    found = of_claims("units.over_billed", GAIT, "9:40-9:55 P1 97014", code="G0283", units=2)
    assert facts(found) == ("error", "P1", "", "09:40-09:55", 15, 1)


def test_a_code_the_payer_replaces_is_for_review() -> None:
    found = of_claims("units.wrong_line", GAIT, "9:40-9:55 P1 97014", code="97014", units=1)
    assert facts(found) == ("review", "P1", "", "09:40-09:55", 15, 1)


def test_a_claim_of_a_date_without_a_record_has_no_rows_and_lasts_no_time() -> None:
    found = of_claims("units.over_billed", GAIT, code="97110", units=2, patient="P9")
    assert facts(found) == ("error", "P9", "", "00:00-00:00", 0, 2)
    assert (found.date, found.intervals) == (DATE, ())


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (("9:00-9:30 P1 PT1 97110",), "30 minutes recorded, all of it counts;"),
        (("9:00-9:30 P1 PT1 97110", "9:20-9:50 P2 PT1 97112"), "30 minutes recorded, 20 count;"),
        (("9:00-9:30 P1 PT1 97110", "9:01-9:30 P2 PT1 97112"), "30 minutes recorded, 1 counts;"),
        (("9:00-9:30 P1 PT1 97110", "9:20:30-9:50 P2 PT1 97112"), "30 minutes recorded, 20 min 30 s count;"),
        (("9:00-9:30 P1 PT1 97110", "9:00-9:50 P2 PT1 97112"), "none counts because the minutes are contested;"),
        (("9:00-9:30 P1 AIDE1 97110",), "none counts because no therapist or assistant attended;"),
        (("9:00-9:30 P1 PT1 97110 supervised",), "none counts because the rows"),
        (("9:00-9:30 P1 PT1 97110", "9:00-9:30 P1 PT1 rest"), "none counts;"),
    ],
)
def test_the_message_says_how_many_minutes_of_the_code_count_and_else_why_none(day: tuple[str, ...], said: str) -> None:
    assert said in of_claims("units.over_billed", *day, code="97110", units=9).message


def test_rows_of_which_only_some_are_unattended_give_no_single_reason() -> None:
    day = ("9:00-9:10 P1 AIDE1 97110", "9:10-9:20 P1 PT1 97110 supervised")
    assert "none counts;" in of_claims("units.over_billed", *day, code="97110", units=9).message
