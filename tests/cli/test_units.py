"""`timeline units`: what is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

COUNTS = ("units", "97110=15", "--on", "2026-03-02")


def test_minutes_of_one_code_and_role_add_up(run: Run) -> None:
    ran = run(*COUNTS, "97110=8:PTA", "97110=1:pta", "--format", "json")
    assert json.loads(ran.out)["codes"][0]["minutes"] == 24
    assert (ran.status, ran.err) == (0, "")


def test_the_page_shows_codes_both_allocations_of_a_tie_and_why(run: Run) -> None:
    ran = run("units", "97110=20", "97112=15:PT", "97112=5:PTA", "--on", "2026-03-02")
    lines = ran.out.splitlines()
    assert lines[0] == "medicare · 2026-03-02 · 40 timed minutes · 3 timed units"
    assert [line.split() for line in lines if line.startswith("9711")] == [
        ["97110", "20", "0", "2"],
        ["97112", "20", "5", "1"],
    ]
    assert "On the claim: 97110×2 GP; 97112×1 GP" in lines
    assert "        or: 97110×1 GP; 97112×1 CQ GP; 97112×1 GP" in lines
    assert "note: 97110, 97112 have equal remainders: the rule permits 2 allocations" in ran.out
    assert lines[lines.index("Why") + 1].startswith(
        "  20 (97110) + 20 (97112) = 40 timed minutes: 2 times 15 with 10 left"
    )


def test_the_page_of_what_earns_nothing_says_so(run: Run) -> None:
    assert "On the claim: nothing\n" in run("units", "97010=8", "--on", "2026-03-02").out


@pytest.mark.parametrize("count", ["97110", "=15", "97110=", "97110=-1", "97110=1.5", "97110=x"])
def test_an_argument_that_is_no_count_is_refused(run: Run, count: str) -> None:
    ran = run("units", count, "--on", "2026-03-02")
    assert (ran.status, ran.out) == (2, "")
    assert "Write CODE=MINUTES or CODE=MINUTES:ROLE" in ran.err


def test_a_used_up_threshold_puts_its_modifier_on_the_line(run: Run) -> None:
    ran = run(*COUNTS, "--year-to-date", "5000.00", "--format", "json")
    assert json.loads(ran.out)["lines"][0]["modifiers"] == ["GP", "KX"]


@pytest.mark.parametrize("amount", ["NaN", "sNaN", "Infinity", "-5", "1,000"])
def test_an_amount_used_is_a_plain_number_of_0_or_more(run: Run, amount: str) -> None:
    ran = run(*COUNTS, "--year-to-date", amount)
    assert (ran.status, ran.out) == (2, "")
    assert "year_to_date: not an amount" in ran.err


def test_amounts_may_be_stated_by_pool(run: Run) -> None:
    both = ("units", "97110=15", "97535=15:OT", "--on", "2026-03-02", "--format", "json")
    lines = json.loads(run(*both, "--year-to-date", "PT_SLP=2480,OT=100").out)["lines"]
    assert [line["modifiers"] for line in lines] == [["GP", "KX"], ["GO"]]
    refused = run(*both, "--year-to-date", "2480")
    assert (refused.status, "one amount, but the visits are of two pools" in refused.err) == (2, True)
    assert run(*both, "--year-to-date", "OT=1,OT=2").status == 2


def test_allowed_amounts_may_be_stated(run: Run, tmp_path: Path) -> None:
    allowed = tmp_path / "allowed.csv"
    allowed.write_text("code,amount\n97110,500\n", encoding="utf-8")
    one = ("units", "97110=15", "--on", "2026-03-02", "--year-to-date", "2000", "--format", "json")
    assert json.loads(run(*one).out)["lines"][0]["modifiers"] == ["GP"]
    assert json.loads(run(*one, "--allowed", allowed).out)["lines"][0]["modifiers"] == ["GP", "KX"]


def test_an_amount_for_a_payer_without_a_threshold_is_said_to_decide_nothing(run: Run) -> None:
    ran = run("units", "97110=15", "--on", "2026-03-02", "--payer", "cpt-midpoint", "--year-to-date", "9")
    assert "cpt-midpoint has no yearly threshold" in ran.out


def test_a_quantity_follows_an_at_and_adds_up(run: Run) -> None:
    found = json.loads(
        run("units", "97597=20@1", "97598=10:PT@2", "97598=5@1", "--on", "2026-03-02", "--format", "json").out
    )
    assert {line["code"]: line["units"] for line in found["lines"]} == {"97597": 1, "97598": 3}


@pytest.mark.parametrize("pair", ["97110", "97110,97110", "97110,97140,97150"])
def test_codes_that_were_apart_are_two_different_ones(run: Run, pair: str) -> None:
    ran = run(*COUNTS, "--apart", pair)
    assert (ran.status, ran.out) == (2, "")
    assert f"--apart: cannot read '{pair}'. Write two codes: 97150,97110." in ran.err


def test_the_page_says_what_somebody_might_show(run: Run) -> None:
    lines = run("units", "97140=30", "97018=20", "--on", "2026-03-02").out.splitlines()
    (might,) = [place for place, line in enumerate(lines) if line.startswith("If somebody can show it: ")]
    assert lines[might] == "If somebody can show it: 97018×1 GP 59; 97140×2 GP"
    assert lines[might + 1].startswith("  What shows that 97018 was furnished apart from 97140?")
