"""Reads a small file under a mapping, and says what became of its rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from timeline.schedules import Schedule, read_mapping, read_schedule
from timeline.sheets import MemoryFile

Mapped = Callable[..., Schedule]
#: A booking and its service in one row.
TWO = """
[columns]
provider = ""
[[spans]]
kind = "appointment"
start = "planned from"
end = "planned until"
[[spans]]
kind = "service"
start = "from"
end = "until"
"""
PLANNED = "2026-03-02 9:00,2026-03-02 9:30"


@pytest.fixture
def mapped(tmp_path: Path) -> Mapped:
    """Read records (the first is the header) with a mapping, leaving faulty rows out."""

    def read(content: str, mapping: str, name: str = "day.csv") -> Schedule:
        path = tmp_path / "map.toml"
        path.write_text(mapping, encoding="utf-8")
        return read_schedule(MemoryFile(name, content.encode()), mapping=read_mapping(path), on_fault="skip")

    return read


def spans(schedule: Schedule) -> dict[str, str]:
    """Return start and end of every span, by its id."""
    table = schedule.intervals
    return {
        row.interval_id: f"{row.start:%Y-%m-%d %H:%M:%S} {row.end:%Y-%m-%d %H:%M:%S}"
        for row in table.itertuples(index=False)
    }


def left_out(schedule: Schedule) -> dict[str, str]:
    """Return why rows are left out, by their id."""
    return dict(schedule.skipped.itertuples(index=False))


def faults(schedule: Schedule) -> dict[int, str]:
    """Return the problems of faulty rows, by row."""
    return dict(zip(schedule.faults["row"], schedule.faults["problem"], strict=True))
