"""Files and frames opened as sheets, each under a name of its own."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from timeline.errors import Fault, ScheduleError
from timeline.schedules.csv_file import Sheet, parse_csv
from timeline.schedules.frame import FRAME_NAME, parse_frame
from timeline.schedules.mapping import FileFormat, Mapping

AnyPath = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class Input:
    """One file that was read: its name, the hash of its bytes, and how many records it holds."""

    file: str
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True, repr=False)
class MemoryFile:
    """A schedule file that is not on the disk: what it is called, and its bytes."""

    name: str
    content: bytes


class Opened(NamedTuple):
    """What could be opened, and what is wrong with the rest; `names` are those of all files, in order."""

    sheets: list[Sheet]
    inputs: tuple[Input, ...]
    names: list[str]
    faults: list[Fault]


def open_frame(table: pd.DataFrame) -> Opened:
    """Open a DataFrame."""
    try:
        sheet, sha256 = parse_frame(table)
    except ScheduleError as error:
        return Opened([], (), [FRAME_NAME], list(error.fault_list))
    return Opened([sheet], (_input(sheet, sha256),), [FRAME_NAME], [])


def open_memory(file: MemoryFile, mapping: Mapping) -> Opened:
    """Open the bytes of one file."""
    stated = mapping.file
    try:
        sheet = parse_csv(file.name, file.content, delimiter=stated.delimiter, encoding=stated.encoding)
    except ScheduleError as error:
        return Opened([], (), [file.name], list(error.fault_list))
    return Opened([sheet], (_input(sheet, hashlib.sha256(file.content).hexdigest()),), [file.name], [])


def open_files(source: AnyPath | Sequence[AnyPath], mapping: Mapping) -> Opened:
    """Open one file or several; what cannot be opened becomes a fault."""
    paths = [Path(source)] if isinstance(source, str | os.PathLike) else [Path(path) for path in source]
    names = file_names(paths)
    opened = Opened([], (), names, _given_twice(paths, names))
    if not paths:
        opened.names.append("")
        opened.faults.append(Fault("", None, "", "", "no file is given", "Name one or more CSV files"))
    inputs: list[Input] = []
    for name, path in dict(zip(names, paths, strict=False)).items():
        try:
            sheet, sha256 = _open_file(name, path, mapping.file)
        except ScheduleError as error:
            opened.faults.extend(error.fault_list)
            continue
        opened.sheets.append(sheet)
        inputs.append(_input(sheet, sha256))
    return opened._replace(inputs=tuple(inputs))


def file_names(paths: Sequence[Path]) -> list[str]:
    """Name files by their last part, with as many folders as it takes to tell them apart.

    >>> file_names([Path("a/day.csv"), Path("b/day.csv"), Path("b/other.csv")])
    ['a/day.csv', 'b/day.csv', 'other.csv']
    """
    parts = [_absolute(path).parts for path in paths]
    names: list[str] = [""] * len(paths)
    for place, own in enumerate(parts):
        others = [other for other in parts if other != own]
        length = 1
        while length < len(own) and any(other[-length:] == own[-length:] for other in others):
            length += 1
        names[place] = "/".join(own[-length:])
    return names


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))


def _real(path: Path) -> str:
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return str(path)  # opening it will say what is wrong


def _given_twice(paths: Sequence[Path], names: Sequence[str]) -> list[Fault]:
    same: defaultdict[str, list[str]] = defaultdict(list)
    for path, name in zip(paths, names, strict=True):
        same[_real(path)].append(name)
    repeated = [found[-1] for found in same.values() if len(found) > 1]
    return [Fault(name, None, "", "", "the file is given twice", "Name each file once") for name in repeated]


def _open_file(name: str, path: Path, stated: FileFormat) -> tuple[Sheet, str]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        problem, repair = "there is no such file", "Check the path"
    except IsADirectoryError:
        problem, repair = "this is a folder", "Name the files in it"
    except (OSError, ValueError):
        problem, repair = "the file cannot be opened", "Check the path and your permission to read it"
    else:
        sheet = parse_csv(name, content, delimiter=stated.delimiter, encoding=stated.encoding)
        return sheet, hashlib.sha256(content).hexdigest()
    raise ScheduleError([Fault(name, None, "", "", problem, repair)])


def _input(sheet: Sheet, sha256: str) -> Input:
    return Input(sheet.name, sha256, len(sheet.rows) + len(sheet.faults))
