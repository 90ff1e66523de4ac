"""Claims of codes that are not paid together, held against the record (law C5)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.days import frame
from tests.test_reconcile import claimed, results
from timeline.result import analyze
from timeline.schedules import read_schedule

#: Strapping is column two of fitting an orthosis and column one of training at home; these two are no pair.
STRAPPED = ["9:00-9:10 P1 PT1 97760", "9:10-9:25 P1 PT1 29581", "9:25-9:40 P1 PT1 97535"]


@pytest.mark.parametrize("overlapping", [False, True])
def test_c5_a_claim_without_the_middle_one_of_three_codes_agrees_as_the_other_two_are_no_pair(
    tmp_path: Path, overlapping: bool
) -> None:
    rows = [row.replace("9:10-9:25", "9:00-9:40") for row in STRAPPED] if overlapping else STRAPPED
    found = results(claimed(tmp_path, rows, "P1,97760,1,GP", "P1,97535,1,GP"))
    assert found == {"97760": (1, 1, "agrees"), "97535": (1, 1, "agrees")}


def test_c5_the_middle_one_of_three_codes_on_the_claim_keeps_off_what_is_not_said_to_be_apart_from_it(
    tmp_path: Path,
) -> None:
    rows = [row.replace("9:10-9:25", "9:00-9:40") for row in STRAPPED]
    found = results(claimed(tmp_path, rows, "P1,97760,1,GP", "P1,29581,1,GP", "P1,97535,1,GP"))
    assert [found[code][2] for code in ("97760", "29581", "97535")] == ["agrees", "over", "over"]


def test_c5_a_claim_without_the_middle_one_of_three_codes_is_over_billed_by_what_it_adds(tmp_path: Path) -> None:
    found = results(claimed(tmp_path, STRAPPED, "P1,97760,1,GP", "P1,97535,3,GP"))
    assert found == {"97760": (1, 1, "agrees"), "97535": (1, 3, "over")}


MASSAGED = ["9:00-9:23 P1 PT1 97140", "9:23-9:33 P1 PT1 97124"]


def test_c5_the_second_code_of_a_pair_claimed_alone_is_supported_and_the_first_missing_in_its_place(
    tmp_path: Path,
) -> None:
    found = claimed(tmp_path, MASSAGED, "P1,97124,1,GP")
    assert results(found) == {"97124": (1, 1, "agrees"), "97140": (2, 0, "missing")}
    (finding,) = [f for f in found.finding_list if f.rule.id == "units.under_billed"]
    assert "the record supports 2 in place of 97124, which may not stand beside it" in finding.message


def test_c5_the_second_code_of_a_pair_claimed_alone_does_not_take_the_minutes_of_the_first(tmp_path: Path) -> None:
    found = claimed(tmp_path, MASSAGED, "P1,97124,2,GP")
    assert results(found) == {"97124": (1, 2, "over"), "97140": (2, 0, "missing")}
    (finding,) = [f for f in found.finding_list if f.rule.id == "units.over_billed"]
    assert "which counts as the code it may not stand beside is not claimed" in finding.message


def test_c5_both_codes_of_a_pair_without_exception_are_one_too_many(tmp_path: Path) -> None:
    found = claimed(tmp_path, MASSAGED, "P1,97124,1,GP", "P1,97140,2,GP")
    assert results(found) == {"97124": (0, 1, "over"), "97140": (2, 2, "agrees")}


@pytest.mark.parametrize(
    ("lines", "expected", "severity"),
    [
        (["P1,97124,1,GO"], {"97124": (1, 1, "agrees"), "97140": (2, 0, "missing")}, "note"),
        (["P1,97124,1,GO", "P1,97140,2,GP"], {"97124": (0, 1, "over"), "97140": (2, 2, "agrees")}, "error"),
    ],
)
def test_c5_a_hospital_s_pair_is_compared_over_the_visits_of_the_date(
    lines: list[str], expected: dict[str, tuple[int, int, str]], severity: str, tmp_path: Path
) -> None:
    path = tmp_path / "claims.csv"
    path.write_text("date,patient,code,units,modifiers\n" + "\n".join(f"2026-03-02,{line}" for line in lines) + "\n")
    rows = frame("9:00-9:23 P1 PT1 97140", "9:30-9:40 P1 OT1 97124").assign(payer="medicare-hospital")
    found = analyze(read_schedule(rows), claims=path)
    assert results(found) == expected
    assert [f.severity for f in found.finding_list if f.rule.id == "edit.ncci"] == [severity]


def test_c5_the_first_code_of_a_pair_that_could_be_shown_apart_is_missing_and_not_in_place_of_the_second(
    tmp_path: Path,
) -> None:
    found = claimed(tmp_path, ["10:00-10:10 P1 PT1 95992", "10:10-10:30 P1 PT1 97530"], "P1,97530,1,GP")
    assert results(found) == {"97530": (1, 1, "agrees"), "95992": (1, 0, "missing")}
    (finding,) = [f for f in found.finding_list if f.rule.id == "units.under_billed"]
    assert "in place of" not in finding.message


@pytest.mark.parametrize(("payer", "result"), [("medicare", "wrong_modifiers"), ("medicare-hospital", "agrees")])
def test_c5_a_modifier_on_the_line_of_another_visit_shows_a_pair_apart_in_a_hospital_and_not_in_an_office(
    tmp_path: Path, payer: str, result: str
) -> None:
    rows = ["9:00-9:30 P1 PT1 97530", "9:30-10:00 P1 PT1 97750", "10:00-10:30 P1 OT1 97750"]
    lines = ("P1,97530,2,GP", "P1,97750,2,GP", "P1,97750,2,GO 59")
    found = claimed(tmp_path, [f"{row} payer={payer}" for row in rows], *lines).reconciliation
    own = found[(found["discipline"] == "PT") & (found["code"] == "97750")]
    assert own["result"].tolist() == [result]


def test_c5_equal_claims_of_equal_visits_are_compared_each_with_the_other_visit_of_its_own_date(tmp_path: Path) -> None:
    rows = ("9:00-9:30 P{0} PT{0} 97530", "9:30-10:00 P{0} PT{0} 97750", "10:00-10:30 P{0} OT{0} 97750")
    day = [f"{row} payer=medicare-hospital".format(number) for number in (1, 2) for row in rows]
    lines = [f"P{number},{line}" for number in (1, 2) for line in ("97530,2,GP", "97750,2,GP")]
    found = claimed(tmp_path, day, *lines, "P1,97750,2,GO 59", "P2,97750,2,GO").reconciliation
    own = found[(found["discipline"] == "PT") & (found["code"] == "97750")]
    assert dict(zip(own["patient"], own["result"], strict=True)) == {"P1": "agrees", "P2": "wrong_modifiers"}


def test_c5_a_claim_without_the_first_code_of_a_pair_that_could_be_shown_apart_still_shares_its_minutes(
    tmp_path: Path,
) -> None:
    """Of 37 minutes 23 are 97750's: a unit, and the last goes to the 14 of 97530, on the claim or not."""
    clocks = ("9:00-9:07", "9:14-9:21", "9:07-9:14", "9:21-9:28", "9:30-9:37", "9:40-9:42")
    rows = [f"{clock} P1 PT1 {code}" for clock, code in zip(clocks, ["97530"] * 2 + ["97750"] * 4, strict=True)]
    found = claimed(tmp_path, sorted(rows), "P1,97750,2,GP")
    assert found.edits["state"].tolist() == ["confirm"]
    assert results(found)["97750"] == (1, 2, "over")


