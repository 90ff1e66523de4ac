from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.days import DATE, frame
from timeline.reconcile import Compared, comparison, lines_text
from timeline.result import Analysis, analyze
from timeline.schedules import read_schedule
from timeline.visits import VisitAccount, VisitKey

GAIT = "9:00-9:40 P1 PT1 97116"
PACK = "9:40-9:55 P1 97014"


def results(analysis: Analysis) -> dict[str, tuple[int, int, str]]:
    """Say per code: supported, billed, result."""
    return {
        row.code: (row.supported_units, row.billed_units, row.result) for row in analysis.reconciliation.itertuples()
    }


def claimed(tmp_path: Path, rows: list[str], *lines: str) -> Analysis:
    path = tmp_path / "claims.csv"
    path.write_text("date,patient,code,units,modifiers\n" + "\n".join(f"2026-03-02,{line}" for line in lines) + "\n")
    return analyze(read_schedule(frame(*rows)), claims=path)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("P1,97116,3,GP", (3, 3, "agrees")),
        ("P1,97116,4,GP", (3, 4, "over")),
        ("P1,97116,2,GP", (3, 2, "under")),
        ("P1,97116,3,CQ GP", (3, 3, "wrong_modifiers")),
        ("P1,97116,3,", (3, 3, "wrong_modifiers")),
    ],
)
def test_a_claimed_line_is_held_against_the_record(line: str, expected: tuple[int, int, str], tmp_path: Path) -> None:
    assert results(claimed(tmp_path, [GAIT], line)) == {"97116": expected}


def test_lines_of_one_code_are_held_against_the_record_together(tmp_path: Path) -> None:
    assert results(claimed(tmp_path, [GAIT], "P1,97116,1,GP", "P1,97116,2,GP")) == {"97116": (3, 3, "agrees")}
    assert results(claimed(tmp_path, [GAIT], "P1,97116,2,GP", "P1,97116,2,GP")) == {"97116": (3, 4, "over")}


def test_a_code_the_payer_replaces_is_a_wrong_code_and_its_replacement_is_missing(tmp_path: Path) -> None:
    found = results(claimed(tmp_path, [GAIT, PACK], "P1,97116,3,GP", "P1,97014,1,GP"))
    assert found["97014"] == (0, 1, "wrong_code")
    assert found["G0283"] == (1, 0, "missing")


def test_a_code_without_a_row_is_not_recorded(tmp_path: Path) -> None:
    assert results(claimed(tmp_path, [GAIT], "P1,97116,3,GP", "P1,97110,1,GP"))["97110"] == (0, 1, "not_recorded")


def test_a_claim_without_a_visit_is_not_recorded_and_an_error(tmp_path: Path) -> None:
    found = claimed(tmp_path, [GAIT], "P1,97116,3,GP", "P9,97110,2,GP")
    assert results(found)["97110"] == (0, 2, "not_recorded")
    (finding,) = [f for f in found.finding_list if f.rule.id == "units.over_billed"]
    assert (finding.patients, finding.severity, finding.units_at_risk) == (("P9",), "error", 2)


def test_the_clinicians_choice_between_equals_is_no_mistake(tmp_path: Path) -> None:
    rows = ["9:00-9:20 P1 PT1 97110", "9:20-9:40 P1 PT1 97112"]
    for two, one in (("97110", "97112"), ("97112", "97110")):
        found = results(claimed(tmp_path, rows, f"P1,{two},2,GP", f"P1,{one},1,GP"))
        assert {result for _, _, result in found.values()} == {"agrees"}


def test_billed_units_on_the_rows_are_compared_without_a_list() -> None:
    rows = frame(GAIT).assign(billed_units="4", billed_modifiers="GP")
    found = analyze(read_schedule(rows))
    assert results(found) == {"97116": (3, 4, "over")}
    assert found.codes["billed_units"].tolist() == [4]


def test_equal_visits_are_compared_each_with_its_own_claim(tmp_path: Path) -> None:
    rows = [f"9:00-9:40 P{one} PT{one} 97116" for one in (1, 2, 3, 4)]
    found = claimed(tmp_path, rows, "P1,97116,3,GP", "P2,97116,3,GP", "P3,97116,4,GP").reconciliation
    assert list(zip(found["patient"], found["result"], strict=True)) == [
        ("P1", "agrees"),
        ("P2", "agrees"),
        ("P3", "over"),
        ("P4", "missing"),
    ]


