from __future__ import annotations

from dataclasses import fields, replace

import pytest

from timeline.finding import Finding, FindingRule, severities
from timeline.vocabulary import Severity

RULE = FindingRule("demo.rule", "What it means.", "How to correct it.", "demo-source §1")
FOUND = Finding(RULE, Severity.NOTE, "2026-03-02", ("P1",), ("PT1",), 0, 60, 60, 0, "What happened.", ("day.csv:2",))


def test_a_finding_says_the_rules_remedy_and_source() -> None:
    assert (FOUND.remedy, FOUND.source) == ("How to correct it.", "demo-source §1")


def test_a_finding_may_have_a_remedy_and_a_source_of_its_own() -> None:
    own = replace(FOUND, own_remedy="Better.", own_source="other §2")
    assert (own.remedy, own.source) == ("Better.", "other §2")


@pytest.mark.parametrize(
    "change", [{"message": "x"}, {"intervals": ("z:9",)}, {"units_at_risk": 3}, {"severity": Severity.ERROR}]
)
def test_an_id_does_not_depend_on_words_rows_or_units(change: dict[str, object]) -> None:
    assert replace(FOUND, **change).identity == FOUND.identity  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change", [{"date": "2026-03-03"}, {"patients": ("P2",)}, {"providers": ()}, {"start": 1}, {"end": 61}]
)
def test_an_id_depends_on_date_people_and_clocks(change: dict[str, object]) -> None:
    assert replace(FOUND, **change).identity != FOUND.identity  # type: ignore[arg-type]


def test_a_finding_that_is_named_keeps_everything_else() -> None:
    every = Finding(*(field.name for field in fields(Finding)))  # type: ignore[arg-type]
    assert every.named("its own", "of its cause") == replace(every, id="its own", cause="of its cause")


def test_people_are_told_apart_by_their_part() -> None:
    assert replace(FOUND, patients=("P1", "PT1"), providers=()).identity != FOUND.identity


def test_findings_are_counted_by_severity_as_one_writes_it() -> None:
    assert severities([FOUND, FOUND, replace(FOUND, severity=Severity.ERROR)]) == "1 error, 2 notes"
    assert severities([]) == "none"
