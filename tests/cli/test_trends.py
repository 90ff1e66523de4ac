from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Write

WEEKS = ("9:00-9:30 P1 PT1 97110", "9:15-9:45 P2 PT1 97110", "9:00-9:30 P3 PT2 97110" + " next" * 7)


def line(text: str, first: str) -> list[str]:
    (found,) = (each for each in text.splitlines() if each.startswith(first))
    return found.split()


def test_a_page_has_a_line_a_week_and_a_column_a_metric(run: Run, write: Write) -> None:
    ran = run("trends", write(*WEEKS))
    assert (ran.status, ran.err) == (0, "")
    assert line(ran.out, "2026-03-02") == ["2026-03-02", "2", "2.0", "1.00", "33.3", "%", "0.0", "0.0", "100.00"]
    assert line(ran.out, "2026-03-09")[1] == "1"
    assert "Claimed twice: share of attended time claimed twice (contested_share)" in ran.out


def test_benchmark_and_goals_stand_below(run: Run, write: Write) -> None:
    goals = ("--goal", "contested_share=2%", "--goal", "timed_units_per_visit=3")
    ran = run("trends", write(*WEEKS), "--benchmark", "2026-03-02..2026-03-08", *goals)
    assert line(ran.out, "benchmark")[1:3] == ["2.0", "1.00"]
    assert line(ran.out, "goal") == ["goal", "–", "3.00", "2.0", "%", "–", "–", "–"]


def test_groups_and_days_are_told_apart(run: Run, write: Write) -> None:
    ran = run("trends", write(*WEEKS), "--by", "provider", "--every", "day", "--benchmark", "2026-03-02..2026-03-02")
    assert line(ran.out, "2026-03-09")[1] == "PT2"
    assert line(ran.out, "benchmark")[1] == "PT1"


def test_months_and_sites_are_told_apart(run: Run, write: Write) -> None:
    path = write("9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 PT2 97110 clinic=annex" + " next" * 30)
    shown = run("trends", path, "--by", "clinic", "--every", "month").out
    assert line(shown, "Month")[:3] == ["Month", "from", "Clinic"]
    assert [line(shown, month)[:2] for month in ("2026-03", "2026-04")] == [
        ["2026-03-01", "clinic"],
        ["2026-04-01", "annex"],
    ]


def test_json_tells_what_each_metric_is(run: Run, write: Write) -> None:
    document = json.loads(run("trends", write(*WEEKS), "--format", "json").out)
    assert (document["every"], document["by"]) == ("week", None)
    assert {each["metric"] for each in document["metrics"]} == {each["metric"] for each in document["trends"]}
    assert document["trends"][0]["goal"] is None


def test_csv_is_the_tidy_table(run: Run, write: Write) -> None:
    header, first, *_ = run("trends", write(*WEEKS), "--format", "csv").out.splitlines()
    assert header == "period,group,metric,value,n,benchmark,goal"
    assert first == "2026-03-02,,visits_per_clinician_day,2.0,1,,"


def test_the_figure_is_a_private_page_that_loads_nothing(run: Run, write: Write, tmp_path: Path) -> None:
    ran = run("trends", write(*WEEKS), "--figure", tmp_path / "out.html", "--format", "csv")
    page = tmp_path / "out.html"
    assert (ran.status, ran.err) == (0, f"wrote {page}\n")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert "<title>Trends</title>" in page.read_text()


def test_where_nothing_is_recorded_it_says_so(run: Run, write: Write) -> None:
    assert "nothing to follow" in run("trends", write("9:00-9:30 P1 PT1 97110 appointment")).out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--benchmark", "2026-03-02"), "FROM..TO"),
        (("--benchmark", "2025-01-01..2025-02-01"), "no visit from 2025-01-01"),
        (("--goal", "contested_share"), "METRIC=VALUE"),
        (("--goal", "profit=3"), "no such metric"),
        (("--every", "year"), "year"),
    ],
)
def test_bad_arguments_exit_with_2(run: Run, write: Write, arguments: tuple[str, str], told: str) -> None:
    ran = run("trends", write(*WEEKS), *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert told in ran.err
