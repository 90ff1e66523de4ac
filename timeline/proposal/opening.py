"""A foreign file opened for a proposal: its cells, and what a mapping must say of the bytes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from timeline.errors import Fault, ScheduleError, WrongTypeError
from timeline.proposal.names import known_header
from timeline.schedules import MemoryFile
from timeline.sheets import AnyPath, FileFormat
from timeline.sheets.csv_file import DELIMITERS
from timeline.sheets.formats import grids
from timeline.sheets.sheet import Grid

#: What files of spreadsheet programs are in where they are not Unicode.
_OLD = "cp1252"
_TOP = 25


@dataclass(frozen=True)
class Opened:
    """A file and its tables.

    Parameters
    ----------
    source
        Its name and bytes.
    tables
        The tables in it that are not hidden.
    file
        What a mapping states of the bytes under `[file]`.
    """

    source: MemoryFile
    tables: Sequence[Grid]
    file: dict[str, Any] = field(default_factory=dict)


def opened(source: AnyPath | MemoryFile) -> Opened:
    """Open a file whose encoding and delimiter are not known.

    Raises
    ------
    ScheduleError: it cannot be opened, or is no table.
    WrongTypeError: nothing of that kind is a file.
    """
    if isinstance(source, MemoryFile):
        memory = source
    elif isinstance(source, str | os.PathLike):
        memory = _in_memory(Path(source))
    else:
        raise WrongTypeError(f"map_file: expected the path of a file, got {type(source).__name__}")
    form, tables = _tables(memory)
    shown = [table for table in tables if not table.hidden] or tables
    stated = {name: value for name in ("delimiter", "encoding") if (value := getattr(form, name))}
    return Opened(memory, shown, stated)


def _in_memory(path: Path) -> MemoryFile:
    try:
        return MemoryFile(path.name, path.read_bytes())
    except FileNotFoundError:
        problem, repair = "no such file", "Check the path."
    except IsADirectoryError:
        problem, repair = "this is a folder", "Name a file in it."
    except (OSError, ValueError):
        problem, repair = "the file cannot be opened", "Check the path and your permission to read it."
    raise ScheduleError([Fault(path.name, None, "", "", problem, repair)])


def _tables(source: MemoryFile) -> tuple[FileFormat, list[Grid]]:
    """Take a file apart; text that is not Unicode is read as spreadsheets write it, and the mapping says so."""
    form = FileFormat()
    try:
        tables = grids(source.name, source.content, form)
    except ScheduleError:
        if b"\0" in source.content or not _is_text(source.content):
            raise
        form = FileFormat(encoding=_OLD)
        tables = grids(source.name, source.content, form)
    if len(tables) != 1 or _known(tables[0]) >= 2:
        return form, tables
    for delimiter in DELIMITERS:
        other = replace(form, delimiter=delimiter)
        try:
            split = grids(source.name, source.content, other)
        except ScheduleError:
            continue
        if len(split) == 1 and _known(split[0]) > max(1, _known(tables[0])):
            return other, split
    return form, tables


def _is_text(content: bytes) -> bool:
    """Whether bytes that are not UTF-8 are text in the old encoding of spreadsheets."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        try:
            text = content.decode(_OLD)
        except UnicodeDecodeError:
            return False
        return "," in text or ";" in text or "\t" in text
    return False


def _known(table: Grid) -> int:
    return max((known_header(record) for record in islice(table.every(), _TOP)), default=0)