@pytest.mark.parametrize("payer", ["medicare", "medicare-hospital"])
def test_equal_claims_of_equal_counts_are_compared_once(
    payer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[VisitKey] = []
    compare = comparison.compare_visit

    def counted(account: VisitAccount, *others: Any) -> Iterator[Compared]:
        asked.append(account.key)
        return compare(account, *others)

    monkeypatch.setattr(comparison, "compare_visit", counted)
    rows = [f"9:00-9:40 P{one} PT{one} 97116 payer={payer}" for one in (1, 2, 3)]
    found = claimed(tmp_path, rows, "P1,97116,3,GP 59", "P2,97116,4,GP 59", "P3,97116,3,GP 59").reconciliation
    assert found["result"].tolist() == ["wrong_modifiers", "over", "wrong_modifiers"]
    assert [patient for _, patient, _ in asked] == ["P1", "P2"]


def test_nothing_claimed_is_nothing_compared() -> None:
    assert analyze(read_schedule(frame(GAIT))).reconciliation.empty


def test_a_difference_is_valued_at_the_clinics_own_fee(tmp_path: Path) -> None:
    rows = frame(GAIT).assign(billed_units="4")
    found = analyze(read_schedule(rows), fees={"97116": Decimal("31.25")}).reconciliation
    assert found["amount_cents"].tolist() == [3125]
    assert analyze(read_schedule(rows)).reconciliation["amount_cents"].isna().tolist() == [True]


def test_lines_are_written_with_their_modifiers() -> None:
    assert lines_text([(1, ("CQ", "GP")), (2, ("GP",))]) == "1 unit with CQ and GP plus 2 units with GP"
    assert lines_text([(2, None), (1, ())]) == "2 units plus 1 unit without modifiers"


def quoted(analysis: Analysis, code: str) -> tuple[str, str]:
    found = analysis.reconciliation.set_index("code").loc[code]
    return found["billed_lines"], found["supported_lines"]


def test_a_claim_is_quoted_as_it_was_sent(tmp_path: Path) -> None:
    found = claimed(tmp_path, [GAIT], "P1,97116,2,GP XU", "P1,97116,1,XU KX GP")
    assert quoted(found, "97116") == ("2 units with GP and XU plus 1 unit with XU, KX and GP", "3 units with GP")


def test_a_quotation_does_not_depend_on_the_order_of_the_list(tmp_path: Path) -> None:
    lines = ("P1,97116,2,GP XU", "P1,97116,1,GP", "P1,97116,1,")
    texts = {quoted(claimed(tmp_path, [GAIT], *order), "97116") for order in permutations(lines)}
    assert texts == {("1 unit without modifiers plus 1 unit with GP plus 2 units with GP and XU", "3 units with GP")}


def test_the_message_of_a_wrong_line_quotes_the_claim(tmp_path: Path) -> None:
    found = claimed(tmp_path, [GAIT], "P1,97116,3,GP XU")
    (message,) = [f.message for f in found.finding_list if f.rule.id == "units.wrong_line"]
    assert "claimed as 3 units with GP and XU, the record supports 3 units with GP." in message


@pytest.mark.parametrize("apart", ["59", "XE", "XS", "XP", "XU"])
def test_every_modifier_of_a_service_apart_is_one_and_the_same(apart: str, tmp_path: Path) -> None:
    rows = ["9:00-9:30 P1 PT1 97530", "9:30-10:00 P1 PT1 97750"]
    found = results(claimed(tmp_path, rows, "P1,97530,2,GP", f"P1,97750,2,GP {apart}"))
    assert {result for *_, result in found.values()} == {"agrees"}


def test_modifiers_the_record_does_not_decide_are_left_to_the_biller(tmp_path: Path) -> None:
    assert results(claimed(tmp_path, [GAIT], "P1,97116,3,GP KX 96"))["97116"] == (3, 3, "agrees")


def test_of_equal_allocations_the_one_with_the_claim_s_modifiers_is_nearest(tmp_path: Path) -> None:
    rows = ["9:00-9:20 P1 PT1 97110", "9:20-9:40 P1 PTA1 97112"]
    found = claimed(tmp_path, rows, "P1,97110,1,GP", "P1,97112,1,GP CQ")
    assert results(found) == {"97110": (2, 1, "under"), "97112": (1, 1, "agrees")}
    found = claimed(tmp_path, rows, "P1,97110,1,CQ GP", "P1,97112,1,GP CQ")
    assert results(found) == {"97110": (2, 1, "under"), "97112": (1, 1, "agrees")}
    found = claimed(tmp_path, rows, "P1,97110,1,GP", "P1,97112,1,GP")
    assert results(found) == {"97110": (1, 1, "agrees"), "97112": (2, 1, "under")}


def test_a_line_of_no_units_chooses_no_allocation(tmp_path: Path) -> None:
    rows = ["9:00-9:04 P1 PT1 97110", "9:04-9:08 P1 PT1 97112"]
    assert results(claimed(tmp_path, rows, "P1,97112,0,GP")) == {"97110": (1, 0, "missing")}


def test_exposure_is_never_negative() -> None:
    rows = ("9:00-9:30 P1 PT1 97112", "9:05-9:30 P2 PT1 97112", "9:05-9:30 P1 PTA1 97110")
    fees = {"97110": Decimal(90), "97112": Decimal(10)}
    found = analyze(read_schedule(frame(*rows)), fees=fees).visits.set_index("patient")
    assert found.loc["P1", "exposure_cents"] == 0


def test_reconciliation_keeps_its_columns_when_empty() -> None:
    found = analyze(read_schedule(frame(GAIT))).reconciliation
    assert isinstance(found, pd.DataFrame)
    assert list(found)[:4] == ["date", "patient", "discipline", "code"]


CONTEST = ("9:00-9:30 P1 PT1 97110", "9:20-9:50 P2 PT1 97110")


@pytest.mark.parametrize(
    ("fees", "cents"),
    [({"97110": Decimal("30.10")}, [3010, 3010]), ({"97112": Decimal(1)}, [None, None]), ({}, [None, None])],
)
def test_exposure_is_valued_at_the_clinics_own_fees_only(fees: dict[str, Decimal], cents: list[int | None]) -> None:
    visits = analyze(read_schedule(frame(*CONTEST)), fees=fees).visits
    assert [None if pd.isna(value) else value for value in visits["exposure_cents"]] == cents


def test_a_visit_without_contested_minutes_exposes_nothing() -> None:
    visits = analyze(read_schedule(frame(GAIT)), fees={"97110": Decimal(30)}).visits
    assert visits["exposure_cents"].tolist() == [0]


def test_where_no_fee_is_given_nothing_is_valued_whether_contested_or_not() -> None:
    assert analyze(read_schedule(frame(GAIT)), fees={}).visits["exposure_cents"].isna().tolist() == [True]


def test_where_no_policy_counts_no_exposure_is_valued() -> None:
    rows = frame(*(f"{line} payer=sunny-health" for line in CONTEST))
    visits = analyze(read_schedule(rows), fees={"97110": Decimal(30)}).visits
    assert visits["exposure_cents"].isna().all()


def test_exposure_adds_what_each_code_gains_and_loses() -> None:
    rows = (
        "9:00-9:30 P1 PT1 97161",
        "9:00-9:30 P1 PTA1 97110",
        "9:15-9:45 P2 PT1 97110",
        "10:00-10:30 P1 PT2 97112",
        "10:00-10:30 P3 PT2 97112",
    )
    fees = {"97161": Decimal(1000), "97110": Decimal(40), "97112": Decimal(100)}
    visits = analyze(read_schedule(frame(*rows)), fees=fees).visits.set_index("patient")
    assert visits.loc["P1", "exposure_cents"] == 2 * 10000 - 4000


def test_units_of_nought_are_no_claim() -> None:
    assert results(analyze(read_schedule(frame(f"{GAIT} billed_units=0")))) == {"97116": (3, 0, "missing")}


def test_a_visit_that_a_claims_list_leaves_out_is_missing_from_it(tmp_path: Path) -> None:
    found = claimed(tmp_path, [GAIT, "10:00-10:30 P2 PT1 97110"], "P1,97116,3,GP").reconciliation
    assert found[["patient", "result"]].to_numpy().tolist() == [["P1", "agrees"], ["P2", "missing"]]


def test_claims_of_nobody_recorded_stand_in_the_order_of_the_patients_and_codes(tmp_path: Path) -> None:
    lines = ("P9,97116,1,", "P9,97110,1,GP", "P8,97116,1,", "P9,97110,2,")
    found = claimed(tmp_path, [GAIT], *lines).reconciliation.iloc[1:]
    assert found[["patient", "code", "billed_units"]].to_numpy().tolist() == [
        ["P8", "97116", 1],
        ["P9", "97110", 3],
        ["P9", "97116", 1],
    ]


def test_where_the_list_has_no_modifiers_they_are_not_compared(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_text("date,patient,code,units\n2026-03-02,P1,97116,3\n")
    found = analyze(read_schedule(frame(GAIT)), claims=path)
    assert results(found) == {"97116": (3, 3, "agrees")}
    assert quoted(found, "97116")[0] == "3 units"


MANEUVER = ["9:00-9:10 P1 PT1 95992", "9:10-9:30 P1 PT1 97112"]


@pytest.mark.parametrize("lines", [("GP", "GP 59"), ("GP XU", "GP"), ("GP 59", "GP XE")])
def test_c5_the_modifier_of_a_service_apart_may_stand_on_either_line_of_a_pair(tmp_path: Path, lines) -> None:
    sent = [f"P1,{code},1,{modifiers}" for code, modifiers in zip(("95992", "97112"), lines, strict=True)]
    assert {result for *_, result in results(claimed(tmp_path, MANEUVER, *sent)).values()} == {"agrees"}


def test_c5_a_pair_that_somebody_could_show_needs_the_modifier_on_the_claim(tmp_path: Path) -> None:
    found = claimed(tmp_path, MANEUVER, "P1,95992,1,GP", "P1,97112,1,GP")
    assert results(found) == {"95992": (1, 1, "agrees"), "97112": (1, 1, "wrong_modifiers")}
    confirm = [one for one in found.finding_list if one.rule.id == "edit.ncci"]
    assert ["somebody must be able to show it" in one.message for one in confirm] == [True]


def test_c5_a_claim_that_leaves_the_second_code_out_agrees(tmp_path: Path) -> None:
    assert results(claimed(tmp_path, MANEUVER, "P1,95992,1,GP")) == {"95992": (1, 1, "agrees")}


def test_a_code_is_quoted_without_the_lines_of_the_others(tmp_path: Path) -> None:
    rows = [GAIT, "9:40-10:10 P1 PT1 97110"]
    assert quoted(claimed(tmp_path, rows, "P1,97116,3,GP", "P1,97110,2,GP"), "97110") == (
        "2 units with GP",
        "2 units with GP",
    )


def test_a_code_recorded_for_too_few_minutes_is_claimed_over(tmp_path: Path) -> None:
    found = results(claimed(tmp_path, ["9:00-9:05 P1 PT1 97116"], "P1,97116,1,GP"))
    assert found["97116"] == (0, 1, "over")


def test_a_replacement_claimed_too_often_is_over(tmp_path: Path) -> None:
    assert results(claimed(tmp_path, [PACK], "P1,G0283,2,GP"))["G0283"] == (1, 2, "over")


def test_the_nearest_allocation_has_the_fewest_units_too_many_and_too_few(tmp_path: Path) -> None:
    rows = ["9:00-9:20 P1 PT1 97110", "9:20-9:40 P1 PT1 97112"]
    found = results(claimed(tmp_path, rows, "P1,97112,3,GP"))
    assert found == {"97110": (1, 0, "missing"), "97112": (2, 3, "over")}


def test_lines_with_the_same_modifiers_are_quoted_by_their_units(tmp_path: Path) -> None:
    for lines in permutations(("P1,97116,2,GP", "P1,97116,1,GP")):
        assert quoted(claimed(tmp_path, [GAIT], *lines), "97116")[0] == "1 unit with GP plus 2 units with GP"


def test_a_difference_too_few_is_a_negative_amount(tmp_path: Path) -> None:
    rows = frame(GAIT).assign(billed_units="1")
    found = analyze(read_schedule(rows), fees={"97116": Decimal("31.25")}).reconciliation
    assert found["amount_cents"].tolist() == [-6250]


def test_exposure_knows_the_add_ons_that_minutes_of_their_first_code_make() -> None:
    fees = {"97129": Decimal(40), "97130": Decimal(20), "97161": Decimal(1000), "97112": Decimal(100)}
    chain = ("9:00-9:30 P1 PT1 97129", "9:00-9:30 P2 PT1 97129")
    assert analyze(read_schedule(frame(*chain)), fees=fees).visits["exposure_cents"].tolist() == [6000, 6000]
    displaced = ("9:00-9:30 P1 PT1 97161", "9:00-9:30 P1 PTA1 97129", "9:00-9:30 P2 PT1 97161")
    offset = ("10:00-10:30 P1 PT2 97112", "10:00-10:30 P3 PT2 97112")
    visits = analyze(read_schedule(frame(*displaced, *offset)), fees=fees).visits.set_index("patient")
    assert visits.loc["P1", "exposure_cents"] == 100000 + 2 * 10000 - 4000 - 2000


def test_a_claim_of_the_second_code_alone_needs_no_modifier(tmp_path: Path) -> None:
    apart = ["9:00-9:15 P1 PT1 97113", "9:15-9:30 P1 PT1 97110"]
    for rows, code in ((apart, "97110"), (MANEUVER, "97112")):
        assert results(claimed(tmp_path, rows, f"P1,{code},1,GP"))[code] == (1, 1, "agrees")
    for payer in ("medicare", "medicare-hospital"):  # where the date is looked at as a whole too
        rows = [f"{row} payer={payer}" for row in ("9:00-9:30 P1 PT1 97530", "9:05-9:25 P1 PT1 97750")]
        assert results(claimed(tmp_path, rows, "P1,97750,1,GP 59"))["97750"] == (1, 1, "wrong_modifiers")


TWO_VISITS = ("9:00-9:15 P1 PT1 97530", "9:15-9:30 P1 OT1 97150", "9:15-9:30 P2 OT1 97150")
HOSPITAL = [f"{row} payer=medicare-hospital" for row in TWO_VISITS]


@pytest.mark.parametrize(("first", "second"), [("GP 59", "GO"), ("GP", "GO XU")])
def test_c5_a_hospital_s_modifier_may_stand_on_the_line_of_another_visit(tmp_path: Path, first, second) -> None:
    found = claimed(tmp_path, HOSPITAL, f"P1,97530,1,{first}", f"P1,97150,1,{second}", "P2,97150,1,GO")
    assert set(found.reconciliation["result"]) == {"agrees"}


def test_a_hospital_s_claim_without_the_modifier_on_either_visit_lacks_it(tmp_path: Path) -> None:
    found = claimed(tmp_path, HOSPITAL, "P1,97530,1,GP", "P1,97150,1,GO", "P2,97150,1,GO")
    assert sorted(found.reconciliation["result"]) == ["agrees", "agrees", "wrong_modifiers"]


@pytest.mark.parametrize("order", [(2, 1), (1, 2)])
def test_lines_of_one_code_that_nothing_tells_apart_go_to_each_visit_in_turn(tmp_path: Path, order) -> None:
    both = ["9:00-9:30 P1 PT1 97530", "10:00-10:15 P1 OT1 97530"]
    path = tmp_path / "claims.csv"
    lines = "\n".join(f"2026-03-02,P1,97530,{units}" for units in order)
    path.write_text(f"date,patient,code,units\n{lines}\n")
    found = analyze(read_schedule(frame(*both)), claims=path).reconciliation
    assert found[["discipline", "result"]].to_numpy().tolist() == [["OT", "agrees"], ["PT", "agrees"]]


@pytest.mark.parametrize(
    ("supported", "sent", "lacks"),
    [
        ([(2, ("GP", "KX"))], [(2, ("GP",))], True),
        ([(2, ("GP", "KX"))], [(1, ("GP", "KX"))], False),
        ([(2, ("GP", "KX"))], [(1, ("GP", "KX")), (1, ("GP",))], True),
        ([(1, ("GP",)), (1, ("GP", "KX"))], [(1, ("GP", "KX"))], False),
        ([(2, ("GP", "KX"))], [(2, None)], False),
        ([(2, ("GP", "KX"))], [(1, None), (1, ("GP",))], False),
    ],
)
def test_a_claim_lacks_a_modifier_on_the_units_it_has_and_only_where_it_was_quoted(supported, sent, lacks) -> None:
    compared = Compared((DATE, "P1", "PT"), "97110", 2, sum(n for n, _ in sent), tuple(supported), tuple(sent), "")
    assert compared.lacks("KX") is lacks


@pytest.mark.parametrize(
    ("sent", "agree"),
    [
        (["2,GP KX", "1,CQ GP KX"], True),
        (["2,GP", "1,CQ GP KX"], False),
        (["2,GP KX", "1,CQ GP"], False),
        (["3,GP KX"], False),
        (["1,GP KX", "1,GP", "1,CQ GP KX"], False),
    ],
)
def test_every_unit_beyond_the_threshold_must_attest_it_on_the_line_it_is_on(
    tmp_path: Path, sent: list[str], agree: bool
) -> None:
    """Of 45 minutes the therapist furnished 30 and the assistant 15, and the year's amount is used up."""
    rows = ["9:00-9:30 P1 PT1 97116", "9:30-9:45 P1 PTA1 97116"]
    path = tmp_path / "claims.csv"
    lines = "\n".join(f"2026-03-02,P1,97116,{line}" for line in sent)
    path.write_text(f"date,patient,code,units,modifiers\n{lines}\n")
    used = pd.DataFrame([{"patient": "P1", "pool": "PT_SLP", "amount": "2480.00", "as_of": "2026-03-01"}])
    schedule = read_schedule(frame(*rows))
    found = analyze(schedule, claims=path, year_to_date=used)
    assert results(found) == {"97116": (3, 3, "agrees" if agree else "wrong_modifiers")}
    nobody_asks = results(analyze(schedule, claims=path))["97116"][2]
    assert (nobody_asks == "agrees") is (sent != ["3,GP KX"])
