"""Cells of a table -> which row holds the names, which rows are data, and what a mapping must say of the rest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from timeline.proposal.contents import Profile, look, plain_cell, profiles
from timeline.proposal.headerless import named_by_contents
from timeline.proposal.names import known_header
from timeline.sheets.sheet import says_nothing

#: The header is looked for in the first rows that are not blank.
_TOP = 25
#: How many known names make a row a header.
_KNOWN = 2
_TOTAL = re.compile(r"(?:grand |sub-?\s?)?total\b|subtotal\b|sum\b|count\b|\(?\d+ rows?\)?$", re.IGNORECASE)
_CLOCKS = ("moment", "day", "time", "range")


@dataclass(frozen=True)
class Layout:
    """A table taken apart.

    Parameters
    ----------
    columns
        Its columns, counted over the rows that are data.
    numbers, rows
        The rows that are data, with the numbers a spreadsheet shows; cells as the file has them.
    file
        What a mapping states under `[file]`.
    header_row
        The row of the names; 0 where there is none.
    named
        How many of its headers are known words.
    totals
        Numbers of the rows that are a sum or a count.
    """

    columns: list[Profile]
    numbers: list[int]
    rows: list[list[str]]
    file: dict[str, Any] = field(default_factory=dict)
    header_row: int = 1
    named: int = 0
    totals: tuple[int, ...] = ()

    def column(self, header: str) -> Profile:
        """Return a column by the name a mapping gives it."""
        return next(each for each in self.columns if each.header == header)

    def cells(self, column: Profile) -> list[str]:
        """Return the cells of a column, trimmed, words for nothing as blank."""
        texts = [plain_cell(row[column.place]) if column.place < len(row) else "" for row in self.rows]
        return ["" if text in column.nothing else text for text in texts] if column.nothing else texts


def laid_out(records: Sequence[list[str]]) -> Layout:
    """Find the header of a table, and the rows that are no data.

    A row with known names is the header, wherever it stands; a first row that holds clocks is data of a file that has
    no header.
    """
    filled = [(number, record) for number, record in enumerate(records, start=1) if _says_something(record)]
    if not filled:
        return Layout([], [], [], header_row=0)
    place = _header(filled)
    file: dict[str, Any] = {}
    if place is None:
        width = max(len(record) for _, record in filled[:_TOP])
        header, number, body = [f"column {place}" for place in range(1, width + 1)], 0, filled
    else:
        number, cells = filled[place]
        header, body = _distinct(cells), filled[place + 1 :]
        if place:
            file["header_row"] = number
    columns = profiles(header, [record for _, record in body])
    left_out, totals = _no_data(header, columns, body)
    titles = _titles([record for _, record in filled[: place or 0]], body)
    left_out += ["titles"] if titles else []
    if left_out:
        file["leave_out"] = left_out
        dropped = {*totals, *titles, *_repeats(header, body)}
        body = [(row, record) for row, record in body if row not in dropped]
        columns = profiles(header, [record for _, record in body])
    if not number:
        columns = named_by_contents(columns)
    numbers, rows = [row for row, _ in body], [record for _, record in body]
    return Layout(columns, numbers, rows, file, number, known_header(header) if number else 0, tuple(totals))


def _says_something(record: list[str]) -> bool:
    """Whether a record is neither blank nor a comment; most tell by their first sign."""
    return (bool(record) and record[0][:1].isalnum()) or not says_nothing(record)


def _header(filled: Sequence[tuple[int, list[str]]]) -> int | None:
    """Return the position of the header among rows that are not blank, or None."""
    top = filled[:_TOP]
    known = [0 if _has_clock(record) else known_header(record) for _, record in top]
    best = max(known)
    if best >= _KNOWN:
        return known.index(best) if known[0] < _KNOWN or best > 2 * known[0] else 0
    widths = [sum(map(bool, record)) for _, record in top]
    first = next(place for place, width in enumerate(widths) if width * 2 >= max(widths))
    return None if _has_clock(top[first][1]) else first


def _has_clock(record: Sequence[str]) -> bool:
    return any(look(cell.strip()).kind in _CLOCKS for cell in record if cell)


def _distinct(cells: Sequence[str]) -> list[str]:
    """Name columns as a mapping does: runs of blanks as one, and the second of two equal names with `#2`."""
    seen: Counter[str] = Counter()
    names: list[str] = []
    for place, cell in enumerate(cells, start=1):
        name = " ".join(cell.split()) or f"column {place}"
        seen[name.casefold()] += 1
        times = seen[name.casefold()]
        names.append(name if times == 1 else f"{name}#{times}")
    return names


def _no_data(
    header: Sequence[str], columns: Sequence[Profile], body: Sequence[tuple[int, list[str]]]
) -> tuple[list[str], list[int]]:
    """Say which kinds of rows are no data, and which rows are totals."""
    kinds = ["repeated header"] if _repeats(header, body) else []
    spoken = {cell for column in columns for cell in column.counts if _TOTAL.match(cell)}
    totals = [
        number
        for number, record in body
        if spoken and not spoken.isdisjoint(map(plain_cell, record)) and not _has_clock(record)
    ]
    if not totals and len(body) > 2 and _is_sum(body):
        totals = [body[-1][0]]
    return ([*kinds, "totals"] if totals else kinds), totals


def _repeats(header: Sequence[str], body: Sequence[tuple[int, list[str]]]) -> list[int]:
    first = header[0].casefold()
    return [
        number
        for number, record in body
        if record
        and " ".join(record[0].split()).casefold() == first
        and all(
            " ".join(cell.split()).casefold() == name.partition("#")[0].casefold()
            for name, cell in zip(header, record, strict=False)
            if cell.strip()
        )
    ]


def _titles(above: Sequence[list[str]], body: Sequence[tuple[int, list[str]]]) -> list[int]:
    """Name the rows that repeat a line from above the header, as the pages of a report do."""
    lines = {tuple(cell.strip() for cell in record if cell.strip()) for record in above}
    if not lines:
        return []
    return [number for number, record in body if tuple(cell.strip() for cell in record if cell.strip()) in lines]


def _is_sum(body: Sequence[tuple[int, list[str]]]) -> bool:
    """Whether the last row holds nothing but sums of its columns, or the count of rows."""
    *above, (_, last) = body
    filled = [place for place, cell in enumerate(last) if cell.strip()]
    if len(filled) * 2 > len(last):
        return False
    for place in filled:
        numbers = [_number(record[place]) for _, record in above if place < len(record) and record[place].strip()]
        value = _number(last[place])
        whole = None not in numbers
        if value is None or value not in (sum(filter(None, numbers)) if whole else None, len(above)):
            return False
    return bool(filled)


def _number(cell: str) -> float | None:
    try:
        return float(plain_cell(cell))
    except ValueError:
        return None
