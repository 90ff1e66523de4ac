"""The rows of a plain CSV file, read by pyarrow, which makes no text of a cell that stands on another row already."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

import numpy as np

from timeline.sheets.texts import Table, Texts

#: Cells up to this length are read by Python's reader, too.
_LONGEST_CELL = 131_072
_QUOTE, _BYTE_ORDER_MARK = b'"', b"\xef\xbb\xbf"
#: So many bytes of a long file are taken at once, and so often before the lines of a piece are all there.
_BLOCK, _MOST_BLOCKS = 1 << 20, 64


def plain_rows(content: bytes, above: int, delimiter: str, width: int) -> Table | None:
    """Read the rows of a text in UTF-8 below its first records; None where Python's reader might read them otherwise.

    That is one with a quotation mark, a blank line, a line end of its own kind, or a row that is longer or shorter than
    the others; and every one where pyarrow is not loaded, as loading it takes longer than reading a day.

    Parameters
    ----------
    above
        How many records stand above the rows.
    width
        How many cells each row has.
    """
    arrow = sys.modules.get("pyarrow")
    content = content.removeprefix(_BYTE_ORDER_MARK)
    if arrow is None or width < 2 or len(delimiter.encode()) != 1 or _QUOTE in content:
        return None
    if content.count(b"\r") != content.count(b"\r\n"):
        return None
    ends = np.flatnonzero(np.frombuffer(content, dtype=np.uint8) == ord("\n"))
    lengths = np.diff(ends, prepend=-1, append=len(content))
    if len(ends) <= above or lengths.max() > _LONGEST_CELL:
        return None
    from pyarrow import csv

    begins = int(ends[above - 1]) + 1 if above else 0
    names = [str(place) for place in range(width)]
    text = arrow.dictionary(arrow.int32(), arrow.string())
    try:
        read = csv.read_csv(
            arrow.py_buffer(memoryview(content)[begins:]),
            csv.ReadOptions(use_threads=False, block_size=max(1, len(content)), column_names=names),
            csv.ParseOptions(delimiter=delimiter, quote_char=False, escape_char=False),
            csv.ConvertOptions(column_types=dict.fromkeys(names, text), null_values=[], strings_can_be_null=False),
        )
    except arrow.ArrowInvalid:  # a row of another length
        return None
    if len(read) != len(ends) - above + (ends[-1] + 1 < len(content)):  # it passes over a blank line
        return None
    columns = [chunked.combine_chunks() for chunked in read.columns]
    return Table(
        [Texts(own.dictionary.to_pylist(), own.indices.to_numpy().astype(np.intp)) for own in columns], len(read)
    )


def plain_pieces(file: BinaryIO, above: int, delimiter: str, width: int, rows: int) -> Iterator[tuple[Table, int]]:
    """Read so many rows of a text in UTF-8 at a time, as far as `plain_rows` does; and where in the file each ends.

    Parameters
    ----------
    file
        At its beginning.
    above
        How many records stand above the rows.
    rows
        How many rows a piece has; the last one may have fewer.
    """
    with suppress(ImportError):
        import pyarrow  # noqa: F401 - a long file is worth it
    ends = 0
    for lines in _pieces(file, above + rows, rows):
        if b"\0" in lines or (ends and lines.startswith(_BYTE_ORDER_MARK)):
            return
        try:
            lines.decode()
        except UnicodeError:
            return
        found = plain_rows(lines, 0 if ends else above, delimiter, width)
        if found is None:
            return
        ends += len(lines)
        yield found, ends


def _pieces(file: BinaryIO, first: int, rows: int) -> Iterator[bytes]:
    """Take so many lines at first, and then always so many, until one line or a piece is far too long."""
    held: list[bytes] = []
    lacking = first
    while block := file.read(_BLOCK):
        ends = np.flatnonzero(np.frombuffer(block, dtype=np.uint8) == ord("\n"))
        begins = taken = 0
        while len(ends) - taken >= lacking:
            taken += lacking
            until = int(ends[taken - 1]) + 1
            yield b"".join([*held, block[begins:until]])
            held, begins, lacking = [], until, rows
        held.append(block[begins:])
        lacking -= len(ends) - taken
        if len(held) > _MOST_BLOCKS or (not len(ends) and len(block) == _BLOCK):
            return
    if any(held):
        yield b"".join(held)
