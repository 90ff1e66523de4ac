from __future__ import annotations

import itertools
import json
from bisect import bisect_right
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.days import frame
from tests.product import IN_FORCE, intervals
from tests.strategies import rows as drawn_rows
from tests.views.conftest import SAMPLES, analyzed
from timeline import Analysis, ClinicFile, Schedule, analyze, read_schedule
from timeline.audit.exposure import exposures
from timeline.privacy.pseudonyms import pseudonymise
from timeline.views.viewer.payload import page_payload
from timeline.vocabulary import ContestRule


@pytest.fixture(scope="module")
def busy(tuesday: Analysis) -> dict[str, Any]:
    return page_payload(tuesday)


def span_at(spans: list[Any], second: int) -> Any:
    """Find the span that holds an instant, as the page does."""
    place = bisect_right(spans, second, key=lambda span: span[0]) - 1
    return spans[place] if place >= 0 and second < spans[place][1] else None


def ids(day: dict[str, Any], numbers: list[int]) -> tuple[str, ...]:
    return tuple(day["rows"][number]["id"] for number in numbers)


def providers_shown(day: dict[str, Any], second: int) -> list[tuple[Any, ...]]:
    shown = []
    for each in day["provider_instants"]:
        if span := span_at(each["spans"], second):
            _, _, doing, demands, engaged, patients, rows = span
            told = (doing, tuple(demands), tuple(engaged), tuple(patients), ids(day, rows))
            shown.append((each["provider"], each["evidence"], *told))
    return shown


def patients_shown(day: dict[str, Any], second: int) -> list[tuple[Any, ...]]:
    shown = []
    for each in day["patient_instants"]:
        if span := span_at(each["spans"], second):
            _, _, state, provider, credited, beside, rows = span
            row = "" if credited is None else day["rows"][credited]["id"]
            told = (state, provider, row, tuple(beside), ids(day, rows))
            shown.append((each["patient"], each["discipline"], each["evidence"], *told))
    return shown


