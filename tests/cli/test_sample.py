from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run
from timeline.schedules import read_schedule


def test_a_sample_can_be_analysed(run: Run, tmp_path: Path) -> None:
    assert run("sample", "--seed", 3, "-o", tmp_path / "day.csv").status == 0
    assert len(read_schedule(tmp_path / "day.csv").intervals) > 50
    assert run("analyze", tmp_path / "day.csv").status == 0


def test_the_same_seed_gives_the_same_sample(run: Run) -> None:
    one, two, other = (run("sample", "--seed", seed).out for seed in (3, 3, 4))
    assert one == two != other


def test_a_sample_is_not_written_over_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "day.csv").write_text("mine")
    assert run("sample", "-o", tmp_path / "day.csv").status == 2
    assert (tmp_path / "day.csv").read_text() == "mine"


def test_no_clinic_is_no_sample(run: Run) -> None:
    assert run("sample", "--clinics", 0).status == 2


def test_findings_are_planted_and_their_places_written_down(run: Run, tmp_path: Path) -> None:
    options = ("--plant", "overlap.contested, code.unknown", "--plan", tmp_path / "plan.json")
    assert run("sample", *options, "-o", tmp_path / "day.csv").status == 0
    plan = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))["planted"]
    assert {entry["rule"] for entry in plan} == {"overlap.contested", "code.unknown"}
    assert (tmp_path / "plan.json").stat().st_mode & 0o777 == 0o600
    found = json.loads(run("analyze", tmp_path / "day.csv", "--format", "json").out)["findings"]
    assert {entry["rule"] for entry in found if entry["severity"] == "error"} == {"overlap.contested"}


def test_everything_can_be_planted_at_once(run: Run, tmp_path: Path) -> None:
    told = run("sample", "--days", 4, "--plant", "all", "--plan", tmp_path / "plan.json", "-o", tmp_path / "week.csv")
    assert told.status == 0
    assert len(json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))["planted"]) > 40


def test_an_unknown_finding_is_refused_with_the_known_ones(run: Run) -> None:
    refused = run("sample", "--plant", "overlap.contested,nonsense")
    assert (refused.status, refused.out) == (2, "")
    assert "cannot plant nonsense; known: overlap.contested, " in refused.err


def test_too_short_a_period_for_a_pattern_says_how_long_it_must_be(run: Run) -> None:
    refused = run("sample", "--plant", "pattern.no_interruptions")
    assert refused.status == 2
    assert "Ask for 4 days or more." in refused.err


def test_a_folder_gets_a_file_for_each_clinic_and_month_that_a_run_reads(run: Run, tmp_path: Path) -> None:
    ran = run("sample", "--clinics", 2, "--days", 2, "--start", "2026-03-31", "-o", tmp_path / "chain")
    assert "wrote 4 files" in ran.err
    files = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.csv"))
    assert files == [f"chain/C{clinic}/2026-{month}.csv" for clinic in (1, 2) for month in ("03", "04")]
    assert "already exists" in run("sample", "--clinics", 2, "-o", tmp_path / "chain").err
    assert run("check", *(tmp_path / name for name in files)).status == 0
