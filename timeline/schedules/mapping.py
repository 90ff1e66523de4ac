"""The mapping file: how another system's export is read as a schedule."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

from timeline.schedules import words
from timeline.schedules.headers import INPUT
from timeline.schedules.settings import by_lower_case, entries, text, texts, time_zone
from timeline.sheets import FileFormat
from timeline.sheets.cells import count
from timeline.toml import NotRead, entry, read_toml, understood

#: Columns that cannot be filled with one value for all blank cells.
NO_DEFAULT = ("interval_id", "start", "end", "patient", "patient_name")
_SAMPLE = datetime(2026, 11, 25, 13, 45, tzinfo=UTC)


def _formats(must_keep: str) -> Callable[[Any], tuple[str, ...]]:
    """Give the reader of strptime formats in which a clock keeps everything that `must_keep` shows."""

    def read(value: Any) -> tuple[str, ...]:
        formats = texts(value)
        if not all(_keeps(form, must_keep) for form in formats):
            problem = "cannot work as a strptime format; it must give everything that"
            raise NotRead(f'{problem} "{must_keep}" gives')
        return formats

    return read


def _keeps(form: str, must_keep: str) -> bool:
    """Whether a clock written in `form` can be read back with everything that matters."""
    if "%Y" in must_keep and not any(year in form for year in ("%Y", "%y", "%c", "%x")):
        return False
    try:
        read = datetime.strptime(_SAMPLE.strftime(form), form)  # noqa: DTZ007 (wall clocks are naive)
    except (ValueError, re.error):  # the same directive twice
        return False
    return read.strftime(must_keep) == _SAMPLE.strftime(must_keep)


def _delimiter(value: Any) -> str:
    if not isinstance(value, str) or len(value) != 1 or value in '"\r\n':
        raise NotRead('must be one character, e.g. ";"')
    return value


def _encoding(value: Any) -> str:
    name = text(value)
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=name)  # an empty text decodes under any name: ask the file layer
    except (LookupError, ValueError):
        raise NotRead('no such encoding of text; write it like "cp1252"') from None
    return name


def _columns(ours: str, theirs: Any) -> tuple[str, ...]:
    if ours not in INPUT:
        raise NotRead(f"unknown column; known: {', '.join(INPUT)}")
    return tuple(name for name in texts(theirs) if name)


def _default(column: str, value: Any) -> str:
    known = [name for name in INPUT if name not in NO_DEFAULT]
    if column not in known:
        raise NotRead(f"no default can be stated; known: {', '.join(known)}")
    return _our_word(column, text(value))


def _our_word(column: str, ours: str) -> str:
    if column == "billed_units" and not count(ours):
        raise NotRead("must be a whole number in quotation marks")
    if column not in words.VOCABULARIES or not ours:
        return ours
    found = words.find_word(column, ours)
    if found is None:
        raise NotRead(f"is none of our words; known: {words.known_words(column)}")
    return found


def _spellings(column: str) -> Any:
    """Declare the spellings of one column."""
    read = entries(lambda _, ours: _our_word(column, text(ours)))
    return entry(lambda value: by_lower_case(read(value)), factory=dict)


@dataclass(frozen=True)
class Formats:
    """How clocks are written (strptime); where a format is stated, nothing else is read."""

    datetime: tuple[str, ...] = entry(_formats("%Y-%m-%d %H:%M"), default=())
    date: tuple[str, ...] = entry(_formats("%Y-%m-%d"), default=())
    time: tuple[str, ...] = entry(_formats("%H:%M"), default=())
    time_zone: str = entry(time_zone, default="")


@dataclass(frozen=True)
class _FileFormat:
    delimiter: str = entry(_delimiter, default="")
    encoding: str = entry(_encoding, default="")


@dataclass(frozen=True)
class _Values:
    """Columns whose spellings a mapping may state."""

    role: Mapping[str, str] = _spellings("role")
    code: Mapping[str, str] = _spellings("code")
    payer: Mapping[str, str] = _spellings("payer")
    kind: Mapping[str, str] = _spellings("kind")
    status: Mapping[str, str] = _spellings("status")
    mode: Mapping[str, str] = _spellings("mode")
    activity: Mapping[str, str] = _spellings("activity")
    clinic: Mapping[str, str] = _spellings("clinic")
    discipline: Mapping[str, str] = _spellings("discipline")


@dataclass(frozen=True)
class _File:
    columns: Mapping[str, tuple[str, ...]] = entry(entries(_columns), factory=dict)
    format: Formats = field(default_factory=Formats)
    file: _FileFormat = field(default_factory=_FileFormat)
    values: _Values = field(default_factory=_Values)
    defaults: Mapping[str, str] = entry(entries(_default), factory=dict)


@dataclass(frozen=True)
class ColumnMapping:
    """How a foreign file is read; every field may be left out.

    Parameters
    ----------
    columns
        Our column -> their columns, joined by a blank; none = that column is not read.
    format, file
        Formats of clocks, and of the file.
    values
        Column -> their spelling (lower case) -> ours.
    defaults
        Column -> value of its blank cells; a default role only where there is a provider.
    name, sha256
        Where it was read; empty for one made in Python.
    """

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    format: Formats = field(default_factory=Formats)
    file: FileFormat = field(default_factory=FileFormat)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict, repr=False)
    name: str = ""
    sha256: str = ""


def read_mapping(path: str | os.PathLike[str]) -> ColumnMapping:
    """Read a mapping file (TOML).

    Raises
    ------
    ScheduleError: the file is missing or not TOML, or has unknown keys, wrong types or formats that cannot work;
    all faults at once.
    """
    document = read_toml(path)
    stated = understood(document, _File)
    return ColumnMapping(
        columns=stated.columns,
        format=stated.format,
        file=FileFormat(stated.file.delimiter, stated.file.encoding),
        values={one.name: getattr(stated.values, one.name) for one in fields(_Values)},
        defaults=stated.defaults,
        name=document.name,
        sha256=document.sha256,
    )
