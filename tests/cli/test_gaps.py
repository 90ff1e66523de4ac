from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

HEADER = "date,start,end,patient,provider,role,kind,code\n"


@pytest.fixture
def day(tmp_path: Path) -> Path:
    file = tmp_path / "tomorrow.csv"
    shift, booking = "2026-04-01,8:00,10:00,,PT1,PT,shift,", "2026-04-01,8:00,8:30,A,PT1,PT,appointment,97110"
    file.write_text(f"{HEADER}{shift}\n{booking}\n", encoding="utf-8")
    return file


def test_free_spans_stand_in_a_table(run: Run, day: Path) -> None:
    (row,) = [line for line in run("gaps", day).out.splitlines() if "PT1" in line]
    assert row.split() == ["2026-04-01", "PT1", "PT", "clinic", "08:30–10:00", "90"]


def test_free_spans_are_records_and_a_csv(run: Run, day: Path) -> None:
    (gap,) = json.loads(run("gaps", day, "--format", "json").out)["gaps"]
    assert (gap["provider"], gap["minutes"]) == ("PT1", 90)
    assert run("gaps", day, "--format", "csv").out.splitlines()[0].split(",")[:2] == ["date", "provider"]


def test_where_nobody_is_free_it_says_so(run: Run, tmp_path: Path) -> None:
    full = tmp_path / "full.csv"
    full.write_text(f"{HEADER}2026-04-01,8:00,8:30,A,PT1,PT,appointment,97110\n", encoding="utf-8")
    assert run("gaps", full) == (0, "Nobody is free.\n", "")
