"""Bytes of a file -> the tables in it, by what the bytes are and not by what the file is called.

Where they are nothing that is known, what it is called says what they should have been.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable

from timeline.sheets.archives import open_zip, read_member, unpacked_gz, unpacked_zip
from timeline.sheets.calendar import calendar_grid, looks_like_calendar
from timeline.sheets.csv_file import Wanted, csv_grid
from timeline.sheets.fhir import fhir_grid, looks_like_fhir
from timeline.sheets.foreign import refuse_foreign, refuse_ole
from timeline.sheets.layout import FileFormat
from timeline.sheets.misnamed import refuse_misnamed, says_another_format
from timeline.sheets.parquet import parquet_grid
from timeline.sheets.sheet import Grid, refuse
from timeline.sheets.sqlite import START as SQLITE_START
from timeline.sheets.sqlite import sqlite_grid
from timeline.sheets.workbooks import workbook_grids
from timeline.sheets.x12 import looks_like_x12, x12_grid

#: Whether bytes are in a standard, and its reader.
_STANDARDS: tuple[tuple[Callable[[bytes], bool], Callable[[str, bytes], Grid]], ...] = (
    (looks_like_calendar, calendar_grid),
    (looks_like_fhir, fhir_grid),
    (looks_like_x12, x12_grid),
)

_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_GZ_START = b"\x1f\x8b"
_OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PARQUET_ENDS = (b"PAR1", b"PARE")
#: What follows the first bytes of a Parquet file that is not encrypted: the header of a page, and of no text.
_PARQUET_START = b"PAR1\x15"
_TYPES = "[content_types].xml"
_MOST_TYPES = 1 << 20
#: A workbook whose parts unpack to more is not read; the parts of a long schedule are far smaller.
_MOST_PARTS = 1 << 30
_WORKBOOKS = (b"spreadsheetml.sheet.main", b"sheet.macroenabled.main", b"spreadsheetml.template.main")
_SPREADSHEETS = (
    b"application/vnd.oasis.opendocument.spreadsheet",
    b"application/vnd.oasis.opendocument.spreadsheet-template",
)
_SAVE_AS = "Open it in a spreadsheet program, and save the sheet as a workbook (.xlsx) or CSV UTF-8."
_TABLE = "Export the schedule as a table: CSV, or a workbook (.xlsx)."


def is_parquet(first: bytes, last: bytes) -> bool:
    """Whether a file is Parquet, given its first and last bytes."""
    return first.startswith(_PARQUET_ENDS) and last.endswith(_PARQUET_ENDS)


def is_plain_text(name: str, first: bytes) -> bool:
    """Whether a file can only be lines of text, given its first bytes; what else they may be, `grids` tells apart.

    Raises
    ------
    ScheduleError: they are of a format that is known and not read.
    """
    other = (*_ZIP_STARTS, _GZ_START, _OLE_START, SQLITE_START, *_PARQUET_ENDS)
    standard = any(recognized(first) for recognized, _ in _STANDARDS) or first.lstrip()[:1] == b"{"
    if standard or first.startswith(other) or says_another_format(name):
        return False
    refuse_foreign(name, first)
    return True


def grids(name: str, content: bytes, stated: FileFormat | None, wanted: Wanted = lambda _: True) -> list[Grid]:
    """Take a file apart into its tables.

    Parameters
    ----------
    stated
        What a mapping states of files; None where there can be no mapping.
    wanted
        Whether a line of text is a header with the columns that are looked for.

    Raises
    ------
    ScheduleError: no table can be read; the repair says how to make one.
    MissingExtraError: the extra that reads this format is not installed.
    """
    archive = _archive(name, content)
    if archive is not None:
        kind = _kind_of_zip(name, archive)
        if kind == "workbook":
            return workbook_grids(name, content)
        content = unpacked_zip(name, archive, len(content))
    elif content.startswith(_GZ_START):
        content = unpacked_gz(name, content)
    else:
        return _read(name, content, stated, wanted, packed=False)
    return _read_unpacked(name, content, stated, wanted)


def _read_unpacked(name: str, content: bytes, stated: FileFormat | None, wanted: Wanted) -> list[Grid]:
    """Read what was packed: no archive, but a workbook may be one inside."""
    archive = _archive(name, content)
    if archive is not None and _kind_of_zip(name, archive) == "workbook":
        return workbook_grids(name, content)
    if archive is not None or content.startswith(_GZ_START):
        refuse(name, "this is an archive inside an archive", "Unpack it and name the schedule in it.")
    return _read(name, content, stated, wanted, packed=True)


def _read(name: str, content: bytes, stated: FileFormat | None, wanted: Wanted, *, packed: bool) -> list[Grid]:
    """Read what is no archive; the name of what was in one says nothing."""
    for recognized, read in _STANDARDS:
        if recognized(content):
            return [read(name, content)]
    if content.startswith(SQLITE_START):
        return [sqlite_grid(name, content, stated)]
    if is_parquet(content, content) or content.startswith(_PARQUET_START):
        return [parquet_grid(name, content)]
    if content.startswith(_OLE_START):
        refuse_ole(name, content)
        return workbook_grids(name, content)
    refuse_foreign(name, content)
    form = stated or FileFormat()
    if form.table or form.query:
        refuse(name, "[file] states a table or a query, and this is no database", "Take it out of the mapping.")
    if not packed:
        refuse_misnamed(name, content, form, wanted)
    mapped = stated is not None
    return [csv_grid(name, content, delimiter=form.delimiter, encoding=form.encoding, mapped=mapped, wanted=wanted)]


def _archive(name: str, content: bytes) -> zipfile.ZipFile | None:
    return open_zip(name, content) if content.startswith(_ZIP_STARTS) else None


def _kind_of_zip(name: str, archive: zipfile.ZipFile) -> str:
    """Tell a workbook from another archive, and refuse documents that are archives too."""
    members = {each.filename.lower(): each for each in archive.infolist()}
    if _TYPES in members:
        types = read_member(name, archive, members[_TYPES], _MOST_TYPES).lower()
        if b"sheet.binary" in types:
            refuse(name, "this is a binary workbook (.xlsb)", _SAVE_AS)
        if not any(kind in types for kind in _WORKBOOKS):
            refuse(name, "this is an Office document without sheets", _TABLE)
        return _bounded_workbook(name, archive)
    if "mimetype" in members:
        kind = read_member(name, archive, members["mimetype"], _MOST_TYPES).strip()
        if kind in _SPREADSHEETS:
            return _bounded_workbook(name, archive)
        if kind.startswith(b"application/vnd.oasis.opendocument"):
            refuse(name, "this is an OpenDocument file without sheets", _TABLE)
    return "archive"


def _bounded_workbook(name: str, archive: zipfile.ZipFile) -> str:
    if sum(each.file_size for each in archive.infolist()) > _MOST_PARTS:
        refuse(name, "the workbook unpacks to far more than a schedule", _SAVE_AS)
    return "workbook"
