"""What a payer would pay for each line, worked by hand for three years."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import oracle_money as oracle
from tests.days import DATE, frame
from timeline.analysis.payment import _Billed, _columns, payment_dict
from timeline.policies import load_policy
from timeline.policies.amounts import Amount
from timeline.result import Analysis, analyze, narrow
from timeline.schedules import ClinicFile, read_schedule

DAY = ("9:00-9:30 P1 PT1 97110", "9:30-9:45 P1 PT1 97530")
CENTS = ("allowed", "reduction", "programme", "assistant", "sequestration", "paid", "patient")


def analysed(*rows: str, on: str = DATE, **options: Any) -> Analysis:
    table = frame(*rows)
    for column in ("start", "end"):
        table[column] = table[column].astype(str).str.replace(DATE, on)
    return analyze(read_schedule(table), **options)


def paid(result: Analysis, claim: str = "supported") -> dict[str, tuple[int, ...]]:
    own = result.payment[result.payment["claim"] == claim]
    return {
        f"{row['code']} {row['modifiers']}": tuple(row[f"{name}_cents"] for name in CENTS)
        for row in own.to_dict("records")
    }


def test_two_units_of_exercise_beside_activities_in_2026() -> None:
    """79.49 allowed together: 44.42 of it for 97110, whose 13.69 of practice expense are taken away."""
    assert paid(analysed(*DAY)) == {
        "97110 GP": (4442, 1370, 3554, 0, 71, 3483, 888),
        "97530 GP": (3507, 0, 2806, 0, 56, 2750, 701),
    }


@pytest.mark.parametrize(
    ("on", "allowed"),
    [("2024-03-08", (4388, 3602)), ("2024-03-09", (4461, 3662)), ("2025-03-03", (4367, 3461))],
)
def test_the_same_in_2024_and_2025(on: str, allowed: tuple[int, ...]) -> None:
    assert tuple(line[0] for line in paid(analysed(*DAY, on=on)).values()) == allowed


def test_an_assistant_is_paid_85_percent_of_the_payers_share_after_the_reduction() -> None:
    """29.06 allowed; 23.25 the payer's; 19.76 of it left; 0.40 withheld; the patient owes 5.81 all the same."""
    assert paid(analysed("9:00-9:15 P1 PTA1 97110")) == {"97110 CQ GP": (2906, 0, 2325, 349, 40, 1936, 581)}


def test_the_reduction_looks_at_the_whole_date_in_all_disciplines() -> None:
    """The one whole practice expense is 97530's (0.60), though OT furnished it; PT's 97110 and 97112 are reduced."""
    found = paid(analysed("9:00-9:15 P1 PT1 97110", "9:15-9:30 P1 PT1 97112", "10:00-10:15 P1 OT1 97530"))
    assert [key for key, line in found.items() if not line[1]] == ["97530 GO"]
    assert len(found) == 3


def test_other_patients_and_dates_are_not_reduced_together() -> None:
    found = analysed("9:00-9:15 P1 PT1 97110", "10:00-10:15 P2 PT1 97110", "9:00-9:15 P1 PT1 97110 next").payment
    assert found["reduction_cents"].tolist() == [0, 0, 0]


def test_the_clinics_indices_count() -> None:
    """0.44 + 0.60 x 0.958 + 0.01 x 0.308 = 1.01788 units at 33.4009."""
    clinic = ClinicFile(gpci={"work": Decimal("1.0"), "pe": Decimal("0.958"), "mp": Decimal("0.308")})
    assert paid(analyze(replace(analysed(*DAY).schedule, clinic=clinic)))["97530 GP"][0] == 3400


def test_qualifying_participants_have_their_own_factor() -> None:
    """1.05 units at 33.5675."""
    clinic = ClinicFile(qualifying_participant=True)
    assert paid(analyze(replace(analysed(*DAY).schedule, clinic=clinic)))["97530 GP"][0] == 3525


