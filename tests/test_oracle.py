"""The oracle itself, pinned on days small enough to count by hand."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings

from tests.oracle import RULES, analyze
from tests.strategies import COLUMNS, SCENES, SMALL_CODES, ticks

PT = {"provider": "PT1", "role": "PT"}
PTA = {"provider": "PTA1", "role": "PTA"}
OT = {"provider": "OT1", "role": "OT"}
MINUTE = 60
NINE = 9 * 3600


def row(number: int, start: int, end: int, patient: str = "P1", code: str = "97110", **given: str) -> dict[str, Any]:
    """A row whose clocks are minutes after nine; PT1 unless told."""
    columns = {**dict.fromkeys(COLUMNS, ""), **PT, "patient": patient, "code": code, **given}
    return {"id": f"r{number}", "start": NINE + start * MINUTE, "end": NINE + end * MINUTE, **columns}


def day(*rows: dict[str, Any], contest: str = "nested") -> dict[str, Any]:
    return analyze(rows, SMALL_CODES, contest=contest, tick=MINUTE)


def minutes(visit: dict[str, Any], code: str) -> list[int]:
    return [visit["codes"][code][rule] // MINUTE for rule in RULES]


def states(visit: dict[str, Any]) -> dict[str, int]:
    return {state: seconds // MINUTE for state, seconds in visit["states"].items() if seconds}


def credited(rows: list[dict[str, Any]], tick: int, rule: str) -> Counter[tuple[int, str]]:
    """Credited instants per date and patient."""
    return Counter(
        (date, patient) for date, patient, _ in analyze(rows, SMALL_CODES, contest=rule, tick=tick)["credited"]
    )


def spans(found: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [(name, (a - NINE) // MINUTE, (b - NINE) // MINUTE, by, why) for name, a, b, by, why in found]


def test_a_contact_nested_in_another_wins_only_under_nested_and_interrupts_the_longer_one() -> None:
    result = day(row(1, 0, 30, "P1"), row(2, 10, 15, "P2"))
    outer, inner = result["visits"][0, "P1", "PT"], result["visits"][0, "P2", "PT"]
    assert (minutes(outer, "97110"), minutes(inner, "97110")) == ([25, 25, 30], [0, 5, 5])
    assert states(outer) == {"one_on_one": 25, "contested": 5}
    assert spans(result["interruptions"]) == [("r1", 10, 15, "P2", "contest")]


def test_a_partial_overlap_is_lost_under_nested_too_and_displaces_both() -> None:
    result = day(row(1, 0, 20, "P1"), row(2, 15, 30, "P2"))
    first, second = result["visits"][0, "P1", "PT"], result["visits"][0, "P2", "PT"]
    assert (minutes(first, "97110"), minutes(second, "97110")) == ([15, 15, 20], [10, 10, 15])
    assert result["interruptions"] == []
    assert spans(result["displacements"]) == [("r1", 15, 20, None, "contest"), ("r2", 15, 20, None, "contest")]


def test_touching_rows_of_one_patient_are_one_contact_run() -> None:
    # 97110 until 10, 97112 from 10: one run [0, 20), so P2's [5, 12) lies inside it.
    result = day(row(1, 0, 10, "P1"), row(2, 10, 20, "P1", "97112"), row(3, 5, 12, "P2"))
    assert minutes(result["visits"][0, "P2", "PT"], "97110") == [0, 7, 7]
    assert spans(result["displacements"]) == [("r1", 5, 10, "P2", "contest"), ("r2", 10, 12, "P2", "contest")]


def test_equal_runs_engage_nobody() -> None:
    result = day(row(1, 0, 10, "P1"), row(2, 0, 10, "P2"))
    assert states(result["visits"][0, "P1", "PT"]) == states(result["visits"][0, "P2", "PT"]) == {"contested": 10}
    assert result["engaged"] == {}


@pytest.mark.parametrize("contest", RULES)
def test_a_rest_inside_an_exercise_row_is_not_exercise_under_any_rule(contest: str) -> None:
    result = day(row(1, 0, 30), row(2, 10, 14, code="", activity="rest", provider="", role=""), contest=contest)
    assert minutes(result["visits"][0, "P1", "PT"], "97110") == [26, 26, 26]
    assert spans(result["interruptions"]) == [("r1", 10, 14, None, "rest")]


def test_setup_suspends_the_rows_of_its_own_provider_only() -> None:
    result = day(row(1, 0, 20), row(2, 0, 20, **PTA), row(3, 5, 10, code="", activity="setup", **PTA))
    codes = result["visits"][0, "P1", "PT"]["codes"]
    assert (codes["97110"]["nested"], codes["97110"]["assistant"]) == (20 * MINUTE, 0)
    assert spans(result["interruptions"]) == [("r2", 5, 10, "busy", "setup")]
    assert result["providers"][0, "documented", "PTA1"]["busy"] == 5 * MINUTE


def test_a_group_that_shrinks_to_one_is_one_on_one_contact_that_earns_nothing() -> None:
    result = day(row(1, 0, 20, "P1", "97150", group="G1"), row(2, 0, 30, "P2", "97150", group="G1"))
    longer = result["visits"][0, "P2", "PT"]
    assert states(longer) == {"group": 20, "one_on_one": 10}
    assert (minutes(longer, "97150"), longer["unearned"]) == ([20, 20, 20], 10 * MINUTE)
    account = result["providers"][0, "documented", "PT1"]
    assert (account["group"], account["one_on_one"]) == (20 * MINUTE, 10 * MINUTE)


def test_a_group_without_an_id_is_named_by_provider_and_code() -> None:
    result = day(row(1, 0, 20, "P1", "97150"), row(2, 0, 20, "P2", "97150"), row(3, 5, 10, "P3"))
    assert result["engaged"][0, "documented", "PT1", NINE] == {("group", "PT1:97150")}
    assert spans(result["interruptions"]) == [("r1", 5, 10, "P3", "contest"), ("r2", 5, 10, "P3", "contest")]
    assert result["providers"][0, "documented", "PT1"]["contested"] == 5 * MINUTE


def test_fifty_nine_idle_minutes_are_waiting_and_sixty_are_away() -> None:
    result = day(row(1, 0, 10), row(2, 69, 80), row(3, 140, 150))
    assert states(result["visits"][0, "P1", "PT"]) == {"one_on_one": 31, "waiting": 59, "away": 60}


def test_a_therapist_is_credited_before_an_assistant_and_an_earning_row_before_an_uncoded_one() -> None:
    result = day(row(1, 0, 10, code="", **PT), row(2, 0, 10, **PTA), row(3, 5, 10, code="97112", **PT))
    at = {(t - NINE) // MINUTE: name for (_, _, t), name in result["credited"].items()}
    assert at == {**dict.fromkeys(range(5), "r1"), **dict.fromkeys(range(5, 10), "r3")}
    assert result["visits"][0, "P1", "PT"]["uncoded"] == 5 * MINUTE


def test_between_two_therapists_a_row_that_earns_is_credited_before_a_coded_one_and_that_before_an_uncoded_one() -> (
    None
):
    contradicting = row(2, 5, 20, code="97150", mode="one_on_one", provider="PT2", role="PT")
    result = day(row(1, 0, 10), contradicting, row(3, 8, 20, code="", provider="PT3", role="PT"))
    visit = result["visits"][0, "P1", "PT"]
    assert (minutes(visit, "97110"), visit["unearned"], visit["uncoded"]) == ([10, 10, 10], 10 * MINUTE, 0)


def test_of_two_earning_rows_the_one_that_started_last_counts_and_then_the_one_that_ends_first() -> None:
    result = day(row(1, 0, 20), row(2, 5, 20, code="97112"), row(3, 5, 15, code="97140"))
    visit = result["visits"][0, "P1", "PT"]
    assert [minutes(visit, code)[1] for code in ("97110", "97112", "97140")] == [5, 5, 10]


def test_co_treatment_credits_one_discipline_and_shows_the_other() -> None:
    result = day(row(1, 0, 20), row(2, 10, 30, code="97112", **OT))
    assert states(result["visits"][0, "P1", "PT"]) == {"one_on_one": 10, "other_discipline": 10}
    assert states(result["visits"][0, "P1", "OT"]) == {"one_on_one": 20}


def test_a_supervised_code_earns_the_union_of_its_spans_and_is_the_assistants_where_one_has_it() -> None:
    nobody = {"provider": "", "role": ""}
    result = day(row(1, 0, 20, code="G0283", **nobody), row(2, 5, 25, code="G0283", **PTA), row(3, 0, 10))
    visit = result["visits"][0, "P1", "PT"]
    assert minutes(visit, "G0283") == [25, 25, 25]
    assert visit["codes"]["G0283"]["assistant"] == 20 * MINUTE
    assert states(visit) == {"one_on_one": 10, "supervised": 15}
    assert visit["treatment"] == 25 * MINUTE


def test_lunch_inside_a_treatment_is_busy_and_the_shift_shows_what_lies_outside_it() -> None:
    nobody = {"patient": "", "code": ""}
    shift, lunch = row(3, 5, 40, kind="shift", **nobody), row(2, 10, 15, kind="away", **nobody)
    result = day(row(1, 0, 30), lunch, shift)
    assert spans(result["interruptions"]) == [("r1", 10, 15, "busy", "busy")]
    account = {
        name: value if name == "presence" else value // MINUTE
        for name, value in result["providers"][0, "documented", "PT1"].items()
    }
    assert account == {
        "presence": "shift",
        "one_on_one": 25,
        "group": 0,
        "contested": 5,
        "busy": 0,
        "idle": 10,
        "outside_shift": 5,
    }


def test_bookings_are_the_plan_where_the_clinic_has_service_rows_and_scheduled_visits_elsewhere() -> None:
    booking = {"kind": "appointment", "code": ""}
    result = day(
        row(1, 0, 10, "P1"),
        row(2, 0, 10, "P2", **booking),
        row(3, 0, 10, "P3", clinic="annex", **booking),
        row(4, 0, 10, "P1", clinic="annex", **booking),
    )
    assert result["not_seen"] == ["r2"]
    evidence = {patient: visit["evidence"] for (_, patient, _), visit in result["visits"].items()}
    assert evidence == {"P1": "documented", "P3": "scheduled"}
    # The same provider on both is no contest.
    assert states(result["visits"][0, "P1", "PT"]) == {"one_on_one": 10}


def test_no_row_of_a_scene_can_end_where_it_starts() -> None:
    assert [part for scene in SCENES for part in scene if part.get("longer", 0) < part.get("after", 0)] == []


@given(ticks)
def test_every_drawn_day_is_free_of_faults(drawn: tuple[list[Any], int]) -> None:
    rows, tick = drawn
    assert len(rows) <= 12
    for one in rows:
        assert 0 <= one["start"] < one["end"] <= one["start"] + 24 * 3600
        assert one["start"] % tick == one["end"] % tick == 0
        assert bool(one["provider"]) == bool(one["role"])
        assert one["provider" if one["kind"] in ("shift", "away") else "patient"]


@settings(deadline=None)  # three walks of up to a few thousand seconds each
@given(ticks)
def test_a_patients_credited_seconds_never_shrink_from_exclusive_to_nested_to_documented(
    drawn: tuple[list[Any], int],
) -> None:
    rows, tick = drawn
    exclusive, nested, documented = (credited(rows, tick, rule) for rule in RULES)
    assert exclusive <= nested <= documented
