from __future__ import annotations

import time
from typing import Any

import pandas as pd

from tests.planning.booked import booked
from timeline.clock import MINUTE
from timeline.planning import Plan, plan, read_waiting
from timeline.planning.placing import Placement, place_waiting
from timeline.planning.problem import problem_of
from timeline.result import analyze
from timeline.schedules import Schedule
from timeline.schedules.clinic import Travel


def waiting(*lines: str, **stated: str) -> pd.DataFrame:
    """Make a list of `W1 40 PT 1`: patient, minutes, role and priority."""
    rows = [dict(zip(("patient", "minutes", "role", "priority"), line.split(), strict=False)) for line in lines]
    return pd.DataFrame([row | stated for row in rows]).fillna("")


def placed(found: Plan) -> list[tuple[str, str, str]]:
    return [
        (who, f"{start:%H:%M}", provider)
        for who, start, provider in found.placed[["patient", "start", "provider"]].itertuples(index=False)
    ]


def why(found: Plan) -> dict[str, str]:
    return dict(found.not_placed[["patient", "why"]].itertuples(index=False))


def searched(day: Schedule, listed: pd.DataFrame, *, seconds: float) -> Placement:
    """Place a list into a day as it is booked."""
    record = analyze(day).record
    problem = problem_of(record, "2026-03-02", step=5 * MINUTE, move=0, keep=())
    days = [(problem, tuple(unit.booked for unit in problem.units))]
    return place_waiting(record, days, read_waiting(listed), step=5 * MINUTE, ends=time.monotonic() + seconds)


ONE_HOUR_FREE = ("9:00-11:00 PT1", "9:00-10:00 P1 PT1 97110")


def test_as_many_as_fit_are_placed_one_after_another_and_as_early_as_they_can() -> None:
    found = plan(booked(*ONE_HOUR_FREE), waiting=waiting("W1 30 PT", "W2 30 PT"))
    assert sorted(who for who, _, _ in placed(found)) == ["W1", "W2"]
    assert [start for _, start, _ in placed(found)] == ["10:00", "10:30"]


def test_two_short_visits_go_before_a_long_one_of_the_same_priority() -> None:
    found = plan(booked(*ONE_HOUR_FREE), waiting=waiting("W1 60 PT", "W2 30 PT", "W3 30 PT"))
    assert {who for who, _, _ in placed(found)} == {"W2", "W3"}


def test_an_urgent_long_visit_goes_before_two_short_ones() -> None:
    found = plan(booked(*ONE_HOUR_FREE), waiting=waiting("W1 60 PT 1", "W2 30 PT 2", "W3 30 PT 2"))
    assert placed(found) == [("W1", "10:00", "PT1")]


def test_a_booked_patient_is_not_placed_while_treated_by_somebody_else() -> None:
    day = booked("9:00-10:00 PT1", "9:00-10:00 PT2", "9:00-9:30 P1 PT1 97110")
    assert [start for _, start, _ in placed(plan(day, waiting=waiting("P1 30 PT")))] == ["09:30"]


def test_the_longest_free_span_is_told_to_those_who_need_more() -> None:
    told = why(plan(booked(*ONE_HOUR_FREE), waiting=waiting("W1 75 PT")))
    assert told == {"W1": "no free span of 75 minutes with PT: the longest has 60"}


def test_those_who_cannot_come_when_somebody_is_free_are_told_so() -> None:
    told = why(plan(booked(*ONE_HOUR_FREE), waiting=waiting("W1 30 PT", to_time="10:15")))
    assert told == {"W1": "no free span of 30 minutes with PT when the patient can come"}


TWO_SITES = ("9:00-10:00 PT1 @North", "10:00-11:00 PT1 @South", "9:00-9:20 P1 PT1 97110 @North")


def test_a_provider_placed_in_two_clinics_has_time_to_get_there() -> None:
    travel = [Travel("North", "South", 15)]
    near = plan(booked(*TWO_SITES, travel=travel), waiting=waiting("W1 30 PT", "W2 60 PT"))
    assert len(placed(near)) == 1
    shorter = plan(booked(*TWO_SITES, travel=travel), waiting=waiting("W1 30 PT", "W2 45 PT"))
    assert placed(shorter) == [("W1", "09:20", "PT1"), ("W2", "10:05", "PT1")]


def test_a_placed_patient_has_the_payer_of_rows_without_one() -> None:
    day = booked(*ONE_HOUR_FREE)
    assert plan(day, waiting=waiting("W1 30 PT")).apply().intervals["payer"].tolist() == ["medicare"] * 3


def test_without_a_list_nobody_is_placed() -> None:
    nobody: dict[str, Any] = {"patient": [], "minutes": [], "role": []}
    assert searched(booked(*ONE_HOUR_FREE), pd.DataFrame(nobody), seconds=1) == Placement()
