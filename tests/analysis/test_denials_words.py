"""What a biller is told of a line: what is wrong, with which modifiers, codes and limits, and what to do about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.analysis.test_denials import APART, DAY, GAIT, TOGETHER, judged
from tests.analysis.test_seen_by_payer import HOUR
from tests.days import frame
from tests.limited import limited_policy
from timeline.analysis.denials import denial_list
from timeline.result import Analysis, analyze
from timeline.schedules import read_claims, read_schedule

ASSISTED = ["9:00-9:15 P1 PT1 97110", "9:15-9:30 P1 PTA1 97110"]
OCCUPATIONAL = [row.replace("PT", "OT") for row in ASSISTED]
HOSPITAL = ["9:00-9:30 P1 PT1 97530 payer=medicare-hospital", "9:30-10:00 P1 OT1 97750 payer=medicare-hospital"]
NO_59 = (
    "97750 is not paid together with 97530 without modifier 59, and the claim does not carry it.",
    "Add 59 if the record shows that the two were furnished apart; otherwise leave 97750 off the claim.",
)


def line(found: Analysis, code: str, place: int = 0) -> dict[str, Any]:
    """Give one line of a code: of several, that of a place among them."""
    table = found.denials
    lines = table[table["code"] == code].sort_values("line").to_dict("records")
    return {str(name): value for name, value in lines[place].items()}


def told(found: Analysis, code: str, place: int = 0) -> tuple[str, str]:
    """Give why and remedy."""
    one = line(found, code, place)
    return one["why"], one["remedy"]


@pytest.mark.parametrize(
    ("rows", "lines", "code", "why", "remedy"),
    [
        (GAIT, ["P1 97116 3 -"], "97116", "97116 does not name its plan of care: GP is missing.", "Add GP."),
        (
            GAIT,
            ["P1 97116 3 GO"],
            "97116",
            "97116 names another plan of care (GO) than the one it was furnished under (GP).",
            "Replace GO with GP, or correct whose plan of care the visit is.",
        ),
        (
            GAIT,
            ["P1 97116 3 KX GP GO"],
            "97116",
            "97116 names more than one plan of care: GP and GO.",
            "Keep GP only.",
        ),
        (
            GAIT,
            ["P1 97116 3 CO GP"],
            "97116",
            "97116 carries CO, which is accepted only on a line with GO.",
            "Add GO, or remove CO where no assistant furnished it.",
        ),
        (
            ASSISTED,
            ["P1 97110 2 GP"],
            "97110",
            "97110 lacks CQ: it is paid in full, and the record shows that an assistant's share makes it 85 %.",
            "Add CQ to these units; if the claim was paid, return the difference.",
        ),
        (
            OCCUPATIONAL,
            ["P1 97110 2 GO"],
            "97110",
            "97110 lacks CO: it is paid in full, and the record shows that an assistant's share makes it 85 %.",
            "Add CO to these units; if the claim was paid, return the difference.",
        ),
        (
            GAIT,
            ["P1 97116 3 KX CQ GP"],
            "97116",
            "97116 carries CQ, so 85 % is paid, and the record shows that the full amount is due.",
            "Remove CQ from these units.",
        ),
        (
            ["9:00-9:30 P1 PT1 97161"],
            ["P1 97161 1 CQ GP"],
            "97161",
            "97161 is an evaluation, and CQ says that an assistant furnished it: only a therapist may.",
            "If a therapist evaluated, remove CQ; otherwise leave the code off the claim.",
        ),
        (
            GAIT,
            ["P1 97130 1 GP"],
            "97130",
            "97130 is an add-on, and the claim does not carry 97129, without which it is not paid.",
            "Claim 97129 if its time is recorded; otherwise leave 97130 off the claim.",
        ),
        (
            GAIT,
            ["P1 97140 1 GP", "P1 97124 1 GP 59"],
            "97124",
            "97124 is never paid together with 97140: no modifier allows the pair.",
            "Leave 97124 off the claim.",
        ),
        (APART, ["P1 97530 2 GP", "P1 97750 2 GP"], "97750", *NO_59),
        (HOSPITAL, ["P1 97530 2 GP", "P1 97750 2 GO"], "97750", *NO_59),
        (["9:00-9:30 P1 PT1 97530"], ["P1 97530 2 GP", "P1 97750 2 GP"], "97750", *NO_59),
        (
            TOGETHER,
            ["P1 97530 2 GP", "P1 97750 1 GP"],
            "97750",
            "97750 is not paid together with 97530, and the record shows no separate time that would allow modifier "
            "59.",
            "Leave 97750 off the claim; if the recorded times are wrong, have the author correct them by addendum.",
        ),
        (
            TOGETHER,
            ["P1 97530 2 GP", "P1 97750 1 GP 59"],
            "97750",
            "97750 carries a modifier that says it was apart from 97530, and the record shows that it was not.",
            "Leave 97750 off the claim; if the recorded times are wrong, have the author correct them by addendum.",
        ),
        (
            GAIT,
            ["P1 97161 1 GP", "P1 97161 1 KX GP"],
            "97161",
            "2 units of 97161 claimed for the date: the ceiling is 1, and no record can lift it.",
            "Claim no more than 1.",
        ),
        (
            GAIT,
            ["P1 97116 4 GP"],
            "97116",
            "The record supports fewer units of 97116 than claimed: they are paid at first, and an audit takes back 1 "
            "unit.",
            "Correct the claim before it leaves; if it was paid, return the overpayment.",
        ),
        (
            GAIT,
            ["P1 97110 2 GP"],
            "97110",
            "Nothing of 97110 is recorded: it is paid at first, and an audit takes back 2 units.",
            "Leave it off the claim; if it was paid, return the overpayment.",
        ),
        (
            [f"{GAIT[0]} place=02"],
            ["P1 97116 3 GP"],
            "97116",
            "97116 was furnished by telehealth, and 95, which says so, is missing.",
            "Add 95, and the place of service of telehealth.",
        ),
    ],
)
def test_a_line_says_what_is_wrong_and_what_to_do(
    rows: list[str], lines: list[str], code: str, why: str, remedy: str
) -> None:
    assert told(judged(rows, *lines), code) == (why, remedy)


@pytest.mark.parametrize(("rows", "other"), [(HOSPITAL, "paid"), ([row.split(" payer")[0] for row in HOSPITAL], "")])
def test_a_hospital_s_pair_is_looked_for_over_the_date_and_an_office_s_in_a_visit(rows: list[str], other: str) -> None:
    unmarked = judged(rows, "P1 97530 2 GP", "P1 97750 2 GO")
    assert line(unmarked, "97750")["outcome"] == ("denied" if other else "paid")
    assert line(judged(rows, "P1 97530 2 GP 59", "P1 97750 2 GO"), "97750")["outcome"] == "paid"


def test_a_modifier_shows_two_codes_apart_where_nothing_is_recorded_of_one_and_the_units_stay_unsupported() -> None:
    found = judged(["9:00-9:30 P1 PT1 97530"], "P1 97530 2 GP", "P1 97750 2 GP 59")
    assert [(one["outcome"], one["rule"]) for one in (line(found, "97530"), line(found, "97750"))] == [
        ("paid", ""),
        ("recouped", "units.over_billed"),
    ]


def test_what_a_pair_without_exception_keeps_off_a_claim_keeps_nothing_else_off() -> None:
    """97750 and 97150 never stand together, and only 97150 would keep 97535 off."""
    alone = judged(GAIT, "P1 97150 1 GP", "P1 97535 1 GP")
    assert line(alone, "97535")["outcome"] == "denied"
    found = judged(GAIT, "P1 97750 1 GP", "P1 97150 1 GP", "P1 97535 1 GP")
    assert [line(found, code)["outcome"] for code in ("97750", "97150", "97535")] == ["recouped", "denied", "recouped"]


def test_units_of_all_lines_of_a_date_are_held_against_the_ceiling_and_each_line_is_concerned() -> None:
    rows = ["9:00-10:00 P1 PT1 97116"]
    found = judged(rows, "P1 97116 3 GP", "P1 97116 2 CQ GP")
    assert [
        (line(found, "97116", place)["rule"], line(found, "97116", place)["units_concerned"]) for place in (0, 1)
    ] == [
        ("edit.mue", 2),
        ("edit.mue", 3),
    ]
    assert line(found, "97116")["why"].startswith("5 units of 97116 claimed for the date: the ceiling is 4, ")
    assert judged(rows, "P1 97116 2 GP", "P1 97116 2 GP").denials["outcome"].tolist() == ["paid", "paid"]


@pytest.mark.parametrize(("payer", "outcome"), [("medicare", "paid"), ("medicare-hospital", "denied")])
def test_a_hospital_s_ceiling_holds_for_the_date_and_an_office_s_for_a_visit(payer: str, outcome: str) -> None:
    """The ceiling of 97530 is six units of a date."""
    rows = [f"9:00-10:00 P1 PT1 97530 payer={payer}", f"10:00-11:00 P1 OT1 97530 payer={payer}"]
    found = judged(rows, "P1 97530 4 GP", "P1 97530 4 GO").denials
    assert found["outcome"].tolist() == [outcome, outcome]
    assert set(found["units_concerned"]) == {4 if outcome == "denied" else 0}


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ('max_minutes = 60, on_excess = "deny"', "105 minutes where 60 minutes is the limit"),
        ('max_units = 1, on_excess = "deny"', "7 units where 1 unit is the limit"),
        (
            'max_relative_value = "9", on_excess = "deny", values = { 97110 = "2", 97140 = "2" }',
            "12 relative values where 9 relative values is the limit",
        ),
    ],
)
def test_a_limit_is_told_in_its_own_measure(tmp_path: Path, limit: str, words: str) -> None:
    policy = limited_policy(tmp_path, f'{{ scope = "visit", {limit} }}')
    found = judged(HOUR, "P1 97110 4 -", "P1 97140 2 -", "P1 97012 1 -", payer="own", policy=policy)
    assert line(found, "97140")["why"] == (f"The claim exceeds what own pays: {words}; the units beyond it are denied.")


def test_of_lines_of_one_code_the_first_are_within_a_limit(tmp_path: Path) -> None:
    policy = limited_policy(tmp_path, '{ scope = "timed", max_units = 5, on_excess = "deny" }')
    lines = [f"P1 97110 2 {modifier}" for modifier in ("-", "59", "KX")]
    table = judged(["9:00-10:30 P1 PT1 97110"], *lines, payer="own", policy=policy).denials.sort_values("line")
    assert table[["modifiers", "rule", "units_concerned"]].to_numpy().tolist() == [
        ["", "", 0],
        ["59", "", 0],
        ["KX", "units.cap", 1],
    ]


def test_a_line_beyond_the_threshold_says_which_modifier_attests_it() -> None:
    """97140 stays below what is left of the year's amount, and 97530 passes it."""
    rows = ("9:00-9:15 P1 PT1 97140", "9:15-9:45 P1 PT1 97530")
    sent = [("97140", 1, "GP"), ("97530", 2, "GP")]
    claims = pd.DataFrame(sent, columns=["code", "units", "modifiers"]).assign(date=DAY, patient="P1")
    used = pd.DataFrame([{"patient": "P1", "pool": "PT_SLP", "amount": "2440.00", "as_of": "2026-03-01"}])
    found = analyze(read_schedule(frame(*rows)), claims=claims, year_to_date=used)
    assert line(found, "97140")["outcome"] == "paid"
    assert told(found, "97530") == (
        "The year's threshold is passed, and 97530 does not carry KX, which attests that the treatment is necessary.",
        "Add KX only if the record shows that the treatment is medically necessary.",
    )
    assert line(found, "97530")["units_concerned"] == 2


