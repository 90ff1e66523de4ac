"""Which files a run reads."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from timeline.batching.inputs import passed_over, sources_of
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


def written(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")


def test_links_to_folders_and_files_are_followed(tmp_path: Path) -> None:
    exports = tmp_path / "exports"
    written(exports / "day.csv", tmp_path / "north/deep/day.csv", tmp_path / "south.csv")
    (exports / "north").symlink_to(tmp_path / "north")
    (exports / "south").symlink_to(tmp_path / "nested")
    (exports / "one.csv").symlink_to(tmp_path / "south.csv")
    written(tmp_path / "nested/own.csv", tmp_path / "far/last.csv")
    (tmp_path / "nested/far").symlink_to(tmp_path / "far")
    found = [path.relative_to(exports).as_posix() for _, path in sources_of(exports)]
    assert found == ["day.csv", "north/deep/day.csv", "one.csv", "south/far/last.csv", "south/own.csv"]


def test_what_links_lead_to_twice_or_in_a_circle_is_read_once_where_it_stands_itself(tmp_path: Path) -> None:
    written(tmp_path / "north/day.csv")
    for link, to in {"a": "north", "north/up": "..", "north/self": ".", "b.csv": "north/day.csv", "z": "a"}.items():
        (tmp_path / link).symlink_to(to)
    assert [path.relative_to(tmp_path).as_posix() for _, path in sources_of(tmp_path)] == ["north/day.csv"]


@pytest.mark.parametrize("name", ["west/gone.csv", "a clinic"])
def test_a_link_that_leads_nowhere_is_a_fault_named_by_its_place(tmp_path: Path, name: str) -> None:
    written(tmp_path / "west/day.csv")
    (tmp_path / name).symlink_to(tmp_path / "nowhere")
    with pytest.raises(ScheduleError, match=f"^1 fault\n  {name}: is a link that leads nowhere"):
        sources_of(tmp_path)


def test_a_link_out_to_a_folder_around_it_is_a_fault(tmp_path: Path) -> None:
    written(tmp_path / "exports/day.csv", tmp_path / "somebody else.csv")
    (tmp_path / "exports/up").symlink_to(tmp_path)
    with pytest.raises(ScheduleError, match="up: is a link to a folder that it is in itself"):
        sources_of(tmp_path / "exports")


def test_files_in_a_folder_that_are_not_read_are_told_by_their_endings(tmp_path: Path) -> None:
    written(tmp_path / "day.csv", tmp_path / "b/old.zip", tmp_path / "notes.txt", tmp_path / ".hidden", tmp_path / "_x")
    assert passed_over([tmp_path, tmp_path / "day.csv"]) == ["1 file ending in .txt", "1 file ending in .zip"]


@pytest.mark.parametrize(
    ("name", "said"), [("Jane Doe.pdf", "1 file ending in .pdf"), ("letter.Doe, Jane", "1 other file")]
)
def test_what_is_not_read_is_not_named_for_it_may_be_called_by_a_patient(tmp_path: Path, name: str, said: str) -> None:
    written(tmp_path / name)
    assert passed_over(tmp_path) == [said]


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


@pytest.mark.parametrize("told", ["manifest.json", ".unfinished/plan.json"])
def test_the_tables_of_a_run_are_not_read_as_schedules(tmp_path: Path, told: str) -> None:
    """An output inside the folder that is read would be read by the run that goes on."""
    out = tmp_path / "out"
    written(tmp_path / "day.csv", out / "visits/month=2026-03/part-2026-03-02.parquet", out / told)
    assert [path.name for _, path in sources_of(tmp_path)] == ["day.csv"]
    assert passed_over(tmp_path) == ["1 output folder of a run"]
    with pytest.raises(ScheduleError, match="the folder has no file to read"):
        sources_of(out)
