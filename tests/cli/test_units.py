"""`timeline units`: what is typed."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Run

COUNTS = ("units", "97110=15", "--on", "2026-03-02")


def test_minutes_of_one_code_and_role_add_up(run: Run) -> None:
    ran = run(*COUNTS, "97110=8:PTA", "97110=1:pta", "--format", "json")
    assert json.loads(ran.out)["codes"][0]["minutes"] == 24
    assert (ran.status, ran.err) == (0, "")


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
    assert "--year-to-date: not an amount" in ran.err
