from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from tests.audit.test_registry import analysis_of
from tests.days import frame
from tests.schedules_of import analysed
from tests.strategies import rows
from timeline.result import analyze
from timeline.schedules import read_schedule

DAY = (
    "10:00-10:30 P1 PT1 97110",
    "10:55-11:00 P1 PT1 assessment",
    "10:15-10:30 P2 PTA1 97112",
    "10:30-11:10 P2 PT1 97116",
    "11:10-11:20 P2 PT1 97140 supervised",
    "11:20-11:30 P2 AIDE1 97530",
    "11:30-11:40 P2 PT1 99999",
)


def code(named: str, *lines: str, patient: str = "P2", **options: Any) -> dict[str, Any]:
    (visit,) = analysed(*(lines or DAY), **options).explain(patient, code=named).visits
    (found,) = visit["codes"]
    return dict(found)


def why(named: str, *lines: str, **options: Any) -> list[tuple[str, float, str, str | None, str]]:
    lost = code(named, *lines, **options)["does_not_count"]
    return [(item["start"][11:16], item["minutes"], item["why"], item["by"], item["reason"]) for item in lost]


def test_the_spans_that_count_are_told_with_their_rows() -> None:
    counts = code("97116")["counts"]
    assert [(s["start"][11:16], s["end"][11:16], s["minutes"], s["interval_id"]) for s in counts] == [
        ("10:30", "10:55", 25, "r4"),
        ("11:00", "11:10", 10, "r4"),
    ]


def test_an_interruption_does_not_count_and_says_by_whom() -> None:
    assert why("97116") == [("10:55", 5, "interruption", "P1", "contest")]


def test_a_contradicting_row_does_not_count() -> None:
    assert why("97140") == [("11:10", 10, "mode", None, "supervised")]


def test_an_aides_row_does_not_count() -> None:
    assert why("97530") == [("11:20", 10, "unattended", None, "one_on_one")]


def test_credited_time_of_an_unknown_code_does_not_count() -> None:
    found = code("99999")
    assert (found["short_name"], found["minutes"], found["counts"]) == ("unknown code", 0, [])
    assert why("99999") == [("11:30", 10, "unearned", None, "one_on_one")]


def test_time_credited_to_another_provider_does_not_count_here() -> None:
    together = ("9:00-9:30 P1 PT1 97530", "9:00-9:40 P1 OT1 97535")
    assert why("97535", *together, patient="P1") == [("09:00", 30, "elsewhere", None, "credited to another record")]


@given(rows())
def test_every_attended_second_of_a_code_counts_or_says_why_not(day: list[dict[str, Any]]) -> None:
    analysis = analysis_of(day)
    found = analysis.record.rows
    for patient in {account.key[1] for account in analysis.record.accounts.values() if not account.is_scheduled}:
        told: dict[str, float] = {}
        for visit in analysis.explain(patient).visits:
            spans = [s for c in visit["codes"] for s in (*c["counts"], *c["does_not_count"])]
            for span in spans:
                told[span["interval_id"]] = told.get(span["interval_id"], 0) + span["minutes"] * 60
        for row in range(len(found)):
            if found.patient[row] == patient and found.code[row] and found.nature[row].attended and found.evidence[row]:
                assert told[found.id[row]] == pytest.approx(found.end[row] - found.start[row])


def test_the_units_come_with_reasons_and_sources() -> None:
    (visit,) = analysed(*DAY).explain("P2").visits
    assert visit["because"]
    assert any(reason["source"].startswith("cms-claims-5") for reason in visit["because"])
    assert (visit["timed_minutes"], visit["timed_units"]) == (50, 3)


def test_the_findings_of_the_visit_stand_with_it() -> None:
    (visit,) = analysed(*DAY).explain("P1").visits
    assert {finding["rule"] for finding in visit["findings"]} >= {"overlap.contested", "uncoded.minutes"}


def test_the_text_can_be_followed_from_line_to_row() -> None:
    text = str(analysed(*DAY).explain("P2", code="97116"))
    assert "97116 Gait training: 35 whole minutes, 2 units" in text
    assert "- 10:55–11:00     5 minutes  r4  the provider was with P1" in text
    assert "On the claim: 97112×1 CQ GP; 97116×2 GP" in text


def test_the_text_says_what_somebody_might_show() -> None:
    text = analysed("10:00-10:30 P2 PT1 97140", "10:30-10:50 P2 PT1 97018").explain("P2").text
    assert "If somebody can show it: 97018×1 GP 59; 97140×2 GP" in text
    assert "\n  What shows that 97018 was furnished apart from 97140?" in text


def test_the_text_names_every_other_claim_that_is_permitted() -> None:
    text = analysed("10:00-10:20 P2 PT1 97110", "10:20-10:40 P2 PT1 97112").explain("P2").text
    assert "Also permitted; the clinician decides: 97110×1 + 97112×2" in text


def test_a_visit_without_findings_ends_with_its_claim() -> None:
    text = analysed("9:00-9:15 P1 PT1 97110 payer=cpt-midpoint").explain("P1").text
    assert ("Findings" in text, text.rstrip().splitlines()[-1].strip()) == (False, "On the claim: 97110×1")


def test_open_units_are_called_open() -> None:
    assert "units open" in analysed("9:00-9:30 P1 PT1 97110 payer=sunny-health").explain("P1").text


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"patient": "Secretive"}, "patient:"),
        ({"patient": "P1", "code": "97999"}, "code:"),
        ({"patient": "P1", "date": "2020-01-01"}, "date"),
    ],
)
def test_what_is_not_there_is_refused_without_repeating_the_patient(asked: dict[str, str], problem: str) -> None:
    with pytest.raises(ValueError, match=problem) as caught:
        analysed(*DAY).explain(**asked)
    assert "Secretive" not in str(caught.value)


def test_a_notebook_shows_it_escaped() -> None:
    explained = analyze(read_schedule(frame("9:00-9:30 P1 PT1 97110").assign(patient="<b>"))).explain("<b>")
    assert "&lt;b&gt; · 2026-03-02" in explained._repr_html_()
    assert repr(explained) == "Explanation(1 visit)"


def test_a_group_is_shared_only_with_those_who_are_there_at_the_same_time() -> None:
    group = [
        f"9:{start:02}-9:{end} P{n} PT1 97150 group=G1"
        for n, start, end in ((1, 0, 20), (2, 0, 40), (3, 20, 40), (4, 20, 40))
    ]
    first, second = (code("97150", *group, patient=patient) for patient in ("P1", "P2"))
    assert (first["participants"], [span["participants"] for span in first["session"]]) == (2, [2])
    assert (second["participants"], [span["participants"] for span in second["session"]]) == (3, [2, 3])


def test_time_of_staff_the_payer_does_not_cover_is_told_as_such_and_counts_for_no_minute() -> None:
    day = ("9:00-9:10 P1 SLP1 97533", "9:10-9:30 P1 SLPA1 97533")
    found = code("97533", *day, patient="P1")
    assert (found["minutes"], found["units"], [span["minutes"] for span in found["counts"]]) == (10, 1, [10])
    (lost,) = found["does_not_count"]
    assert (lost["minutes"], lost["why"], lost["reason"], lost["interval_id"]) == (20, "not_covered", "SLPA", "r2")
    text = analysed(*day).explain("P1").text
    assert "the payer does not cover the time of SLPA" in text
