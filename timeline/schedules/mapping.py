"""The mapping file: how another system's export is read as a schedule."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from timeline.schedules import words
from timeline.schedules.headers import INPUT
from timeline.schedules.settings import entries, text, texts, time_zone
from timeline.sheets import FileFormat
from timeline.sheets.cells import count, place_of_service, quantity
from timeline.toml import NotRead, entry, read_toml, understood, unread

#: Columns whose spellings a mapping may state.
SPELLED = ("role", "code", "payer", "kind", "status", "mode", "activity", "clinic", "discipline", "place")
#: Columns that cannot be filled with one value for all blank cells.
NO_DEFAULT = ("interval_id", "start", "end", "patient", "patient_name")
_SAMPLE = datetime(2026, 11, 25, 13, 45, tzinfo=UTC)


def _formats(must_keep: str) -> Callable[[Any], tuple[str, ...]]:
    """Return the reader of strptime formats in which a clock keeps everything that `must_keep` shows."""

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


def _columns(ours: str, theirs: Any) -> tuple[str, ...]:
    if ours not in INPUT:
        raise NotRead(f"unknown column; known: {', '.join(INPUT)}")
    return tuple(name for name in texts(theirs) if name)


def _default(column: str, value: Any) -> str:
    known = [name for name in INPUT if name not in NO_DEFAULT]
    if column not in known:
        raise NotRead(f"this column cannot have a default; known: {', '.join(known)}")
    return _our_word(column, text(value))


def _our_word(column: str, ours: str) -> str:
    if column == "billed_units" and not count(ours):
        raise NotRead("must be a whole number in quotation marks")
    if column == "quantity" and not quantity(ours):
        raise NotRead("must be a whole number of 1 or more in quotation marks")
    if column == "place" and place_of_service(ours) is None:
        raise NotRead('must be a place-of-service code of two digits in quotation marks, like "02"')
    if column not in words.VOCABULARIES or not ours:
        return ours
    found = words.find_word(column, ours)
    if found is None:
        raise NotRead(f"is not a known word; known: {words.known_words(column)}")
    return found


def _spellings(column: str, value: Any) -> dict[str, str]:
    if column not in SPELLED:
        raise NotRead(f"unknown key; known: {', '.join(SPELLED)}")
    read = entries(lambda _, ours: _our_word(column, text(ours)))
    return {theirs.strip().casefold(): ours for theirs, ours in read(value).items()}


@dataclass(frozen=True)
class Formats:
    """How clocks are written (strptime); where a format is stated, nothing else is read."""

    datetime: tuple[str, ...] = entry(_formats("%Y-%m-%d %H:%M"), default=())
    date: tuple[str, ...] = entry(_formats("%Y-%m-%d"), default=())
    time: tuple[str, ...] = entry(_formats("%H:%M"), default=())
    time_zone: str = entry(time_zone, default="")


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

    columns: Mapping[str, tuple[str, ...]] = entry(entries(_columns), factory=dict)
    format: Formats = field(default_factory=Formats)
    file: FileFormat = field(default_factory=FileFormat)
    values: Mapping[str, Mapping[str, str]] = entry(entries(_spellings), factory=dict)
    defaults: Mapping[str, str] = entry(entries(_default), factory=dict, repr=False)
    name: str = unread("")
    sha256: str = unread("")


def read_mapping(path: str | os.PathLike[str]) -> ColumnMapping:
    """Read a mapping file (TOML).

    Raises
    ------
    ScheduleError: the file is missing or not TOML, or has unknown keys, wrong types or formats that cannot work;
    all faults at once.
    """
    document = read_toml(path)
    return replace(understood(document, ColumnMapping), name=document.name, sha256=document.sha256)
