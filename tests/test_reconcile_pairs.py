"""Claims of codes that are not paid together, held against the record (law C5)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.days import frame
from tests.test_reconcile import claimed, results
from timeline.result import analyze
from timeline.schedules import read_schedule

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
