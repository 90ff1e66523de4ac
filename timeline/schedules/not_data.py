"""Rows of a file that are no data: repeated headers, titles and totals; left out where the mapping says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from timeline.schedules.times import time_in
from timeline.sheets import Sheet
from timeline.sheets.layout import REPEATED_HEADER, TITLES, TOTALS

_TOTAL = re.compile(r"(?:grand |sub-?)?total\b.*|sums?\b.*|count\b.*|\(\d+ rows?\)|\d+ rows?", re.IGNORECASE)


def rows_without_data(sheet: Sheet, starts: Sequence[int]) -> dict[int, str]:
    """Return what rows look like that are no data, by position.

    Parameters
    ----------
    starts
        Positions of the columns that hold starts.
    """
    found: dict[int, str] = {}
    header = [name.casefold() for name in sheet.header]
    titles = {tuple(filter(None, map(str.strip, record))) for record in sheet.titles} - {()}
    sums = _Sums(sheet)
    for place, row in enumerate(sheet.rows):
        cells = [cell.strip() for cell in row]
        if all(not cell or cell.casefold() == name for cell, name in zip(cells, header, strict=True)):
            found[place] = REPEATED_HEADER
        elif titles and tuple(filter(None, cells)) in titles:
            found[place] = TITLES
        elif not any(_is_clock(cells[start]) for start in starts) and (_says_total(cells) or sums.are(place, cells)):
            found[place] = TOTALS
    return found


def _says_total(cells: Sequence[str]) -> bool:
    return any(_TOTAL.fullmatch(cell) for cell in cells if cell)


def _is_clock(cell: str) -> bool:
    return bool(cell) and (time_in(cell) is not None or bool(re.search(r"\d[-/.]\d", cell)))


class _Sums:
    """The sums of a sheet's columns, row by row, worked out where they are first needed."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._numbers: list[list[Decimal | None]] | None = None

    def are(self, place: int, cells: Sequence[str]) -> bool:
        """Whether every filled cell of a row is its column's sum above it, or the count of the rows so far."""
        filled = [(column, _number(cell)) for column, cell in enumerate(cells) if cell]
        if not filled or place == 0 or any(number is None for _, number in filled):
            return False
        return all(number in (self._above(column, place), Decimal(place)) for column, number in filled)

    def _above(self, column: int, place: int) -> Decimal:
        if self._numbers is None:
            self._numbers = [[_number(cell.strip()) for cell in row] for row in self._sheet.rows]
        return sum((row[column] or Decimal(0) for row in self._numbers[:place]), Decimal(0))


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text.replace(",", "")) if text and len(text) < 30 else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None
