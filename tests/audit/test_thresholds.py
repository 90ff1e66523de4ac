"""C8 on the claim: what passes the yearly threshold, and claims that do not attest it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tests.days import DATE, frame
from timeline.result import Analysis, analyze
from timeline.schedules import read_schedule

DAY = ("9:00-9:15 P1 PT1 97140", "9:15-9:30 P1 PT1 97530")
NEXT = "9:00-9:30 P1 PT1 97110 next"
ABOVE = [("P1", "PT_SLP", "2440.00", "2026-03-01")]


def analysed(*rows: str, used: Any = ABOVE, sent: dict[str, str] | None = None) -> Analysis:
    stated = pd.DataFrame(used, columns=["patient", "pool", "amount", "as_of"])
    claims = None if sent is None else pd.DataFrame([_sent(code, modifiers) for code, modifiers in sent.items()])
    return analyze(read_schedule(frame(*rows)), year_to_date=stated, claims=claims)


def _sent(code: str, modifiers: str) -> dict[str, Any]:
    date, units = ("2026-03-03", 2) if code == "97110" else (DATE, 1)
    return {"date": date, "patient": "P1", "code": code, "units": units, "modifiers": modifiers}


def found(result: Analysis, rule: str = "threshold.crossed") -> list[tuple[str, str]]:
    return [(str(f.severity), f.date) for f in result.finding_list if f.rule.id == rule]


def results(result: Analysis) -> dict[str, str]:
    return dict(zip(result.reconciliation["code"], result.reconciliation["result"], strict=True))


def test_passing_the_threshold_is_a_review_of_the_line_that_passes_it() -> None:
    result = analysed(*DAY, NEXT)
    assert found(result) == [("review", DATE)]
    (finding,) = [f for f in result.finding_list if f.rule.id == "threshold.crossed"]
    assert finding.intervals == ("r2",)
    assert finding.source == "threshold-amounts 2026"


def test_a_claim_that_attests_it_agrees() -> None:
    result = analysed(*DAY, NEXT, sent={"97140": "GP", "97530": "GP KX", "97110": "GP KX"})
    assert found(result) == [("review", DATE)]
    assert set(results(result).values()) == {"agrees"}


def test_a_claim_that_does_not_attest_it_is_an_error_and_a_wrong_line() -> None:
    result = analysed(*DAY, sent={"97140": "GP", "97530": "GP"})
    assert found(result) == [("error", DATE)]
    assert results(result) == {"97140": "agrees", "97530": "wrong_modifiers"}
    (message,) = [f.message for f in result.finding_list if f.rule.id == "threshold.crossed"]
    assert "the claim sent has 97530 without KX" in message


def test_a_later_claim_that_does_not_attest_it_is_an_error_too() -> None:
    result = analysed(*DAY, NEXT, sent={"97140": "GP", "97530": "GP KX", "97110": "GP"})
    assert found(result) == [("error", "2026-03-03"), ("review", DATE)]
    assert results(result)["97110"] == "wrong_modifiers"


def test_a_claim_that_attests_more_than_it_must_is_no_mistake() -> None:
    result = analysed(*DAY, sent={"97140": "GP KX", "97530": "GP KX"})
    assert set(results(result).values()) == {"agrees"}


def test_a_code_claimed_twice_must_attest_on_the_line_of_the_assistant_as_well() -> None:
    rows = ("9:00-9:15 P1 PT1 97110", "9:15-9:30 P1 PTA1 97110")
    stated = pd.DataFrame([("P1", "PT_SLP", "2480.00", "2026-03-01")], columns=["patient", "pool", "amount", "as_of"])
    for modifiers, result in ((("GP KX", "CQ GP KX"), "agrees"), (("GP KX", "CQ GP"), "wrong_modifiers")):
        lines = [{"date": DATE, "patient": "P1", "code": "97110", "units": 1, "modifiers": each} for each in modifiers]
        compared = analyze(read_schedule(frame(*rows)), year_to_date=stated, claims=pd.DataFrame(lines)).reconciliation
        assert compared["result"].tolist() == [result]


def test_a_claim_whose_modifiers_are_not_known_lacks_nothing() -> None:
    stated = pd.DataFrame(ABOVE, columns=["patient", "pool", "amount", "as_of"])
    lines = pd.DataFrame([{key: _sent("97530", "")[key] for key in ("date", "patient", "code", "units")}])
    assert found(analyze(read_schedule(frame(*DAY)), year_to_date=stated, claims=lines)) == [("review", DATE)]


def test_the_amount_of_targeted_review_is_a_review() -> None:
    assert found(analysed(*DAY, used=[("P1", "PT_SLP", "2990.00", "2026-03-01")]), "threshold.review") == [
        ("review", DATE)
    ]


def test_what_is_not_known_is_said_once_for_each_pool() -> None:
    rows = (*DAY, NEXT, "10:00-10:30 P2 PT1 97110", "11:00-11:30 P2 OT1 97535")
    result = analysed(*rows, used=[("P9", "OT", "1", "2026-03-01")])
    assert found(result, "threshold.unknown") == [("note", DATE)] * 2
    said = sorted(f.message for f in result.finding_list if f.rule.id == "threshold.unknown")
    assert "1 visit of 1 patient" in said[0]
    assert "3 visits of 2 patients" in said[1]
    both = analysed(*DAY, "10:00-10:30 P2 PT1 97110", used=[("P9", "OT", "1", "2026-03-01")])
    assert "2 visits of 2 patients" in next(f.message for f in both.finding_list if f.rule.id == "threshold.unknown")


def test_a_date_of_a_year_without_an_amount_is_said_once() -> None:
    result = analyze(
        read_schedule(frame("9:00-9:30 P1 PT1 97110").assign(start="2027-03-01 09:00", end="2027-03-01 09:30"))
    )
    (message,) = [f.message for f in result.finding_list if f.rule.id == "threshold.unknown"]
    assert message.startswith("No threshold for PT and SLP is known for 2027")