def test_the_claim_as_sent_is_worked_out_beside() -> None:
    """Three units of 97110: 3 x 0.87 - 2 x 0.205 units at 33.4009."""
    sent = pd.DataFrame(
        [
            {"date": DATE, "patient": "P1", "code": "97110", "units": 3, "modifiers": "GP"},
            {"date": DATE, "patient": "P9", "code": "97110", "units": 1, "modifiers": "GP"},
        ]
    )
    result = analysed(*DAY, claims=sent)
    own = result.payment[result.payment["claim"] == "sent"]
    assert own["allowed_cents"].tolist()[0] == 7348
    assert own["allowed_cents"].isna().tolist() == [False, True]
    assert own["why"].tolist()[1] == "no visit is recorded on that date, so no policy says what it is worth"


@pytest.mark.parametrize(
    ("rows", "on", "why"),
    [
        (DAY, "2023-03-02", "medicare has no relative values for that date"),
        (DAY, "2027-03-02", "medicare has no relative values for that date"),
        (("9:00-9:30 P1 PT1 97110 payer=cpt-midpoint",), DATE, "cpt-midpoint has no relative values for that date"),
    ],
)
def test_what_is_not_on_board_stays_empty_and_says_which_table_is_missing(
    rows: tuple[str, ...], on: str, why: str
) -> None:
    found = analysed(*rows, on=on).payment
    assert set(found["why"]) == {why}
    assert found[[f"{name}_cents" for name in CENTS]].isna().all(axis=None)


def test_a_stated_amount_without_a_share_of_the_payer_stays_whole() -> None:
    (row,) = analysed("9:00-9:15 P1 PT1 97110 payer=cpt-midpoint", allowed={"97110": 30}).payment.to_dict("records")
    assert (row["allowed_cents"], pd.isna(row["paid_cents"])) == (3000, True)
    assert row["why"] == "cpt-midpoint has no share of the payer for that date"


def test_before_sequestration_is_known_the_payers_share_is_and_what_is_paid_is_not() -> None:
    (row,) = analysed("9:00-9:15 P1 PT1 97110", on="2022-03-01", allowed={"97110": 30}).payment.to_dict("records")
    assert (row["programme_cents"], row["assistant_cents"], row["patient_cents"]) == (2400, 0, 600)
    assert pd.isna(row["paid_cents"])
    assert row["why"] == "medicare has no sequestration for that date"


def test_the_document_adds_up_what_is_known_in_dollars() -> None:
    document = payment_dict(analysed(*DAY).record)
    assert document["totals"] == {
        "supported": {
            "lines": 2,
            "incomplete": 0,
            "usd": {
                "allowed": "79.49",
                "reduction": "13.70",
                "programme": "63.60",
                "assistant": "0.00",
                "sequestration": "1.27",
                "paid": "62.33",
                "patient": "15.89",
            },
        }
    }
    assert document["lines"][1]["usd"]["allowed"] == "35.07"
    assert payment_dict(analysed("9:00-9:15 P1 PT1 appointment").record) == {"lines": [], "totals": {}}


@given(cents=st.integers(0, 100_000), assisted=st.booleans())
def test_the_parts_of_any_amount_are_those_of_the_literal_reading_and_add_up(cents: int, assisted: bool) -> None:

    rules = load_policy("medicare").on(date(2026, 3, 2))
    line = _Billed("97110", 1, ("CQ", "GP") if assisted else ("GP",), rules)
    found = _columns(line, Amount(cents, cents))
    expected = oracle.paid(
        cents,
        assisted=assisted,
        programme=Fraction("0.80"),
        assistant=Fraction("0.85"),
        sequestration=Fraction("0.02"),
    )
    assert tuple(found[f"{name}_cents"] for name in expected._fields) == expected
    assert sum(expected) == cents + expected.programme


def sent_rows(*lines: tuple[str, str, int, str | None], rows: tuple[str, ...] = DAY) -> list[dict[str, Any]]:
    """Price a claims list of patient, code, units and modifiers, None where the list has no such column."""
    table = pd.DataFrame(lines, columns=["patient", "code", "units", "modifiers"]).assign(date=DATE)
    known = table.drop(columns="modifiers") if table["modifiers"].isna().all() else table
    found = analysed(*rows, claims=known).payment
    return found[found["claim"] == "sent"].to_dict("records")


def test_lines_of_a_claim_are_numbered_within_their_visit() -> None:
    found = sent_rows(("P1", "97110", 2, "GP"), ("P1", "97530", 1, "GP"), ("P9", "97110", 1, "GP"))
    assert [(row["patient"], row["code"], row["line"]) for row in found] == [
        ("P1", "97110", 0),
        ("P1", "97530", 1),
        ("P9", "97110", 0),
    ]


