from __future__ import annotations

from tests.cli.conftest import Run, Write

MIGHT = ("10:00-10:30 P2 PT1 97140", "10:30-10:50 P2 PT1 97018", "9:00-9:30 P1 PT1 97110")


def test_a_claim_that_somebody_might_show_stands_below_the_visits(run: Run, write: Write) -> None:
    out = run("analyze", write(*MIGHT)).out
    assert "Kept off the claim by pairs of codes" in out
    assert "97018 (beside 97140)" in out
    assert "97018×1 GP 59; 97140×2 GP" in out
    assert "What shows that 97018 was furnished apart from 97140?" in out


def test_a_pair_no_modifier_separates_withholds_and_offers_nothing(run: Run, write: Write) -> None:
    out = run("analyze", write("11:00-11:30 P3 PT1 97124", "11:20-11:50 P3 PT1 97140")).out
    row = next(line for line in out.split("Kept off")[1].splitlines() if line.startswith("P3"))
    assert row.split() == ["P3", "PT", "97124", "–"]


def test_visits_without_a_pair_have_no_such_table(run: Run, write: Write) -> None:
    assert "Kept off" not in run("analyze", write("9:00-9:30 P1 PT1 97110")).out
