from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.pages import data_of
from tests.web.conftest import csv_of
from timeline.decisions import BrokenLogError, DecisionLog, FindingKey
from timeline.decisions.record import Basis
from timeline.errors import FileError
from timeline.result import Analysis, analyze
from timeline.schedules import MemoryFile, read_schedule
from timeline.views.decided import decided_in
from timeline.views.pdf import render_html
from timeline.views.report import report


def decided(path: Path) -> tuple[Analysis, str]:
    """Give a result with a contest, and the last hash of a log that dismisses it."""
    result = analyze(read_schedule(MemoryFile("day.csv", csv_of())))
    found = result.finding_list[0]
    sent = {"decision": "dismissed", "reason": "clock was slow", "initials": "AB"}
    record = DecisionLog(path).append(FindingKey(found.id, found.rule.id, found.date), sent, Basis())
    return result, record["hash"]


def test_decisions_stand_on_the_page_and_in_print_with_the_last_hash(tmp_path: Path) -> None:
    result, last = decided(tmp_path / "log")
    report(result, tmp_path / "day.html", log=tmp_path / "log")
    page = (tmp_path / "day.html").read_text(encoding="utf-8")
    for text in (json.dumps(data_of(page)), render_html(result, decided=decided_in(tmp_path / "log", None))):
        assert last in text
        assert "clock was slow" in text


def test_a_log_that_is_missing_or_changed_is_not_shown(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such log"):
        decided_in(tmp_path / "log", None)
    decided(tmp_path / "log")
    with closing(sqlite3.connect(tmp_path / "log")) as database:
        database.executescript("DROP TRIGGER record_is_kept; DELETE FROM record")
    with pytest.raises(BrokenLogError, match="timeline verify"):
        decided_in(tmp_path / "log", None)
