"""A long file a piece at a time, so that the memory it takes does not depend on how many rows it has.

A piece is a table of its own: what stands above the data, then some rows. It says how many rows of the file it leaves
out in between, so that its rows have the numbers they have in the file.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Generator, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from timeline.files import file_errors
from timeline.sheets.csv_file import (
    Wanted,
    check_header,
    check_width,
    layout_of,
    marked_encoding,
    refuse_binary,
    refuse_encoding,
    refuse_quotes,
)
from timeline.sheets.foreign import TOP
from timeline.sheets.formats import is_parquet, is_plain_text
from timeline.sheets.layout import FileFormat
from timeline.sheets.parquet import parquet_pieces
from timeline.sheets.sheet import Grid, says_nothing

#: How many characters of a text show how it is divided.
_FIRST = 1 << 17


def pieces_of(name: str, path: Path, form: FileFormat, wanted: Wanted, rows: int) -> Generator[Grid, None, None] | None:
    """Return the pieces of a CSV or Parquet file, at least one; None for a file that is read as a whole.

    Parameters
    ----------
    form
        What a mapping states of the file.
    wanted
        Whether a line of text is a header with the columns that are looked for.
    rows
        How many rows a piece has.

    Raises
    ------
    FileError: the file cannot be opened.
    ScheduleError, while the pieces are taken: as when it is read as a whole.
    """
    if form.table or form.query or form.fill_down:
        return None
    with file_errors(path, "read"), path.open("rb") as file:
        first = file.read(TOP)
        file.seek(-min(len(first), 4), os.SEEK_END)
        last = file.read()
    if is_parquet(first, last):
        return parquet_pieces(name, path, rows)
    return _texts(name, path, form, wanted, rows) if is_plain_text(name, first) else None


def _texts(name: str, path: Path, form: FileFormat, wanted: Wanted, rows: int) -> Generator[Grid, None, None]:
    with file_errors(path, "read"), path.open("rb") as file:
        marked = marked_encoding(file.read(4))
        try:
            yield from _Text(name, form, marked, wanted).pieces(file, rows)
        except UnicodeError:
            refuse_encoding(name, marked, form.encoding, mapped=True)


class _Text:
    """A CSV file that is read from its beginning."""

    def __init__(self, name: str, form: FileFormat, marked: str, wanted: Wanted) -> None:
        self._name, self._form, self._wanted = name, form, wanted
        self._encoding = marked or form.encoding or "utf-8"
        self._read = 0

    def pieces(self, file: BinaryIO, rows: int) -> Iterator[Grid]:
        file.seek(0)
        with io.TextIOWrapper(file, self._encoding, newline="") as text:
            begins, delimiter = layout_of(text.read(_FIRST), self._form.delimiter, self._wanted)
            text.seek(0)
            text.read(begins)
            records = self._records(csv.reader(self._lines(text), delimiter=delimiter, strict=True))
            top = self._top(records)
            above, empty = 0, True
            while own := list(islice(records, rows)):
                check_width(self._name, own, len(top) + above)
                if not all(map(says_nothing, own)):
                    empty = False
                    yield Grid([*top, *own], top=len(top), above=above)
                above += len(own)
            if empty:
                yield Grid(top, top=len(top))

    def _lines(self, text: io.TextIOWrapper) -> Iterator[str]:
        for line in text:
            if "\0" in line:
                refuse_binary(self._name)
            yield line

    def _records(self, reader: Iterator[list[str]]) -> Iterator[list[str]]:
        try:
            for record in reader:
                self._read += 1
                yield record
        except csv.Error:
            refuse_quotes(self._name, self._read + 1)

    def _top(self, records: Iterator[list[str]]) -> list[list[str]]:
        """Take what stands above the data: everything down to the header, or nothing where there is none."""
        top = list(islice(records, self._form.header_row))
        for record in records if not self._form.header_row and not self._form.columns else ():
            top.append(record)
            if not says_nothing(record):
                break
        check_width(self._name, top)
        check_header(self._name, top)
        return top
