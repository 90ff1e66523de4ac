from __future__ import annotations

from pathlib import Path

import pytest

from tests.schedules_of import analysed
from timeline.errors import WrongValueError
from timeline.views import room
from timeline.views.report import report
from timeline.views.viewer.payload import page_payload
from timeline.web import app

DAYS = ("9:00-9:30 P1 PT1 97110", "9:10-9:20 P2 PT1 97110", "9:00-9:30 P1 PT1 97110 next")
TOLD = "2026-03-02 has 2 rows; at most 1 of a date are shown. Show one site or one provider"


@pytest.fixture(autouse=True)
def _one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_ROWS", 1)


@pytest.mark.parametrize("name", ["page.html", "page.pdf"])
def test_a_date_with_more_rows_than_are_shown_is_refused_before_anything_is_drawn(name: str, tmp_path: Path) -> None:
    with pytest.raises(WrongValueError, match=TOLD):
        report(analysed(*DAYS), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_page_at_the_server_is_refused_with_the_same_sentence() -> None:
    with pytest.raises(WrongValueError, match=TOLD):
        page_payload(analysed(*DAYS))


def test_an_import_is_refused_before_findings_are_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(app, "tell", said.append)
    with pytest.raises(WrongValueError, match=TOLD):
        app._analysed(lambda *_: analysed(*DAYS), page_payload, "day.csv", b"")
    assert said == ["Reading and analyzing"]


def test_a_trace_holds_as_many_rows_as_there_are(tmp_path: Path) -> None:
    report(analysed(*DAYS), tmp_path / "spans.trace.json")
    assert list(tmp_path.iterdir())


def test_as_many_rows_on_several_dates_are_shown(tmp_path: Path) -> None:
    report(analysed(*DAYS[1:]), tmp_path / "page.html")
    assert list(tmp_path.iterdir())
