from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run, Write
from tests.pages import data_of

#: Two sites on Monday, the first again on Tuesday; each site has a contest.
ROWS = (
    "9:00-9:30 P1 PT1 97110",
    "9:15-9:45 P2 PT1 97112",
    "10:00-10:30 P3 PT2 97110 clinic=annex",
    "10:15-10:45 P4 PT2 97110 clinic=annex",
    "9:00-9:30 P1 PT1 97110 next",
)
BOOKED = tuple(f"{row} appointment" for row in ROWS)
ANNEX = ("--clinic-only", "annex")
READING: dict[str, tuple[str, ...]] = {
    "analyze": (),
    "at": ("10:20", "--date", "2026-03-02"),
    "explain": ("--patient", "P3"),
    "audit": (),
    "ledger": (),
    "trends": (),
    "forecast": (),
    "compare": ("--payers", "medicare,full-unit"),
}


def document(run: Run, *arguments: object) -> Any:
    ran = run(*arguments, "--format", "json")
    assert (ran.status, ran.err) == (0, "")
    return json.loads(ran.out)


def file_for(command: str, write: Write) -> Path:
    return write(*(BOOKED if command == "forecast" else ROWS))


@pytest.mark.parametrize("command", READING)
def test_every_command_that_reads_a_schedule_can_show_one_site(run: Run, write: Write, command: str) -> None:
    told = document(run, command, file_for(command, write), *READING[command], *ANNEX)
    text = json.dumps(told)
    assert '"P1"' not in text
    assert '"PT1"' not in text


@pytest.mark.parametrize("command", READING)
def test_what_the_file_has_not_ends_in_a_sentence(run: Run, write: Write, command: str) -> None:
    path = file_for(command, write)
    for narrowing, problem in (
        (("--clinic-only", "anex"), "no row has that site; known: annex, clinic."),
        (("--provider", "PT9"), "no row names that provider"),
        (("--from", "2026-04-01"), "known: 2026-03-02 to 2026-03-03"),
        (("--from", "2026-03-03", "--to", "2026-03-02"), "the last one is before the first"),
    ):
        ran = run(command, path, *READING[command], *narrowing)
        assert (ran.status, ran.out) == (2, "")
        assert problem in ran.err


def test_one_provider_s_visits_and_findings_are_shown(run: Run, write: Write) -> None:
    told = document(run, "analyze", write(*ROWS), "--provider", "PT2")
    assert [visit["patient"] for visit in told["visits"]] == ["P3", "P4"]
    assert [row["provider"] for row in told["providers"]] == ["PT2"]
    assert {name for finding in told["findings"] for name in finding["providers"]} == {"PT2"}


def test_dates_cut_visits_and_trends(run: Run, write: Write) -> None:
    path = write(*ROWS)
    assert {v["date"] for v in document(run, "analyze", path, "--from", "2026-03-03")["visits"]} == {"2026-03-03"}
    told = document(run, "trends", path, "--every", "day", "--to", "2026-03-02")
    assert {row["period"] for row in told["trends"]} == {"2026-03-02"}


def test_totals_are_of_what_is_shown(run: Run, write: Write) -> None:
    path = write(*ROWS)
    shown = run("analyze", path, *ANNEX).out
    assert "2 visits · 30 one-on-one minutes · 0 group" in shown
    assert "patient minutes not credited: 30" in shown
    assert document(run, "audit", path, *ANNEX)["exposure"]["minutes"] == [30, 30]
    assert document(run, "compare", path, "--payers", "medicare", *ANNEX)["total_units"] == {"medicare": 2}


def test_a_contest_with_another_site_is_still_a_contest(run: Run, write: Write) -> None:
    path = write("9:00-9:30 P1 PT1 97110", "9:15-9:45 P2 PT1 97110 clinic=annex")
    (visit,) = document(run, "analyze", path, *ANNEX)["visits"]
    assert (visit["patient"], visit["minutes"]["contested"]) == ("P2", 15)


def test_fail_on_looks_at_what_is_shown(run: Run, write: Write) -> None:
    path = write(*ROWS)
    assert run("analyze", path, "--fail-on", "error").status == 1
    assert run("analyze", path, "--fail-on", "error", "--from", "2026-03-03").status == 0


def test_an_edit_is_shown_with_its_site_and_compared_with_everything(run: Run, write: Write) -> None:
    old = write(*ROWS, name="old.csv")
    new = write(*(row.replace("9:15-9:45", "9:15-9:50").replace("10:15-10:45", "10:15-10:50") for row in ROWS))
    assert [row["patient"] for row in document(run, "diff", old, new)["changes"]] == ["P2", "P4"]
    told = document(run, "diff", old, new, *ANNEX)
    assert [row["patient"] for row in told["changes"]] == ["P4"]
    assert {row["patient"] for row in told["visits"]} <= {"P3", "P4"}
    assert {name for finding in told["findings"] for name in finding["patients"]} <= {"P3", "P4"}


def test_a_report_holds_what_is_shown_only(run: Run, write: Write, tmp_path: Path) -> None:
    page = tmp_path / "annex.html"
    assert run("report", write(*ROWS), "-o", page, *ANNEX).status == 0
    told = json.dumps(data_of(page.read_text()))
    assert '"P3"' in told
    assert '"P1"' not in told


def test_goals_and_a_benchmark_reach_the_page_of_a_report(run: Run, write: Write, tmp_path: Path) -> None:
    page = tmp_path / "month.html"
    held = ("--goal", "contested_share=5%", "--benchmark", "2026-03-02..2026-03-02")
    assert run("report", write(*ROWS), "-o", page, *held).status == 0
    panels = {each["metric"]: each for each in data_of(page.read_text())["trends"]["views"][0]["panels"]}
    assert (panels["contested_share"]["goal"], bool(panels["contested_share"]["benchmark"])) == ("5.0 %", True)


def test_pseudonyms_are_given_to_those_shown(run: Run, write: Write, tmp_path: Path) -> None:
    key = tmp_path / "key.csv"
    told = document(run, "audit", write(*ROWS), "--provider", "PT2", "--pseudonymise", key)
    assert told["visits"] == 2
    assert told["findings"]
    assert "PT2" not in json.dumps(told)
