"""An analysis of a real clinic day."""

from __future__ import annotations

from pathlib import Path

import pytest

from timeline import Analysis, analyze, read_schedule

SAMPLES = Path(__file__).parents[2] / "sample_schedules"


@pytest.fixture(scope="session")
def tuesday() -> Analysis:
    return analyze(read_schedule(SAMPLES / "busy_tuesday.csv"))
