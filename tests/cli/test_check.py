from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.conftest import Run, Write

FAULTY = ("10:00-9:30 P1 PT1 97110", "9:00-9:30 P1 PT1 97110")


def test_a_good_file_is_counted(run: Run, write: Write) -> None:
    ran = run("check", write())
    assert ran.status == 0
    assert "day.csv: 4 rows" in ran.out
    assert "4 intervals can be analyzed, 0 rows left out" in ran.out


def test_every_fault_is_listed_with_its_repair(run: Run, write: Write) -> None:
    ran = run("check", write(*FAULTY, role=["PT", "PTT"]))
    assert ran.status == 2
    assert "2 faults" in ran.out
    assert "PTT" in ran.out


def test_faults_come_as_json_too(run: Run, write: Write) -> None:
    ran = run("check", write(*FAULTY), "--format", "json")
    found = json.loads(ran.out)
    assert (ran.status, found["count"]) == (2, 1)
    assert set(found["faults"][0]) == {"file", "sheet", "row", "column", "value", "problem", "repair"}
    assert found["faults"][0]["row"] == 2


def test_a_good_file_as_json_has_no_faults(run: Run, write: Write) -> None:
    found = json.loads(run("check", write(), "--format", "json").out)
    assert (found["count"], found["faults"], found["intervals"]) == (0, [], 4)
    assert [item["rows"] for item in found["inputs"]] == [4]


def test_rows_left_out_on_request_are_listed(run: Run, write: Write) -> None:
    found = json.loads(run("check", write(*FAULTY), "--on-fault", "skip", "--format", "json").out)
    assert (found["count"], found["intervals"], len(found["skipped"])) == (1, 1, 1)


def test_columns_nobody_reads_are_named(run: Run, write: Write) -> None:
    assert "columns not used: Weather" in run("check", write(Weather="rain")).out


def test_a_missing_file_is_a_fault_on_stdout(run: Run, tmp_path: object) -> None:
    ran = run("check", f"{tmp_path}/missing.csv")
    assert ran.status == 2
    assert "missing.csv" in ran.out


def test_json_names_the_files_and_never_where_they_are(run: Run, write: Write) -> None:
    path = write()
    told = json.loads(run("check", path, "--format", "json").out)
    assert [item.keys() for item in told["inputs"]] == [{"file": 0, "sha256": 0, "rows": 0}.keys()]
    assert str(path.parent) not in json.dumps(told)


def test_every_fault_is_written_to_a_private_file_on_request(run: Run, write: Write, tmp_path: Path) -> None:
    path, listed = write(status="=Done"), tmp_path / "faults.csv"
    for command in ("check", "analyze"):
        assert run(command, path, "--faults", listed, "--overwrite").status == 2
        assert listed.stat().st_mode & 0o077 == 0
        found = pd.read_csv(listed)
        assert (len(found), set(found["column"])) == (4, {"status"})
        assert "=Done" not in listed.read_text()


def test_a_file_of_faults_is_not_written_over_unasked(run: Run, write: Write, tmp_path: Path) -> None:
    (tmp_path / "faults.csv").write_text("mine")
    assert run("check", write(), "--faults", tmp_path / "faults.csv").status == 2
    assert (tmp_path / "faults.csv").read_text() == "mine"


def test_without_faults_the_file_has_only_its_header(run: Run, write: Write, tmp_path: Path) -> None:
    assert run("check", write(), "--faults", tmp_path / "faults.csv").status == 0
    assert (tmp_path / "faults.csv").read_text().count("\n") == 1


def test_one_word_of_many_rows_is_one_entry_and_a_block_to_paste(run: Run, write: Write) -> None:
    ran = run("check", write(status="Completed"))
    assert "4 rows: 2, 3, 4, 5" in ran.out
    assert ran.out.count("is not a known") == 1
    assert '[values.status]\n"Completed" = "kept"' in ran.out
    assert "--faults FILE.csv" in ran.out


@pytest.mark.parametrize("command", ["check", "analyze", "audit", "ledger", "trends", "denials"])
def test_a_schedule_without_rows_is_not_clean_unless_that_is_said(run: Run, write: Write, command: str) -> None:
    path = write("9:00-9:30 P1 PT1 97110 cancelled")
    ran = run(command, path)
    assert ran.status == 2
    told = (ran.out + ran.err).strip()
    assert told == (
        "day.csv: has no row to analyze: 1 cancelled. Correct the export, or say --allow-empty where a day without "
        "rows is right."
    )
    assert run(command, path, "--allow-empty").status == 0
