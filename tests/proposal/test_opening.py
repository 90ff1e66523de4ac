from __future__ import annotations

from pathlib import Path

import pytest

from tests.proposal.conftest import Propose
from timeline.errors import ScheduleError, WrongTypeError
from timeline.proposal import map_file

ROWS = "Patient;Therapeut;Start;Ende\nMüller;Groß;2.3.2026 9:00;2.3.2026 9:30\n"


def test_text_that_is_not_unicode_is_read_as_spreadsheets_write_it(propose: Propose) -> None:
    proposal = propose(ROWS.encode("cp1252"))
    assert proposal.mapping["file"] == {"encoding": "cp1252"}
    assert "if letters with accents look wrong" in proposal.toml


def test_the_delimiter_that_gives_known_names_is_stated(propose: Propose) -> None:
    proposal = propose("Visits, all of them, of the clinic, in March\n" * 3 + ROWS)
    assert proposal.mapping["file"] == {"header_row": 4, "delimiter": ";"}


def test_what_is_no_text_is_refused(propose: Propose) -> None:
    with pytest.raises(ScheduleError):
        propose(b"\xff\x00\x01\x02" * 50)


@pytest.mark.parametrize(("name", "said"), [("none.csv", "no such file"), (".", "this is a folder")])
def test_what_cannot_be_opened_is_said(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(ScheduleError, match=said):
        map_file(tmp_path / name)


def test_only_files_have_a_mapping() -> None:
    with pytest.raises(WrongTypeError, match="expected the path of a file, got int"):
        map_file(7)  # type: ignore[arg-type]


def test_bytes_that_no_spreadsheet_writes_as_text_are_refused(propose: Propose) -> None:
    with pytest.raises(ScheduleError, match="the text is not UTF-8"):
        propose(b"patient,start,end\n\x81\xff,2026-03-02 9:00,2026-03-02 9:30\n")


def test_a_file_that_the_system_does_not_open_is_told_without_its_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ScheduleError, match="the file cannot be opened"):
        map_file(tmp_path / "visits.csv")


def test_text_that_is_no_table_is_refused_for_what_it_is(propose: Propose) -> None:
    with pytest.raises(ScheduleError, match="web page"):
        propose("<html><body>patient, start, end</body></html>")
