"""Writes small schedules and reads them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.schedules.mapped import mapped
from timeline.errors import Fault, ScheduleError
from timeline.schedules import Schedule, read_schedule

Write = Callable[..., Path]
__all__ = ["mapped"]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_file(content: str | bytes, name: str = "day.csv") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_file


@pytest.fixture
def read(write: Write) -> Callable[..., Schedule]:
    def read_text(content: str | bytes, **options: Any) -> Schedule:
        return read_schedule(write(content), **options)

    return read_text


@pytest.fixture
def faults_of(write: Write) -> Callable[..., list[Fault]]:
    def faults_of_text(content: str | bytes, **options: Any) -> list[Fault]:
        path = write(content, options.pop("name", "day.csv"))
        with pytest.raises(ScheduleError) as caught:
            read_schedule(path, **options)
        return list(caught.value.fault_list)

    return faults_of_text
