from __future__ import annotations

import pytest

from tests.schedules_of import analysed, findings, told


def test_a_timed_code_with_nobody_earns_nothing() -> None:
    assert told("claim.unattended", "9:00-9:15 P1 97032") == [("error", "P1", "", "09:00-09:15", 15, 1)]


def test_a_modality_with_nobody_is_supervised() -> None:
    assert not told("claim.unattended", "9:00-9:15 P1 G0283")


def test_an_unattended_claim_under_a_credited_row_adds_no_unit() -> None:
    rows = ("9:00-9:15 P1 97110", "9:00-9:15 P1 PT1 97110")
    assert [finding.at_risk for finding in told("claim.unattended", *rows)] == [0]


def test_an_unattended_booking_is_for_review() -> None:
    (found,) = findings("claim.unattended", "9:00-9:15 P1 97110 appointment")
    assert found.severity == "review"
    assert found.message.startswith("Code 97110 for P1 is booked with nobody in attendance on 2026-03-02")


def test_an_aide_cannot_furnish_a_timed_code() -> None:
    (found,) = findings("claim.aide", "9:00-9:20 P1 AIDE1 97110")
    assert found.message == (
        "Code 97110 for P1 is recorded with AIDE1 (an aide) on 2026-03-02, 09:00–09:20 (20 minutes). "
        "It earns nothing; claiming it would add 1 unit."
    )


def test_an_athletic_trainer_counts_as_an_aide_does() -> None:
    assert told("claim.aide", "9:00-9:20 P1 ATC1 97110") == [("error", "P1", "ATC1", "09:00-09:20", 20, 1)]


def test_time_of_an_aide_without_a_code_is_a_note() -> None:
    assert told("claim.aide", "9:00-9:20 P1 AIDE1") == [("note", "P1", "AIDE1", "09:00-09:20", 20, 0)]


def test_an_assistant_is_no_aide() -> None:
    assert not told("claim.aide", "9:00-9:20 P1 PTA1 97110")


def test_a_student_alone_earns_nothing() -> None:
    assert told("claim.student", "9:00-9:20 P1 STUDENT1 97110") == [("error", "P1", "STUDENT1", "09:00-09:20", 20, 1)]


def test_a_student_beside_a_therapist_is_a_note() -> None:
    rows = ("9:00-9:30 P1 PT1 97110", "9:00-9:30 P1 STUDENT1 97110")
    assert told("claim.student", *rows) == [("note", "P1", "STUDENT1", "09:00-09:30", 30, 0)]


def test_a_student_left_alone_for_a_part_is_an_error_for_that_part() -> None:
    (found,) = findings("claim.student", "9:00-9:15 P1 PT1 97110", "9:00-9:30 P1 STUDENT1 97110")
    assert found.units_at_risk == 1
    assert (
        "No therapist or assistant is credited for 15 minutes of it; claiming that would add 1 unit." in found.message
    )


def test_nobody_is_a_student_without_the_role() -> None:
    assert not told("claim.student", "9:00-9:20 P1 PT1 97110")


def test_an_exercise_recorded_as_supervised_contradicts_its_code() -> None:
    (found,) = findings("mode.contradicts_code", "9:00-9:10 P1 PT1 97110 supervised")
    assert (found.severity, found.units_at_risk) == ("error", 1)
    assert found.message == (
        "Code 97110 for P1 is defined as one-on-one, but the row says supervised on 2026-03-02, 09:00–09:10 "
        "(10 minutes). It earns nothing for the code; claiming it would add 1 unit."
    )


def test_an_unskilled_row_with_a_code_is_for_review() -> None:
    found = told("mode.contradicts_code", "9:00-9:10 P1 PT1 97110 unskilled")
    assert found == [("review", "P1", "PT1", "09:00-09:10", 10, 1)]


def test_a_modality_attended_one_on_one_contradicts_nothing() -> None:
    assert not told("mode.contradicts_code", "9:00-9:10 P1 PT1 G0283 one_on_one")


def test_work_hardening_recorded_as_supervised_contradicts_its_code() -> None:
    (found,) = findings("mode.contradicts_code", "9:00-9:20 P1 PT1 97545 supervised")
    assert "is defined as one-on-one or group, but the row says supervised" in found.message


