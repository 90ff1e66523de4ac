from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run, Write

ROWS = ("9:00-9:30 P1 PT1 97110", "9:30-9:45 P1 PT1 97530")


def test_every_line_shows_what_a_payer_would_pay(run: Run, write: Write) -> None:
    shown = run("payment", write(*ROWS)).out
    assert "97110×2 GP 44.42 13.70 35.54 0.00 0.71 34.83 8.88" in " ".join(shown.split())
    assert "79.49" in shown
    assert "Amounts decide no code, unit or tie." in shown


def test_the_document_and_the_table_are_the_results(run: Run, write: Write) -> None:
    day = write(*ROWS)
    document = json.loads(run("payment", day, "--format", "json").out)
    assert document["totals"]["supported"]["usd"]["allowed"] == "79.49"
    assert "allowed_cents" in run("payment", day, "--format", "csv").out.splitlines()[0]


def test_what_is_missing_is_named(run: Run, write: Write, tmp_path: Path) -> None:
    shown = run("payment", write(*ROWS), "--payer", "cpt-midpoint").out
    assert "empty in 2 lines: cpt-midpoint has no relative values for that date" in shown


def test_a_claim_that_was_sent_is_shown_beside(run: Run, write: Write, tmp_path: Path) -> None:
    claims = tmp_path / "claims.csv"
    claims.write_text("date,patient,code,units,modifiers\n2026-03-02,P1,97110,1,GP\n", encoding="utf-8")
    assert "As sent (USD)" in run("payment", write(*ROWS), "--claims", claims).out


def test_a_schedule_without_lines_says_so(run: Run, write: Write) -> None:
    assert "No lines." in run("payment", write("9:00-9:30 P1 PT1 appointment")).out
