"""The mapping file: how another system's export is read as a schedule."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from timeline.schedules import words
from timeline.schedules.clock_formats import Formats
from timeline.schedules.headers import INPUT
from timeline.schedules.settings import entries, text, texts
from timeline.sheets import FileFormat
from timeline.sheets.cells import count, place_of_service, quantity
from timeline.toml import NotRead, entry, read_toml, understood, unread

#: Columns whose spellings a mapping may state.
SPELLED = ("role", "code", "payer", "kind", "status", "mode", "activity", "clinic", "discipline", "place")
#: Columns that cannot be filled with one value for all blank cells.
NO_DEFAULT = ("interval_id", "start", "end", "patient", "patient_name")


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
