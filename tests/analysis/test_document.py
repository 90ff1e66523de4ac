from __future__ import annotations

import json
from typing import Any

import pytest

from tests.days import frame
from tests.schedules_of import analysed
from timeline.result import analyze
from timeline.schedules import read_schedule
from timeline.vocabulary import State

DAY = (
    "10:00-10:30 P1 PT1 97110 billed_units=2",
    "10:30-10:55 P1 97014",
    "10:55-11:00 P1 PT1 assessment",
    "10:15-10:30 P2 PTA1 97112",
    "10:30-11:10 P2 PT1 97116",
    "12:00-12:30 P3 PT1 appointment",
    "13:00-13:30 P4 PT1 97110 cancelled",
)
CODE = {
    *("code", "timed", "minutes", "minutes_exclusive", "minutes_documented", "assistant_minutes"),
    *("minutes_by_activity", "units", "units_exclusive", "units_documented", "billed_units"),
}


def document(*lines: str, **options: Any) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(analysed(*lines, **options).to_json())
    return read


def one(found: dict[str, Any], patient: str, discipline: str = "PT") -> dict[str, Any]:
    (visit,) = (v for v in found["visits"] if (v["patient"], v["discipline"]) == (patient, discipline))
    return dict(visit)


def test_the_top_has_its_keys() -> None:
    found = document(*DAY)
    assert set(found) >= {"version", "contest", "inputs", "skipped", "visits", "not_seen", "providers", "findings"}
    assert found["contest"] == "nested"
    assert [set(item) for item in found["inputs"]] == [{"file", "sha256", "rows"}]


def test_a_visit_has_its_keys() -> None:
    keys = {
        *(
            "date",
            "patient",
            "discipline",
            "clinic",
            "payer",
            "evidence",
            "minutes",
            "timed_minutes",
            "treatment_minutes",
        ),
        *("timed_units", "uncoded_minutes", "unearned_minutes", "codes", "lines", "alternatives", "alternative_lines"),
        "interruptions",
    }
    for visit in document(*DAY)["visits"]:
        assert set(visit) >= keys
        assert set(visit["minutes"]) == set(State)
        assert all(set(code) >= CODE for code in visit["codes"])


def test_the_minutes_and_units_of_an_interrupted_visit_are_told() -> None:
    visit = one(document(*DAY), "P2")
    assert {state: n for state, n in visit["minutes"].items() if n} == {"one_on_one": 50, "contested": 5}
    assert (visit["timed_minutes"], visit["treatment_minutes"], visit["timed_units"]) == (50, 50, 3)
    assert visit["alternatives"] == [{"97112": 1, "97116": 2}]
    assert visit["lines"] == visit["alternative_lines"][0]
    assert visit["lines"][0] == {"code": "97112", "units": 1, "modifiers": ["CQ", "GP"]}


def test_the_minutes_of_a_code_are_told_under_every_rule() -> None:
    (gait,) = (code for code in one(document(*DAY), "P2")["codes"] if code["code"] == "97116")
    told = {name: gait[name] for name in ("minutes", "minutes_exclusive", "minutes_nested", "minutes_documented")}
    assert told == {"minutes": 35, "minutes_exclusive": 35, "minutes_nested": 35, "minutes_documented": 40}
    assert (gait["units"], gait["minutes_by_activity"], gait["billed_units"]) == (2, {"intervention": 35}, None)


@pytest.mark.parametrize("contest", ["exclusive", "nested", "documented"])
def test_the_units_of_a_code_are_told_under_every_rule_whichever_is_in_force(contest: str) -> None:
    rows = ("9:00-9:40 P1 PT1 97110", "9:10-9:18 P2 PT1 97112", "9:30-9:45 P3 PT1 97116")
    told = {}
    for visit in document(*rows, contest=contest)["visits"]:
        (code,) = visit["codes"]
        told[code["code"]] = [code[f"units_{rule}"] for rule in ("exclusive", "nested", "documented")]
        assert code["units"] == code[f"units_{contest}"]
    assert told == {"97110": [1, 1, 3], "97112": [0, 1, 1], "97116": [0, 0, 1]}


def test_an_interruption_names_the_row_the_clocks_and_the_other_patient() -> None:
    (found,) = one(document(*DAY), "P2")["interruptions"]
    assert found == {
        "interval_id": "r5",
        "code": "97116",
        "start": "2026-03-02T10:55:00",
        "end": "2026-03-02T11:00:00",
        "minutes": 5,
        "by": "P1",
        "reason": "contest",
    }


def test_an_interruption_by_nobody_has_no_name() -> None:
    (found,) = one(document(*DAY, contest="exclusive"), "P2")["interruptions"]
    assert found["by"] is None


def test_a_replaced_code_keeps_its_entry_and_says_how_it_is_billed() -> None:
    visit = one(document(*DAY), "P1")
    assert [(code["code"], code.get("billed_as")) for code in visit["codes"]] == [("97014", "G0283"), ("97110", None)]
    assert [line["code"] for line in visit["lines"]] == ["97110", "G0283"]


def test_what_was_claimed_stands_beside_what_is_supported() -> None:
    assert [code["billed_units"] for code in one(document(*DAY), "P1")["codes"]] == [None, 2]


