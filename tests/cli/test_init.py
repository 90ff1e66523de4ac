from __future__ import annotations

import io
import os
import runpy
import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests.cli.conftest import Run, Write
from timeline import __version__
from timeline.cli import COMMANDS, _let_go, timeline


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


def test_the_module_is_the_command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["timeline", "--version"])
    with pytest.raises(SystemExit) as left:
        runpy.run_module("timeline", run_name="__main__")
    assert (left.value.code, __version__ in capsys.readouterr().out) == (0, True)


def test_a_failure_of_the_program_is_one_line_and_exits_with_70(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("Jane Doe")

    monkeypatch.setattr("timeline.cli._let_go", lambda: None)
    monkeypatch.setattr("timeline.cli.timeline.main", fail)
    ran = run("codes")
    assert (ran.status, ran.out, ran.err.count("\n")) == (70, "", 1)
    assert "report this line" in ran.err
    assert "Jane" not in ran.err


def test_a_file_s_name_that_is_not_utf_8_is_a_sentence(run: Run, write: Write, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"bad\xff.csv")
    path.write_bytes(write().read_bytes())
    ran = run("analyze", path, "--format", "csv", "-o", tmp_path / "tables")
    assert (ran.status, ran.err.count("\n")) == (2, 1)
    assert "name is not UTF-8" in ran.err


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), MemoryError()])
def test_a_full_disk_and_too_little_memory_exit_with_2(
    run: Run, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr("timeline.cli._let_go", lambda: None)
    monkeypatch.setattr("timeline.cli.timeline.main", fail)
    ran = run("codes")
    assert (ran.status, ran.err.count("\n"), ran.err.startswith("stopped: ")) == (2, 1, True)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, click.Abort])
def test_whoever_stops_it_is_told_so(run: Run, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise stop

    monkeypatch.setattr("timeline.cli.timeline.main", interrupted)
    assert run("codes") == (130, "", "stopped\n")


def test_what_a_failure_left_to_write_goes_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "out").open("w", encoding="utf-8") as stdout:
        monkeypatch.setattr(sys, "stdout", stdout)
        _let_go()
        stdout.write("the rest")
    assert (tmp_path / "out").read_text(encoding="utf-8") == ""


def test_output_that_cannot_be_led_elsewhere_is_let_go_too(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = io.StringIO()
    monkeypatch.setattr(sys, "stdout", closed)
    _let_go()
    assert closed.getvalue() == ""


def test_a_shell_is_offered_every_command() -> None:
    assert timeline.list_commands(click.Context(timeline)) == list(COMMANDS)
