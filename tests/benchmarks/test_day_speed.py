"""How fast a clinic's day is read and analysed: `pytest tests/benchmarks --benchmark-enable`."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from timeline import Analysis, Schedule, analyze, read_schedule
from timeline.exports import csv_text
from timeline.files import write_private
from timeline.samples.generate import generate

TUESDAY = Path(__file__).parents[2] / "sample_schedules" / "busy_tuesday.csv"
ROWS = 300


@pytest.fixture(scope="module")
def long_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write one date of 300 rows: a generated clinic and as many rows of a second one as it takes."""
    path = tmp_path_factory.mktemp("days") / "long_day.csv"
    write_private(path, csv_text(generate(clinics=2).frame.head(ROWS)))
    return path


def everything(schedule: Schedule) -> Analysis:
    """Analyse, and make the tables people look at first."""
    result = analyze(schedule)
    assert min(len(result.visits), len(result.codes), len(result.findings)) > 0
    return result


def test_reading_busy_tuesday(benchmark: BenchmarkFixture) -> None:
    assert len(benchmark(read_schedule, TUESDAY).intervals) > 200


def test_analysing_busy_tuesday(benchmark: BenchmarkFixture) -> None:
    assert len(benchmark(everything, read_schedule(TUESDAY)).visits) > 30


def test_reading_three_hundred_rows(benchmark: BenchmarkFixture, long_day: Path) -> None:
    assert benchmark(read_schedule, long_day).inputs[0].rows == ROWS


def test_analysing_three_hundred_rows(benchmark: BenchmarkFixture, long_day: Path) -> None:
    assert len(benchmark(everything, read_schedule(long_day)).visits) > 30
