"""The cells of a workbook as lines of JSON; run as a program of its own, because a hostile workbook can end its reader.

Nothing of this package is imported, so that the program starts in an instant. It takes the workbook on stdin and the
bounds as arguments, and prints one line for a sheet, `{"sheet", "hidden", "width"}`, then lines of rows; a cell is its
text, or `[text]` where the workbook holds a date, a time or a length. What goes wrong is one line `{"fault"}`.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from typing import IO, Any

#: Rows on one line.
_BATCH = 2000
#: Cells of a sheet, empty ones inside its table included; more is a table with a cell lost far out.
_CELLS = 20_000_000
#: What ends a run that would print more than it may.
_FULL = "too large"
_ERROR_CELL = re.compile(rb'<c\b([^>]*\bt="e"[^>]*)>(.*?)</c>', re.DOTALL)
#: A formula without a value: one that gives an empty text is of the type `str`.
_NOT_COMPUTED = re.compile(
    rb'<c\b((?:(?!\bt="str")[^>])*)>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
_UNKNOWN = "#CALC!"
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_SHOWN = re.compile(rb"<v>(#[A-Z0-9/!?_]{1,20})</v>")
_SHEET = re.compile(rb'<(?:\w+:)?sheet\b[^>]*\br:id="([^"]*)"')
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_PART = 1 << 20
Cell = str | list[str]
Errors = dict[int, dict[int, str]]


class TooLargeError(Exception):
    """The cells are more than the bounds allow."""


def main(arguments: list[str], source: IO[bytes], target: IO[bytes]) -> None:
    """Read a workbook within bounds: bytes of memory, seconds of computing, bytes printed."""
    memory, seconds, printed = map(int, arguments)
    confine(memory, seconds)
    try:
        print_cells(source.read(), target, printed)
    except TooLargeError:
        target.write(b'{"fault": "too large"}\n')
    except MemoryError:
        target.write(b'{"fault": "memory"}\n')


def confine(memory: int, seconds: int) -> None:
    """Bound this process where the system can: its memory, its time, and no image of it on the disk."""
    try:
        import resource
    except ImportError:  # such a system bounds the time alone, from outside
        return
    bounds = ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0))
    for which, most in bounds:
        _, allowed = resource.getrlimit(which)
        most = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
        try:
            resource.setrlimit(which, (most, allowed))
        except (OSError, ValueError):  # a system that knows the word and not the bound
            continue


def print_cells(content: bytes, target: IO[bytes], printed: int) -> None:
    """Print every sheet of a workbook.

    Raises
    ------
    TooLargeError: a sheet is larger than any table, or more than `printed` bytes are to be printed.
    """
    import python_calamine as calamine

    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        errors = list(error_cells(content))
        for place, about in enumerate(workbook.sheets_metadata):
            if about.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            hidden = about.visible != calamine.SheetVisibleEnum.Visible
            rows = _sheet_rows(workbook.get_sheet_by_index(place), errors[place] if place < len(errors) else {})
            for line in sheet_lines(about.name, hidden=hidden, rows=rows):
                printed -= len(line)
                if printed < 0:
                    raise TooLargeError(_FULL)
                target.write(line)
    except calamine.PasswordError:
        target.write(b'{"fault": "password"}\n')
    except calamine.CalamineError:
        target.write(b'{"fault": "damaged"}\n')


def _sheet_rows(sheet: Any, errors: Errors) -> list[list[Cell]]:
    if sheet.total_height * sheet.total_width > _CELLS:
        raise TooLargeError(_FULL)
    known: dict[tuple[type, Any], Cell] = {}  # by type: true, 1 and 1.0 are equal keys

    def cell(value: Any) -> Cell:
        key = type(value), value
        found = known.get(key)
        if found is None:
            found = known[key] = written(value)
        return found

    rows: list[list[Cell]] = []
    for number, values in enumerate(sheet.iter_rows()):
        row = [value if type(value) is str else cell(value) for value in values]
        rows.append(row)
        for column, shown in errors.get(number, {}).items():
            row += [""] * (column + 1 - len(row))
            row[column] = shown
        while row and not row[-1]:
            row.pop()
    return rows


def sheet_lines(name: str, *, hidden: bool, rows: list[list[Cell]]) -> Iterator[bytes]:
    """Write a sheet: what it is, then its rows, without blank ones at the end."""
    while rows and not rows[-1]:
        rows.pop()
    width = max(map(len, rows), default=0)
    if width * len(rows) > _CELLS:
        raise TooLargeError(_FULL)
    yield _line({"sheet": name, "hidden": hidden, "width": width})
    for first in range(0, len(rows), _BATCH):
        yield _line(rows[first : first + _BATCH])


def _line(document: Any) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode() + b"\n"


def written(value: object) -> Cell:
    """Write a value as text: whole numbers without decimals, clocks the ISO way to the nearest second.

    >>> written(97110.0), written(True), written(dt.time(9, 5, 0, 600000))
    ('97110', 'true', ['09:05:01'])
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return [_nearest(value).isoformat(sep=" ")]
    if isinstance(value, dt.date):
        return [value.isoformat()]
    if isinstance(value, dt.time):
        clock = {"hours": value.hour, "minutes": value.minute, "seconds": value.second}
        return [_length(dt.timedelta(**clock, microseconds=value.microsecond))]
    if isinstance(value, dt.timedelta):
        return [_length(value)]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return repr(value)


