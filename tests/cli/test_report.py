from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run, Write


def test_a_key_needs_its_log(run: Run, write: Write, tmp_path: Path) -> None:
    ran = run("report", write(), "-o", tmp_path / "day.html", "--key", tmp_path / "key")
    assert (ran.status, (tmp_path / "day.html").exists()) == (2, False)
    assert "--key belongs to a log: name one with --log." in ran.err


def test_a_page_is_written_where_it_is_asked_for(run: Run, write: Write, tmp_path: Path) -> None:
    page = tmp_path / "day.html"
    assert run("report", write(), "-o", page) == (0, "", f"wrote {page}\n")
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_findings_decide_the_exit_status_where_asked(run: Run, write: Write, tmp_path: Path) -> None:
    assert run("report", write(), "-o", tmp_path / "day.html", "--fail-on", "error").status == 1
