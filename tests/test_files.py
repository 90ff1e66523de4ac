from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.disk import full, full_after, half_then_full
from timeline import files
from timeline.errors import FileError
from timeline.files import check_free, private_folder, read_plain, write_private, write_together

STEPS = ("write", "fsync", "replace")
#: Without a file to take the place of, the last step gives a name instead.
NEW_STEPS = ("write", "fsync", "link")


def stop(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


@pytest.fixture(params=STEPS)
def full_disk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let one step of writing fail, as on a full disk."""
    monkeypatch.setattr(files.os, request.param, full)
    return str(request.param)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_private_to_its_owner(tmp_path: Path) -> None:
    write_private(tmp_path / "out.json", "{}")
    assert stat.S_IMODE((tmp_path / "out.json").stat().st_mode) == 0o600
    assert names(tmp_path) == ["out.json"]


def test_overwriting_makes_a_public_file_private(tmp_path: Path) -> None:
    (tmp_path / "out.json").touch(0o644)
    write_private(tmp_path / "out.json", "{}", overwrite=True)
    assert stat.S_IMODE((tmp_path / "out.json").stat().st_mode) == 0o600


def test_text_is_utf_8_with_its_own_line_ends(tmp_path: Path) -> None:
    write_private(tmp_path / "out.txt", "a\r\nü\n")
    assert (tmp_path / "out.txt").read_bytes() == b"a\r\n\xc3\xbc\n"


def test_an_existing_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out.json").write_text("mine")
    with pytest.raises(FileError, match=r"^out\.json: already exists\. Choose another name, or add --overwrite\.$"):
        write_private(tmp_path / "out.json", "{}")
    assert (tmp_path / "out.json").read_text() == "mine"


@pytest.mark.parametrize("overwrite", [True, False])
def test_a_folder_in_place_of_a_file_is_a_fault(tmp_path: Path, overwrite: bool) -> None:
    with pytest.raises(FileError, match="is a folder"):
        write_private(tmp_path, "{}", overwrite=overwrite)


def test_a_missing_folder_is_a_fault_with_a_repair(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="Check the folder and its permissions"):
        write_private(tmp_path / "nowhere" / "out.json", "{}")


@pytest.mark.parametrize("overwrite", [True, False])
def test_nothing_is_written_through_a_link(tmp_path: Path, overwrite: bool) -> None:
    (tmp_path / "victim").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "victim")
    with pytest.raises(FileError, match="link: is a link"):
        write_private(tmp_path / "link", "{}", overwrite=overwrite)
    assert (tmp_path / "victim").read_text() == "mine"
    assert (tmp_path / "link").is_symlink()


def test_a_link_put_there_at_the_last_moment_is_replaced_and_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "victim").write_text("mine")
    (tmp_path / "out").symlink_to(tmp_path / "victim")
    monkeypatch.setattr(files, "check_free", lambda *_, **__: None)
    write_private(tmp_path / "out", "new", overwrite=True)
    assert (tmp_path / "victim").read_text() == "mine"
    assert not (tmp_path / "out").is_symlink()


def test_a_device_or_pipe_is_never_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileError, match="is not a plain file"):
        write_private(tmp_path / "pipe", "{}", overwrite=True)


def test_where_a_step_fails_the_old_file_stands_and_no_other_is_left(tmp_path: Path, full_disk: str) -> None:
    (tmp_path / "out").write_text("old")
    with pytest.raises(FileError, match=r"^out: cannot be written \(No space left on device\)\. Free some space"):
        write_private(tmp_path / "out", "new", overwrite=True)
    assert (names(tmp_path), (tmp_path / "out").read_text()) == (["out"], "old")


@pytest.mark.parametrize("step", NEW_STEPS)
def test_where_a_step_fails_no_new_file_appears(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    monkeypatch.setattr(files.os, step, full)
    with pytest.raises(FileError, match="No space left"):
        write_private(tmp_path / "out", "new")
    assert names(tmp_path) == []


@pytest.mark.parametrize("step", STEPS)
def test_who_stops_the_program_while_it_writes_keeps_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    (tmp_path / "out").write_text("old")
    monkeypatch.setattr(files.os, step, stop)
    with pytest.raises(KeyboardInterrupt):
        write_private(tmp_path / "out", "new", overwrite=True)
    assert (names(tmp_path), (tmp_path / "out").read_text()) == (["out"], "old")


def test_a_disk_that_is_full_after_half_of_the_content_keeps_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out").write_text("old")
    monkeypatch.setattr(files.os, "write", half_then_full())
    with pytest.raises(FileError, match="No space left"):
        write_private(tmp_path / "out", "new content", overwrite=True)
    assert (names(tmp_path), (tmp_path / "out").read_text()) == (["out"], "old")


def test_a_system_that_writes_in_pieces_writes_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(files.os, "write", lambda descriptor, content: write(descriptor, content[:3]))
    write_private(tmp_path / "out", "0123456789")
    assert (tmp_path / "out").read_text() == "0123456789"


def test_the_content_is_on_the_disk_before_the_file_takes_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    for name in NEW_STEPS:
        step = getattr(os, name)
        monkeypatch.setattr(files.os, name, lambda *args, _step=step, _name=name: (done.append(_name), _step(*args))[1])
    write_private(tmp_path / "out", "new")
    assert done == ["write", "fsync", "link", "fsync"]


def test_a_folder_that_cannot_be_forced_to_the_disk_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files.os, "fsync", full_after(os.fsync, 1))
    write_private(tmp_path / "out", "new")
    assert (tmp_path / "out").read_text() == "new"


@pytest.mark.parametrize("refused", [OSError(errno.EPERM, "no links here"), NotImplementedError()])
def test_a_disk_without_links_gets_its_files_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: Exception
) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise refused

    monkeypatch.setattr(files.os, "link", no_links)
    write_private(tmp_path / "out", "new")
    with pytest.raises(FileError, match="already exists"):
        write_private(tmp_path / "out", "newer")
    monkeypatch.setattr(files.os, "replace", full)
    with pytest.raises(FileError, match="No space left"):
        write_private(tmp_path / "other", "new")
    assert (names(tmp_path), (tmp_path / "out").read_text()) == (["out"], "new")


def test_where_renaming_refuses_a_taken_name_it_gives_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_RENAMES_TO_NEW_NAMES_ONLY", True)
    write_private(tmp_path / "out", "new")
    assert (names(tmp_path), (tmp_path / "out").read_text()) == (["out"], "new")


def test_several_files_are_all_written_or_none(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")

    def contents() -> Iterator[tuple[Path, str]]:
        yield tmp_path / "a", "new"
        yield tmp_path / "missing" / "b", "new"

    with pytest.raises(FileError, match="b: cannot be written"):
        write_together(contents(), overwrite=True)
    assert (names(tmp_path), (tmp_path / "a").read_text()) == (["a"], "old")


def test_of_several_writers_one_wins_and_the_others_are_refused(tmp_path: Path) -> None:
    def write(number: int) -> bool:
        try:
            write_private(tmp_path / "out", str(number))
        except FileError:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        won = list(threads.map(write, range(40)))
    assert won.count(True) == 1
    assert (names(tmp_path), (tmp_path / "out").read_text()) == (["out"], str(won.index(True)))


def test_text_that_is_not_unicode_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="Rename input files whose names are not UTF-8"):
        write_private(tmp_path / "out", "bad\udcff.csv")
    assert names(tmp_path) == []


def test_a_name_that_is_too_long_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="Choose a shorter name"):
        write_private(tmp_path / ("x" * 300), "")


def test_everything_in_the_way_is_told_at_once(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).touch()
    with pytest.raises(FileError) as refused:
        check_free([tmp_path / name for name in "abc"])
    assert [fault.file for fault in refused.value.fault_list] == ["a", "b"]
    assert str(refused.value).startswith("2 faults\n")


def test_a_folder_is_private_with_those_above_it(tmp_path: Path) -> None:
    private_folder(tmp_path / "new" / "out")
    assert {stat.S_IMODE(each.stat().st_mode) for each in (tmp_path / "new", tmp_path / "new" / "out")} == {0o700}


def test_a_link_in_place_of_a_folder_is_refused_and_one_above_it_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(FileError, match="link: is a link"):
        private_folder(tmp_path / "link")
    private_folder(tmp_path / "link" / "inner")
    assert names(tmp_path / "real") == ["inner"]


def test_a_folder_that_exists_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir(0o755)
    private_folder(tmp_path / "out")
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o755


@pytest.mark.parametrize("name", ["file", "file/out"])
def test_a_file_in_place_of_the_folder_is_a_fault(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileError, match="Name a folder, not a file"):
        private_folder(tmp_path / name)


def test_a_folder_that_may_not_be_made_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "mkdir", full)
    with pytest.raises(FileError, match=r"out: cannot be created \(No space left"):
        private_folder(tmp_path / "out")


def test_a_plain_file_is_read_and_nothing_else(tmp_path: Path) -> None:
    file, pipe = tmp_path / "day.csv", tmp_path / "pipe"
    file.write_bytes(b"12345")
    os.mkfifo(pipe)
    assert read_plain(file) == b"12345"
    for path, limit, told in (
        (pipe, 9, "not a plain file"),
        (Path(os.devnull), 9, "not a plain file"),
        (file, 4, "more"),
    ):
        with pytest.raises(OSError, match=told):
            read_plain(path, limit)
    with pytest.raises(IsADirectoryError):
        read_plain(tmp_path)
