"""A long file a piece at a time, so that the memory it takes does not depend on how many rows it has.

A piece is a table of its own: what stands above the data, then some rows. It says how many rows of the file it leaves
out in between, so that its rows have the numbers they have in the file.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Generator, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from timeline.files import file_errors
from timeline.sheets.csv_file import (
    LONGEST_LINE,
    Reading,
    Wanted,
    layout_of,
    marked_encoding,
    refuse_binary,
    refuse_encoding,
    refuse_length,
)
from timeline.sheets.foreign import TOP
from timeline.sheets.formats import is_parquet, is_plain_text
from timeline.sheets.layout import FileFormat
from timeline.sheets.parquet import parquet_pieces
from timeline.sheets.plain_csv import plain_pieces
from timeline.sheets.sheet import Grid, nothing_said
from timeline.sheets.texts import Table

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
    if form.table or form.query:
        return None
    with file_errors(path, "read"), path.open("rb") as file:
        first = file.read(TOP)
        file.seek(-min(len(first), 4), os.SEEK_END)
        last = file.read()
    if is_parquet(first, last):
        return parquet_pieces(name, path, rows) if form.header_row < 2 else None
    return _texts(name, path, form, wanted, rows) if is_plain_text(name, first) else None


def _texts(name: str, path: Path, form: FileFormat, wanted: Wanted, rows: int) -> Generator[Grid, None, None]:
    with file_errors(path, "read"), path.open("rb") as file:
        marked = marked_encoding(file.read(4))
        try:
            yield from _Text(name, path, form, marked, wanted).pieces(file, rows)
        except UnicodeError:
            refuse_encoding(name, marked, form.encoding, mapped=True)


class _Text:
    """A CSV file that is read from its beginning."""

    def __init__(self, name: str, path: Path, form: FileFormat, marked: str, wanted: Wanted) -> None:
        self._name, self._path, self._form, self._wanted = name, path, form, wanted
        self._encoding = marked or form.encoding or "utf-8"
        self._reading = Reading(name, iter(()))

    def pieces(self, file: BinaryIO, rows: int) -> Iterator[Grid]:
        file.seek(0)
        with io.TextIOWrapper(file, self._encoding, newline="") as text:
            begins, delimiter = layout_of(text.read(_FIRST), self._form.delimiter, self._wanted)
            text.seek(0)
            text.read(begins)
            self._read_on(text, delimiter, 0)
            named = self._form.header_row or not self._form.columns
            top = self._reading.top(self._form.header_row) if named else []
            width = len(top[-1] if top else self._form.columns)
            above, empty = 0, True
            plain = not begins and self._encoding in ("utf-8", "utf-8-sig")
            for own in self._bodies(text, delimiter, (len(top), width, rows), plain=plain):
                if not nothing_said(own).all():
                    empty = False
                    yield Grid(top, top=len(top), above=above, body=own)
                above += own.of_records
            if empty:
                yield Grid(top, top=len(top))

    def _read_on(self, text: io.TextIOWrapper, delimiter: str, above: int) -> None:
        """Read records from here on, below so many."""
        lines = chain.from_iterable(io.StringIO(block, newline="") for block in self._blocks(text))
        self._reading = Reading(self._name, csv.reader(lines, delimiter=delimiter, strict=True), above)

    def _bodies(
        self, text: io.TextIOWrapper, delimiter: str, size: tuple[int, int, int], *, plain: bool
    ) -> Iterator[Table]:
        """Take the rows below so many records, of a width, so many at once: those that are plain, and then the rest."""
        above, width, rows = size
        ends = 0
        if plain:
            with self._path.open("rb") as file:
                for own, ends in plain_pieces(file, above, delimiter, width, rows):  # noqa: B007 - where the last ended
                    above += own.of_records
                    yield own
        if ends:
            text.seek(ends)
            self._read_on(text, delimiter, above)
        while (own := self._reading.body(width, rows)).of_records:
            yield own

    def _blocks(self, text: io.TextIOWrapper) -> Iterator[str]:
        """Read whole lines, many at once; a line that is far too long for a row is not read to its end."""
        rest = ""
        while block := text.read(_FIRST):
            if "\0" in block:
                refuse_binary(self._name)
            block = rest + block
            ends = max(block.rfind("\n"), block.rfind("\r", 0, -1)) + 1
            rest = block[ends:]
            if ends:
                yield block[:ends]
            if len(rest) > LONGEST_LINE:  # everything above it was taken by now
                refuse_length(self._name, self._reading.row)
        yield rest
