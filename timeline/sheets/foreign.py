"""Formats that are known by their first bytes and not read: each with its name and the way out."""

from __future__ import annotations

import re
from typing import NamedTuple

from timeline.sheets.sheet import refuse

#: The beginning of a file that is looked at.
TOP = 8192
_TABLE = "Export the schedule as a table: CSV, or a workbook (.xlsx)."
_SAVE_AS = "Open it in a spreadsheet program, and save the sheet as a workbook (.xlsx) or CSV UTF-8."
_UNPACK = "Unpack it and name the schedule in it."
_STATISTICS = "Save the table from there as CSV or Parquet."
_SYSTEM = "Export the visits from that system as CSV, with a start and an end in every row."


class Foreign(NamedTuple):
    """A format: what its files begin with, at which byte, what it is called, and the way out."""

    begins: bytes
    name: str
    repair: str
    at: int = 0


_BINARY = (
    Foreign(b"\x89PNG\r\n", "a picture (PNG)", _TABLE),
    Foreign(b"\xff\xd8\xff", "a picture (JPEG)", _TABLE),
    Foreign(b"GIF8", "a picture (GIF)", _TABLE),
    Foreign(b"II*\0", "a picture (TIFF)", _TABLE),
    Foreign(b"MM\0*", "a picture (TIFF)", _TABLE),
    Foreign(b"WEBP", "a picture (WebP)", _TABLE, 8),
    Foreign(b"ftyphei", "a picture (HEIC)", _TABLE, 4),
    Foreign(b"\0\1\0\0Standard Jet DB", "an Access database", "Export the table from Access as a workbook or CSV."),
    Foreign(b"\0\1\0\0Standard ACE DB", "an Access database", "Export the table from Access as a workbook or CSV."),
    Foreign(b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    Foreign(b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    Foreign(b"\xfd7zXZ\0", "an xz archive", _UNPACK),
    Foreign(b"BZh", "a bzip2 archive", _UNPACK),
    Foreign(b"\x28\xb5\x2f\xfd", "a zstd archive", _UNPACK),
    Foreign(b"ustar", "a tar archive", _UNPACK, 257),
    Foreign(b"ARROW1", "an Arrow file (Feather)", _STATISTICS),
    Foreign(b"ORC", "an ORC file", _STATISTICS),
    Foreign(b"Obj\x01", "an Avro file", _STATISTICS),
    Foreign(b"\x89HDF\r\n", "an HDF5 file", _STATISTICS),
    Foreign(b"$FL2", "an SPSS file", _STATISTICS),
    Foreign(b"$FL3", "an SPSS file", _STATISTICS),
    Foreign(b"<stata_dta>", "a Stata file", _STATISTICS),
    Foreign(b"RDX", "an R file", _STATISTICS),
    Foreign(b"\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92\x08\0\x09\xc7\x31\x8c", "a SAS file", _STATISTICS, 12),
    Foreign(b"\x80\x04\x95", "a Python pickle", _STATISTICS),
    Foreign(b"\x80\x05\x95", "a Python pickle", _STATISTICS),
    Foreign(b"\x09\x08\x10\0\0\6", "a workbook of Excel 97 without its container", _SAVE_AS),
    Foreign(b"\x09\x08\x08\0\0\5", "a workbook of Excel 5", _SAVE_AS),
    Foreign(b"\x09\4\6\0", "a workbook of Excel 4", _SAVE_AS),
    Foreign(b"\x09\2\6\0", "a workbook of Excel 3", _SAVE_AS),
    Foreign(b"\x7fELF", "a program", _TABLE),
    Foreign(b"!BDN", "an Outlook data file", "Export the calendar from Outlook as CSV or iCalendar."),
)

#: Text, without what is before its first character: a byte order mark, blanks.
_TEXT = (
    (re.compile(rb"%PDF-"), "a PDF", _TABLE),
    (re.compile(rb"\{\\rtf"), "a text document (RTF)", _TABLE),
    (re.compile(rb"\x0b?MSH[|^]|[FB]HS\|"), "HL7 version 2 messages", _SYSTEM),
    (re.compile(rb"UNA.{6}|UNB\+"), "an EDIFACT message", _SYSTEM),
    (re.compile(rb"BEGIN:VCARD", re.IGNORECASE), "an address card (vCard)", _TABLE),
    (
        re.compile(rb"From \S+@\S+ [^,;\t|\n]*\n|(?:Received|MIME-Version|Return-Path): ", re.IGNORECASE),
        "an e-mail",
        "Save its attachment, and name that.",
    ),
)
_MARKUP = (
    (
        re.compile(rb"progid=.Excel\.Sheet|urn:schemas-microsoft-com:office:spreadsheet"),
        "a workbook saved as XML",
        _SAVE_AS,
    ),
    (re.compile(rb"xes-standard|xes\.version|<log[\s>]", re.IGNORECASE), "an event log (XES)", _TABLE),
    (re.compile(rb"http://hl7\.org/fhir"), "FHIR as XML", "Export FHIR as JSON."),
    (re.compile(rb"urn:hl7-org:v3|<ClinicalDocument"), "a clinical document (HL7 CDA)", _SYSTEM),
    (re.compile(rb"<!doctype html|<html|<table|<head", re.IGNORECASE), "a web page (HTML)", _SAVE_AS),
    (re.compile(rb"<svg"), "a picture (SVG)", _TABLE),
)
#: An element follows another: a heading such as `<DATE>,<TIME>` is none.
_XML = re.compile(rb"<(?:\?xml|!--|!doctype|[a-z_][^<>]*>\s*(?:<|$)|[a-z_][^<>]* xmlns)", re.IGNORECASE)
_JSON = re.compile(rb"(?:\[\s*)*\{\s*(?:\"|\}|$)|\[\s*(?:\[|\"|\]|-?\d|null|true|false)")
_LEAD = re.compile(rb"(?:\xef\xbb\xbf)?\s*")
_SQL = re.compile(
    rb"(?:--[^\n]*\n|/\*.*?\*/|\s)*(?:CREATE TABLE|INSERT INTO|PRAGMA|BEGIN TRANSACTION)\b", re.IGNORECASE | re.DOTALL
)
#: Streams of an OLE file, whose names are UTF-16.
_OLE_KINDS = (
    ("EncryptedPackage", "an encrypted workbook", "Save it without a password."),
    ("WordDocument", "a text document (Word)", _TABLE),
    ("PowerPoint Document", "a presentation", _TABLE),
    ("__properties_version1.0", "an e-mail", "Save its attachment, and name that."),
)


def refuse_foreign(name: str, content: bytes) -> None:
    """Refuse a file in a format that is known and not read.

    Raises
    ------
    ScheduleError: names the format and the way out.
    """
    top = content[:TOP]
    for form in _BINARY:
        # A text may begin with the same letters: it has no zero bytes.
        if content.startswith(form.begins, form.at) and (not form.begins.isascii() or b"\0" in top):
            refuse(name, f"this is {form.name}", form.repair)
    text = top[_LEAD.match(top).end() :]  # type: ignore[union-attr]
    for pattern, called, repair in _TEXT:
        if pattern.match(text):
            refuse(name, f"this is {called}", repair)
    if _XML.match(text):
        for pattern, called, repair in _MARKUP:
            if pattern.search(top):
                refuse(name, f"this is {called}", repair)
        refuse(name, "this is XML", _TABLE)
    if _SQL.match(text):
        refuse(name, "this is a dump of a database", "Load it into SQLite or PostgreSQL and name that, or export CSV.")
    if _JSON.match(text):
        refuse(name, "this is JSON, and not FHIR", f"FHIR bundles are read. {_TABLE}")


def refuse_ole(name: str, content: bytes) -> None:
    """Refuse an OLE file that is no workbook, or one that is encrypted.

    Raises
    ------
    ScheduleError: names the format and the way out.
    """
    for stream, called, repair in _OLE_KINDS:
        if stream.encode("utf-16-le") in content:
            refuse(name, f"this is {called}", repair)
