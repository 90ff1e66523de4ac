"""Rows of a file that are no data: repeated headers, titles and totals; left out where the mapping says so."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

import numpy as np

from timeline.schedules.dates import numeric_orders, unambiguous_day
from timeline.schedules.times import plain_time, time_in
from timeline.sheets import Fix, Sheet
from timeline.sheets.layout import REPEATED_HEADER, TITLES, TOTALS
from timeline.sheets.texts import Stamps

_TOTAL = re.compile(
    r"(?:grand[\s-]?|sub[\s-]?)?totals?\b.*|sums?\b.*|counts?\b.*|\([\d,]+ rows?\)|[\d,]+ rows?",
    re.IGNORECASE | re.DOTALL,
)

_LOOKS = MappingProxyType({REPEATED_HEADER: "the header again", TITLES: "a title", TOTALS: "totals of the file"})


def looks_like(looks: str) -> Fix:
    """Return what is wrong with a row without data that no mapping leaves out."""
    told = f'If so, state [file] leave_out = ["{looks}"] in the mapping file.'
    return Fix(f"looks like {_LOOKS[looks]}, not like data", told)


def rows_without_data(sheet: Sheet, starts: Sequence[int], *, dates: bool = False) -> dict[int, str]:
    """Return what rows look like that are no data, by position.

    Parameters
    ----------
    starts
        Positions of the columns that hold starts.
    dates
        Whether a date is enough of a start, as in a list of claim lines; else it may stand beside the sum of that date.
    """
    found: dict[int, str] = {}
    titles = {_filled(record) for record in sheet.titles} - {()}
    if titles:
        found = {place: TITLES for place, row in enumerate(sheet.rows) if _filled(row) in titles}
    headers = [_padded(record, sheet) for record in (sheet.header, sheet.written) if record]
    totals: dict[int, list[str]] = {}
    for place in _without_clock(sheet, starts, dates):
        cells = [cell.strip() for cell in sheet.rows[place]]
        if any(
            all(not cell or cell.casefold() == name for cell, name in zip(cells, header, strict=True))
            for header in headers
        ):
            found[place] = REPEATED_HEADER
        elif place not in found:
            totals[place] = cells
    found.update(dict.fromkeys((place for place, cells in totals.items() if _says_total(cells)), TOTALS))
    rest = {place: numbers for place, cells in totals.items() if place not in found and (numbers := _numbers(cells))}
    found.update(dict.fromkeys(_sums(sheet, rest, found), TOTALS))
    return dict(sorted(found.items()))


def _padded(record: Sequence[str], sheet: Sheet) -> list[str]:
    width = len(sheet.header)
    return [cell.strip().casefold() for cell in [*record, *[""] * width][:width]]


def _filled(record: Sequence[str]) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, record)))


def _without_clock(sheet: Sheet, starts: Sequence[int], dates: bool) -> Sequence[int]:
    """Return the rows in which no cell of a start reads as a clock."""
    without = np.ones(len(sheet.rows), dtype=np.bool_)
    for start in starts:
        column = sheet.rows.columns[start]
        moments = isinstance(column, Stamps)
        without &= ~(column.filled() if moments else column.where(lambda cell: _is_clock(cell, dates)))
    found: list[int] = np.flatnonzero(without).tolist()
    return found


def _says_total(cells: Sequence[str]) -> bool:
    return any(_TOTAL.fullmatch(cell) for cell in cells if cell)


def _is_clock(written: str, dates: bool) -> bool:
    if plain_time(written) is not None:
        return True
    cell = written.strip()
    if not cell or time_in(cell) is not None:
        return bool(cell)
    if re.search(r"\d:\d\d", cell):  # a range, however it is written
        return True
    return bool(re.search(r"\d[-/.]\d", cell)) and (dates or not _is_date(cell))


def _is_date(cell: str) -> bool:
    return numeric_orders(cell) is not None or isinstance(unambiguous_day(cell), date)


def _numbers(cells: Sequence[str]) -> dict[int, Decimal]:
    """Return the numbers of a row by column; none where a cell is filled with anything else."""
    found: dict[int, Decimal] = {}
    for column, cell in enumerate(cells):
        if cell:
            number = _number(cell)
            if number is None:
                return {}
            found[column] = number
    return found


def _sums(sheet: Sheet, rows: Mapping[int, Mapping[int, Decimal]], no_data: Mapping[int, str]) -> list[int]:
    """Return the rows in which every filled cell is its column's sum above it, or the count of the rows above."""
    above: dict[int, Decimal] = dict.fromkeys((column for numbers in rows.values() for column in numbers), Decimal(0))
    found: list[int] = []
    counted = 0
    last = max(rows, default=-1)
    for place, row in enumerate(sheet.rows[: last + 1]):
        if place in no_data:
            continue
        own = rows.get(place)
        if own and counted and all(number in (above[column], counted) for column, number in own.items()):
            found.append(place)
            continue
        counted += 1
        for column in above:
            above[column] += _number(row[column].strip()) or 0
    return found


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text.replace(",", "")) if text and len(text) < 30 else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None
