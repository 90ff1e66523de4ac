"""Files and frames opened as sheets, each under a name of its own."""

from __future__ import annotations

import errno
import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from timeline.errors import Fault, ScheduleError
from timeline.files import read_plain
from timeline.sheets.choosing import chosen_sheets
from timeline.sheets.database import fingerprint
from timeline.sheets.formats import grids
from timeline.sheets.frame import FRAME_NAME, parse_frame
from timeline.sheets.layout import FileFormat
from timeline.sheets.postgresql import is_server, server_grid, server_name
from timeline.sheets.sheet import Sheet
from timeline.sheets.sqlite import check_settled

AnyPath = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class Input:
    """One file that was read: its name, the hash of its bytes, and how many records it holds.

    `path` is where it was, for telling files of one name apart; no document shows it.
    """

    file: str
    sha256: str
    rows: int
    path: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, repr=False)
class MemoryFile:
    """A file that is not on disk: its name and its bytes."""

    name: str
    content: bytes


class Opened(NamedTuple):
    """What could be opened, and what is wrong with the rest; `names` are those of all files, in order.

    `notes` say what of the files was not looked at.
    """

    sheets: list[Sheet]
    inputs: tuple[Input, ...]
    names: list[str]
    faults: list[Fault]
    notes: list[str]


#: Gives what a mapping states of a file, by its name; None where there can be no mapping.
Stated = Callable[[str], FileFormat | None]
#: Whether a header has the columns that are wanted of a file.
Wanted = Callable[[str, Sequence[str]], bool]


def open_any(
    source: AnyPath | Sequence[AnyPath] | pd.DataFrame | MemoryFile,
    stated: Stated = lambda _: None,
    wanted: Wanted = lambda _, __: True,
    *,
    frame_name: str = FRAME_NAME,
) -> Opened:
    """Open a file, several, a DataFrame, or the bytes of a file; what cannot be opened becomes a fault.

    Parameters
    ----------
    stated
        Gives what a mapping states of a file, by its name.
    wanted
        Whether a header has the columns that are looked for: decides which sheet of a workbook is read, and how the
        lines of a text are divided.
    frame_name
        What messages call a DataFrame.
    """
    if isinstance(source, pd.DataFrame):
        return _open_one(frame_name, lambda: _framed(source, frame_name, stated(frame_name)))
    if isinstance(source, MemoryFile):
        return _open_one(source.name, lambda: _parsed(source.name, source.content, stated(source.name), wanted))
    return _open_files(source, stated, wanted)


#: The tables of a file, the hash of its bytes, and what was not looked at.
_Read = tuple[list[Sheet], str, list[str]]


def _open_one(name: str, parse: Callable[[], _Read]) -> Opened:
    try:
        sheets, sha256, notes = parse()
    except ScheduleError as error:
        return Opened([], (), [name], list(error.fault_list), [])
    return Opened(sheets, (_input(name, sheets, sha256),), [name], [], notes)


def _framed(table: pd.DataFrame, name: str, stated: FileFormat | None) -> _Read:
    sheet, sha256 = parse_frame(table, name, stated)
    return [sheet], sha256, []


def _parsed(name: str, content: bytes, stated: FileFormat | None, wanted: Wanted) -> _Read:
    tables = grids(name, content, stated, lambda record: wanted(name, record))
    sheets, notes = chosen_sheets(name, tables, stated or FileFormat(), wanted)
    return sheets, hashlib.sha256(content).hexdigest(), notes


def _open_files(source: AnyPath | Sequence[AnyPath], stated: Stated, wanted: Wanted) -> Opened:
    paths = [Path(source)] if isinstance(source, str | os.PathLike) else [Path(path) for path in source]
    names = file_names(paths)
    opened = Opened([], (), names, _given_twice(paths, names), [])
    if not paths:
        opened.names.append("")
        opened.faults.append(Fault("", None, "", "", "no file is named", "Name one or more CSV files."))
    inputs: list[Input] = []
    for name, path in dict(zip(names, paths, strict=False)).items():
        try:
            sheets, sha256, notes = _open_file(name, path, stated(name), wanted)
        except ScheduleError as error:
            opened.faults.extend(error.fault_list)
            continue
        opened.sheets.extend(sheets)
        opened.notes.extend(notes)
        inputs.append(_input(name, sheets, sha256, str(_absolute(path))))
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
    return Path(os.path.abspath(server_name(path) if is_server(path) else path))


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
    return [Fault(name, None, "", "", "the file is named twice", "Name each file once.") for name in repeated]


def _open_file(name: str, path: Path, stated: FileFormat | None, wanted: Wanted) -> _Read:
    if is_server(path):
        grid = server_grid(name, path, stated)
        sheets, notes = chosen_sheets(name, [grid], stated or FileFormat(), wanted)
        return sheets, fingerprint(grid), notes
    try:
        content = read_plain(path)
    except FileNotFoundError:
        problem, repair = "no such file", "Check the path."
    except IsADirectoryError:
        problem, repair = "this is a folder", "Name the files in it."
    except OSError as error:
        problem, repair = "the file cannot be opened", "Check the path and your permission to read it."
        if error.errno in (errno.EINVAL, errno.EFBIG):
            problem = f"this is {error.strerror}" if error.errno == errno.EINVAL else f"the file has {error.strerror}"
            repair = "Name a file." if error.errno == errno.EINVAL else "Analyze fewer days at once."
    except ValueError:
        problem, repair = "the file cannot be opened", "Check the path."
    else:
        check_settled(name, path, content)
        return _parsed(name, content, stated, wanted)
    raise ScheduleError([Fault(name, None, "", "", problem, repair)])


def _input(name: str, sheets: Sequence[Sheet], sha256: str, path: str = "") -> Input:
    return Input(name, sha256, sum(len(sheet.rows) + len(sheet.faults) for sheet in sheets), path)
