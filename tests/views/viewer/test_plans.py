from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests import days
from tests.pages import unpacked
from tests.views.conftest import analyzed
from tests.views.viewer.test_options import ROWS
from timeline.errors import WrongTypeError, WrongValueError
from timeline.exports import csv_text
from timeline.planning import Plan, plan
from timeline.privacy.pseudonyms import pseudonymise
from timeline.result import Analysis, analyze
from timeline.schedules import read_schedule
from timeline.views.report import report
from timeline.views.viewer.payload import page_payload
from timeline.views.viewer.plans import find_plans, plans_of, plans_told
from timeline.views.viewer.schema import FindingTold


@pytest.fixture(scope="module")
def booked() -> Analysis:
    return analyzed(*ROWS)


@pytest.fixture(scope="module")
def found(booked: Analysis) -> Plan:
    return plan(booked)


def test_a_page_says_of_plans_what_the_tables_say(found: Plan) -> None:
    told = plans_told(found)
    assert len(told["plans"]) == len(found.options)
    assert told["contested_before"] == 15
    for number, one in enumerate(told["plans"], start=1):
        aims = found.aims.query("plan == @number").set_index("aim")
        first, units, *rest = one["effects"]
        assert (first["before"], first["after"]) == tuple(aims.loc["contested_minutes", ["before", "after"]])
        assert (units["before"], units["after"]) == found.exposure(number)
        named = ["bookings_touched", "hand_overs", "minutes_moved", "idle_minutes", "load_spread"]
        assert [each["after"] for each in rest] == [aims.loc[name, "after"] for name in named]
        assert [each["proof"] == "proved best" for each in rest] == [aims.loc[name, "proved"] for name in named]
        changes = found.changes.query("plan == @number")
        assert [each["interval_id"] for each in one["changes"]] == changes["interval_id"].tolist()
        assert [pd.Timestamp(each["start"]) for each in one["changes"]] == changes["start"].tolist()
        assert one["schedule"] == csv_text(found.apply(number).intervals)


def test_the_dates_that_a_plan_changes_are_those_of_its_schedule_analyzed(found: Plan) -> None:
    for number, one in enumerate(plans_told(found)["plans"], start=1):
        carried = unpacked(one["carried_out"])
        (day,) = carried["days"]
        (expected,) = page_payload(analyze(found.apply(number)))["days"]
        assert day == json.loads(json.dumps({**expected, "findings": [_plain(each) for each in expected["findings"]]}))
        assert carried["rules"].keys() == {each["rule"] for each in day["findings"]}
        twice = sum(
            end - start
            for each in day["provider_instants"]
            for start, end, doing, *_ in each["spans"]
            if doing == "contested"
        )
        aims = found.aims[found.aims["plan"] == number].set_index("aim")
        assert twice / 60 == aims.loc["contested_minutes", "after"]


def _plain(finding: FindingTold) -> dict[str, Any]:
    """Leave out the options, which are of what is booked."""
    return {name: value for name, value in finding.items() if name != "options"}


def test_plans_are_searched_for_as_they_are_asked_for(booked: Analysis) -> None:
    told = find_plans(booked, move=15, keep=["P2"])
    changes = [each for one in told["plans"] for each in one["changes"]]
    assert {each["patient"] for each in changes} == {"P1"}
    assert all(abs(each["shift_minutes"]) <= 15 for each in changes)


def test_plans_of_another_schedule_are_refused(booked: Analysis, found: Plan, tmp_path: Path) -> None:
    with pytest.raises(WrongValueError, match="these are of another schedule"):
        plans_of(analyzed(*ROWS), found)
    hidden = pseudonymise(booked, tmp_path / "key.csv")
    with pytest.raises(WrongValueError, match="these are of another schedule"):
        plans_of(hidden, found)
    assert plans_of(hidden, plan(hidden))["contested_before"] == 15


def test_anything_but_plans_is_refused(booked: Analysis, tmp_path: Path) -> None:
    with pytest.raises(WrongTypeError, match=r"plans: expected what timeline\.plan gives, got int"):
        report(booked, tmp_path / "day.html", plans=3)  # type: ignore[arg-type]
    assert not (tmp_path / "day.html").exists()


def test_a_plan_leaves_every_claim_and_what_is_recorded_as_it_was() -> None:
    rows = (
        *("8:00-12:00 PT1 shift clinic=north", "8:00-8:45 P1 PT1 97110 clinic=north"),
        *("8:00-12:00 PT2 shift clinic=south", "9:00-9:30 P2 PT2 appointment clinic=south"),
        *("9:15-9:45 P3 PT2 appointment clinic=south", "8:00-8:30 P2 PT2 97110 clinic=south next"),
    )
    lines = [("2026-03-02", "P1", "97110", 4), ("2026-03-03", "P2", "97110", 2)]
    claims = pd.DataFrame(lines, columns=["date", "patient", "code", "units"])
    booked = analyze(read_schedule(days.frame(*rows)), claims=claims)
    found = plan(booked)
    (told, *_) = plans_told(found)["plans"]
    (day,) = unpacked(told["carried_out"])["days"]
    assert [(each["billed"], each["supported"]) for each in day["claims"]] == [(4, 3)]
    assert day["claims"] == page_payload(booked)["days"][0]["claims"]
    carried = found.analyzed(1)
    for name in ("lines", "reconciliation", "edits"):
        pd.testing.assert_frame_equal(getattr(carried, name), getattr(booked, name))
