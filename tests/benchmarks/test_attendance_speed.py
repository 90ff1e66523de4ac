"""How fast attendance is worked out by either engine: `pytest tests/benchmarks --benchmark-enable`."""

from __future__ import annotations

import pandas as pd
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from timeline.attendance.engines import ENGINES
from timeline.attendance.rows import Rows, read_rows
from timeline.code_table import code_table
from timeline.samples.generate import generate
from timeline.schedules import read_schedule
from timeline.vocabulary import ContestRule, Engine

CLINICS = 2


@pytest.fixture(scope="module")
def intervals() -> pd.DataFrame:
    """Generate a day of some clinics."""
    return read_schedule(generate(clinics=CLINICS).frame).interval_table


def attended(rows: Rows, engine: Engine) -> int:
    """Work out who was with whom; return how many spans attendance has."""
    return len(ENGINES[engine](rows, ContestRule.NESTED, None)["attendance"])


def test_classifying_rows(benchmark: BenchmarkFixture, intervals: pd.DataFrame) -> None:
    assert len(benchmark(read_rows, intervals, code_table())) == len(intervals)


@pytest.mark.parametrize("engine", list(ENGINES))
def test_working_out_attendance(benchmark: BenchmarkFixture, intervals: pd.DataFrame, engine: Engine) -> None:
    rows = read_rows(intervals, code_table())
    attended(rows, engine)
    assert benchmark(attended, rows, engine) > 0
