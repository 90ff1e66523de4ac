from __future__ import annotations

import json
from typing import Any

from tests.schedules_of import analysed
from timeline.analysis.evidence import EvidencePacks

ROWS = (
    "9:00-9:40 P1 PT1 97110 patient_name=Someone",
    "9:10-9:20 P2 PT1 97112 note=private",
    "10:00-10:30 P3 PT1 97110",
)


def pack(rule: str, *lines: str) -> dict[str, Any]:
    analysis = analysed(*lines)
    (item,) = [item for item in analysis.finding_list if item.rule.id == rule]
    return EvidencePacks(analysis.record).pack(item)


def test_a_pack_stands_by_itself() -> None:
    found = pack("overlap.contested", *ROWS)
    assert list(found) == ["version", "finding", "rule", "people", "visits", "rows", "manifest"]
    assert json.loads(json.dumps(found)) == found


def test_everybody_named_is_there_with_the_whole_date() -> None:
    people = pack("overlap.contested", *ROWS)["people"]
    assert [(one["kind"], one["id"]) for one in people] == [("patient", "P1"), ("patient", "P2"), ("provider", "PT1")]
    assert [(span["start"][11:16], span["state"]) for span in people[0]["spans"]] == [
        ("09:00", "one_on_one"),
        ("09:10", "contested"),
        ("09:20", "one_on_one"),
    ]
    assert [span["doing"] for span in people[2]["spans"]][:3] == ["one_on_one", "contested", "one_on_one"]


def test_the_patients_minutes_and_units_are_there_under_every_contest_rule() -> None:
    first, second = pack("overlap.contested", *ROWS)["visits"]
    assert (first["patient"], first["one_on_one_minutes"]) == ("P1", {"exclusive": 30, "nested": 30, "documented": 40})
    assert first["timed_units"] == {"exclusive": 2, "nested": 2, "documented": 3}
    assert second["codes"] == [
        {
            "code": "97112",
            "minutes": {"exclusive": 0, "nested": 10, "documented": 10},
            "units": {"exclusive": 0, "nested": 1, "documented": 1},
            "billed_units": None,
        }
    ]


def test_the_source_rows_are_there_without_names_and_notes() -> None:
    found = pack("overlap.contested", *ROWS)
    assert [(row["interval_id"], row["patient"], row["code"]) for row in found["rows"]] == [
        ("r1", "P1", "97110"),
        ("r2", "P2", "97112"),
    ]
    assert "Someone" not in str(found)
    assert "private" not in str([row.values() for row in found["rows"]])


def test_the_rule_is_told_in_our_words_with_its_document() -> None:
    rule = pack("overlap.contested", *ROWS)["rule"]
    assert rule["source"]["id"] == "cms-billing-scenarios"
    assert rule["source"]["url"].startswith("https://")
    assert rule["meaning"]
    assert rule["paraphrase"]


def test_a_finding_about_the_record_itself_has_no_document() -> None:
    rule = pack("code.unknown", "9:00-9:30 P1 PT1 99999X")["rule"]
    assert (rule["source"], rule["paraphrase"]) == (None, "")
