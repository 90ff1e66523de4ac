from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

DAY = """date,start,end,patient,provider,role,kind,code
2026-04-01,8:00,10:00,,PT1,PT,shift,
2026-04-01,8:00,10:00,,PT2,PT,shift,
2026-04-01,8:00,8:30,A,PT1,PT,appointment,97110
2026-04-01,8:15,8:45,B,PT1,PT,appointment,97110
"""


@pytest.fixture
def day(tmp_path: Path) -> Path:
    file = tmp_path / "tomorrow.csv"
    file.write_text(DAY, encoding="utf-8")
    return file


def test_plans_are_shown_with_a_list_to_phone_through_and_their_effect(run: Run, day: Path) -> None:
    shown = run("plan", day, "--payer", "medicare").out
    assert "To phone through" in shown
    assert "proved best" in shown
    assert "None is chosen" in shown


def test_the_json_names_every_aim_before_and_after(run: Run, day: Path) -> None:
    found = json.loads(run("plan", day, "--payer", "medicare", "--format", "json", "--plans", 1).out)
    assert found["before"]["contested_minutes"] == 15
    (one,) = found["plans"]
    assert one["aims"]["contested_minutes"] == 0
    assert list(one["aims"]) == list(found["before"])
    assert one["changes"][0].keys() >= {
        "interval_id",
        "patient",
        "provider_before",
        "provider",
        "start_before",
        "start",
    }
    assert (found["placed"], found["not_placed"], found["reason"]) == ([], [], None)


def test_each_plan_is_written_as_a_schedule_that_analyze_reads(run: Run, day: Path, tmp_path: Path) -> None:
    run("plan", day, "--payer", "medicare", "-o", tmp_path / "out")
    assert (tmp_path / "out" / "plan_1_changes.csv").read_text(encoding="utf-8").count("\n") == 2
    again = json.loads(run("analyze", tmp_path / "out" / "plan_1.csv", "--format", "json").out)
    assert again["totals"]["provider_minutes_claimed_twice"] == 0


def test_a_day_without_contests_needs_no_change(run: Run, day: Path) -> None:
    day.write_text(DAY.replace("8:15,8:45", "8:30,9:00"), encoding="utf-8")
    shown = run("plan", day, "--payer", "medicare").out
    assert shown == "No provider is claimed twice: nothing needs to change.\n"


def test_what_no_plan_can_mend_is_told_with_its_reason(run: Run, day: Path, tmp_path: Path) -> None:
    alone = [line for line in DAY.splitlines() if "PT2" not in line]
    day.write_text("\n".join(alone), encoding="utf-8")
    waiting = tmp_path / "waiting.csv"
    waiting.write_text("patient,minutes,role\nW1,110,PT\n", encoding="utf-8")
    shown = run("plan", day, "--payer", "medicare", "--move", 0, "--plans", 1, "--waiting", waiting).out
    assert "Between 08:00 and 09:00" in shown
    assert "Not placed: W1: no free span of 110 minutes with PT: the longest has 75." in shown


def test_free_spans_are_shown_with_who_would_fit(run: Run, day: Path, tmp_path: Path) -> None:
    waiting = tmp_path / "waiting.csv"
    waiting.write_text("patient,minutes,role\nW1,60,PT\n", encoding="utf-8")
    shown = run("gaps", day, "--waiting", waiting).out
    assert "W1" in shown
    placed = run("plan", day, "--payer", "medicare", "--waiting", waiting, "--plans", 1).out
    assert "Placed from the waiting list" in placed
