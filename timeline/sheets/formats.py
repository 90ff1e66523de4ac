"""Bytes of a file -> the tables in it, by what the bytes are and not by what the file is called."""

from __future__ import annotations

from collections.abc import Callable

from timeline.sheets.calendar import calendar_grid, looks_like_calendar
from timeline.sheets.csv_file import csv_grid
from timeline.sheets.fhir import fhir_grid, looks_like_fhir
from timeline.sheets.layout import FileFormat
from timeline.sheets.sheet import Grid
from timeline.sheets.x12 import looks_like_x12, x12_grid

#: Whether bytes are in a standard, and its reader.
_STANDARDS: tuple[tuple[Callable[[bytes], bool], Callable[[str, bytes], Grid]], ...] = (
    (looks_like_calendar, calendar_grid),
    (looks_like_fhir, fhir_grid),
    (looks_like_x12, x12_grid),
)


def grids(name: str, content: bytes, stated: FileFormat | None) -> list[Grid]:
    """Take a file apart into its tables.

    Parameters
    ----------
    stated
        What a mapping states of files; None where there can be no mapping.

    Raises
    ------
    ScheduleError: no table can be read; the repair says how to make one.
    """
    for recognized, read in _STANDARDS:
        if recognized(content):
            return [read(name, content)]
    form = stated or FileFormat()
    return [csv_grid(name, content, delimiter=form.delimiter, encoding=form.encoding, mapped=stated is not None)]
