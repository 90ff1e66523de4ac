"""Bytes of a file -> the tables in it, by what the bytes are and not by what the file is called."""

from __future__ import annotations

from timeline.sheets.csv_file import csv_grid
from timeline.sheets.layout import FileFormat
from timeline.sheets.sheet import Grid


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
    form = stated or FileFormat()
    return [csv_grid(name, content, delimiter=form.delimiter, encoding=form.encoding, mapped=stated is not None)]