def test_c5_codes_that_nobody_claims_keep_their_minutes_where_they_take_no_claimed_code_off(tmp_path: Path) -> None:
    """Without the 25 minutes of 97140 there are 26: two units, of the codes with nine minutes each."""
    rows = ["9:00-9:25 P1 PT1 97140", "9:25-9:33 P1 PT1 97124", "9:33-9:42 P1 PT1 97530", "9:42-9:51 P1 PT1 97750"]
    found = results(claimed(tmp_path, rows, "P1,97124,1,GP"))
    assert found["97124"] == (0, 1, "over")
    assert [found[code] for code in ("97530", "97750")] == [(1, 0, "missing")] * 2
    assert results(claimed(tmp_path, rows[:2], "P1,97124,1,GP"))["97124"] == (1, 1, "agrees")


def test_c5_a_code_that_keeps_off_two_claimed_ones_is_missing_in_place_of_both(tmp_path: Path) -> None:
    rows = ["9:00-9:30 P1 PT1 97163", "9:30-9:40 P1 PT1 95851", "9:40-9:50 P1 PT1 95852"]
    found = claimed(tmp_path, rows, "P1,95852,1,GP", "P1,95851,1,GP")
    assert results(found) == {
        "95851": (1, 1, "agrees"),
        "95852": (1, 1, "agrees"),
        "97163": (1, 0, "missing"),
    }
    (finding,) = [f for f in found.finding_list if f.rule.id == "units.under_billed"]
    assert "in place of 95851 and 95852, which may not stand beside it" in finding.message


def test_c5_codes_that_are_missing_in_place_of_one_stand_in_order(tmp_path: Path) -> None:
    group = ["9:30-10:00 P1 PT1 97150", "9:30-10:00 P2 PT1 97150"]
    rows = ["9:00-9:30 P1 PT1 97163", *group, "10:00-10:10 P1 PT1 95851"]
    found = claimed(tmp_path, rows, "P1,95851,1,GP", "P2,97150,1,GP").reconciliation
    assert found.loc[found["patient"] == "P1", ["code", "result"]].to_numpy().tolist() == [
        ["95851", "agrees"],
        ["97150", "missing"],
        ["97163", "missing"],
    ]
