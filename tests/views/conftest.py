"""Analyses of small days, and figures taken apart again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from tests import days
from timeline import Analysis, analyze, read_schedule

SAMPLES = Path(__file__).parents[2] / "sample_schedules"


def analyzed(*lines: str, contest: str = "nested", **columns: list[str]) -> Analysis:
    """Analyse a day written in the words of `tests.days`, with columns added as they stand."""
    table = days.frame(*lines)
    return analyze(read_schedule(table.assign(**{"patient": table.get("patient", ""), **columns})), contest=contest)


def spans(trace: Any) -> list[tuple[np.datetime64, np.datetime64]]:
    """Give the start and end of every bar of a trace, as clocks."""
    starts = np.asarray(trace.base, dtype="datetime64[ms]")
    return list(zip(starts, starts + np.asarray(trace.x, dtype="timedelta64[ms]"), strict=True))


def trace(figure: Any, name: str) -> Any:
    """Give the trace of one name."""
    (found,) = (each for each in figure.data if each.name == name)
    return found
