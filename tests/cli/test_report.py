from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run, Write
from tests.pages import data_of


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


def test_a_page_previews_plans_where_asked(run: Run, write: Write, tmp_path: Path) -> None:
    booked = write("9:00-9:30 P1 PT1 appointment", "9:15-9:45 P2 PT1 appointment")
    assert run("report", booked, "-o", tmp_path / "day.html", "--plan").status == 0
    page = (tmp_path / "day.html").read_text(encoding="utf-8")
    assert data_of(page)["plans"]["contested_before"] == 15


def test_plans_need_a_page_and_the_whole_schedule(run: Run, write: Write, tmp_path: Path) -> None:
    booked = write("9:00-9:30 P1 PT1 appointment", "9:15-9:45 P2 PT1 appointment")
    ran = run("report", booked, "-o", tmp_path / "day.pdf", "--plan")
    assert (ran.status, "--plan is shown on a page" in ran.err) == (2, True)
    ran = run("report", booked, "-o", tmp_path / "day.html", "--plan", "--provider", "PT1")
    assert (ran.status, "--plan needs the whole schedule" in ran.err) == (2, True)