def test_claimed_units_of_their_own_kind_are_supported_first() -> None:
    """One unit is the therapist's and one the assistant's."""
    found = judged(ASSISTED, "P1 97110 2 GP", "P1 97110 1 CQ GP")
    assert [line(found, "97110", place)["outcome"] for place in (0, 1)] == ["paid", "recouped"]
    assert line(found, "97110", 1)["units_concerned"] == 1
    assert line(judged(ASSISTED, "P1 97110 2 CQ GP"), "97110")["units_concerned"] == 1
    (also,) = judged(ASSISTED, "P1 97110 3 GP").denials.to_dict("records")
    assert sorted([also["rule"], also["also"]]) == ["line.assistant", "units.over_billed"]
    assert also["units_concerned"] == 1


def test_a_line_that_says_telehealth_without_need_is_paid() -> None:
    assert line(judged(GAIT, "P1 97116 3 GP 95"), "97116")["outcome"] == "paid"


def test_where_a_payer_asks_for_no_plan_of_care_none_is_missing() -> None:
    assert line(judged(GAIT, "P1 97116 3 -", payer="cpt-midpoint"), "97116")["outcome"] == "paid"
    unknown = pd.DataFrame({"date": [DAY], "patient": ["P1"], "code": ["97116"], "units": [3]})
    found = analyze(read_schedule(frame(*GAIT), payer="cpt-midpoint"), claims=unknown)
    assert line(found, "97116")["outcome"] == "paid"


