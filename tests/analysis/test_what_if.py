"""An effect that is stated is what the analysis finds when the schedule has the change in it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.test_laws import MONDAY, Rows, analyzed
from tests.strategies import ticks
from timeline import Analysis, analyze, forecast, read_schedule
from timeline.analysis.what_if import Plan
from timeline.samples.generate import generate
from timeline.vocabulary import Evidence


def measured(result: Analysis, date: str) -> tuple[int, int]:
    """Give contested seconds and units at risk of a date's bookings, from the tables."""
    booked = result.providers[(result.providers["evidence"] == "scheduled") & (result.providers["date"] == date)]
    visits = forecast(result).visits
    visits = visits[visits["date"] == date]
    risk = (visits["most_units"] - visits["most_units_uncontested"]).clip(lower=0).sum()
    return int(booked["contested_seconds"].sum()), int(risk)


def with_option(result: Analysis, option: dict[str, Any]) -> Analysis:
    """Analyse the schedule anew with one option carried out."""
    rows = result.intervals.drop(columns=["start_second", "end_second"]).set_index("interval_id", drop=False)
    changed = {"start": "start", "end": "end", "provider": "to_provider", "role": "to_role"}
    rows.loc[option["interval_id"], list(changed)] = [option[name] for name in changed.values()]
    return analyze(read_schedule(rows), contest=result.contest)


def check_effects(result: Analysis, *, every: int = 1) -> None:
    for option in forecast(result).options.iloc[::every].to_dict("records"):
        before, after = measured(result, option["date"]), measured(with_option(result, option), option["date"])
        assert before == (option["contested_seconds_before"], option["units_at_risk_before"])
        assert after == (option["contested_seconds_after"], option["units_at_risk_after"])
        assert after[0] < before[0]


@pytest.mark.slow
def test_effects_of_a_clinics_day_are_those_of_the_whole_analysis() -> None:
    rows = generate(seed=20).frame
    check_effects(analyze(read_schedule(rows[rows["kind"].isin(["appointment", "shift", "away"])])), every=5)


@st.composite
def booked_days(draw: st.DrawFn) -> Rows:
    """Draw a day in which everything done is only booked."""
    rows, _ = draw(ticks)
    return [row | ({"kind": "appointment"} if row["kind"] in ("", "service") else {}) for row in rows]


@given(rows=booked_days())
@settings(max_examples=30)
def test_effects_of_any_day_are_those_of_the_whole_analysis(rows: Rows) -> None:
    result = analyzed(rows)
    if any(account.is_scheduled for account in result.record.accounts.values()):
        check_effects(result)


@given(rows=booked_days())
def test_the_parts_of_a_plan_add_up_to_its_date(rows: Rows) -> None:
    result = analyzed(rows)
    for date in {account.key[0] for account in result.record.accounts.values() if account.is_scheduled}:
        plan = Plan(result.record, date)
        assert plan.measure == measured(result, date)
        assert set(plan.day.rows.evidence) <= {"", Evidence.SCHEDULED}


def test_a_plan_holds_the_bookings_and_who_is_there() -> None:
    rows = pd.DataFrame(
        {
            "start": [MONDAY.replace(hour=9).isoformat(), MONDAY.replace(hour=8).isoformat()],
            "end": [MONDAY.replace(hour=10).isoformat(), MONDAY.replace(hour=12).isoformat()],
            "patient": ["P1", ""],
            "provider": ["PT1", "PT1"],
            "role": ["PT", "PT"],
            "kind": ["appointment", "shift"],
        }
    )
    assert len(Plan(analyze(read_schedule(rows)).record, "2026-03-02").frame) == 2