def test_a_booking_of_an_aide_without_a_known_code_puts_no_unit_at_risk() -> None:
    for code in ("", "99999"):
        assert [one.at_risk for one in told("claim.aide", f"9:00-9:20 P1 AIDE1 {code} appointment")] == [0]


def test_an_slp_assistant_s_time_earns_nothing_under_medicare_and_it_is_said() -> None:
    (found,) = findings("claim.assistant_not_covered", "9:00-9:30 P1 SLPA1 92507")
    assert (found.severity, found.units_at_risk, found.source) == ("review", 0, "cms-benefit-15 §230.3")
    assert found.message == (
        "SLPA1 (SLPA) is recorded with P1 for code 92507 on 2026-03-02, 09:00–09:30 (30 minutes). medicare does not "
        "cover the services of SLPA (this rule is not verified): the time earns nothing; claiming it would add no "
        "timed unit."
    )
    assert "Read §230.3, or ask the contractor" in found.remedy


def test_what_an_slp_assistant_s_timed_minutes_would_add_is_told() -> None:
    rows = ("9:00-9:10 P1 SLP1 96105", "9:10-9:33 P1 SLPA1 97533")
    assert [one.at_risk for one in told("claim.assistant_not_covered", *rows)] == [2]


@pytest.mark.parametrize(("contest", "risk"), [("exclusive", 0), ("nested", 0), ("documented", 2)])
def test_contested_time_of_an_slp_assistant_would_add_what_the_contest_rule_in_force_leaves(
    contest: str, risk: int
) -> None:
    rows = ("9:00-9:30 P1 SLPA1 97533", "9:00-9:30 P2 SLPA1 97533")
    assert [one.at_risk for one in told("claim.assistant_not_covered", *rows, contest=contest)] == [risk, risk]


def test_an_slp_assistant_beside_a_therapist_takes_nothing_from_the_therapist() -> None:
    rows = ("9:00-9:30 P1 SLP1 97533", "9:00-9:30 P1 SLPA1 97533")
    assert [one.at_risk for one in told("claim.assistant_not_covered", *rows)] == [0]
    assert analysed(*rows).visits["timed_units"].tolist() == [2]


def test_other_payers_do_with_slp_assistants_as_their_policy_says() -> None:
    row = "9:00-9:30 P1 SLPA1 97533 payer=cpt-midpoint"
    assert not told("claim.assistant_not_covered", row)
    assert analysed(row).visits["timed_units"].tolist() == [2]


@pytest.mark.parametrize("assistant", ["PTA1", "OTA1"])
def test_other_assistants_are_covered(assistant: str) -> None:
    assert not told("claim.assistant_not_covered", f"9:00-9:30 P1 {assistant} 97530")


def test_a_claim_of_an_slp_assistant_s_time_is_over_billed_for_that_reason() -> None:
    (found,) = findings("units.over_billed", "9:00-9:30 P1 SLPA1 97533 billed_units=2")
    assert found.message.endswith(
        "30 minutes recorded, none of it counts because the payer does not cover the time of SLPA; 2 units claimed, "
        "the record supports none."
    )
    assert found.severity == "review", "what it rests on is not verified"
    (cause,) = findings("claim.assistant_not_covered", "9:00-9:30 P1 SLPA1 97533 billed_units=2")
    assert found.cause == cause.id


def test_nothing_else_hangs_on_time_that_the_payer_does_not_cover() -> None:
    rows = ("9:00-9:30 P1 SLPA1 97533", "9:20-9:25 P1 rest", "9:30-9:40 P1 SLPA1", "9:10-9:40 P2 SLPA1 97533")
    found = analysed(*rows).finding_list
    assert {one.rule.id for one in found if one.units_at_risk} == {"claim.assistant_not_covered"}
    assert "interruption.cost" not in {one.rule.id for one in found}


WHEN = "on 2026-03-02, 09:00–09:20 (20 minutes)"


