"""Which files a run reads."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from timeline.batching.inputs import sources_of
from timeline.errors import ScheduleError


def test_the_files_of_a_folder_are_read_by_name_and_hidden_ones_are_not(tmp_path: Path) -> None:
    for name in ("b/day.csv", "a/day.csv", "a/part.parquet", ".cache/day.csv", "_tmp/x.csv", "notes.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    assert [source.name for source in sources_of(tmp_path)] == ["a/day.csv", "part.parquet", "b/day.csv"]


def test_a_folder_without_a_file_a_file_named_twice_and_none_at_all_are_faults(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    day = tmp_path / "day.csv"
    day.write_text("")
    with pytest.raises(ScheduleError, match="no file to read"):
        sources_of(tmp_path / "empty")
    with pytest.raises(ScheduleError, match="named twice"):
        sources_of([day, tmp_path])
    with pytest.raises(ScheduleError, match="no file is named"):
        sources_of([])


def test_a_link_to_a_file_that_is_gone_is_read_so_that_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "gone.csv").symlink_to(tmp_path / "nowhere.csv")
    (tmp_path / "a folder.csv").mkdir()
    assert [source.name for source in sources_of(tmp_path)] == ["gone.csv"]


def test_a_folder_that_cannot_be_looked_into_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Closed for its owner, it would be open for root, as whom tests may run."""
    (tmp_path / "day.csv").write_text("")
    closed = tmp_path / "clinic 2"
    closed.mkdir()
    look = os.scandir

    def scandir(path: str) -> Any:
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return look(path)

    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(ScheduleError, match=r"clinic 2: cannot be read \(Permission denied\)"):
        sources_of(tmp_path)
