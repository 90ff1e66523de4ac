"""Writes small schedules and reads them: fixtures of every room that reads files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from timeline.errors import Fault, ScheduleError
from timeline.schedules import Schedule, read_schedule

Write = Callable[..., Path]


def zipped(**members: bytes) -> bytes:
    """Pack files by their names."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


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
