"""The output folder: every file whole or not there, and beside the tables what an unfinished run still needs.

While a run is under way its own files are in `.unfinished`: the rows of each input by date, what each task collected
for the last pass, and the plan. When the last table stands the folder goes. Only its owner can read or write it.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import shutil
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from timeline.errors import Fault, FileError
from timeline.files import DRAFTS, file_errors, private_folder, read_plain, write_private
from timeline.words import counted, series

MANIFEST = "manifest.json"
_UNFINISHED = ".unfinished"
_PLAN = "plan.json"
#: How many files a fault names.
_NAMED = 3


def holds_a_run(folder: Path) -> bool:
    """Whether a run writes to a folder, or has written to it: its tables are no schedules."""
    begun = (folder / _UNFINISHED / _PLAN).exists() or (folder / MANIFEST).exists()
    return begun and next(folder.glob("*/month=*"), None) is not None


class OutputFolder:
    """Where a run writes.

    `hashes` holds the SHA-256 of each file of a table that was put down here, by its path in the folder.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.state = path / _UNFINISHED
        self.hashes: dict[str, str] = {}
        self._made: set[Path] = set()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other runs out, here and where the file system knows locks; the system lets go of a killed one.

        Raises
        ------
        FileError: another run writes to it.
        """
        private_folder(self.path)
        if sys.platform == "win32":
            yield
            return
        import fcntl

        held = os.open(self.path, os.O_RDONLY)
        try:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                problem, repair = "is being written to by another run", "Wait for it, or name another folder."
                raise self._fault(problem, repair) from None
            except OSError:
                pass  # a file system without locks
            yield
        finally:
            os.close(held)

    def begin(self, *, resume: bool, overwrite: bool) -> None:
        """Make the folder ready.

        Raises
        ------
        FileError: something stands there that neither `resume` nor `overwrite` allows for.
        """
        private_folder(self.path)
        if self.state.exists():
            _check_private(self.state)
        unfinished, finished = self.state.is_dir(), (self.path / MANIFEST).exists()
        if overwrite and not resume:
            self._clear()
        elif unfinished and not resume:
            raise self._fault("holds a run that was stopped", "Add --resume to go on with it, or --overwrite.")
        elif not unfinished and not finished and any(self.path.iterdir()):
            raise self._fault("is not empty", "Name an empty or new folder.")
        elif finished and not unfinished and not resume:
            raise self._fault("holds a finished run", "Name another folder, or add --overwrite.")

        self._clear_drafts()

    @property
    def is_finished(self) -> bool:
        """Whether a whole run stands there."""
        return (self.path / MANIFEST).exists() and not self.state.exists()

    def open_state(self, fingerprint: str, files: Mapping[str, str]) -> None:
        """Go on with the run of a fingerprint, or begin it.

        Parameters
        ----------
        fingerprint
            The hash of everything the output depends on.
        files
            Name of each input file -> its hash.

        Raises
        ------
        FileError: the run that was stopped had other files, options or rules, or was of another version.
        """
        private_folder(self.state)
        plan = self.state / _PLAN
        if plan.exists():
            with file_errors(plan, "read"):
                stated = json.loads(read_plain(plan))
            if stated.get("fingerprint") != fingerprint:
                raise self._fault(_other(stated.get("files", {}), files), _AS_BEFORE)
        else:
            write_private(plan, json.dumps({"fingerprint": fingerprint, "files": dict(files)}))

    def forget(self) -> None:
        """Take away what a run has kept that ends before it has written a table: it can simply be run again."""
        shutil.rmtree(self.state)

    def manifest(self) -> dict[str, Any]:
        """Read the manifest of a finished run."""
        with file_errors(self.path / MANIFEST, "read"):
            stated: dict[str, Any] = json.loads(read_plain(self.path / MANIFEST))
        return stated

    def finish(self, manifest: str) -> None:
        """Write the manifest, and take the run's own files away."""
        self._clear_drafts()
        write_private(self.path / MANIFEST, manifest, overwrite=True)
        shutil.rmtree(self.state)

    def keep(self, name: str, value: object, *, forced: bool = True) -> None:
        """Keep something for the rest of the run, or for the next one that goes on with it.

        `forced` is as for `write_private`: of what means nothing without a later file, that one is.
        """
        write_private(self.state / name, pickle.dumps(value, protocol=5), overwrite=True, forced=forced)

    def kept(self, name: str) -> Any:
        """Return what was kept under a name; None where nothing was."""
        path = self.state / name
        if not path.exists():
            return None
        with file_errors(path, "read"):
            return pickle.loads(read_plain(path))  # noqa: S301 - the folder was made by us and is ours alone

    def put(self, place: str, content: bytes) -> None:
        """Put a file of a table in its place in the folder; it is forced to the disk with all others later."""
        path = self.path / place
        if path.parent not in self._made:
            self._made.add(private_folder(path.parent))
        write_private(path, content, overwrite=True, forced=False)
        self.hashes[place] = hashlib.sha256(content).hexdigest()

    def _clear_drafts(self) -> None:
        """Take away what a run, or a worker of this one, had not put in its place when it was killed."""
        for draft in self.path.rglob(DRAFTS):
            draft.unlink()

    def _clear(self) -> None:
        """Take away a run, finished or not, and nothing else."""
        for table in self.path.iterdir():
            if table.is_dir() and not table.is_symlink() and list(table.glob("month=*")):
                shutil.rmtree(table)
        (self.path / MANIFEST).unlink(missing_ok=True)
        if self.state.is_dir() and not self.state.is_symlink():
            shutil.rmtree(self.state)

    def _fault(self, problem: str, repair: str) -> FileError:
        return FileError([Fault(self.path.name, None, "", "", problem, repair)])


_AS_BEFORE = "Run it with what it began with, or add --overwrite and drop --resume."


def _other(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Say in which way a run that was stopped was another one."""
    changed = [name for name, digest in now.items() if before.get(name, digest) != digest]
    if changed:
        return f"holds a run of other content: {series(changed[:_NAMED])} changed since"
    more, fewer = now.keys() - before.keys(), before.keys() - now.keys()
    if more or fewer:
        told = [f"{counted(len(names), 'file')} {how}" for names, how in ((more, "more"), (fewer, "fewer")) if names]
        return f"holds a run of other files: now {series(told)}"
    return "holds a run with other options or rules, or of another version"


def _check_private(folder: Path) -> None:
    """Refuse a folder of a stopped run that others could have written to: what is kept in it is trusted."""
    status = os.lstat(folder)
    ours = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    if not stat.S_ISDIR(status.st_mode) or not ours or status.st_mode & 0o022:
        problem = "can be written by others than you, so what it holds cannot be trusted"
        raise FileError([Fault(folder.name, None, "", "", problem, "Take it away and begin anew.")])


def described(values: Mapping[str, Any]) -> str:
    """Write a manifest."""
    return json.dumps(values, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
