from __future__ import annotations

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
