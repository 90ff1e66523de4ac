from __future__ import annotations

import csv
import json

from tests.cli.conftest import Run, Write

DAY = (
    "9:00-9:30 P1 PT1 appointment",
    "9:10-9:40 P1 PT1 97110",
    "10:00-10:30 P2 PT1 appointment no_show",
    "11:00-11:30 P3 PT1 appointment",
    "11:00-11:30 P3 PT2 97110",
    "12:00-12:30 P4 PT2 97110",
)


def test_the_table_says_what_did_not_go_as_planned(run: Run, write: Write) -> None:
    ran = run("planned", write(*DAY))
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("3 bookings: 2 seen, 1 no-show · 1 walk-in\n")
    for said in ("10 min late, 10 min over", "no-show", "seen by PT2", "no booking"):
        assert said in ran.out


def test_sums_may_be_asked_for_by_several_keys(run: Run, write: Write) -> None:
    ran = run("planned", write(*DAY), "--by", "date", "--by", "patient")
    assert "Bookings by date, patient" in ran.out
    assert "Not as planned" not in ran.out


def test_json_has_totals_sums_and_every_booking(run: Run, write: Write) -> None:
    told = json.loads(run("planned", write(*DAY), "--by", "provider", "--format", "json").out)
    assert (told["totals"]["booked"], told["totals"]["late_minutes"], told["not_counted"]) == (3, 10, 0)
    assert [each["provider"] for each in told["summary"]] == ["PT1", "PT2"]
    first = told["planned"][0]
    assert (first["booked_start"], first["late_minutes"]) == ("2026-03-02T09:00:00", 10)


def test_csv_has_a_row_a_booking_or_the_sums(run: Run, write: Write) -> None:
    path = write(*DAY)
    rows = list(csv.DictReader(run("planned", path, "--format", "csv").out.splitlines()))
    assert [row["state"] for row in rows] == ["seen", "no_show", "seen", "walk_in"]
    sums = list(csv.DictReader(run("planned", path, "--by", "clinic", "--format", "csv").out.splitlines()))
    assert [(row["clinic"], row["booked"]) for row in sums] == [("clinic", "3")]


def test_one_provider_is_shown(run: Run, write: Write) -> None:
    assert run("planned", write(*DAY), "--provider", "PT2").out.startswith("1 booking: 1 seen · 1 walk-in\n")


def test_nothing_to_compare_is_said(run: Run, write: Write) -> None:
    assert "No booking and no visit to compare." in run("planned", write("9:00-12:00 PT1 shift", patient="")).out


def test_what_does_not_say_when_is_told(run: Run, write: Write) -> None:
    path = write(*DAY)
    text = path.read_text(encoding="utf-8").replace("2026-03-02 10:00:00", "soon")
    path.write_text(text, encoding="utf-8")
    assert "Cancelled or no-show rows that do not say whom they expected, or when: 1" in run("planned", path).out
