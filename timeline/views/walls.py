"""Spans as a chart draws and writes them. Many marks of a date share their clocks, which are worked out once."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

import numpy as np

from timeline.clock import clock, duration

#: How many clocks are kept as they are written; no text of a schedule is kept beyond what it is drawn for.
REMEMBERED = 4096

_clock = lru_cache(REMEMBERED)(clock)


def wall(start: datetime, end: datetime, seconds: int) -> tuple[int, int]:
    """Return start and length in milliseconds of the wall clock.

    Where a clock change turns the clock back to or behind the start, the elapsed time is drawn instead.
    """
    first, last = _millisecond(start), _millisecond(end)
    return first, last - first if last > first else seconds * 1000


def written_span(start: datetime, end: datetime, seconds: int) -> str:
    """Write a span: its clock times and its duration."""
    later = "" if start.date() == end.date() else " next day"
    return f"{_clock(start)}–{_clock(end)}{later} · {duration(seconds)}"


@lru_cache(REMEMBERED)
def _millisecond(clocked: datetime) -> int:
    return int(np.datetime64(clocked, "ms").astype(np.int64))
