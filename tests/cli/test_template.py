from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run
from timeline.schedules import read_schedule


def test_the_template_reads_back_as_an_empty_schedule(run: Run, tmp_path: Path) -> None:
    assert run("template", "-o", tmp_path / "empty.csv").status == 0
    assert read_schedule(tmp_path / "empty.csv").intervals.empty


def test_the_template_goes_to_stdout_without_a_file(run: Run) -> None:
    ran = run("template")
    assert (ran.status, ran.err) == (0, "")
    assert "patient" in ran.out.splitlines()[0]
