"""Which files a run reads."""

from __future__ import annotations

from pathlib import Path

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
