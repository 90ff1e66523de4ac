from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Write
from timeline import __version__
from timeline.cli import COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(run: Run, command: str) -> None:
    ran = run(command, "--help")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: timeline {command}")


def test_the_help_lists_every_command(run: Run) -> None:
    shown = run("--help").out
    assert all(f"\n  {command} " in shown for command in COMMANDS)


def test_the_version_is_told(run: Run) -> None:
    assert __version__ in run("--version").out


@pytest.mark.parametrize(
    "arguments", [("dance",), ("analyze",), ("analyze", "a.csv", "--format", "xml"), ("at", "a.csv")]
)
def test_bad_arguments_exit_with_2(run: Run, arguments: tuple[str, ...]) -> None:
    ran = run(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err


def test_it_runs_as_a_module(write: Write) -> None:
    arguments = [sys.executable, "-m", "timeline", "analyze", str(write()), "--fail-on", "error", "--format", "json"]
    ran = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (1, "")
    assert ran.stdout.startswith("{")


def test_a_failure_of_the_program_is_one_line_and_exits_with_70(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("Jane Doe")

    monkeypatch.setattr("timeline.cli._let_go", lambda: None)
    monkeypatch.setattr("timeline.cli.timeline.main", fail)
    ran = run("codes")
    assert (ran.status, ran.out, ran.err.count("\n")) == (70, "", 1)
    assert "report this line" in ran.err
    assert "Jane" not in ran.err


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), MemoryError()])
def test_a_file_s_name_that_is_not_utf_8_is_a_sentence(run: Run, write: Write, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"bad\xff.csv")
    path.write_bytes(write().read_bytes())
    ran = run("analyze", path, "--format", "csv", "-o", tmp_path / "tables")
    assert (ran.status, ran.err.count("\n")) == (2, 1)
    assert "name is not UTF-8" in ran.err


def test_a_full_disk_and_too_little_memory_exit_with_2(
    run: Run, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr("timeline.cli._let_go", lambda: None)
    monkeypatch.setattr("timeline.cli.timeline.main", fail)
    ran = run("codes")
    assert (ran.status, ran.err.count("\n"), ran.err.startswith("stopped: ")) == (2, 1, True)
