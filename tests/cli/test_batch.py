"""`timeline batch` on the command line."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Write
from timeline.batching import Progress
from timeline.cli.batch import _progress


def test_a_run_says_what_it_holds_and_where(run: Run, write: Write, tmp_path: Path) -> None:
    ran = run("batch", write(), "-o", tmp_path / "out", "--workers", 1)
    assert (ran.status, ran.err) == (0, "")
    assert "1 date · 4 rows · 2 visits" in ran.out
    assert "Tables are in out: visits, codes, lines" in ran.out


def test_a_second_run_into_the_folder_is_refused_and_resumed_on_request(run: Run, write: Write, tmp_path: Path) -> None:
    command = ("batch", write(), "-o", tmp_path / "out", "--workers", 1)
    first = run(*command)
    refused = run(*command)
    assert refused.status == 2
    assert "holds a finished run" in refused.err
    assert run(*command, "--resume").out == first.out


def test_rows_left_out_are_said_and_rules_are_shown_short(run: Run, tmp_path: Path) -> None:
    run("sample", "--seed", 3, "-o", tmp_path / "day.csv")
    shown = run("batch", tmp_path / "day.csv", "-o", tmp_path / "out", "--workers", 1).out
    assert "other rule" in shown
    assert "left out: see skipped.parquet" in shown


def test_files_of_a_folder_that_are_not_read_are_said(run: Run, write: Write, tmp_path: Path) -> None:
    folder = write().parent
    for number in range(7):
        (folder / f"notes {number}.txt").write_text("")
    ran = run("batch", folder, "-o", tmp_path.parent / f"{tmp_path.name} out", "--workers", 1)
    assert ran.err == "Not read, as they do not look like schedules: 7 files ending in .txt.\n"


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_that_something_is_compiled_until_the_first_dates_are_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("TERM", "xterm")
    shown = []
    for last in (Progress("compile", 0, 9), Progress("dates", 4, 9)):
        monkeypatch.setattr(sys, "stderr", Terminal())
        with _progress() as progress:
            for now in dict.fromkeys((Progress("read", 1, 1), Progress("compile", 0, 9), last)):
                progress(now)
        shown.append(sys.stderr.getvalue().rpartition("reading files")[2])  # type: ignore[attr-defined]
    assert ["compiling the engine, once on this machine" in last for last in shown] == [True, False]
    assert "analyzing rows" in shown[1]


def test_the_rate_is_that_of_the_work_of_this_run_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", Terminal())
    clock = iter((0.0, 0.0, 0.5, 2.0))
    monkeypatch.setattr("timeline.cli.batch.monotonic", lambda: next(clock))
    with _progress() as progress:
        for done in (1_000, 1_500, 3_000):
            progress(Progress("dates", done, 9_000))
    told = re.findall(r"([\d,]+) rows/s", sys.stderr.getvalue())  # type: ignore[attr-defined]
    assert set(told) == {"1,000"}
