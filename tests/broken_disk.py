"""Acts that write, done again and again on a disk that fails one step later each time.

A child of this program does the act; `broken_disk.c` kills it in the middle of a step, or leaves no room from then on.
The parent then looks at what is left. One program tries hundreds of failures in a second or two.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from timeline.errors import FileError

KILL, FULL = 1, 2
_LIBRARY = Path(__file__).with_suffix(".c")
_MOST_STEPS = 2_000


@dataclass(frozen=True)
class Scene:
    """Something that writes.

    Parameters
    ----------
    before
        Puts what was there into an empty folder.
    act
        Writes, and yields what it acknowledges, a line each.
    after
        Asserts what must hold, from the folder and what was acknowledged; it may write, too.
    """

    before: Callable[[Path], object]
    act: Callable[[Path], Iterator[str]]
    after: Callable[[Path, list[str]], None]


def built(folder: Path) -> Path:
    """Compile the failing disk."""
    library = folder / "disk.so"
    command = ["cc", "-O1", "-shared", "-fPIC", "-o", str(library), str(_LIBRARY), "-ldl"]
    subprocess.run(command, check=True, capture_output=True)
    return library


def tried(library: Path, module: str, scene: str, kind: int, folder: Path) -> int:
    """Try a scene of a module's `SCENES` with every failure; return how many there were."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.broken_disk", module, scene, str(kind), str(folder)],
        env=os.environ | {"LD_PRELOAD": str(library), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return int(ran.stdout.split()[-1])


def _all(scene: Scene, kind: int, folder: Path) -> int:
    """Let one step after the other fail until the act ends before the next would."""
    disk = ctypes.CDLL(os.environ["LD_PRELOAD"])
    start = folder / "start"
    start.mkdir()
    scene.before(start)
    for step in range(1, _MOST_STEPS):
        place = folder / str(step)
        shutil.copytree(start, place, symlinks=True)
        said = _in_a_child(disk, scene, kind, step, place)
        ended = next((line for line in said if line.startswith("ended ")), "")
        told = [line for line in said if line.startswith("told ")]
        try:
            assert (ended or told) if kind == FULL else True, "it neither ended nor said why"
            assert all("cannot be" in line and line.endswith(".") for line in told), told
            scene.after(place, [line.removeprefix("did ") for line in said if line.startswith("did ")])
        except Exception as failure:
            raise AssertionError(f"step {step}: {said}: {sorted(each.name for each in place.iterdir())}") from failure
        shutil.rmtree(place)
        if ended and int(ended.split()[1]) < step:
            return step - 1
    raise AssertionError("it never ends")


def _in_a_child(disk: ctypes.CDLL, scene: Scene, kind: int, step: int, place: Path) -> list[str]:
    """Do the act in a child whose disk fails at a step; return the lines it said."""
    hear, say = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(hear)
            disk.disk_fails(step, kind)
            for line in scene.act(place):
                os.write(say, f"did {line}\n".encode())
            os.write(say, f"ended {disk.disk_steps()}\n".encode())
        except FileError as refused:
            os.write(say, f"told {refused}\n".encode())
        except BaseException as failure:
            os.write(say, f"failed {failure!r}\n".encode())
        finally:
            os._exit(0)
    os.close(say)
    with open(hear, encoding="utf-8") as heard:
        said = heard.read().splitlines()
    os.waitpid(child, 0)
    assert not any(line.startswith("failed ") for line in said), said
    return said


if __name__ == "__main__":
    from importlib import import_module

    scenes = import_module(sys.argv[1]).SCENES
    print(_all(scenes[sys.argv[2]], int(sys.argv[3]), Path(sys.argv[4])))  # noqa: T201 (the answer)