def test_lines_of_a_code_stand_by_modifiers_and_then_units_and_keep_their_places() -> None:
    lines = ["P1 97116 2 GP", "P1 97116 1 GP", "P1 97116 1 -", "P1 97110 1 GP"]
    for order in (lines, lines[::-1]):
        table = judged(GAIT, *order).denials.sort_values("line")
        assert table[["line", "code", "modifiers", "units"]].to_numpy().tolist() == [
            [0, "97110", "GP", 1],
            [1, "97116", "", 1],
            [2, "97116", "GP", 1],
            [3, "97116", "GP", 2],
        ]


def test_where_nobody_knows_the_modifiers_neither_an_assistant_s_nor_telehealth_s_is_missing() -> None:
    sent = pd.DataFrame({"date": DAY, "patient": ["P1"] * 2, "code": ["97110"] * 2, "units": [1, 1]})
    found = analyze(read_schedule(frame(ASSISTED[0], f"{ASSISTED[1]} place=10")), claims=sent).denials
    assert found[["rule", "also"]].to_numpy().tolist() == [["line.modifiers", ""]] * 2


def test_a_line_for_a_date_on_which_everything_is_only_booked_is_not_recorded() -> None:
    found = judged(["9:00-9:30 P1 PT1 appointment"], "P1 97110 2 GP")
    assert found.record.accounts
    assert told(found, "97110") == (
        "Nothing of 97110 is recorded: it is paid at first, and an audit takes back 2 units.",
        "Leave it off the claim; if it was paid, return the overpayment.",
    )


