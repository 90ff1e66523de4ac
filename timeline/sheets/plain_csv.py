"""The rows of a plain CSV file, read by pyarrow, which makes no text of a cell that stands on another row already."""

from __future__ import annotations

import sys

import numpy as np

from timeline.sheets.texts import Table, Texts

#: Cells up to this length are read by Python's reader, too.
_LONGEST_CELL = 131_072
_QUOTE, _BYTE_ORDER_MARK = b'"', b"\xef\xbb\xbf"


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
    if content.startswith(_BYTE_ORDER_MARK, begins):  # pyarrow takes it off
        return None
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