def test_modifiers_stand_as_they_were_sent_also_where_nobody_recorded_the_visit() -> None:
    found = sent_rows(("P1", "97110", 2, "GP KX"), ("P9", "97110", 1, "CQ GP"))
    assert [row["modifiers"] for row in found] == ["GP KX", "CQ GP"]


def test_a_claims_list_without_modifiers_is_priced_without_them() -> None:
    found = sent_rows(("P1", "97110", 2, None), ("P9", "97110", 1, None))
    assert [row["modifiers"] for row in found] == ["", ""]


def test_lines_of_one_code_stand_in_the_order_of_their_modifiers() -> None:
    found = sent_rows(("P1", "97110", 1, "GP KX"), ("P1", "97110", 1, "GP"), ("P1", "97110", 1, "CQ GP"))
    assert [row["modifiers"] for row in found] == ["CQ GP", "GP", "GP KX"]


def test_a_part_shows_its_own_lines_reduced_beside_those_it_does_not_show() -> None:
    whole = analysed("9:00-9:15 P1 PT1 97110", "10:00-10:15 P1 OT1 97530", "11:00-11:15 P2 OT1 97530")
    part = narrow(whole, provider="PT1").payment
    assert part["reduction_cents"].tolist() == whole.payment["reduction_cents"].tolist()[:1] != [0]
    assert part[["patient", "code"]].to_numpy().tolist() == [["P1", "97110"]]


def test_what_is_not_known_adds_nothing_to_the_totals_and_is_counted_as_incomplete() -> None:
    totals = payment_dict(analysed(*DAY, on="2023-03-02").record)["totals"]["supported"]
    assert (totals["lines"], totals["incomplete"], set(totals["usd"].values())) == (2, 2, {"0.00"})


def test_an_assistant_s_line_of_a_payer_without_a_share_for_assistants_says_so() -> None:
    day = date.fromisoformat(DATE)
    rules = replace(load_policy("medicare").on(day), assistant_share=None)
    for modifiers, why in ((("CQ", "GP"), "medicare has no share for assistants for that date"), (("GP",), "")):
        found = _columns(_Billed("97110", 1, modifiers, rules), Amount(2906, 2906))
        assert (found["why"], found["paid_cents"] is None) == (why, bool(why))


def test_of_equal_units_of_two_disciplines_the_first_discipline_s_stays_whole() -> None:
    """0.87 units at 33.4009 are 29.06; without half of 0.41 they are 22.21. The order of the rows decides nothing."""
    whole, reduced = (2906, 0, 2325, 0, 47, 2278, 581), (2221, 685, 1777, 0, 36, 1741, 444)
    for pt, ot in (("9:00-9:15", "10:00-10:15"), ("10:00-10:15", "9:00-9:15")):
        found = paid(analysed(*sorted([f"{pt} P1 PT1 97110", f"{ot} P1 OT1 97110"])))
        assert list(found.items()) == [("97110 GP", whole), ("97110 GO", reduced)]


def test_lines_under_the_rules_of_two_payers_are_not_reduced_together() -> None:
    found = analysed(
        "9:00-9:15 P1 PT1 97110 payer=medicare",
        "10:00-10:15 P1 OT1 97110 payer=medicare-hospital",
        "10:15-10:30 P1 OT1 97530 payer=medicare-hospital",
    ).payment
    lines = found[["discipline", "code", "allowed_cents", "reduction_cents"]].to_numpy().tolist()
    assert lines == [["PT", "97110", 2906, 0], ["OT", "97110", 2221, 685], ["OT", "97530", 3507, 0]]


def test_lines_of_one_code_and_its_modifiers_stand_in_the_order_of_their_units() -> None:
    for units in ((1, 2), (2, 1)):
        found = sent_rows(*(("P1", "97110", count, "GP") for count in units))
        assert [(row["line"], row["units"]) for row in found] == [(0, 1), (1, 2)]


