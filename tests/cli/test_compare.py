from __future__ import annotations

import json

from tests.cli.conftest import Run, Write


def test_totals_and_differences_are_shown(run: Run, write: Write) -> None:
    shown = run("compare", write("9:00-9:20 P1 PT1 97110", "9:20-9:40 P1 PT1 97112"), "--payers", "medicare,full-unit")
    assert shown.status == 0
    assert "Total units" in shown.out
    assert "Where they differ" in shown.out


def test_the_document_counts_the_same_minutes_under_each_policy(run: Run, write: Write) -> None:
    told = json.loads(run("compare", write(), "--payers", "medicare,full-unit", "--format", "json").out)
    assert told["payers"] == ["medicare", "full-unit"]
    assert told["total_units"] == {"medicare": 5, "full-unit": 5}
    assert {entry["code"] for entry in told["codes"]} == {"97110", "97112", "97116"}


def test_policies_that_agree_say_so(run: Run, write: Write) -> None:
    assert "No codes differ." in run("compare", write(), "--payers", "medicare,total-minutes").out


def test_one_line_a_code_and_policy_as_csv(run: Run, write: Write) -> None:
    lines = run("compare", write(), "--payers", "medicare,full-unit", "--format", "csv").out.strip().split("\n")
    assert lines[0] == "date,patient,discipline,code,minutes,payer,units,difference"
    assert len(lines) == 1 + 3 * 2


def test_an_unknown_or_a_repeated_policy_is_refused(run: Run, write: Write) -> None:
    unknown, twice = (run("compare", write(), "--payers", named) for named in ("medicare,nobody", "medicare,medicare"))
    assert (unknown.status, twice.status) == (2, 2)
    assert "cpt-midpoint" in unknown.err
    assert "each once" in twice.err
