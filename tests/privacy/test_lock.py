from __future__ import annotations

import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from timeline.errors import FileError
from timeline.files import write_private
from timeline.privacy.lock import locked

_ADDER = """
import sys, pathlib
from timeline.files import write_private
from timeline.privacy.lock import locked
path = pathlib.Path(sys.argv[1])
for _ in range(30):
    with locked(path):
        write_private(path, str(int(path.read_text()) + 1), overwrite=True)
"""
_HOLDER = """
import sys, pathlib, time
from timeline.privacy.lock import locked
with locked(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_programs_that_share_a_lock_wait_for_one_another(tmp_path: Path) -> None:
    count = tmp_path / "count"
    count.write_text("0")
    adders = [subprocess.Popen([sys.executable, "-c", _ADDER, str(count)]) for _ in range(3)]
    assert [adder.wait() for adder in adders] == [0, 0, 0]
    assert count.read_text() == "90"


def test_threads_that_share_a_lock_wait_for_one_another(tmp_path: Path) -> None:
    count = tmp_path / "count"
    count.write_text("0")

    def add(_: int) -> None:
        with locked(count):
            write_private(count, str(int(count.read_text()) + 1), overwrite=True)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add, range(40)))
    assert count.read_text() == "40"


def test_a_program_that_holds_the_lock_is_waited_for_so_long_and_no_longer(tmp_path: Path) -> None:
    path = tmp_path / "key.csv"
    command = [sys.executable, "-c", _HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(FileError, match="is in use by another program"), locked(path, patience=0.1):
            pass
        holder.kill()
    with locked(path, patience=0.1):
        assert stat.S_IMODE((tmp_path / "key.csv.lock").stat().st_mode) == 0o600


def test_a_link_in_place_of_the_lock_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key.csv.lock").symlink_to(tmp_path / "victim")
    with pytest.raises(FileError, match="is a link"), locked(tmp_path / "key.csv"):
        pass
    assert not (tmp_path / "victim").exists()


def test_something_else_in_place_of_the_lock_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "key.csv.lock").write_text("something of somebody" * 100)
    with pytest.raises(FileError, match="cannot be locked"), locked(tmp_path / "key.csv"):
        pass
    assert (tmp_path / "key.csv.lock").read_text() == "something of somebody" * 100