def test_bookings_cancelled_rows_and_patients_not_seen_are_listed() -> None:
    found = document(*DAY)
    assert found["skipped"] == [{"interval_id": "r7", "why": "cancelled"}]
    assert found["not_seen"] == [{"date": "2026-03-02", "patient": "P3", "interval_id": "r6"}]


def test_a_provider_has_an_account_in_minutes() -> None:
    (account,) = (item for item in document(*DAY)["providers"] if item["provider"] == "PT1")
    assert set(account) >= {"date", "provider", "role", "clinic", "presence", "minutes"}
    assert (account["role"], account["presence"]) == ("PT", "inferred")
    assert account["minutes"] == {
        "one_on_one": 65,
        "group": 0,
        "contested": 5,
        "busy": 0,
        "idle": 0,
        "outside_shift": 0,
    }


def test_a_finding_has_its_keys() -> None:
    (found,) = (item for item in document(*DAY)["findings"] if item["rule"] == "overlap.contested")
    assert set(found) >= {
        *("id", "rule", "severity", "date", "patients", "providers", "start", "end", "minutes", "units_at_risk"),
        *("message", "remedy", "intervals", "source"),
    }
    assert (found["start"], found["end"]) == ("2026-03-02T10:55:00", "2026-03-02T11:00:00")
    assert (found["patients"], found["minutes"], found["intervals"]) == (["P1", "P2"], 5, ["r3", "r5"])


def test_a_scheduled_visit_has_one_entry_without_a_code() -> None:
    visit = one(document("9:00-9:53 P1 PT1 97110 appointment"), "P1")
    assert visit["evidence"] == "scheduled"
    assert (visit["timed_units"], visit["lines"], visit["alternatives"]) == (4, [], [])
    assert [(code["code"], code["minutes"], code["units"]) for code in visit["codes"]] == [(None, 53, 4)]
    assert set(visit["codes"][0]) >= CODE


def test_a_payer_nobody_knows_gives_null_and_not_zero() -> None:
    found = document("9:00-9:30 P1 PT1 97110 payer=sunny-health")
    visit = one(found, "P1")
    assert (visit["timed_units"], visit["timed_minutes"], visit["lines"]) == (None, 30, [])
    assert [(code["units"], code["units_exclusive"]) for code in visit["codes"]] == [(None, None)]
    assert [item["rule"] for item in found["findings"]] == ["policy.unknown"]


def test_uncoded_and_unearned_minutes_are_told_apart() -> None:
    visit = one(document("9:00-9:10 P1 PT1", "9:10-9:25 P1 PT1 99999", "9:25-9:40 P1 PT1 97110"), "P1")
    assert (visit["uncoded_minutes"], visit["unearned_minutes"], visit["timed_minutes"]) == (10, 15, 15)
    assert [(code["code"], code["minutes"], code["units"]) for code in visit["codes"]] == [
        ("97110", 15, 1),
        ("99999", 0, 0),
    ]


def test_minutes_of_states_are_exact_and_minutes_of_codes_whole() -> None:
    found = document("9:00-9:01:30 P1 PT1 97110")
    visit = one(found, "P1")
    assert (visit["minutes"]["one_on_one"], visit["codes"][0]["minutes"]) == (1.5, 1)
    assert found["providers"][0]["minutes"]["one_on_one"] == 1.5


def test_whole_minutes_are_written_without_a_point() -> None:
    assert '"one_on_one": 15,' in analysed("9:00-9:15 P1 PT1 97110").to_json()


def test_alternatives_start_with_the_chosen_one_and_do_not_repeat() -> None:
    rows = ("9:00-9:25 P1 PT1 97116", "9:25-9:50 P1 PT1 97110", "9:50-10:00 P1 PT1 97112")
    visit = one(document(*rows), "P1")
    alternatives = visit["alternatives"]
    assert len(alternatives) == len({json.dumps(each) for each in alternatives}) == 3
    assert alternatives[0] == {line["code"]: line["units"] for line in visit["lines"]}
    assert all(list(each) == sorted(each) and all(each.values()) for each in alternatives)
    for allocation, lines in zip(alternatives, visit["alternative_lines"], strict=True):
        assert allocation == {line["code"]: line["units"] for line in lines}


def test_names_and_notes_stay_out_of_the_document() -> None:
    named = frame(*DAY).assign(patient_name="Secretive Sample", provider_name="Private Person", note="Hidden Word")
    text = analyze(read_schedule(named)).to_json()
    assert not any(word in text for word in ("Secretive", "Private", "Hidden"))


def test_ids_of_any_writing_survive() -> None:
    strange = ["<b>P</b>", "=1+1", 'a "b", c', "🩺", "x" * 500]
    day = frame(*["9:00-9:15 P1 97010"] * len(strange)).assign(patient=strange)
    found = json.loads(analyze(read_schedule(day)).to_json())
    assert sorted(visit["patient"] for visit in found["visits"]) == sorted(strange)


def test_the_text_is_the_dictionary() -> None:
    analysis = analysed(*DAY)
    assert json.loads(analysis.to_json()) == analysis.to_dict()
