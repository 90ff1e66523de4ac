"""Where an XLS workbook shows errors, such as #N/A: its reader gives those cells as blank, and blank would mean nobody.

Two formats of Microsoft, read only as far as this needs: [MS-CFB], files within a file, and [MS-XLS], the records of a
workbook (BoundSheet8 2.4.28, BoolErr 2.4.24, Formula 2.4.127).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from types import MappingProxyType

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE = 0xFFFFFFFA  # sectors from here on have a meaning of their own, and end a chain
_NAMES = ("Workbook", "Book")
_SHEET, _BOF, _EOF, _ERROR, _FORMULA = 0x0085, 0x0809, 0x000A, 0x0205, 0x0006
#: Codes of errors ([MS-XLS] 2.5.10) -> what is shown.
_SHOWN = MappingProxyType(
    {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
)
Errors = dict[tuple[int, int], str]


def xls_errors(content: bytes) -> list[Errors]:
    """Find the cells of each worksheet that show an error: (row, column), counted from 0, -> what is shown.

    Nothing for other kinds of workbook, nor for the rest of a damaged one, which its reader refuses.
    """
    if not content.startswith(_OLE):
        return []
    try:
        stream = _workbook(content)
        return [_errors_of(stream, first) for first in _worksheets(stream)]
    except (struct.error, IndexError):
        return []


def _workbook(content: bytes) -> bytes:
    """Return the file of the workbook within the file."""
    (shift,) = struct.unpack_from("<H", content, 30)
    size = 1 << min(shift, 12)
    first_directory, _, _, first_mini = struct.unpack_from("<LLLL", content, 48)
    sectors = _Sectors(content, size, _table(content, size))
    directory = sectors.chain(first_directory)
    entries = [directory[at : at + 128] for at in range(0, len(directory) - 127, 128)]
    root = struct.unpack_from("<L", entries[0], 116)[0]
    for entry in entries:
        (length,) = struct.unpack_from("<H", entry, 64)
        if entry[: max(length - 2, 0)].decode("utf-16-le", errors="replace") not in _NAMES:
            continue
        start, long = struct.unpack_from("<LL", entry, 116)
        if long >= 4096:
            return sectors.chain(start)[:long]
        table = sectors.chain(first_mini)
        mini = struct.unpack(f"<{len(table) // 4}L", table)
        return _Sectors(b"\0" * 64 + sectors.chain(root), 64, mini).chain(start)[:long]
    return b""


def _table(content: bytes, size: int) -> tuple[int, ...]:
    """Return which sector follows each."""
    listed = list(struct.unpack_from("<109L", content, 76))
    (after,) = struct.unpack_from("<L", content, 68)
    while after < _FREE and len(listed) * size <= len(content):
        block = struct.unpack_from(f"<{size // 4}L", content, (after + 1) * size)
        listed += block[:-1]
        after = block[-1]
    found: list[int] = []
    for sector in listed:
        if sector < _FREE:
            found += struct.unpack_from(f"<{size // 4}L", content, (sector + 1) * size)
    return tuple(found)


class _Sectors:
    """Sectors of one size, and which follows which."""

    def __init__(self, content: bytes, size: int, following: tuple[int, ...]) -> None:
        self._content, self._size, self._following = content, size, following

    def chain(self, sector: int) -> bytes:
        """Return the bytes of a chain of sectors; one that runs in a circle ends."""
        parts: list[bytes] = []
        while sector < _FREE and len(parts) <= len(self._following):
            at = (sector + 1) * self._size
            parts.append(self._content[at : at + self._size])
            sector = self._following[sector]
        return b"".join(parts)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Walk the records from a place on: kind, where its content begins, its length."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, at + 4, length
        at += 4 + length


def _worksheets(stream: bytes) -> list[int]:
    """Return where each worksheet begins, in the order of the workbook; charts and macros are none."""
    found: list[int] = []
    for kind, at, _ in _records(stream, 0):
        if kind == _EOF:
            break
        if kind == _SHEET:
            first, _, sort = struct.unpack_from("<LBB", stream, at)
            if sort == 0:
                found.append(first)
    return found


def _errors_of(stream: bytes, first: int) -> Errors:
    found: Errors = {}
    depth = 0
    for kind, at, _ in _records(stream, first):
        if kind == _BOF:  # a chart inside the sheet has a beginning and an end of its own
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                break
        elif kind == _ERROR:
            row, column, _, value, is_error = struct.unpack_from("<HHHBB", stream, at)
            if is_error:
                found[row, column] = _SHOWN.get(value, "#N/A")
        elif kind == _FORMULA:
            row, column, _, result, _, value, _, _, _, marked = struct.unpack_from("<HHHBBBBBBH", stream, at)
            if marked == 0xFFFF and result == 2:
                found[row, column] = _SHOWN.get(value, "#N/A")
    return found
