import errno
from pathlib import Path

import pytest

from timeline.errors import ScheduleError
from timeline.schedules import read_schedule
from timeline.sheets.sources import file_names

DAY = "date,start,end,patient\n2026-03-02,9:00,9:15,P1\n"


def test_files_of_one_name_get_their_folder_as_prefix(write):
    paths = [write(DAY, "a/day.csv"), write(DAY, "b/day.csv"), write(DAY, "b/other.csv")]
    assert read_schedule(paths).intervals["interval_id"].tolist() == ["a/day.csv:2", "b/day.csv:2", "other.csv:2"]


def test_as_many_folders_are_added_as_it_takes():
    assert file_names([Path("/x/a/day.csv"), Path("/y/a/day.csv")]) == ["x/a/day.csv", "y/a/day.csv"]


def test_the_same_file_twice_is_a_fault(write):
    path = write(DAY)
    with pytest.raises(ScheduleError, match=r"1 fault\n  day.csv: the file is named twice"):
        read_schedule([path, path.parent / ".." / path.parent.name / "day.csv"])


def test_a_link_to_the_same_file_is_the_same_file(write):
    path = write(DAY)
    link = path.with_name("link.csv")
    link.symlink_to(path)
    with pytest.raises(ScheduleError, match="named twice"):
        read_schedule([path, link])


def test_what_cannot_be_opened_is_a_fault_each(write, tmp_path):
    paths = [tmp_path / "none.csv", tmp_path, write(DAY), "nul\0.csv"]
    with pytest.raises(ScheduleError) as caught:
        read_schedule(paths)
    problems = [fault.problem for fault in caught.value.fault_list]
    assert problems == ["no such file", "this is a folder", "the file cannot be opened"]


def test_no_file_at_all_is_a_fault():
    with pytest.raises(ScheduleError, match="no file is named"):
        read_schedule([])


def test_faults_of_all_files_come_at_once_in_the_order_of_the_files(write):
    paths = [write("x", "3.csv"), write(DAY.replace("9:15", "8:00"), "1.csv"), write("", "2.csv")]
    with pytest.raises(ScheduleError) as caught:
        read_schedule(paths, on_fault="skip")
    files = [fault.file for fault in caught.value.fault_list]
    assert files == ["3.csv"] * 3 + ["1.csv", "2.csv"]


@pytest.mark.parametrize(
    ("error", "problem", "repair"),
    [
        (OSError(errno.EIO, "input/output error"), "the file cannot be opened", "permission"),
        (OSError(errno.EINVAL, "a pipe"), "this is a pipe", "Name a file."),
        (OSError(errno.EFBIG, "more than can be read"), "the file has more than can be read", "fewer days"),
        (ValueError("embedded null byte"), "the file cannot be opened", "Check the path."),
    ],
)
def test_what_the_system_refuses_is_said_in_words(write, monkeypatch, error, problem, repair):
    def refuse(_):
        raise error

    monkeypatch.setattr("timeline.sheets.sources.read_plain", refuse)
    with pytest.raises(ScheduleError) as caught:
        read_schedule(write("x"))
    (fault,) = caught.value.fault_list
    assert fault.problem == problem
    assert repair in fault.repair
