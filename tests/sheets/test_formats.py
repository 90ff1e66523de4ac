"""What a file is called says nothing; what it begins with says all."""

from __future__ import annotations

import gzip
import io

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.written import zipped
from timeline.errors import ScheduleError
from timeline.exports import table_content
from timeline.schedules import read_schedule
from timeline.sheets import MemoryFile
from timeline.sheets.formats import grids
from timeline.sheets.layout import FileFormat

DAY = b"start,end,patient,provider,role,code\n2026-03-02 09:00,9:30,P1,PT1,PT,97110\n"
RECORDS = [line.split(",") for line in DAY.decode().splitlines()]


def packed(content: bytes) -> bytes:
    """Pack as gz without a clock, so that every run packs alike."""
    return gzip.compress(content, mtime=0)


def workbook(cells: bytes = DAY) -> bytes:
    table = pd.read_csv(io.BytesIO(cells), dtype="str")
    content = table_content(table, "xlsx")
    assert isinstance(content, bytes)
    return content


def problem(content: bytes, name: str = "day.csv") -> str:
    with pytest.raises(ScheduleError) as raised:
        grids(name, content, None)
    (fault,) = raised.value.fault_list
    assert fault.repair.endswith(".")
    return fault.problem


@pytest.mark.parametrize("name", ["day.csv", "day.xlsx", "day"])
@pytest.mark.parametrize(
    "content",
    [
        *(DAY, DAY.replace(b",", b"\t"), packed(DAY), zipped(a=DAY), zipped(**{"a": DAY, "__MACOSX/a": b""})),
        *(workbook(), packed(workbook()), zipped(a=workbook())),
        table_content(pd.read_csv(io.BytesIO(DAY), dtype="str"), "parquet"),
    ],
    ids=["csv", "tsv", "gz", "zip", "zip of a Mac", "xlsx", "xlsx in gz", "xlsx in zip", "parquet"],
)
def test_one_table_reads_the_same_in_every_format_under_any_name(content: bytes, name: str) -> None:
    (grid,) = grids(name, content, None)
    assert list(grid.every()) == RECORDS


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7\n", "a PDF"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><log xes.version='1.0'/>", "an event log (XES)"),
        (b"<?xml version='1.0'?><visits/>", "XML"),
        (b"<html><table><tr><td>start", "a web page"),
        (b"<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?><Workbook/>", "a workbook saved as XML"),
        (b"<Bundle xmlns='http://hl7.org/fhir'/>", "FHIR as XML"),
        (b"MSH|^~\\&|A|B\r", "HL7 version 2"),
        (b"UNA:+.? 'UNB+UNOA", "EDIFACT"),
        (b'{"visits": []}', "JSON"),
        (b'[\n {"start": 1}]', "JSON"),
        (b"CREATE TABLE visits (a int);", "a dump of a database"),
        (b"GIF89a\0\1", "a picture (GIF)"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\0\1\0\0Standard ACE DB\0", "an Access database"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"\0" * 257 + b"ustar", "a tar archive"),
        (b"\x09\x08\x10\0\0\6", "a workbook of Excel 97"),
        (zipped(a=DAY, b=DAY), "the zip archive holds 2 files"),
        (zipped(), "the zip archive holds no file"),
        (zipped(a=zipped(b=DAY)), "an archive inside an archive"),
        (packed(packed(DAY)), "an archive inside an archive"),
        (packed(b"%PDF-1.7\n"), "a PDF"),
        (packed(DAY)[:-9], "the archive is damaged"),
        (zipped(a=DAY)[:-9], "the archive is damaged"),
        (b"PK\x03\x04rest", "the archive is damaged"),
        (b"PAR1 and no more PAR1", "the Parquet file is damaged"),
        (b"SQLite format 3\0 and no more", "the SQLite database is damaged"),
        (zipped(**{"[Content_Types].xml": b"application/vnd.ms-excel.sheet.binary.macroEnabled.main"}), "(.xlsb)"),
        (zipped(**{"[Content_Types].xml": b"wordprocessingml.document.main"}), "an Office document without sheets"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.text"), "an OpenDocument file without sheets"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "an encrypted workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "a text document (Word)"),
    ],
)
def test_what_is_not_read_is_named_in_one_fault(content: bytes, words: str) -> None:
    assert words in problem(content)


@pytest.mark.parametrize("header", [b"ORCID,start", b"From time,To time", b"<DATE>,<TIME>", b"BZh,x", b"[Start],[End]"])
def test_a_heading_is_not_taken_for_another_format(header: bytes) -> None:
    (grid,) = grids("day", header + b"\n1,2\n", None)
    assert list(grid.every()) == [header.decode().split(","), ["1", "2"]]


def test_a_table_stated_for_a_file_that_is_no_database_is_a_fault() -> None:
    with pytest.raises(ScheduleError, match="this is no database"):
        grids("day.csv", DAY, FileFormat(table="visits"))


@pytest.mark.parametrize("content", [packed(b"," * 50_000_000), zipped(a=b"," * 50_000_000)])
def test_an_archive_that_unpacks_without_measure_is_refused(content: bytes) -> None:
    assert "far more than a schedule" in problem(content)


def test_an_encrypted_archive_is_refused() -> None:
    content = bytearray(zipped(a=DAY))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert problem(bytes(content)) == "the zip archive is encrypted"


#: Ids as systems write them, with every beginning that a spreadsheet would run or change.
_IDS = st.from_regex(r"[-=+@'\"]{0,2}[A-Za-z0-9_. '\"=-]{0,6}[0-9A-Za-z\"']", fullmatch=True)
_ROWS = st.lists(st.tuples(_IDS, _IDS, st.integers(0, 1380), st.integers(1, 59)), min_size=1, max_size=5)
_KEPT = ["date", "start", "end", "patient", "provider", "role", "code", "kind", "status"]


@settings(max_examples=settings().max_examples // 3)  # each starts a program
@given(rows=_ROWS, kind=st.sampled_from(["csv", "xlsx", "parquet"]), packed=st.booleans())
def test_a_schedule_written_and_read_back_is_the_same(
    rows: list[tuple[str, str, int, int]], kind: str, *, packed: bool
) -> None:
    clock = pd.Timestamp("2026-03-02")
    begun = [clock + pd.Timedelta(minutes=row[2]) for row in rows]
    day = pd.DataFrame(
        {
            "start": begun,
            "end": [moment + pd.Timedelta(minutes=row[3]) for moment, row in zip(begun, rows, strict=True)],
            "patient": [row[0] for row in rows],
            "provider": [row[1] for row in rows],
            "role": "PT",
            "code": "97110",
        }
    )
    try:
        first = read_schedule(day)
    except ScheduleError:  # an id that no file may have
        assume(False)
    content = table_content(first.intervals, kind)
    content = content.encode() if isinstance(content, str) else content
    again = read_schedule(MemoryFile("day", gzip.compress(content) if packed else content))
    pd.testing.assert_frame_equal(again.intervals[_KEPT], first.intervals[_KEPT])
