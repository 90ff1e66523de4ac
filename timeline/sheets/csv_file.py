"""Bytes of a CSV file -> its cells."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice, repeat, takewhile
from typing import NoReturn

from timeline.sheets.plain_csv import plain_rows
from timeline.sheets.sheet import Grid, refuse, says_nothing
from timeline.sheets.texts import Table

Wanted = Callable[[Sequence[str]], bool]
#: Delimiters found by themselves, in the order that ties follow.
DELIMITERS = (",", ";", "\t", "|")
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
#: The delimiter is looked for in the first characters of a file.
_TOP, _LINES = 65_536, 30
#: What ends a line elsewhere, and stands in no header.
_OTHER_LINE_END = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]")
#: More lines, mostly blank as a rule, would not fit into memory; no schedule is as wide as a worksheet can be.
MOST_LINES, MOST_COLUMNS = 5_000_000, 16_384
#: No row of a schedule is nearly as long; a longer line is not read to its end.
LONGEST_LINE = 10_000_000
#: So many records are read at once.
_CHUNK = 1_000
_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t|])"?(?:\r\n|\r|\n|$)', re.IGNORECASE)


def csv_grid(
    name: str,
    content: bytes,
    *,
    delimiter: str = "",
    encoding: str = "",
    mapped: bool = True,
    wanted: Wanted = lambda _: True,
) -> Grid:
    """Split the bytes of a CSV file into records.

    Parameters
    ----------
    delimiter, encoding
        As stated by a mapping; empty = found from the first lines, and UTF-8 (or UTF-16 with its mark).
    mapped
        Whether a mapping file could state them.
    wanted
        Whether a line is a header with the columns that are looked for.

    Raises
    ------
    ScheduleError: not text, another encoding, an open quotation mark, too many lines or columns.
    """
    if max(content.count(b"\n"), content.count(b"\r")) > MOST_LINES:
        refuse(name, f"the file has more than {MOST_LINES:,} lines", "Remove blank lines, or export a shorter period.")
    _check_lines(name, content)
    text = _decode(name, content, encoding, mapped)
    begins, delimiter = layout_of(text, delimiter, wanted)
    reading = Reading(name, csv.reader(io.StringIO(text[begins:], newline=""), delimiter=delimiter, strict=True))
    top = reading.top()
    width = len(top[-1]) if top else 0
    plain = not begins and not encoding and marked_encoding(content) != "utf-16"
    body = plain_rows(content, len(top), delimiter, width) if plain else None
    return Grid(top, body=reading.body(width) if body is None else body)


def _check_lines(name: str, content: bytes) -> None:
    """Refuse a line that is far too long before a text of it is made; bytes count, of which a sign may have four."""
    begins = 0
    while len(content) - begins > 4 * LONGEST_LINE:
        until = begins + 4 * LONGEST_LINE
        ends = max(content.rfind(end, begins, until) for end in (b"\n", b"\r"))
        if ends < 0:
            refuse_length(name, max(content.count(end, 0, begins) for end in (b"\n", b"\r")) + 1)
        begins = ends + 1


def layout_of(text: str, delimiter: str, wanted: Wanted) -> tuple[int, str]:
    """Return where the records of a text begin and what divides their cells, given at least its first lines."""
    stated = _SEPARATOR_LINE.match(text)
    if stated:
        return stated.end(), delimiter or stated[1]
    return 0, delimiter or _find_delimiter(text, wanted)


def _decode(name: str, content: bytes, encoding: str, mapped: bool) -> str:
    marked = marked_encoding(content)
    try:
        text = content.decode(marked or encoding or "utf-8")
    except UnicodeError:
        if b"\0" in content and not marked:
            refuse_binary(name)
        refuse_encoding(name, marked, encoding, mapped=mapped)
    if "\0" in text:
        refuse_binary(name)
    return text


def marked_encoding(content: bytes) -> str:
    """Return the encoding that the first bytes of a text state; empty where they state none."""
    return next((found for mark, found in _BYTE_ORDER_MARKS if content.startswith(mark)), "")


def refuse_encoding(name: str, marked: str, encoding: str, *, mapped: bool) -> NoReturn:
    """Refuse bytes that are no text in the encoding they state, or that is stated of them."""
    spoken = "UTF-16" if marked == "utf-16" else marked.removesuffix("-sig").upper() or encoding or "UTF-8"
    stated = ', or state encoding in the mapping: [file] encoding = "cp1252"' if mapped else ""
    refuse(name, f"the text is not {spoken}", f"Save as CSV UTF-8{stated}.")


class Reading:
    """The records of a text, taken from its beginning.

    Parameters
    ----------
    records
        A strict reader of them.
    above
        How many stand above them.
    """

    def __init__(self, name: str, records: Iterator[list[str]], above: int = 0) -> None:
        self._name, self._records, self._read = name, records, above
        self._waiting: list[list[str]] = []

    @property
    def row(self) -> int:
        """The row that is read now."""
        return self._read + len(self._waiting) + 1

    def top(self, header_row: int = 0) -> list[list[str]]:
        """Take everything down to the header: the row of that number, or the first that says anything."""
        found: list[list[str]] = []
        while record := self._some(1):
            found += record
            if len(found) == header_row or (not header_row and not says_nothing(record[0])):
                break
        check_width(self._name, found, range(len(found)))
        check_header(self._name, found)
        return found

    def body(self, width: int, rows: int = 0) -> Table:
        """Take so many rows, or all that are left, by column."""
        above = self._read + len(self._waiting)
        wanted = repeat(_CHUNK) if not rows else chain(repeat(_CHUNK, rows // _CHUNK), [rows % _CHUNK])
        found = Table.of(chain.from_iterable(takewhile(bool, map(self._some, wanted))), width)
        check_width(self._name, [*found.odd.values()], [above + found.place(row) for row in found.odd])
        return found

    def _some(self, count: int) -> list[list[str]]:
        self._read += len(self._waiting)
        self._waiting = []
        try:
            self._waiting.extend(islice(self._records, count))
        except csv.Error:
            refuse_quotes(self._name, self.row)
        return self._waiting


def check_header(name: str, records: Sequence[Sequence[str]]) -> None:
    """Refuse a file that is one line to a program, and several to a person."""
    header = next((record for record in records if not says_nothing(record)), [])
    if any(_OTHER_LINE_END.search(cell) for cell in header):
        problem = "its lines end in a sign that ends no line of a CSV file, so that all of it is one row"
        refuse(name, problem, "Save it as CSV UTF-8 from a spreadsheet program.", row=1)


def refuse_quotes(name: str, row: int) -> NoReturn:
    """Refuse a quotation mark that is not closed: reading on would swallow rows into one cell without a word."""
    problem = "a quotation mark is not closed or is inside a quoted cell, or a cell is far too long"
    refuse(name, problem, 'Write a quotation mark inside a cell twice: "".', row=row)


def refuse_length(name: str, row: int) -> NoReturn:
    """Refuse a line that is longer than any row: what follows is not read."""
    problem = f"the row has more than {LONGEST_LINE:,} characters"
    refuse(name, problem, "Export one row a line, and only the columns needed.", row=row)


def check_width(name: str, records: Sequence[Sequence[str]], places: Sequence[int]) -> None:
    """Refuse a record wider than any schedule, given how many records of the file stand above each."""
    widest = max(range(len(records)), key=lambda row: len(records[row]), default=0)
    if records and len(records[widest]) > MOST_COLUMNS:
        row = places[widest] + 1
        refuse(name, f"the row has more than {MOST_COLUMNS:,} cells", "Export only the columns needed.", row=row)


def _find_delimiter(text: str, wanted: Wanted) -> str:
    """Take the delimiter that splits the first lines into a table.

    One that gives the wanted columns comes first; then the one that divides most lines, leaves no quotation mark in a
    cell, divides most lines into one number of cells, and into most cells. A sign that stands often in one cell, or
    in a title above the header, divides no other line.
    """
    top = text[:_TOP]
    # A sign that does not stand there divides no line: it is asked about only where no other does.
    tops = {delimiter: _top(top, delimiter) for delimiter in DELIMITERS if delimiter in top}
    fit = [delimiter for delimiter, records in tops.items() if any(map(wanted, records))]
    best = max(fit, key=lambda delimiter: _order(tops[delimiter]), default="")
    if best and _order(tops[best])[0]:
        return best
    tops = {delimiter: tops.get(delimiter) or _top(top, delimiter) for delimiter in DELIMITERS}
    fit = [delimiter for delimiter, records in tops.items() if any(map(wanted, records))] or list(DELIMITERS)
    return max(fit, key=lambda delimiter: _order(tops[delimiter]))


def first_records(text: str) -> Iterator[list[str]]:
    """Divide the first lines of a text in every way that a delimiter may."""
    for delimiter in DELIMITERS:
        yield from _top(text[:_TOP], delimiter)


def _order(records: Sequence[Sequence[str]]) -> tuple[int, bool, int, int]:
    widths = Counter(len(record) for record in records if len(record) > 1)
    width, lines = max(widths.items(), key=lambda each: each[::-1], default=(0, 0))
    return widths.total(), not any('"' in cell for record in records for cell in record), lines, width


def _top(text: str, delimiter: str) -> list[list[str]]:
    """Return the first lines that are neither blank nor a comment."""
    records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    said = (record for record in records if not says_nothing(record) and not record[0].lstrip().startswith("#"))
    try:
        return list(islice(said, _LINES))
    except csv.Error:  # a cell far too long
        return []


def refuse_binary(name: str) -> NoReturn:
    """Refuse bytes that are no text."""
    refuse(name, "this is not a text file", "Save it as CSV UTF-8.", row=1)