@pytest.mark.parametrize(
    ("rule", "row", "severity", "message"),
    [
        (
            "claim.unattended",
            "9:00-9:20 P1 97110",
            "error",
            f"Code 97110 for P1 is recorded with nobody in attendance {WHEN}. It earns nothing; claiming it would add "
            "1 unit.",
        ),
        (
            "claim.aide",
            "9:00-9:20 P1 OTHER1",
            "note",
            f"Time without a code for P1 is recorded with OTHER1 (neither a therapist nor an assistant) {WHEN}. It "
            "earns nothing; claiming it would add no timed unit.",
        ),
        (
            "claim.aide",
            "9:00-9:20 P1 ATC1 97110 appointment",
            "review",
            f"Code 97110 for P1 is booked with ATC1 (an athletic trainer) {WHEN}. It earns nothing; claiming it would "
            "add 1 unit.",
        ),
        (
            "claim.student",
            "9:00-9:20 P1 STUDENT1 97110",
            "error",
            f"STUDENT1 (a student) is recorded with P1 for code 97110 {WHEN}. No therapist or assistant is credited "
            "for 20 minutes of it; claiming that would add 1 unit.",
        ),
        (
            "claim.student",
            "9:00-9:20 P1 STUDENT1",
            "note",
            f"STUDENT1 (a student) is recorded with P1 for time without a code {WHEN}. No therapist or assistant is "
            "credited for 20 minutes of it; claiming that would add no timed unit.",
        ),
        (
            "mode.contradicts_code",
            "9:00-9:20 P1 PT1 97150 one_on_one",
            "error",
            f"Code 97150 for P1 is defined as group, but the row says one-on-one {WHEN}. It earns nothing for the "
            "code; claiming it would add no timed unit.",
        ),
        (
            "mode.contradicts_code",
            "9:00-9:20 P1 PT1 97110 group group=G1",
            "error",
            f"Code 97110 for P1 is defined as one-on-one, but the row says group {WHEN}. It earns nothing for the "
            "code; claiming it would add 1 unit.",
        ),
        (
            "mode.contradicts_code",
            "9:00-9:20 P1 PT1 G0283 unskilled",
            "review",
            f"Code G0283 for P1 is defined as supervised, but the row says unskilled {WHEN}. It earns nothing for the "
            "code; claiming it would add no timed unit.",
        ),
    ],
)
def test_a_row_that_earns_nothing_says_what_it_is_who_attended_and_what_claiming_it_would_add(
    rule: str, row: str, severity: str, message: str
) -> None:
    (found,) = findings(rule, row)
    assert (found.severity, found.message) == (severity, message)


def test_a_student_beside_a_therapist_is_told_as_covered() -> None:
    (found,) = findings("claim.student", "9:00-9:20 P1 PT1 97110", "9:00-9:20 P1 STUDENT1 97110")
    assert found.message == (
        f"STUDENT1 (a student) is recorded with P1 for code 97110 {WHEN}. A therapist or an assistant is credited "
        "throughout."
    )


def test_claiming_time_that_a_contradiction_keeps_from_earning_would_add_its_units() -> None:
    rows = [f"9:00-9:20 P{number} PT1 97110 group group=G1" for number in (1, 2)]
    assert [one.at_risk for one in told("mode.contradicts_code", *rows)] == [1, 1]
    beside = "9:10-9:20 P1 OT1 97530"
    assert [one.at_risk for one in told("mode.contradicts_code", rows[0], beside)] == [1]
    assert [one.at_risk for one in told("mode.contradicts_code", rows[0], "9:05-9:20 P1 OT1 97530")] == [0]
    assert [one.at_risk for one in told("mode.contradicts_code", rows[0] + " appointment")] == [0]


@pytest.mark.parametrize("contest", ["exclusive", "nested", "documented"])
def test_contested_time_that_a_contradiction_keeps_from_earning_is_counted_once(contest: str) -> None:
    rows = ("9:00-9:20 P1 PT1 97110 group", "9:00-9:20 P2 PT1 97112", "9:30-9:50 P1 PT1 97112 group")
    assert [one.at_risk for one in told("mode.contradicts_code", *rows, contest=contest)] == [1, 1]
