from __future__ import annotations

import json

import pytest

from tests.schedules_of import analysed
from timeline.analysis.audited import select
from timeline.contracts import AUDIT_RULES

ROWS = ("9:00-9:40 P1 PT1 97110", "9:10-9:20 P2 PT1 97112", "10:00-10:22 P3 PT1 97110", "11:00-11:05 P3 PT1 assessment")


def test_findings_are_grouped_by_rule_most_severe_first() -> None:
    audited = select(analysed(*ROWS))
    assert next(iter(audited.by_rule)) == "overlap.contested"
    assert sum(map(len, audited.by_rule.values())) == len(audited.finding_list)


def test_a_rule_s_line_has_counts_time_stake_and_exposure() -> None:
    rules = select(analysed(*ROWS)).rules
    assert list(rules.columns) == AUDIT_RULES.names
    (contested,) = rules[rules["rule"] == "overlap.contested"].to_dict("records")
    assert (contested["findings"], contested["errors"], contested["seconds"], contested["units_at_risk"]) == (
        1,
        1,
        600,
        2,
    )
    assert (contested["exposure_seconds_least"], contested["exposure_seconds_most"]) == (600, 1200)
    assert (contested["exposure_units_least"], contested["exposure_units_most"]) == (1, 2)


def test_rules_and_severity_choose_findings() -> None:
    analysis = analysed(*ROWS)
    assert list(select(analysis, rules=["units.on_edge"]).by_rule) == ["units.on_edge"]
    assert {item.severity for item in select(analysis, severity="review").finding_list} == {"error", "review"}
    assert not select(analysis, rules=["units.on_edge"], severity="error").finding_list


def test_a_rule_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no finding rule is named overlap\.contest;"):
        select(analysed(*ROWS), rules=["overlap.contest"])


def test_the_document_carries_manifest_period_exposure_rules_and_findings() -> None:
    document = json.loads(select(analysed(*ROWS), severity="error").to_json())
    assert document["period"] == {"from": "2026-03-02", "to": "2026-03-02", "dates": 1}
    assert document["exposure"] == {"minutes": [10, 20], "units": [1, 2]}
    assert document["manifest"]["contest"] == document["contest"] == "nested"
    assert [rule["rule"] for rule in document["rules"]] == ["overlap.contested"]
    assert document["rules"][0]["by_severity"] == {"error": 1, "review": 0, "note": 0}
    assert [finding["patients"] for finding in document["findings"]] == [["P1", "P2"]]


def test_the_same_rows_give_the_same_text() -> None:
    assert select(analysed(*ROWS)).to_json() == select(analysed(*ROWS)).to_json()


def test_tables_hold_the_chosen_findings_only() -> None:
    tables = select(analysed(*ROWS), severity="error").tables()
    assert list(tables) == ["audit_rules", "findings", "finding_intervals"]
    assert len(tables["findings"]) == 1
    assert set(tables["finding_intervals"]["finding_id"]) == set(tables["findings"]["finding_id"])


def test_a_schedule_without_rows_has_no_period() -> None:
    document = select(analysed("9:00-9:30 P1 PT1 97110 cancelled")).to_dict()
    assert (document["period"], document["findings"], document["visits"]) == (None, [], 0)
