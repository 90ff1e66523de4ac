"""Bytes of a CSV file -> a header and records, with the row numbers a spreadsheet shows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from timeline.errors import Fault, ScheduleError

#: Delimiters found by themselves, in the order that ties follow.
DELIMITERS = (",", ";", "\t", "|")
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_WORKBOOK_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_WORKBOOK_NAMES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
#: The header is looked for in the first characters of a file.
_TOP = 65_536
_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t|])"?(?:\r\n|\r|\n|$)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The text of one file.

    Parameters
    ----------
    name
        What messages and interval ids call it.
    header, header_row
        Trimmed column names as written, and their row number.
    rows, numbers
        The records with at least one cell filled, each as long as the header, and their row numbers.
        Comments and blank records are left out, but counted.
    faults
        Records that have more cells than the header; they are not in `rows`.
    ragged
        Row numbers of records shorter or longer than the header: their cells may be under wrong names.
    short
        Those of them that are shorter: cells are missing at their end.
    labels
        Gives what a row of a frame is called, by its position; None for a file, whose rows have numbers.
    """

    name: str
    header: list[str]
    header_row: int
    rows: list[list[str]]
    numbers: list[int]
    faults: list[Fault]
    ragged: set[int]
    short: set[int]
    labels: Callable[[int], str] | None = None

    def fault(self, row: int, column: str, value: str, problem: str, repair: str) -> Fault:
        """Describe what is wrong with a row; a frame's row is also named by its position."""
        place = self.labels(row - 2) if self.labels is not None else ""
        return Fault(self.name, row, column, value, problem, repair, place=place)


def parse_csv(name: str, content: bytes, *, delimiter: str = "", encoding: str = "", mapped: bool = True) -> Sheet:
    """Split the bytes of a CSV file into a header and records.

    Parameters
    ----------
    delimiter, encoding
        As stated by a mapping; empty = found from the header line, and UTF-8 (or UTF-16 with its mark).
    mapped
        Whether a mapping file could state them.

    Raises
    ------
    ScheduleError: a workbook, not text, another encoding, an open quotation mark, no header.
    """
    text = _decode(name, content, encoding, mapped)
    stated = _SEPARATOR_LINE.match(text)
    if stated:
        text = text[stated.end() :]
        delimiter = delimiter or stated[1]
    records = _records(name, text, delimiter or _find_delimiter(text))
    return make_sheet(name, records)


def make_sheet(name: str, records: list[list[str]], labels: Callable[[int], str] | None = None) -> Sheet:
    """Separate header, records, comments and blank records.

    Raises
    ------
    ScheduleError: there is no header.
    """
    filled = [(row, record) for row, record in enumerate(records, start=1) if not _says_nothing(record)]
    if not filled:
        _refuse(name, "the file is empty", "Put column names in row 1.", row=1)
    header_row, header = filled[0][0], [cell.strip() for cell in filled[0][1]]
    sheet = Sheet(name, header, header_row, [], [], [], set(), set(), labels)
    width = len(header)
    for row, record in filled[1:]:
        if len(record) != width:
            sheet.ragged.add(row)
        if len(record) < width:
            sheet.short.add(row)
        if len(record) > width and any(cell.strip() for cell in record[width:]):
            sheet.faults.append(_too_long(name, row))
            continue
        sheet.rows.append(record[:width] + [""] * (width - len(record)))
        sheet.numbers.append(row)
    return sheet


def _says_nothing(record: list[str]) -> bool:
    if not record or not any(record[1:]):
        first = record[0].strip() if record else ""
        return not first or first.startswith("#")
    filled = [place for place, cell in enumerate(record) if cell.strip()]
    return not filled or (filled == [0] and record[0].lstrip().startswith("#"))


def _decode(name: str, content: bytes, encoding: str, mapped: bool) -> str:
    if content.startswith(_WORKBOOK_STARTS) or name.lower().endswith(_WORKBOOK_NAMES):
        _refuse(name, "workbooks cannot be read yet", "Save the sheet as CSV UTF-8.")
    marked = next((found for mark, found in _BYTE_ORDER_MARKS if content.startswith(mark)), "")
    try:
        text = content.decode(marked or encoding or "utf-8")
    except UnicodeError:
        if b"\0" in content and not marked:
            _refuse_binary(name)
        spoken = "UTF-16" if marked == "utf-16" else marked.removesuffix("-sig").upper() or encoding or "UTF-8"
        stated = ', or state encoding in the mapping: [file] encoding = "cp1252"' if mapped else ""
        _refuse(name, f"the text is not {spoken}", f"Save as CSV UTF-8{stated}.")
    if "\0" in text:
        _refuse_binary(name)
    return text


def _records(name: str, text: str, delimiter: str) -> list[list[str]]:
    records: list[list[str]] = []
    try:
        records.extend(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        # Reading on would swallow rows into one cell without a word.
        problem = "a quotation mark is not closed or is inside a quoted cell, or a cell is far too long"
        _refuse(name, problem, 'Write a quotation mark inside a cell twice: "".', row=len(records) + 1)
    return records


def _find_delimiter(text: str) -> str:
    top = text[:_TOP]
    widths = {delimiter: _header_width(top, delimiter) for delimiter in DELIMITERS}
    return max(DELIMITERS, key=lambda delimiter: widths[delimiter])


def _header_width(text: str, delimiter: str) -> int:
    for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        if not _says_nothing(record) and not record[0].lstrip().startswith("#"):
            return len(record)
    return 0


def _too_long(name: str, row: int) -> Fault:
    repair = "Put cells that hold the delimiter in quotation marks."
    return Fault(name, row, "", "", "the row has more cells than the header", repair)


def _refuse_binary(name: str) -> NoReturn:
    _refuse(name, "this is not a text file", "Save it as CSV UTF-8.", row=1)


def _refuse(name: str, problem: str, repair: str, *, row: int | None = None) -> NoReturn:
    raise ScheduleError([Fault(name, row, "", "", problem, repair)])
