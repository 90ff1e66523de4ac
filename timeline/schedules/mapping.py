"""The mapping file: how another system's export is read as a schedule."""

from __future__ import annotations

import io
import os
import re
from collections import abc
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from timeline.schedules import words
from timeline.schedules.headers import INPUT
from timeline.schedules.toml_file import TomlTable, by_lower_case, read_toml, text, texts, time_zone

#: Columns whose spellings a mapping may state.
SPELLED = ("role", "code", "payer", "kind", "status", "mode", "activity", "clinic", "discipline")
#: Columns that cannot be filled with one value for all blank cells.
NO_DEFAULT = ("interval_id", "start", "end", "patient", "patient_name")
_SAMPLE = datetime(2026, 11, 25, 13, 45, tzinfo=UTC)


@dataclass(frozen=True)
class Formats:
    """How clocks are written (strptime); where a format is stated, nothing else is read."""

    datetime: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    time_zone: str = ""


@dataclass(frozen=True)
class FileFormat:
    """How the bytes are written; empty = found from the file."""

    delimiter: str = ""
    encoding: str = ""


@dataclass(frozen=True)
class Mapping:
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

    columns: abc.Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    format: Formats = field(default_factory=Formats)
    file: FileFormat = field(default_factory=FileFormat)
    values: abc.Mapping[str, abc.Mapping[str, str]] = field(default_factory=dict)
    defaults: abc.Mapping[str, str] = field(default_factory=dict, repr=False)
    name: str = ""
    sha256: str = ""


def read_mapping(path: str | os.PathLike[str]) -> Mapping:
    """Read a mapping file (TOML).

    Raises
    ------
    ScheduleError: the file is missing or not TOML, or has unknown keys, wrong types or formats that cannot work;
    all faults at once.
    """
    mapping, name, sha256 = read_toml(path, _understand)
    return replace(mapping, name=name, sha256=sha256)


def _understand(table: TomlTable) -> Mapping:
    stated, file, values = table.table("format"), table.table("file"), table.table("values")
    return Mapping(
        columns=table.table("columns").entries(_columns),
        format=Formats(
            datetime=stated.take("datetime", lambda value: _formats(value, "%Y-%m-%d %H:%M"), ()),
            date=stated.take("date", lambda value: _formats(value, "%Y-%m-%d"), ()),
            time=stated.take("time", lambda value: _formats(value, "%H:%M"), ()),
            time_zone=stated.take("time_zone", time_zone, ""),
        ),
        file=FileFormat(
            delimiter=file.take("delimiter", _delimiter, ""),
            encoding=file.take("encoding", _encoding, ""),
        ),
        values={column: _spellings(values, column) for column in SPELLED},
        defaults=table.table("defaults").entries(_default),
    )


def _spellings(values: TomlTable, column: str) -> dict[str, str]:
    return by_lower_case(values.table(column).entries(lambda _, ours: _our_word(column, text(ours))))


def _columns(ours: str, theirs: Any) -> tuple[str, ...]:
    if ours not in INPUT:
        raise ValueError(f"unknown column; known: {', '.join(INPUT)}")
    return tuple(name for name in texts(theirs) if name)


def _default(column: str, value: Any) -> str:
    known = [name for name in INPUT if name not in NO_DEFAULT]
    if column not in known:
        raise ValueError(f"no default can be stated; known: {', '.join(known)}")
    return _our_word(column, text(value))


def _our_word(column: str, ours: str) -> str:
    if column == "billed_units" and not words.count(ours):
        raise ValueError("must be a whole number in quotation marks")
    if column not in words.VOCABULARIES or not ours:
        return ours
    found = words.find_word(column, ours)
    if found is None:
        raise ValueError(f"is none of our words; known: {words.known_words(column)}")
    return found


def _formats(value: Any, must_keep: str) -> tuple[str, ...]:
    formats = texts(value)
    if not all(_keeps(form, must_keep) for form in formats):
        raise ValueError(f'cannot work as a strptime format; it must give everything that "{must_keep}" gives')
    return formats


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
        raise ValueError('must be one character, e.g. ";"')
    return value


def _encoding(value: Any) -> str:
    name = text(value)
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=name)  # an empty text decodes under any name: ask the file layer
    except (LookupError, ValueError):
        raise ValueError('no such encoding of text; write it like "cp1252"') from None
    return name
