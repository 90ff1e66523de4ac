from __future__ import annotations

import io
import sys

import pytest

from timeline.cli.progress import told_on_terminal


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_the_step_and_is_left_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", shown := Terminal())
    monkeypatch.setenv("COLUMNS", "80")
    with told_on_terminal() as tell:
        tell("reading", 0, 0)
        tell("drawing dates", 3, 16)
    anew = "\r\x1b[K"
    assert shown.getvalue() == f"{anew}reading …{anew}drawing dates, 3 of 16 …{anew}"


def test_a_line_never_runs_into_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", shown := Terminal())
    monkeypatch.setenv("COLUMNS", "10")
    with told_on_terminal() as tell:
        tell("analyzing 8,000 rows", 0, 0)
    assert "\r\x1b[Kanalyzing\r" in shown.getvalue().replace("analyzing ", "analyzing")


def test_a_fault_leaves_the_line_empty_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", shown := Terminal())

    def fail() -> None:
        with told_on_terminal() as tell:
            tell("reading", 0, 0)
            raise ValueError("no such file")

    with pytest.raises(ValueError, match="no such file"):
        fail()
    assert shown.getvalue().endswith("…\r\x1b[K")


def test_a_file_or_a_pipe_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", shown := io.StringIO())
    with told_on_terminal() as tell:
        tell("reading", 0, 0)
    assert shown.getvalue() == ""
