"""C5: a service by telehealth that the payer does not pay so is an error, and earns nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.days import frame
from tests.schedules_of import analysed, claims, findings, told
from timeline.audit.telehealth import _why
from timeline.policies import load_policy
from timeline.policies.rules import TelehealthRule
from timeline.result import analyze
from timeline.schedules import read_schedule

RULE = "telehealth.not_eligible"
MANUAL = "9:30-9:45 P1 PT1 97140 place=10"
EXERCISE = "9:00-9:30 P1 PT1 97110 place=10"


def test_a_code_the_payer_does_not_list_is_an_error_with_its_rows_and_what_it_would_add() -> None:
    assert told(RULE, EXERCISE, MANUAL) == [("error", "P1", "PT1", "09:30-09:45", 15, 1)]
    (found,) = findings(RULE, EXERCISE, MANUAL)
    assert "does not list 97140" in found.message
    assert "15 minutes of it earn nothing" in found.message
    assert "correct the place by addendum" in found.remedy
    assert "Compare the code with CMS's list" in found.remedy
    assert found.source.startswith("telehealth-2026")


def test_an_eligible_code_and_any_place_in_person_are_no_finding() -> None:
    assert not findings(RULE, EXERCISE, "9:30-9:45 P1 PT1 97140 place=11", "9:45-9:50 P1 PT1 place=02")


def test_the_rows_of_one_code_are_one_finding_and_a_single_minute_is_singular() -> None:
    (found,) = findings(RULE, "9:00-9:01 P1 PT1 97140 place=02", "9:05-9:05:30 P1 PT1 97140 place=10")
    assert "(place of service 02 and 10)" in found.message
    assert "1 minute of it earns nothing" in found.message
    assert len(found.intervals) == 2


def test_each_code_is_told_with_its_own_minutes_by_telehealth() -> None:
    stimulation, in_person = "9:45-10:08 P1 PT1 97032 place=10", "10:10-10:40 P1 PT1 97140"
    found = findings(RULE, MANUAL, stimulation, in_person)
    assert [(one.intervals, one.units_at_risk) for one in found] == [(("r1",), 1), (("r2",), 2)]
    assert ["15 minutes of it" in found[0].message, "23 minutes of it" in found[1].message] == [True, True]


@pytest.mark.parametrize(("contest", "minutes"), [("exclusive", 0), ("nested", 0), ("documented", 15)])
def test_contested_minutes_by_telehealth_are_those_of_the_contest_rule_in_force(contest: str, minutes: int) -> None:
    (found,) = findings(RULE, MANUAL, "9:30-9:45 P2 PT1 97110", contest=contest)
    assert (f"{minutes} minutes of it earn nothing" in found.message, found.units_at_risk) == (True, minutes // 15)


def test_a_payer_without_a_rule_is_told_where_one_would_stand() -> None:
    (found,) = findings(RULE, f"{EXERCISE} payer=cpt-midpoint")
    assert "cpt-midpoint has no rule by which telehealth is paid" in found.message
    assert "in a rule named telehealth" in found.remedy


def test_a_place_the_payer_does_not_accept_is_named() -> None:
    rules = load_policy("medicare").on(load_policy("medicare").history["telehealth"][-1].start)
    narrow = replace(rules, telehealth=TelehealthRule(("02",), ("97110",), "95"))
    assert _why(narrow, "97110", ["02", "10"]).endswith("place of service 10.")


@pytest.mark.parametrize("words", ["97140", "PT1 97140 supervised", "PT1 98975"])
def test_a_row_that_earns_nothing_anyway_is_not_told_twice(words: str) -> None:
    assert not findings(RULE, f"9:00-9:15 P1 {words} place=10")


def test_counting_what_is_not_paid_by_telehealth_would_add_nothing_in_other_findings() -> None:
    rows = ("9:00-9:08 P1 PT1 97110", "9:10-9:40 P1 PT1 97140 supervised place=10")
    assert [row[-1] for row in told("mode.contradicts_code", *rows)] == [0]
    broken = ("9:00-9:30 P1 PT1 97140 place=10", "9:10-9:20 P1 rest", "9:30-9:38 P1 PT1 97110")
    assert not findings("interruption.cost", *broken)


def test_no_unit_on_the_edge_hangs_on_minutes_that_are_not_paid() -> None:
    rows = ("9:00-9:16 P1 PT1 97110", "9:20-9:30 P1 PT1 97140 place=10")
    assert bool(findings("units.on_edge", *rows)) == bool(findings("units.on_edge", rows[0]))


def test_contested_minutes_that_are_not_paid_put_no_unit_at_risk() -> None:
    rows = ("9:00-9:30 P1 PT1 97140 place=10", "9:20-9:30 P2 PTA1 97110", "9:10-9:30 P3 PT1 97110 place=02")
    assert all(finding.units_at_risk <= 1 for finding in findings("overlap.contested", *rows))


def test_a_claim_without_the_modifier_is_a_wrong_line_and_audio_only_is_as_good() -> None:
    day = read_schedule(frame("9:00-9:15 P1 PT1 97110 place=10", "9:00-9:15 P2 PT2 97110"))
    for modifiers, wrong in (("GP", True), ("GP 95", False), ("GP 93", False)):
        sent = claims(("P1", "97110", 1, ""), ("P2", "97110", 1, "")).assign(modifiers=[modifiers, "GP"])
        named = [one.patients for one in analyze(day, claims=sent).finding_list if one.rule.id == "units.wrong_line"]
        assert named == ([("P1",)] if wrong else [])


def test_a_claim_of_telehealth_for_minutes_in_the_clinic_is_a_wrong_line() -> None:
    day = read_schedule(frame("9:00-9:15 P1 PT1 97110"))
    found = analyze(day, claims=claims(("P1", "97110", 1, "")).assign(modifiers="GP 95")).finding_list
    assert [one.rule.id for one in found if one.severity == "review"] == ["units.wrong_line"]


def test_a_claim_for_what_is_not_paid_says_that_none_of_its_minutes_counts() -> None:
    (found,) = findings("units.over_billed", f"{MANUAL} billed_units=1")
    assert "none of it counts because the payer does not pay the code by telehealth" in found.message


def test_the_explanation_lists_the_rows_among_those_that_do_not_count() -> None:
    text = str(analysed(EXERCISE, MANUAL).explain("P1"))
    assert "the payer does not pay this code by telehealth" in text
    assert "97110×2 GP 95" in text
