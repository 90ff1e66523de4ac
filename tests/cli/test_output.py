from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Write
from timeline.cli.output import Output
from timeline.errors import WrongValueError
from timeline.sheets.formats import grids


def never() -> str:
    raise AssertionError("only what the format needs is made")


def test_only_what_the_format_needs_is_made(capsys: pytest.CaptureFixture[str]) -> None:
    Output("json").show(never, lambda: {"a": 1})
    Output("text").show(lambda: "told", never)
    assert capsys.readouterr().out == '{\n "a": 1\n}\ntold\n'


@pytest.mark.parametrize("command", ["analyze", "audit", "forecast"])
def test_several_tables_need_a_folder_before_anything_is_read(run: Run, command: str) -> None:
    ran = run(command, "missing.csv", "--format", "csv")
    assert (ran.status, ran.out) == (2, "")
    assert "name a folder with -o DIR" in ran.err


@pytest.mark.parametrize("arguments", [("findings",), ("rules", "medicare"), ("codes", "97110"), ("tables", "visits")])
def test_every_document_can_be_written_to_a_private_file(run: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    path = tmp_path / "out.json"
    ran = run(*arguments, "--format", "json", "-o", path)
    assert (ran.status, ran.out, ran.err) == (0, "", f"wrote {path}\n")
    assert json.loads(path.read_text())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_exists_is_kept_unless_told_otherwise(run: Run, write: Write, tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("mine")
    assert run("at", write(), "10:57", "-o", path).status == 2
    assert path.read_text() == "mine"
    assert run("at", write(name="again.csv"), "10:57", "-o", path, "--overwrite").status == 0
    assert "Providers" in path.read_text()


def test_a_wrong_value_is_a_usage_error(run: Run, write: Write) -> None:
    ran = run("at", write(), "25:00")
    assert (ran.status, ran.out) == (2, "")
    assert "Usage: timeline at" in ran.err
    assert "not a clock time" in ran.err


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx"])
def test_tables_read_back_as_the_schedule_they_came_from(run: Run, write: Write, tmp_path: Path, kind: str) -> None:
    day = write(patient="=-P1")
    assert run("analyze", day, "--format", kind, "-o", tmp_path / "out").status == 0
    ran = run("diff", day, tmp_path / "out" / f"intervals.{kind}")
    assert (ran.status, "No rows changed" in ran.out) == (0, True)


def test_all_tables_go_into_one_workbook_where_one_is_named(run: Run, write: Write, tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    assert run("analyze", write(), "--format", "xlsx", "-o", path).status == 0
    sheets = {grid.sheet for grid in grids("out", path.read_bytes(), None)}
    assert {"visits", "findings", "intervals"} <= sheets


def test_a_single_table_can_be_a_workbook_and_needs_a_file(run: Run, write: Write, tmp_path: Path) -> None:
    ran = run("payment", write(), "--format", "xlsx")
    assert (ran.status, "name a file with -o FILE.xlsx" in ran.err) == (2, True)
    assert run("payment", write(name="again.csv"), "--format", "xlsx", "-o", tmp_path / "paid.xlsx").status == 0
    (grid,) = grids("paid", (tmp_path / "paid.xlsx").read_bytes(), None)
    assert grid.records[0][0] == "date"


def test_text_that_is_not_unicode_reaches_no_terminal() -> None:
    with pytest.raises(WrongValueError, match="Rename the input files"):
        Output("text").show(lambda: "day\udc80.csv", never)
