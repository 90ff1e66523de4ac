from __future__ import annotations

import pytest

from tests.days import frame
from tests.schedules_of import analysed, claims
from timeline.audit import FINDING_RULES
from timeline.audit.causes import FOLLOWS
from timeline.result import analyze
from timeline.schedules import read_schedule

ABSENT = ("7:00-17:00 PT1 away", "9:10-9:40 P1 PT1 97110", "9:20-9:50 P2 PT1 97110")


def causes(*lines: str) -> dict[str, set[str]]:
    """Name the rules that share each cause, by the rule of the cause."""
    findings = analysed(*lines).finding_list
    rules = {finding.id: finding.rule.id for finding in findings}
    found: dict[str, set[str]] = {}
    for finding in findings:
        found.setdefault(rules[finding.cause], set()).add(finding.rule.id)
    return found


def test_what_an_absence_makes_impossible_follows_from_it() -> None:
    assert {"time.absent", "overlap.contested"} <= causes(*ABSENT)["time.absent"]


def test_an_interruption_that_costs_a_unit_follows_from_its_contest() -> None:
    found = causes("10:00-10:38 P1 PT1 97110", "10:10-10:20 P2 PT1 97110")
    assert found["overlap.contested"] >= {"overlap.contested", "interruption.cost"}


def test_a_claim_of_contested_minutes_follows_from_the_contest() -> None:
    found = causes("9:00-9:30 P1 PT1 97110 billed_units=2", "9:00-9:30 P2 PT1 97110 billed_units=2")
    assert [rules for rules in found.values() if rules >= {"units.over_billed", "overlap.contested"}]


def test_a_claim_that_no_reading_supports_is_a_fact_of_its_own() -> None:
    found = causes("9:00-9:30 P1 PT1 97110 billed_units=9", "9:00-9:30 P2 PT1 97110")
    assert found["units.over_billed"] == {"units.over_billed"}


def test_a_claim_for_an_aides_time_follows_from_who_attended() -> None:
    assert "units.over_billed" in causes("9:00-9:30 P1 AIDE1 97110 billed_units=2")["claim.aide"]


def test_findings_of_other_dates_and_people_are_causes_of_their_own() -> None:
    found = analysed(
        "9:00-9:30 P1 PT1 97110", "9:20-9:50 P2 PT1 97110", "9:00-9:30 P3 PT2 97110", "9:20-9:50 P4 PT2 97110"
    )
    contests = [finding for finding in found.finding_list if finding.rule.id == "overlap.contested"]
    assert len({finding.cause for finding in contests}) == 2


def test_only_rules_that_exist_are_named() -> None:
    assert {*FOLLOWS, *(cause for causes in FOLLOWS.values() for cause in causes)} <= FINDING_RULES.keys()


def test_each_interruption_of_a_row_follows_from_the_contest_it_overlaps() -> None:
    rows = ("9:00-9:30 P1 PT1 97110", "9:05-9:10 P2 PT1 97110", "9:20-9:25 P3 PT1 97110")
    listed = {finding.id: finding for finding in analysed(*rows).finding_list}
    costly = [finding for finding in listed.values() if finding.rule.id == "interruption.cost"]
    assert [(one.start, listed[one.cause].start) for one in costly] == [(one.start, one.start) for one in costly]
    assert [listed[one.cause].rule.id for one in costly] == ["overlap.contested"] * 2


def test_a_second_in_common_is_enough() -> None:
    assert "interruption.cost" in causes("9:00-9:08 P1 PT1 97110", "9:04-9:04:01 P2 PT1 97110")["overlap.contested"]


def test_a_claim_for_time_of_which_some_was_unattended_follows_from_that() -> None:
    found = causes("9:00-9:15 P1 97032 billed_units=2", "9:15-9:30 P1 PT1 97032")
    assert "units.over_billed" in found["claim.unattended"]


def test_where_no_policy_counts_a_visit_its_claim_follows_from_no_contest() -> None:
    rows = [f"9:00-9:30 P{number} PT1 97110 payer=sunny-health billed_units=2" for number in (1, 2)]
    assert "units.over_billed" not in causes(*rows).get("overlap.contested", set())


def test_a_cause_of_a_cause_is_the_cause() -> None:
    rows = ("7:00-17:00 PT1 away", "10:00-10:38 P1 PT1 97110", "10:10-10:20 P2 PT1 97110")
    assert {"overlap.contested", "interruption.cost"} <= causes(*rows)["time.absent"]


def test_the_likeliest_of_two_causes_is_the_cause() -> None:
    group = [f"9:00-9:40 P{number} PT1 97110" for number in (1, 2)]
    assert "overlap.contested" in causes("7:00-17:00 PT1 away", *group)["time.absent"]
    assert "overlap.contested" in causes(*group)["group.concealed"]


def test_of_two_contests_that_together_cost_a_unit_the_first_is_the_cause() -> None:
    rows = ("9:00-9:24 P1 PT1 97110", "9:05-9:07 P2 PT1 97110", "9:10-9:12 P3 PT1 97110")
    listed = {finding.id: finding for finding in analysed(*rows).finding_list}
    (costly,) = (finding for finding in listed.values() if finding.rule.id == "interruption.cost")
    assert (listed[costly.cause].rule.id, listed[costly.cause].patients) == ("overlap.contested", ("P1", "P2"))


def test_a_claim_of_a_code_that_is_not_recorded_follows_from_no_contest() -> None:
    day = read_schedule(frame("9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 PT1 97110"))
    listed = analyze(day, claims=claims(("P1", "97140", 1, ""))).finding_list
    (claimed,) = (finding for finding in listed if finding.rule.id == "units.over_billed")
    assert claimed.cause == claimed.id


@pytest.mark.parametrize(("code", "units", "follows"), [("97130", 1, True), ("97130", 2, False), ("97530", 1, False)])
def test_a_claimed_code_that_no_row_has_follows_from_a_contest_where_all_documented_minutes_earn_it(
    code: str,
    units: int,
    follows: bool,
) -> None:
    rows = frame("9:00-9:30 P1 OT1 97129", "9:00-9:30 P2 OT1 97129")
    listed = claims(("P1", "97129", 1, ""), ("P1", code, units, ""))
    found = analyze(read_schedule(rows), claims=listed).finding_list
    contests = {finding.cause for finding in found if finding.rule.id == "overlap.contested"}
    (over,) = [each for each in found if each.rule.id == "units.over_billed" and each.about == code]
    assert (over.cause in contests) == follows
