import struct
from pathlib import Path

import pytest

from timeline.sheets.sheet import Grid
from timeline.sheets.workbooks import show_errors, workbook_grids
from timeline.sheets.xls_errors import xls_errors

VISITS = Path(__file__).with_name("visits.xls")
FREE, END = 0xFFFFFFFF, 0xFFFFFFFE


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def boundsheet(at: int, sort: int = 0) -> bytes:
    return record(0x85, struct.pack("<LBB", at, 0, sort) + b"\x01\x00a")


def sheet(*records: bytes) -> bytes:
    return record(0x809, b"\0" * 16) + b"".join(records) + record(0x0A)


def error(row: int, column: int, code: int) -> bytes:
    return record(0x205, struct.pack("<HHHBB", row, column, 0, code, 1))


def formula(row: int, column: int, code: int) -> bytes:
    return record(0x06, struct.pack("<HHHBBBBBBH", row, column, 0, 2, 0, code, 0, 0, 0, 0xFFFF) + b"\0" * 6)


def stream(*sheets: tuple[int, bytes]) -> bytes:
    """The globals of a workbook, and its sheets: (kind, content)."""
    start = len(sheet(*[boundsheet(0)] * len(sheets)))
    places = [start + sum(len(content) for _, content in sheets[:number]) for number in range(len(sheets))]
    listed = [boundsheet(place, sort) for place, (sort, _) in zip(places, sheets, strict=True)]
    return sheet(*listed) + b"".join(content for _, content in sheets)


def compound(workbook: bytes) -> bytes:
    """A file of [MS-CFB] with one file in it, in the small sectors if it is small."""
    small = len(workbook) < 4096
    sectors = -(-len(workbook) // 512)
    first = 3 if small else 2
    following = [0xFFFFFFFD, END, *([END] if small else []), *range(first + 1, first + sectors), END]
    table = struct.pack("<128L", *following, *[FREE] * (128 - len(following)))
    mini = -(-len(workbook) // 64)
    chain = struct.pack("<128L", *range(1, mini), END, *[FREE] * (128 - mini)) if small else b""

    def entry(name: str, start: int, size: int) -> bytes:
        text = name.encode("utf-16-le")
        return struct.pack("<64sH50sLL4x", text, len(text) + 2, b"", start, size)

    directory = entry("Root Entry", first, len(workbook)) + entry("Workbook", 0 if small else first, len(workbook))
    header = struct.pack("<8s22xHH10xLLLLLLLL", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 9, 6, 1, 1, 0, 4096, 2, 1, END, 0)
    head = (header + struct.pack("<109L", 0, *[FREE] * 108)).ljust(512, b"\0")
    return head + table + directory.ljust(512, b"\0") + chain + workbook.ljust(sectors * 512, b"\0")


@pytest.mark.parametrize("filler", [0, 3000])
def test_errors_are_found_as_cells_and_as_results_of_formulas(filler):
    blank = [record(0x201, b"\0" * 6)] * filler
    found = xls_errors(compound(stream((0, sheet(*blank, error(1, 3, 0x2A), formula(7, 0, 0x07))))))
    assert found == [{(1, 3): "#N/A", (7, 0): "#DIV/0!"}]


def test_charts_are_no_worksheets_and_end_no_worksheet_they_stand_in():
    inside = sheet(sheet(), error(0, 0, 0x17))
    assert xls_errors(compound(stream((2, sheet(error(9, 9, 0))), (0, inside)))) == [{(0, 0): "#REF!"}]


def test_truth_is_no_error():
    true = record(0x205, struct.pack("<HHHBB", 0, 0, 0, 1, 0))
    assert xls_errors(compound(stream((0, sheet(true))))) == [{}]


def test_a_chain_of_sectors_in_a_circle_ends():
    content = bytearray(compound(stream((0, sheet(*[record(0x201, b"\0" * 6)] * 3000)))))
    content[512 + 4 * 3 : 512 + 4 * 4] = struct.pack("<L", 2)
    assert xls_errors(bytes(content)) == [{}]


@pytest.mark.parametrize("cut", [0, 8, 60, 512, 700, 1100])
def test_what_is_cut_off_or_no_such_workbook_has_none(cut):
    assert xls_errors(compound(stream((0, sheet(error(1, 3, 0x2A)))))[:cut]) == []


def test_an_error_of_a_workbook_that_another_program_made_stands_in_its_cell():
    assert xls_errors(VISITS.read_bytes()) == [{(1, 4): "#N/A"}, {}]
    assert workbook_grids("visits.xls", VISITS.read_bytes())[0].records[1][4] == "#N/A"


def test_an_error_stands_in_its_cell_even_outside_of_what_the_reader_saw():
    grid = Grid([["a", "b"], ["1", ""]])
    show_errors(grid, {(1, 1): "#N/A", (2, 2): "#REF!"})
    assert grid.records == [["a", "b", ""], ["1", "#N/A", ""], ["", "", "#REF!"]]


def test_an_error_far_out_is_no_table():
    grid = Grid([["a"]])
    show_errors(grid, {(65_000, 65_000): "#N/A"})
    assert grid.records == [["a"]]