def test_lines_of_two_lists_one_of_which_knows_no_modifiers_stand_beside_each_other() -> None:
    one = pd.DataFrame({"date": [DAY], "patient": ["P1"], "code": ["97116"], "units": [1]})
    both = pd.concat([read_claims(one.assign(modifiers="GP")), read_claims(one.assign(units=2))], ignore_index=True)
    found = analyze(read_schedule(frame(*GAIT)), claims=both)
    table = found.denials.sort_values("line")
    assert table[["line", "modifiers", "units", "rule"]].to_numpy().tolist() == [
        [0, "", 2, "line.modifiers"],
        [1, "GP", 1, ""],
    ]
    assert found.payment.loc[found.payment["claim"] == "sent", "units"].tolist() == [2, 1]
    assert found.reconciliation["billed_lines"].tolist() == ["2 units plus 1 unit with GP"]


@pytest.mark.parametrize("order", [1, -1])
def test_of_lines_that_differ_in_their_provider_only_the_first_by_name_stands_first(order: int) -> None:
    lines = [("X1", 1), ("X2", 1)][::order]
    sent = pd.DataFrame(lines, columns=["provider", "units"]).assign(
        date=DAY, patient="P1", code="97116", modifiers="GP"
    )
    found = analyze(read_schedule(frame(*GAIT)), claims=sent)
    judged_lines = denial_list(found.record, found.finding_list)
    assert [(one.sent.place, one.sent.line.provider) for one in judged_lines] == [(0, "X1"), (1, "X2")]