def check_cards(result: Analysis, day: dict[str, Any]) -> None:
    """Compare the cards with `Analysis.at` at every second at which anything changes, and half-way."""
    spans = [span for kind in ("provider_instants", "patient_instants") for each in day[kind] for span in each["spans"]]
    edges = sorted({edge for span in spans for edge in span[:2]})
    asked = {edge for edge in edges if edge < 86_400}
    asked |= {(left + right) // 2 for left, right in itertools.pairwise(edges) if right < 86_400}
    for second in sorted(asked):
        now = result.at(str(timedelta(seconds=second)).zfill(8), date=day["date"])
        told = ("provider", "evidence", "doing", "demands", "engaged_with", "patients", "intervals")
        assert providers_shown(day, second) == [tuple(getattr(p, name) for name in told) for p in now.providers]
        told = (
            "patient",
            "discipline",
            "evidence",
            "state",
            "provider",
            "credited_interval",
            "co_attending",
            "intervals",
        )
        assert patients_shown(day, second) == [tuple(getattr(p, name) for name in told) for p in now.patients]


@pytest.mark.parametrize("contest", list(ContestRule))
def test_the_cards_of_a_busy_day_say_what_at_says(contest: ContestRule) -> None:
    result = analyze(read_schedule(SAMPLES / "scenario_5.csv"), contest=contest)
    check_cards(result, page_payload(result)["days"][0])


@pytest.mark.slow
@given(drawn_rows(max_size=8), st.sampled_from(list(ContestRule)))
def test_the_cards_of_any_day_say_what_at_says(rows: list[dict[str, Any]], contest: ContestRule) -> None:
    empty = read_schedule(frame("9:00-9:30 P1 PT1"))
    schedule = Schedule(
        interval_table=intervals(rows, first=IN_FORCE), skipped_table=empty.skipped, fault_table=empty.faults
    )
    result = analyze(schedule, contest=contest)
    for day in page_payload(result)["days"]:
        check_cards(result, day)


def test_a_bar_stands_from_its_rows_start_to_its_end(tuesday: Analysis, busy: dict[str, Any]) -> None:
    recorded = tuesday.intervals
    midnight = pd.Timestamp(busy["days"][0]["date"])
    start = ((recorded["start"] - midnight) // pd.Timedelta("1s")).tolist()
    length = ((recorded["end"] - recorded["start"]) // pd.Timedelta("1s")).tolist()
    drawn = [(row["id"], row["at"], row["length"]) for row in busy["days"][0]["rows"]]
    assert drawn == list(zip(recorded["interval_id"].tolist(), start, length, strict=True))


@pytest.mark.parametrize("by", ["provider", "patient"])
def test_every_bar_stands_in_the_row_of_its_own_person(busy: dict[str, Any], by: str) -> None:
    day = busy["days"][0]
    keys = day["views"][by]["keys"]
    for row, place in zip(day["rows"], day["views"][by]["bars"], strict=True):
        assert (place is None) == (by == "patient" and "patient" not in row)
        assert place is None or keys[place] == row.get(by, "")


def test_a_visits_seconds_are_those_of_the_visits_table(tuesday: Analysis, busy: dict[str, Any]) -> None:
    shown = {(v["patient"], v["discipline"]): v for v in busy["days"][0]["visits"]}
    for record in tuesday.visits.to_dict("records"):
        visit = shown[record["patient"], record["discipline"]]
        assert visit["seconds"].get("one_on_one", 0) == record["one_on_one_seconds"]
        assert visit["seconds"].get("contested", 0) == record["contested_seconds"]
        assert visit["units"] == record["timed_units"]


def test_what_a_provider_has_of_the_visits_adds_up_to_the_visits(busy: dict[str, Any]) -> None:
    for visit in busy["days"][0]["visits"]:
        shared = sum(part.get("one_on_one", 0) for part in visit["by_provider"].values())
        assert shared == visit["seconds"].get("one_on_one", 0)


def test_contested_time_belongs_to_the_provider_who_is_claimed_twice() -> None:
    day = page_payload(analyzed("10:00-10:30 P1 PT1 97110", "10:20-10:50 P2 PT1 97116"))["days"][0]
    assert [visit["by_provider"]["PT1"]["contested"] for visit in day["visits"]] == [600, 600]


def test_exposure_is_the_audits(tuesday: Analysis, busy: dict[str, Any]) -> None:
    assert sum(visit["exposure"] for visit in busy["days"][0]["visits"]) == exposures(tuesday.record).units.most


def test_every_visit_is_explained_as_explain_does(tuesday: Analysis, busy: dict[str, Any]) -> None:
    for visit in busy["days"][0]["visits"]:
        told = tuesday.explain(visit["patient"])
        (full,) = (each for each in told.visits if each["discipline"] == visit["discipline"])
        assert [reason["text"] for reason in visit["because"]] == [reason["text"] for reason in full["because"]]
        assert visit["findings"] == [finding["id"] for finding in full["findings"]]
        counts = sum(len(code["counts"]) for code in full["codes"]) + len(full["without_code"])
        assert sum(span["counts"] for span in visit["spans"]) == counts
        assert sum(not span["counts"] for span in visit["spans"]) == sum(
            len(c["does_not_count"]) for c in full["codes"]
        )


def test_codes_carry_minutes_and_units_under_the_three_contest_rules() -> None:
    day = page_payload(analyzed("10:00-11:00 P1 PT1 97110", "10:20-10:30 P2 PT1 97116"))["days"][0]
    (code,) = day["visits"][0]["codes"]
    assert [code[f"minutes_{rule}"] for rule in ContestRule] == [50, 50, 60]
    assert [code[f"units_{rule}"] for rule in ContestRule] == [3, 3, 4]
    assert day["visits"][0]["units_by_rule"] == {"exclusive": 3, "nested": 3, "documented": 4}


def test_findings_are_those_of_the_result_with_their_rows(tuesday: Analysis, busy: dict[str, Any]) -> None:
    day = busy["days"][0]
    shown = {finding["id"]: {day["rows"][row]["id"] for row in finding["rows"]} for finding in day["findings"]}
    assert list(shown) == tuesday.findings["finding_id"].tolist()
    proofs = tuesday.finding_intervals.groupby("finding_id")["interval_id"].agg(set).to_dict()
    assert {key: rows for key, rows in shown.items() if rows} == proofs


def test_every_rule_and_every_source_is_told_in_our_words(busy: dict[str, Any]) -> None:
    day = busy["days"][0]
    assert all(busy["rules"][finding["rule"]]["meaning"] for finding in day["findings"])
    cited = {finding["source"].split()[0] for finding in day["findings"] if finding["source"]}
    assert cited
    assert all(busy["sources"][source]["paraphrase"] for source in cited)


def test_names_stand_once_and_only_where_they_are_given() -> None:
    payload = page_payload(
        analyzed("10:00-10:30 P1 PT1 97110", "11:00-11:30 P2 PT1 97110", patient_name=["Sample, Ann", ""])
    )
    assert payload["patients"] == {"P1": "Sample, Ann"}
    assert payload["providers"] == {}
    assert json.dumps(payload).count("Sample, Ann") == 1


def test_a_pseudonymised_result_says_so_and_names_nobody(tmp_path: Path) -> None:
    result = analyzed("10:00-10:30 P1 PT1 97110", patient_name=["Sample, Ann"])
    payload = page_payload(pseudonymise(result, tmp_path / "key.csv"))
    assert payload["privacy"] == "pseudonymised"
    assert payload["patients"] == {}
    assert "P1" not in json.dumps(payload).replace("PT1", "")


def test_several_dates_are_days_of_their_own() -> None:
    payload = page_payload(analyzed("10:00-10:30 P1 PT1 97110", "10:00-10:30 P1 PT1 97110 next"))
    assert [day["title"] for day in payload["days"]] == ["Monday, 2 March 2026", "Tuesday, 3 March 2026"]
    assert [len(day["rows"]) for day in payload["days"]] == [1, 1]


def test_a_schedule_without_rows_has_no_day() -> None:
    result = analyzed("10:00-10:30 P1 PT1 97110 cancelled")
    assert page_payload(result)["days"] == []


def test_a_clock_change_within_a_date_is_told_and_minutes_stay_elapsed() -> None:
    table = pd.DataFrame(
        {
            "start": ["2026-03-08 01:30"],
            "end": ["2026-03-08 03:30"],
            "patient": ["P1"],
            "provider": ["PT1"],
            "role": ["PT"],
        }
    )
    day = page_payload(analyze(read_schedule(table, clinic=ClinicFile(time_zone="America/New_York"))))["days"][0]
    assert day["shifts"] == [[7200, 3600]]
    assert [day["rows"][0][name] for name in ("start", "end", "at", "length")] == [5400, 9000, 5400, 7200]
    assert day["visits"][0]["seconds"] == {"one_on_one": 3600}


def test_cards_after_a_clock_change_say_what_at_says() -> None:
    rows = {"start": ["2026-03-08 01:30", "2026-03-08 03:30"], "end": ["2026-03-08 03:30", "2026-03-08 04:00"]}
    table = pd.DataFrame(rows | {"patient": ["P1", "P2"], "provider": ["PT1", "PT1"], "role": ["PT", "PT"]})
    result = analyze(read_schedule(table, clinic=ClinicFile(time_zone="America/New_York")))
    day = page_payload(result)["days"][0]
    (_, _, _, _, _, patients, _) = span_at(day["provider_instants"][0]["spans"], 3 * 3600 + 1800 - 3600)
    assert tuple(patients) == result.at("03:30").providers[0].patients == ("P2",)


def test_the_same_analysis_gives_the_same_payload(tuesday: Analysis, busy: dict[str, Any]) -> None:
    assert json.dumps(page_payload(tuesday)) == json.dumps(busy)


def test_the_palette_and_the_chart_settings_travel_with_the_payload(busy: dict[str, Any]) -> None:
    assert {look["key"] for look in busy["looks"]} >= {row["drawn"] for row in busy["days"][0]["rows"]}
    assert busy["config"]["showSendToCloud"] is False
    assert busy["config"]["displayModeBar"] is False


def test_what_lies_on_a_bar_names_the_bar(tuesday: Analysis, busy: dict[str, Any]) -> None:
    day = busy["days"][0]
    found = tuesday.interruptions
    shown = {(day["rows"][each["row"]]["id"], each["at"]) for each in day["interruptions"]}
    clocks = ((found["start"] - found["start"].dt.normalize()) // pd.Timedelta("1s")).tolist()
    assert shown == set(zip(found["interval_id"].tolist(), clocks, strict=True))


def test_a_provider_exposes_what_its_own_contests_cost() -> None:
    two = ("9:00-9:30 P1 PT1 97110", "9:15-9:45 P2 PT1 97110", "10:00-11:00 P1 PT2 97112", "10:00-11:00 P3 PT2 97112")
    visits = page_payload(analyzed(*two, "11:00-11:30 P4 PT1 97110"))["days"][0]["visits"]
    assert {visit["patient"]: visit["exposure_by_provider"] for visit in visits} == {
        "P1": {"PT1": 1, "PT2": 4},
        "P2": {"PT1": 1},
        "P3": {"PT2": 4},
        "P4": {},
    }
    assert all(max([0, *visit["exposure_by_provider"].values()]) <= visit["exposure"] for visit in visits)


def test_the_exposure_of_a_visit_is_the_most_that_could_be_lost() -> None:
    payload = page_payload(analyzed("9:00-9:30 P1 PT1 97110", "9:10-9:20 P2 PT1 97110"))
    assert {visit["patient"]: visit["exposure"] for visit in payload["days"][0]["visits"]} == {"P1": 1, "P2": 1}


def test_a_visit_says_what_a_payer_would_do_with_its_lines_the_worst_first() -> None:
    rows = frame("9:00-9:40 P1 PT1 97116", "10:00-10:30 P2 PT1 97110", "11:00-11:30 P3 PT1 97110")
    claims = pd.DataFrame(
        [
            {"date": "2026-03-02", "patient": "P1", "code": "97116", "units": 4, "modifiers": "GP"},
            {"date": "2026-03-02", "patient": "P1", "code": "97130", "units": 1, "modifiers": "GP"},
            {"date": "2026-03-02", "patient": "P2", "code": "97110", "units": 2, "modifiers": "GP"},
        ]
    )
    visits = page_payload(analyze(read_schedule(rows), claims=claims))["days"][0]["visits"]
    assert [visit["payer_does"] for visit in visits] == ["denied", "paid", ""]
    told = [[(line["line"], line["outcome"], line["units"]) for line in visit["claim_lines"]] for visit in visits]
    assert told == [[("97130 × 1 GP", "denied (not verified)", 1), ("97116 × 4 GP", "recouped", 1)], [], []]
    assert visits[0]["claim_lines"][0]["remedy"].startswith("Claim 97129")
