from __future__ import annotations

import timeline as tl
from tests.days import frame
from timeline.analysis.comparison import comparison_dict
from timeline.narrowing import narrowing

ROWS = ("9:00-9:10 P1 PT1 97110", "9:10-9:20 P1 PT1 97112", "9:00-9:30 P2 PT2 97110 clinic=annex")


def test_the_document_has_totals_every_code_and_those_that_differ() -> None:
    payers = ["medicare", "cpt-midpoint"]
    told = comparison_dict(tl.compare(tl.read_schedule(frame(*ROWS)), payers=payers), payers)
    assert told["payers"] == payers
    assert told["total_units"] == {"medicare": 3, "cpt-midpoint": 4}
    assert [entry["code"] for entry in told["codes"]] == ["97110", "97112", "97110"]
    assert [entry["units"] for entry in told["differences"]] == [{"medicare": 0, "cpt-midpoint": 1}]


def test_a_policy_without_a_rule_in_force_leaves_units_open() -> None:
    day = tl.read_schedule(frame("9:00-9:30 P1 PT1 97110").assign(start="2003-03-02 9:00", end="2003-03-02 9:30"))
    told = comparison_dict(tl.compare(day, payers=["medicare"]), ["medicare"])
    assert told["codes"][0]["units"] == {"medicare": None}
    assert told["total_units"] == {"medicare": 0}


def test_only_what_is_shown_is_listed() -> None:
    day = tl.read_schedule(frame(*ROWS))
    shown = tl.compare(day, payers=["medicare"], shown=narrowing(clinic="annex"))
    assert shown["patient"].tolist() == ["P2"]
