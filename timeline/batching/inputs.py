"""Which files a run reads: those named, and those in the folders named."""

from __future__ import annotations

import os
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from timeline.batching.folder import holds_a_run
from timeline.batching.job import Source
from timeline.errors import Fault, ScheduleError
from timeline.files import AnyPath
from timeline.sheets.sources import file_names
from timeline.words import counted

#: Endings of files that are read in a folder; a file that is named itself may have any.
ENDINGS = (".csv", ".tsv", ".parquet", ".csv.gz", ".tsv.gz", ".xlsx", ".xlsm", ".xls", ".ods")
#: How the names of files and folders begin that are not meant to be read.
_HIDDEN = (".", "_")
_ENDING = re.compile(r"\.[a-z0-9]{1,4}")


def sources_of(inputs: AnyPath | Sequence[AnyPath]) -> tuple[Source, ...]:
    """List the files of some paths; those of a folder, and of the folders in it, by name.

    Links are followed. What can be reached in several ways inside a folder is read once, where it stands itself.

    Raises
    ------
    ScheduleError: a folder without a file to read or that cannot be looked into, a file that is named twice, a link
    that leads nowhere, or out to a folder that it is in itself.
    """
    faults: list[Fault] = []
    paths: list[Path] = []
    for path in _given(inputs):
        looked = _Folder(path) if path.is_dir() else None
        found = [path] if looked is None else looked.files
        closed = [] if looked is None else looked.faults
        faults += closed
        if not found and not closed:
            repair = f"Known endings: {' '.join(ENDINGS)}. The tables of a run are not read."
            faults.append(Fault(path.name, None, "", "", "the folder has no file to read", repair))
        paths += found
    if not paths and not faults:
        faults.append(Fault("", None, "", "", "no file is named", "Name files or folders of CSV or Parquet files."))
    faults += _given_twice(paths)
    if faults:
        raise ScheduleError(faults)
    return tuple(Source(name, path) for name, path in zip(file_names(paths), paths, strict=True))


def passed_over(inputs: AnyPath | Sequence[AnyPath]) -> list[str]:
    """Say what is not read in the folders given: how many files of each other ending, and tables of a run.

    Hidden ones are not meant. They are not named: a letter may be called by its patient.
    """
    others = [path for given in _given(inputs) if given.is_dir() for path in _Folder(given).others]
    return [counted(count, *kind) for kind, count in sorted(Counter(map(_kind, others)).items())]


def _kind(path: Path) -> tuple[str, str]:
    """Return what a file is by its ending, and what several are; what is no usual ending may be part of a name."""
    if path.is_dir():
        return "output folder of a run", "output folders of a run"
    ending = path.suffix.lower()
    if not _ENDING.fullmatch(ending):
        return "other file", "other files"
    return f"file ending in {ending}", f"files ending in {ending}"


def _given(inputs: AnyPath | Sequence[AnyPath]) -> list[Path]:
    return [Path(path) for path in ([inputs] if isinstance(inputs, str | os.PathLike) else inputs)]


class _Folder:
    """What is in a folder and the folders in it: files to read, others, and what cannot be looked into, by name."""

    def __init__(self, path: Path) -> None:
        self.faults: list[Fault] = []
        self._found: dict[str, Path] = {}
        self._others: dict[str, Path] = {}
        self._entered: set[str] = set()
        self._links: deque[Path] = deque()
        self._path = path
        self._enter(path)
        while self._links:  # after everything that stands here itself, which they may lead to
            self._follow(self._links.popleft())

    @property
    def files(self) -> list[Path]:
        """The files to read."""
        return sorted(self._found.values())

    @property
    def others(self) -> list[Path]:
        """The files and folders that are not read."""
        return sorted(self._others.values())

    def _enter(self, folder: Path) -> None:
        """Take what stands in a folder itself, and put its links down."""
        for inside, folders, names in os.walk(folder, onerror=self._not_opened):
            real = os.path.realpath(inside)
            if holds_a_run(Path(inside)):
                folders.clear()
                self._others.setdefault(real, Path(inside))
                continue
            shown = [Path(inside, name) for name in sorted([*folders, *names]) if not name.startswith(_HIDDEN)]
            folders[:] = [] if real in self._entered else [path.name for path in shown if path.name in folders]
            for path in [] if real in self._entered else shown:
                if path.is_symlink():
                    self._links.append(path)
                elif path.is_file():
                    self._take(path)
            self._entered.add(real)

    def _follow(self, link: Path) -> None:
        real = Path(os.path.realpath(link))
        if link.is_file():
            self._take(link)
        elif not link.is_dir():
            self._refuse(link, "is a link that leads nowhere", "Put back what it leads to, or take the link away.")
        elif str(real) not in self._entered and real in Path(os.path.realpath(link.parent)).parents:
            problem = "is a link to a folder that it is in itself"  # everything there was meant by nobody
            self._refuse(link, problem, "Take it away, or name that folder.")
        else:
            self._enter(link)

    def _take(self, path: Path) -> None:
        read = path.name.lower().endswith(ENDINGS)
        (self._found if read else self._others).setdefault(os.path.realpath(path), path)

    def _not_opened(self, error: OSError) -> None:
        # A clinic must not be missing without a word.
        problem = f"cannot be read ({error.strerror})"
        self._refuse(Path(str(error.filename)), problem, "Check the folder and its permissions.")

    def _refuse(self, path: Path, problem: str, repair: str) -> None:
        # Every clinic's file of a month may have one name: what is refused is named by its place in the folder.
        inside = path.relative_to(self._path).as_posix() if path != self._path else path.name
        self.faults.append(Fault(inside, None, "", "", problem, repair))


def _given_twice(paths: Iterable[Path]) -> Iterator[Fault]:
    seen: set[str] = set()
    for path in paths:
        real = os.path.realpath(path)
        if real in seen:
            yield Fault(path.name, None, "", "", "the file is named twice", "Name each file once.")
        seen.add(real)
