from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Write

OLD = ("9:00-9:21 P1 PT1 97110", "10:00-10:15 P2 PT1 97140")
NEW = ("9:00-9:23 P1 PT1 97110", "10:05-10:20 P2 PT1 97140")
Files = tuple[Path, Path]


@pytest.fixture
def files(write: Write) -> Files:
    return write(*OLD, name="old.csv"), write(*NEW, name="new.csv")


def test_changes_visits_and_late_edits_are_shown(run: Run, files: Files) -> None:
    shown = run("diff", *files)
    assert (shown.status, shown.err) == (0, "")
    assert shown.out.startswith("old.csv -> new.csv · contest rule: nested\n1 grew, 1 moved\n")
    assert "09:00–09:21" in shown.out
    assert "21 -> 23" in shown.out
    assert "review: The record of P1 with PT1 on 2026-03-02" in shown.out
    assert "Only an addendum by the author" in shown.out


def test_equal_files_show_no_change(run: Run, write: Write) -> None:
    shown = run("diff", write(*OLD, name="old.csv"), write(*OLD, name="new.csv"))
    assert "No rows changed." in shown.out
    assert "Visits" not in shown.out


def test_json_is_one_document(run: Run, files: Files) -> None:
    document = json.loads(run("diff", *files, "--format", "json").out)
    assert [change["change"] for change in document["changes"]] == ["grew", "moved"]
    assert document["old_inputs"][0]["file"] == "old.csv"
    assert document["findings"][0]["rule"] == "late.edit"


def test_csv_writes_a_folder_of_private_tables(run: Run, files: Files, tmp_path: Path) -> None:
    told = run("diff", *files, "--format", "csv", "-o", tmp_path / "out")
    assert (told.status, told.out) == (0, "")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"changes.csv", "revised_visits.csv", "findings.csv"}
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "out").iterdir()} == {0o600}
    with (tmp_path / "out" / "changes.csv").open(encoding="utf-8", newline="") as lines:
        assert [record["change"] for record in csv.DictReader(lines)] == ["grew", "moved"]


def test_csv_without_a_folder_says_how_to_give_one(run: Run, files: Files) -> None:
    refused = run("diff", *files, "--format", "csv")
    assert refused.status == 2
    assert "name a folder with -o DIR" in refused.err


@pytest.mark.parametrize(("fail_on", "status"), [("error", 0), ("review", 1), ("note", 1)])
def test_the_status_follows_the_most_severe_edit(run: Run, files: Files, fail_on: str, status: int) -> None:
    assert run("diff", *files, "--fail-on", fail_on).status == status


def test_faults_of_both_files_are_told_together(run: Run, write: Write, tmp_path: Path) -> None:
    broken = write("9:00-9:20 P1 PT1 97110", name="broken.csv", end="8:00")
    refused = run("diff", broken, tmp_path / "none.csv")
    assert refused.status == 2
    assert refused.err.startswith("2 faults\n")
    assert "broken.csv:2 end" in refused.err
    assert "none.csv: no such file" in refused.err


def test_one_file_is_not_enough(run: Run, files: Files) -> None:
    assert run("diff", files[0]).status == 2


def test_a_clinics_own_policy_and_contest_rule_are_taken(run: Run, files: Files) -> None:
    shown = run("diff", *files, "--contest", "exclusive", "--payer", "cpt-midpoint", "--format", "json")
    document = json.loads(shown.out)
    assert document["contest"] == "exclusive"
    assert document["visits"][0]["new_lines"] == "97110 2"