def _nearest(moment: dt.datetime) -> dt.datetime:
    try:
        return (moment + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
    except OverflowError:  # the last half second of the year 9999
        return moment.replace(microsecond=0)


def _length(length: dt.timedelta) -> str:
    """Write a time of day or a length; 24:00:00 is what rounds up to midnight.

    >>> _length(dt.timedelta(hours=49, minutes=3)), _length(dt.timedelta(minutes=-5))
    ('49:03:00', '-00:05:00')
    """
    seconds = int((abs(length) + dt.timedelta(microseconds=500_000)).total_seconds())
    sign = "-" if length < dt.timedelta(0) else ""
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def error_cells(content: bytes) -> Iterator[Errors]:
    """Find the cells of each sheet of an XLSX file that show an error, `#N/A`: the reader gives them as blank.

    A formula that no program has computed yet has no value either, which is no blank cell: `#CALC!`.

    Row -> column -> what is shown, counted from 0; nothing for other kinds of workbook.
    """
    if not content.startswith(b"PK"):
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = {name.lower(): name for name in archive.namelist()}
        if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
            return
        targets = dict(_relations(archive.read(names["xl/_rels/workbook.xml.rels"])))
        for found in _SHEET.finditer(archive.read(names["xl/workbook.xml"])):
            part = names.get(targets.get(found[1], "").lower(), "")
            errors: Errors = {}
            for row, column, shown in _errors_of(archive, part) if part else ():
                errors.setdefault(row, {})[column] = shown
            yield errors


def _relations(text: bytes) -> Iterator[tuple[bytes, str]]:
    for found in _RELATION.finditer(text):
        identity = re.search(rb'\bId="([^"]*)"', found[0])
        target = re.search(rb'\bTarget="([^"]*)"', found[0])
        if identity and target:
            path = target[1].decode("utf-8", errors="replace")
            yield identity[1], path.removeprefix("/") if path.startswith("/") else f"xl/{path}"


def _errors_of(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[int, int, str]]:
    with archive.open(part) as stream:
        held = b""
        while read := stream.read(_PART):
            held += read
            end = held.rfind(b"</c>") + 4
            for found in _ERROR_CELL.finditer(held, 0, max(end, 0)):
                place, shown = _PLACE.search(found[1]), _SHOWN.search(found[2])
                if place and shown:
                    yield int(place[2]) - 1, _column(place[1]), shown[1].decode()
            for found in _NOT_COMPUTED.finditer(held, 0, max(end, 0)):
                place = _PLACE.search(found[1])
                if place:
                    yield int(place[2]) - 1, _column(place[1]), _UNKNOWN
            held = held[end:] if end > 3 else held[-_PART:]


def _column(letters: bytes) -> int:
    """Count columns from 0.

    >>> _column(b"A"), _column(b"XFD")
    (0, 16383)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


if __name__ == "__main__":
    main(sys.argv[1:], sys.stdin.buffer, sys.stdout.buffer)
