from __future__ import annotations

import csv
import json
from pathlib import Path

from tests.cli.conftest import Run, Write

PLAN = (
    "8:00-12:00 PT1 shift",
    "8:00-12:00 PTA1 shift",
    "9:00-9:30 P1 PT1 appointment",
    "9:15-9:45 P2 PT1 appointment",
)


def test_a_page_tells_exposure_and_options(run: Run, write: Write) -> None:
    ran = run("forecast", write(*PLAN))
    assert (ran.status, ran.err) == (0, "")
    told = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert told[0] == "provider minutes claimed twice: 15 · patient minutes not credited: 30"
    assert "2026-03-02 PT1 PT 2 45 15 2" in told
    assert "2026-03-02 P1 PT medicare 30 15 2 1" in told
    assert "P1 15 minutes earlier: 08:45–09:15 15 → 0 2 → 0" in told
    assert "P2 09:15–09:45 to PTA1 (PTA) 15 → 0 2 → 0" in told
    assert any("None is chosen" in line for line in told)


def test_a_contest_that_nothing_clears_says_so(run: Run, write: Write) -> None:
    assert "No single move or hand-over of a booking clears it." in run("forecast", write(*PLAN[2:])).out


def test_bookings_without_a_contest_need_no_option(run: Run, write: Write) -> None:
    ran = run("forecast", write(*PLAN[:3]))
    assert "Contests: 0" in ran.out
    assert "None is chosen" not in ran.out


def test_units_without_a_policy_are_open(run: Run, write: Write) -> None:
    assert "open" in run("forecast", write("9:00-9:30 P1 PT1 appointment payer=nobody-knows")).out


def test_json_has_the_options_of_each_contest(run: Run, write: Write) -> None:
    document = json.loads(run("forecast", write(*PLAN), "--format", "json").out)
    (contest,) = document["contests"]
    assert document["totals"]["provider_minutes_claimed_twice"] == 15
    assert (contest["rule"], contest["minutes"]) == ("overlap.contested", 15)
    first = contest["options"][0]
    assert (first["change_minutes"], first["contested_minutes_before"], first["contested_minutes_after"]) == (15, 15, 0)


def test_csv_is_a_folder_with_one_file_per_table(run: Run, write: Write, tmp_path: Path) -> None:
    ran = run("forecast", write(*PLAN), "--format", "csv", "-o", tmp_path / "out")
    assert ran.status == 0
    files = {file.stem: list(csv.DictReader(file.read_text().splitlines())) for file in (tmp_path / "out").iterdir()}
    assert {name: len(records) for name, records in files.items()} == {
        "forecast": 2,
        "forecast_visits": 2,
        "forecast_options": 6,
    }


def test_csv_needs_a_folder(run: Run, write: Write) -> None:
    ran = run("forecast", write(*PLAN), "--format", "csv")
    assert (ran.status, ran.out) == (2, "")
    assert "name a folder with -o DIR" in ran.err


def test_a_recorded_past_is_refused(run: Run, write: Write) -> None:
    ran = run("forecast", write("9:00-9:30 P1 PT1 97110", "9:15-9:45 P2 PT1 appointment"))
    assert (ran.status, ran.out) == (2, "")
    assert "a recorded past is never edited" in ran.err
