from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.foreign import SCHEDULES, WITHOUT_END
from tests.foreign_charges import CHARGES
from timeline.schedules.shipped import shipped_mappings


@pytest.fixture
def sessions(tmp_path: Path) -> Path:
    path = tmp_path / "sessions.csv"
    path.write_text(SCHEDULES["therapy_sessions"](), encoding="utf-8")
    return path


def test_a_mapping_is_printed_with_the_first_rows_below_it(run: Run, sessions: Path) -> None:
    ran = run("map", sessions)
    assert ran.status == 0
    assert tomllib.loads(ran.out)["columns"]["patient"] == "client_id"
    assert "# 2    2026-03-02 08:00:00  2026-03-02 08:50:00  service" in ran.out
    assert ran.err == f"1 question. Next: timeline check {sessions} --map map.toml\n"


def test_a_mapping_written_reads_its_file(run: Run, sessions: Path, tmp_path: Path) -> None:
    written = tmp_path / "map.toml"
    assert run("map", sessions, "-o", written).status == 0
    ran = run("check", sessions, "--map", written)
    assert ran.status == 0


def test_json_has_mapping_questions_and_preview(run: Run, sessions: Path) -> None:
    told = json.loads(run("map", sessions, "--format", "json").out)
    assert told["mapping"]["values"]["status"]["No-Show"] == "no_show"
    assert [question["about"] for question in told["questions"]] == ["staff"]
    assert told["preview"][0]["patient"] == "P1"


def test_a_file_without_ends_exits_with_2(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "epic.csv"
    path.write_text(WITHOUT_END["epic"](), encoding="utf-8")
    ran = run("map", path)
    assert (ran.status, ran.out) == (2, "")
    assert "no end can be had" in ran.err


def test_charges_are_said_to_be_claims_only(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "charges.csv"
    path.write_text(CHARGES["charges"](), encoding="utf-8")
    ran = run("map", path)
    assert ran.status == 0
    assert "a list of charges, without clocks" in ran.err
    assert "--claims-map map.toml" in ran.err


def test_the_mappings_of_the_program_are_listed(run: Run) -> None:
    ran = run("map", "--list")
    assert all(each.name in ran.out for each in shipped_mappings())
    listed = json.loads(run("map", "--list", "--format", "json").out)
    assert [each["name"] for each in listed] == [each.name for each in shipped_mappings()]


@pytest.mark.parametrize("arguments", [(), ("x.csv", "--list")])
def test_a_file_or_the_list_is_asked_for(run: Run, arguments: tuple[str, ...]) -> None:
    ran = run("map", *arguments)
    assert ran.status == 2
    assert "name one file, or ask for --list" in ran.err
