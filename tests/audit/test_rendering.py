from __future__ import annotations

import pytest

from tests.days import frame
from tests.schedules_of import Told, claims, facts
from timeline.audit import Finding
from timeline.result import analyze
from timeline.schedules import read_schedule

RULE = "claim.rendering_provider"
DAY = ("8:00-12:00 PT1 shift", "8:00-12:00 PT2 shift", "9:00-9:30 P1 PT1 97110")


def found(day: tuple[str, ...], *lines: tuple[str, str, int, str]) -> list[Finding]:
    analysis = analyze(read_schedule(frame(*day)), claims=claims(*lines))
    return [finding for finding in analysis.finding_list if finding.rule.id == RULE]


def told(day: tuple[str, ...], *lines: tuple[str, str, int, str]) -> list[Told]:
    return [facts(finding) for finding in found(day, *lines)]


def test_a_claim_under_the_name_of_somebody_without_a_row_for_its_code_is_for_review() -> None:
    (finding,) = found(DAY, ("P1", "97110", 2, "PT2"))
    assert facts(finding) == ("review", "P1", "PT1 PT2", "09:00-09:30", 30, 2)
    assert finding.message == (
        "The claim for 97110 of P1 on 2026-03-02, 09:00–09:30 (30 minutes) names PT2, but the record names PT1. "
        "One of them is wrong; 2 units stand on the claim."
    )


def test_a_claim_that_names_whom_the_record_shows_is_in_order() -> None:
    assert not told(DAY, ("P1", "97110", 2, "PT1"))


def test_a_claim_that_names_nobody_is_in_order() -> None:
    assert not told(DAY, ("P1", "97110", 2, ""))


def test_a_line_without_units_claims_nothing() -> None:
    assert not told(DAY, ("P1", "97110", 0, "PT2"))


def test_a_row_for_another_code_does_not_stand_for_the_claimed_one() -> None:
    day = (*DAY, "9:30-10:00 P1 PT2 97140")
    assert told(day, ("P1", "97110", 2, "PT2")) == [("review", "P1", "PT1 PT2", "09:00-09:30", 30, 2)]


def test_a_therapist_who_is_there_may_stand_on_the_claim_for_an_assistant() -> None:
    day = ("8:00-12:00 PT1 shift", "9:00-9:30 P1 PTA1 97110")
    assert not told(day, ("P1", "97110", 2, "PT1"))


def test_a_therapist_who_is_not_there_may_not_stand_on_the_claim_for_an_assistant() -> None:
    day = ("8:00-12:00 PT1 shift", "9:00-9:30 P1 PTA1 97110")
    assert told(day, ("P1", "97110", 2, "PT9")) == [("review", "P1", "PT9 PTA1", "09:00-09:30", 30, 2)]


def test_a_therapist_does_not_stand_for_an_aide() -> None:
    day = ("8:00-12:00 PT1 shift", "9:00-9:30 P1 AIDE1 97110")
    assert told(day, ("P1", "97110", 2, "PT1")) == [("review", "P1", "AIDE1 PT1", "09:00-09:30", 30, 2)]


def test_a_modality_that_nobody_attends_may_be_claimed_by_whoever_treated_the_patient() -> None:
    day = (*DAY, "9:30-9:45 P1 G0283")
    assert not told(day, ("P1", "G0283", 1, "PT1"))
    assert told(day, ("P1", "G0283", 1, "PT2")) == [("review", "P1", "PT1 PT2", "09:00-09:30", 30, 0)]


def test_a_replaced_code_rests_on_the_rows_of_the_recorded_one() -> None:
    day = (*DAY, "9:30-9:45 P1 PT2 97014")
    assert not told(day, ("P1", "G0283", 1, "PT2"))


def test_two_lines_of_one_code_and_name_are_one_finding() -> None:
    assert [one.at_risk for one in told(DAY, ("P1", "97110", 1, "PT2"), ("P1", "97110", 1, "PT2"))] == [2]


def test_the_schedules_own_claims_name_nobody() -> None:
    analysis = analyze(read_schedule(frame("9:00-9:30 P1 PT1 97110 billed_units=2")))
    assert RULE not in set(analysis.findings["rule"])


def test_a_therapist_who_is_there_may_stand_on_the_claim_for_a_student() -> None:
    day = ("8:00-12:00 PT1 shift", "9:00-9:30 P1 STUDENT1 97110")
    assert not told(day, ("P1", "97110", 2, "PT1"))


def test_an_assistant_does_not_stand_on_the_claim_for_another() -> None:
    day = ("8:00-12:00 PTA2 shift", "8:00-12:00 AIDE1 shift", "9:00-9:30 P1 PTA1 97110")
    assert [one.providers for one in told(day, ("P1", "97110", 2, "PTA2"))] == ["PTA1 PTA2"]
    assert [one.providers for one in told(day, ("P1", "97110", 2, "AIDE1"))] == ["AIDE1 PTA1"]


def test_a_therapist_of_another_discipline_or_date_does_not_stand_for_an_assistant() -> None:
    day = ("8:00-12:00 OT1 shift", "8:00-12:00 PT1 shift next", "9:00-9:30 P1 PTA1 97110")
    for name in ("OT1", "PT1"):
        assert [one.at_risk for one in told(day, ("P1", "97110", 2, name))] == [2]


def test_a_claim_of_a_code_nobody_knows_puts_no_unit_at_risk() -> None:
    (finding,) = found((*DAY, "9:30-9:45 P1 PT1 99999"), ("P1", "99999", 1, "PT2"))
    assert finding.units_at_risk == 0
    assert finding.message == (
        "The claim for 99999 of P1 on 2026-03-02, 09:30–09:45 (15 minutes) names PT2, but the record names PT1. One of "
        "them is wrong; 1 unit stands on the claim."
    )


def test_a_claim_is_told_with_everybody_who_has_a_row_for_its_code() -> None:
    day = (*DAY, "9:20-9:40 P1 PT4 97110", "10:00-10:10 P1 PT3 97110", "10:10-10:20 P1 PT5 97112")
    (finding,) = found(day, ("P1", "97110", 3, "PT2"))
    assert (finding.intervals, finding.providers) == (("r3", "r4", "r5"), ("PT1", "PT2", "PT3", "PT4"))
    assert (
        "on 2026-03-02, 09:00–10:10 (50 minutes) names PT2, but the record names PT1, PT3 and PT4." in finding.message
    )


@pytest.mark.parametrize("named", ["PT2", "AIDE1", "PT9"])
def test_where_no_row_of_a_visit_names_anybody_a_claim_may_name_whoever_it_will(named: str) -> None:
    assert not told(("8:00-12:00 PT2 shift", "9:00-9:15 P1 G0283"), ("P1", "G0283", 1, named))


def test_the_claim_of_a_booking_names_nobody_wrong() -> None:
    assert not told(("9:00-9:30 P1 PT1 97110 appointment",), ("P1", "97110", 2, "PT2"))


def test_a_visit_that_no_policy_counts_is_looked_at_too() -> None:
    day = ("9:00-9:30 P1 PT1 97110 payer=sunny-health",)
    assert told(day, ("P1", "97110", 2, "PT2")) == [("review", "P1", "PT1 PT2", "09:00-09:30", 30, 2)]


def test_a_therapist_does_not_stand_for_a_therapist_beside_an_assistant() -> None:
    day = ("8:00-12:00 PT2 shift", "9:00-9:30 P1 PTA1 97110", "9:30-10:00 P1 PT1 97110")
    assert [one.at_risk for one in told(day, ("P1", "97110", 4, "PT2"))] == [4]
