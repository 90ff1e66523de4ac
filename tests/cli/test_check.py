from __future__ import annotations

import json

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
