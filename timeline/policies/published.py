"""Rows of a table as CMS publishes it: text between tabs or commas, or a workbook, in whatever encoding."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from timeline.errors import Fault, MissingExtraError, PolicyError

#: A row's number, as a spreadsheet or an editor shows it, and its cells as text.
Row = tuple[int, list[str]]
WORKBOOKS = frozenset({".xlsx", ".xls"})
_ARCHIVE = b"PK\x03\x04"
#: How many lines show what separates the cells.
_SHOWING = 100
#: Columns that may hold codes.
_CODES = (0, 1)


def published_rows(file: Path) -> Iterator[Row]:
    """Read every row of a published file.

    A number in a workbook is written without decimals, in the first two columns with five digits, since a code loses
    its leading zeros there; a date is written as eight digits, year first.

    Raises
    ------
    PolicyError: the file cannot be read as a table; the fault says what to pass.
    MissingExtraError: a workbook, and the extra `excel` is not installed.
    """
    try:
        yield from _workbook_rows(file) if file.suffix.lower() in WORKBOOKS else _text_rows(file)
    except (OSError, ValueError) as problem:
        if isinstance(problem, PolicyError):
            raise
        told = getattr(problem, "strerror", None) or "not a table"
        raise _refused(file, f"cannot be read: {told}", "Check the path, and pass the file as published.") from problem


def _refused(file: Path, problem: str, repair: str) -> PolicyError:
    return PolicyError([Fault(file.name, None, "", "", problem, repair)])


def _text_rows(file: Path) -> Iterator[Row]:
    with file.open("rb") as content:
        start = content.read(len(_ARCHIVE))
    if start == _ARCHIVE:
        raise _refused(file, "is an archive", "Unpack it, and pass the table inside: the text or the workbook.")
    with file.open(encoding=_encoding(start), newline="") as lines:
        tabs = any("\t" in line for line, _ in zip(lines, range(_SHOWING), strict=False))
        lines.seek(0)
        if tabs:
            for number, line in enumerate(lines, 1):
                yield number, [cell.strip().strip('"').strip() for cell in line.split("\t")]
        else:
            yield from _comma_rows(file, lines)


def _comma_rows(file: Path, lines: Iterable[str]) -> Iterator[Row]:
    reader = csv.reader(lines)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells] or [""]
    except csv.Error as problem:
        row = reader.line_num
        fault = Fault(file.name, row, "", "", f"is no row of a table: {problem}", "Pass the file as published.")
        raise PolicyError([fault]) from problem


def _encoding(start: bytes) -> str:
    """Read the marks that editors put at the start; without one, every byte is a character."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    return "utf-8-sig" if start.startswith(b"\xef\xbb\xbf") else "latin-1"


def _workbook_rows(file: Path) -> Iterator[Row]:
    try:
        import python_calamine as calamine
    except ImportError:
        raise MissingExtraError(
            f"reading {file.suffix} (the text or a CSV of the same table needs nothing)", "excel"
        ) from None
    try:
        sheet = calamine.CalamineWorkbook.from_path(file).get_sheet_by_index(0)
        rows: Iterable[list[Any]] = sheet.to_python(skip_empty_area=False)
    except calamine.CalamineError as problem:
        raise _refused(file, "not a workbook", "Pass the file as CMS published it.") from problem
    for number, row in enumerate(rows, 1):
        yield number, [_cell_text(value, place) for place, value in enumerate(row)]


def _cell_text(value: Any, place: int) -> str:
    if isinstance(value, date):
        return value.strftime("%Y%m%d")
    if isinstance(value, int | float) and value == int(value):
        return f"{int(value):05d}" if place in _CODES else str(int(value))
    return str(value).strip()