def test_the_document_adds_up_each_claim_by_itself_and_a_line_nobody_recorded_is_incomplete() -> None:
    lines = [("P1", "97110", 3), ("P9", "97110", 1)]
    sent = pd.DataFrame(lines, columns=["patient", "code", "units"]).assign(date=DATE, modifiers="GP")
    document = payment_dict(analysed(*DAY, claims=sent).record)
    totals = {claim: (each["lines"], each["incomplete"]) for claim, each in document["totals"].items()}
    assert totals == {"supported": (2, 0), "sent": (2, 1)}
    assert [each["usd"]["allowed"] for each in document["totals"].values()] == ["79.49", "73.48"]
    assert document["lines"][-1] == {
        "date": DATE,
        "patient": "P9",
        "discipline": "",
        "claim": "sent",
        "line": 0,
        "code": "97110",
        "units": 1,
        "modifiers": "GP",
        "reduced_units": None,
        "why": "no visit is recorded on that date, so no policy says what it is worth",
        "usd": dict.fromkeys(CENTS),
    }


def test_lines_are_numbered_from_nought_in_each_visit_of_a_date() -> None:
    rows = (*DAY, "10:00-10:15 P1 OT1 97535", "10:15-10:30 P1 OT1 97530", "11:00-11:15 P2 PT1 97110")
    found = analysed(*rows).payment
    assert found[["patient", "discipline", "line"]].to_numpy().tolist() == [
        ["P1", "PT", 0],
        ["P1", "PT", 1],
        ["P1", "OT", 0],
        ["P1", "OT", 1],
        ["P2", "PT", 0],
    ]


def test_the_same_claim_is_worth_what_is_stated_for_its_date() -> None:
    allowed = pd.DataFrame(
        {"code": ["97110"] * 2, "amount": ["30", "31"], "start": ["", "2026-03-03"], "until": ["2026-03-03", ""]}
    )
    found = analysed("9:00-9:15 P1 PT1 97110", "9:00-9:15 P1 PT1 97110 next", allowed=allowed).payment
    assert found["allowed_cents"].tolist() == [3000, 3100]


def test_a_line_of_an_assistant_of_any_discipline_is_paid_as_an_assistant_s_and_others_are_not() -> None:
    found = analysed("9:00-9:15 P1 OTA1 97110", "10:00-10:15 P2 OT1 97110").payment
    assert found[["patient", "assistant_cents", "paid_cents"]].to_numpy().tolist() == [
        ["P1", 349, 1936],
        ["P2", 0, 2278],
    ]


def test_claims_of_nobody_recorded_stand_last_by_date_and_patient() -> None:
    rows = [("2026-03-03", "P8"), ("2026-03-01", "P9"), ("2026-03-01", "P7")]
    sent = pd.DataFrame(rows, columns=["date", "patient"]).assign(code="97110", units=1, modifiers="GP")
    found = analysed(*DAY, claims=sent).payment
    own = found[found["claim"] == "sent"]
    assert own["patient"].tolist() == ["P7", "P9", "P8"]
    assert own["line"].tolist() == [0, 0, 0]


@pytest.mark.parametrize("order", [1, -1])
def test_lines_have_the_same_numbers_as_in_the_table_of_denials(order: int) -> None:
    lines = [
        (patient, "97110", units, sent) for patient in ("P1", "P9") for units, sent in ((1, "GP"), (2, "GP"), (1, "CQ"))
    ]
    sent = pd.DataFrame(lines[::order], columns=["patient", "code", "units", "modifiers"]).assign(date=DATE)
    result = analysed(*DAY, claims=sent)
    names = ["patient", "line", "code", "units", "modifiers"]
    payment, denials = (
        sorted(table[names].to_numpy().tolist())
        for table in (result.payment[result.payment["claim"] == "sent"], result.denials)
    )
    assert payment == denials
    assert [line[1:] for line in payment[:3]] == [[0, "97110", 1, "CQ"], [1, "97110", 1, "GP"], [2, "97110", 2, "GP"]]


def test_a_line_without_units_is_worth_nothing_and_keeps_no_practice_expense_from_being_reduced() -> None:
    """97530 has the higher practice expense; of none of it none is whole."""
    found = sent_rows(("P1", "97110", 1, "GP"), ("P1", "97530", 0, "GP"))
    assert [(row["code"], row["allowed_cents"], row["reduction_cents"]) for row in found] == [
        ("97110", 2906, 0),
        ("97530", 0, 0),
    ]
