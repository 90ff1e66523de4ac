"""Which files a run reads: those named, and those in the folders named."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from timeline.batching.job import Source
from timeline.errors import Fault, ScheduleError
from timeline.files import AnyPath
from timeline.sheets.sources import file_names

#: Endings of files that are read in a folder; a file that is named itself may have any.
_ENDINGS = (".csv", ".tsv", ".parquet", ".csv.gz", ".tsv.gz", ".xlsx", ".ods")
#: How the names of files and folders begin that are not meant to be read.
_HIDDEN = (".", "_")


def sources_of(inputs: AnyPath | Sequence[AnyPath]) -> tuple[Source, ...]:
    """List the files of some paths; those of a folder, and of the folders in it, by name.

    Raises
    ------
    ScheduleError: a path that is not there, a folder without a file to read, a file that is named twice.
    """
    given = [inputs] if isinstance(inputs, str | os.PathLike) else list(inputs)
    faults: list[Fault] = []
    paths: list[Path] = []
    for path in map(Path, given):
        closed: list[Fault] = []
        found = sorted(_in_folder(path, closed)) if path.is_dir() else [path]
        faults += closed
        if not found and not closed:
            faults.append(Fault(path.name, None, "", "", "the folder has no file to read", f"Known endings: {_KNOWN}."))
        paths += found
    if not paths and not faults:
        faults.append(Fault("", None, "", "", "no file is named", "Name files or folders of CSV or Parquet files."))
    faults += _given_twice(paths)
    if faults:
        raise ScheduleError(faults)
    return tuple(Source(name, path) for name, path in zip(file_names(paths), paths, strict=True))


_KNOWN = " ".join(_ENDINGS)


def _in_folder(folder: Path, closed: list[Fault]) -> Iterator[Path]:
    """Find the files to read; a link that leads nowhere is one, so that its reading says so.

    Folders that cannot be looked into are added to `closed`: a clinic must not be missing without a word.
    """

    def not_opened(error: OSError) -> None:
        name = Path(str(error.filename)).name
        problem = f"cannot be read ({error.strerror})"
        closed.append(Fault(name, None, "", "", problem, "Check the folder and its permissions."))

    for inside, folders, names in os.walk(folder, onerror=not_opened):
        folders[:] = [name for name in folders if not name.startswith(_HIDDEN)]
        for name in names:
            path = Path(inside, name)
            if name.lower().endswith(_ENDINGS) and not name.startswith(_HIDDEN) and _can_hold_rows(path):
                yield path


def _can_hold_rows(path: Path) -> bool:
    return path.is_file() or (path.is_symlink() and not path.exists())


def _given_twice(paths: Iterable[Path]) -> Iterator[Fault]:
    seen: set[str] = set()
    for path in paths:
        real = os.path.realpath(path)
        if real in seen:
            yield Fault(path.name, None, "", "", "the file is named twice", "Name each file once.")
        seen.add(real)
