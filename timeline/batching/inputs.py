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
        found = sorted(_in_folder(path)) if path.is_dir() else [path]
        if not found:
            faults.append(Fault(path.name, None, "", "", "the folder has no file to read", f"Known endings: {_KNOWN}."))
        paths += found
    if not paths and not faults:
        faults.append(Fault("", None, "", "", "no file is named", "Name files or folders of CSV or Parquet files."))
    faults += _given_twice(paths)
    if faults:
        raise ScheduleError(faults)
    return tuple(Source(name, path) for name, path in zip(file_names(paths), paths, strict=True))


_KNOWN = " ".join(_ENDINGS)


def _in_folder(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith((".", "_")) for part in path.relative_to(folder).parts)
        if not hidden and path.name.lower().endswith(_ENDINGS) and path.is_file():
            yield path


def _given_twice(paths: Iterable[Path]) -> Iterator[Fault]:
    seen: set[str] = set()
    for path in paths:
        real = os.path.realpath(path)
        if real in seen:
            yield Fault(path.name, None, "", "", "the file is named twice", "Name each file once.")
        seen.add(real)
