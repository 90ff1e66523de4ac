"""The output folder: private, and trusted only where nobody else could write."""

from __future__ import annotations

import errno
import fcntl
import stat
from pathlib import Path

import pytest

from tests.batching.test_run import HEADER
from timeline.batching import batch
from timeline.batching.folder import OutputFolder
from timeline.batching.run import Batch
from timeline.errors import FileError


def test_every_file_and_folder_is_its_owner_s_alone(finished: Batch) -> None:
    modes = {stat.S_IMODE(path.lstat().st_mode) & 0o077 for path in finished.folder.rglob("*")}
    assert modes == {0}


def test_what_a_stopped_run_kept_is_not_read_where_others_could_have_written_it(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path / "out")
    folder.begin(resume=False, overwrite=False)
    folder.open_state("one", {})
    folder.keep("done-000001", [1])
    assert folder.kept("done-000001") == [1]
    folder.state.chmod(0o777)
    with pytest.raises(FileError, match="can be written by others"):
        folder.begin(resume=True, overwrite=False)


def test_a_folder_takes_one_run_at_a_time(tmp_path: Path) -> None:
    (tmp_path / "day.csv").write_text(HEADER + "2026-03-02,9:00,9:30,P1,PT1,PT,97110\n")
    with (
        OutputFolder(tmp_path / "out").held(),
        pytest.raises(FileError, match="is being written to by another run"),
    ):
        batch(tmp_path / "day.csv", tmp_path / "out", resume=True)
    assert batch(tmp_path / "day.csv", tmp_path / "out").manifest["rows"] == 1


def test_a_folder_that_knows_no_locks_is_used_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", unknown)
    with OutputFolder(tmp_path / "out").held():
        assert (tmp_path / "out").is_dir()


def test_a_run_that_is_replaced_leaves_other_folders_alone(finished: Batch, tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path / "out")
    folder.begin(resume=False, overwrite=False)
    folder.open_state("one", {})
    folder.put("visits/month=2026-03/part-2026-03-02.parquet", b"")
    (folder.path / "letters").mkdir()
    folder.begin(resume=False, overwrite=True)
    assert [path.name for path in folder.path.iterdir()] == ["letters"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a.csv": "2"}, "other content: a.csv changed since"),
        ({"a.csv": "1", "b.csv": "1"}, "other files: now 1 file more"),
        ({"b.csv": "1"}, "1 file more and 1 file fewer"),
        ({"a.csv": "1"}, "a run with other options or rules, or of another version"),
    ],
)
def test_a_stopped_run_of_something_else_says_what_is_another(tmp_path: Path, files: dict[str, str], said: str) -> None:
    folder = OutputFolder(tmp_path / "out")
    folder.begin(resume=False, overwrite=False)
    folder.open_state("one", {"a.csv": "1"})
    with pytest.raises(FileError, match=said):
        folder.open_state("two", files)
