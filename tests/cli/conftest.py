"""Runs the command line in this process, and writes small schedule files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.days import frame
from timeline.cli import main

Run = Callable[..., "Ran"]
Write = Callable[..., Path]
ROWS = (
    "10:00-10:30 P1 PT1 97110",
    "10:55-11:00 P1 PT1 assessment",
    "10:15-10:30 P2 PTA1 97112",
    "10:30-11:10 P2 PT1 97116",
)


class Ran(NamedTuple):
    """Exit status, and what stood on stdout and stderr."""

    status: int
    out: str
    err: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COLUMNS", "120")

    def run_command(*arguments: object) -> Ran:
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Ran(int(str(left.value.code)), out, err)

    return run_command


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_file(*lines: str, name: str = "day.csv", **columns: object) -> Path:
        path = tmp_path / name
        frame(*(lines or ROWS)).drop(columns="interval_id").assign(**columns).to_csv(path, index=False)
        return path

    return write_file
