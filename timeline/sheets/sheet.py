"""Cells of a table -> a header and records, with the row numbers a spreadsheet shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import NoReturn

import numpy as np

from timeline.errors import Fault, ScheduleError
from timeline.sheets.headers import Fix
from timeline.sheets.layout import FileFormat
from timeline.sheets.texts import Mask, Table

#: What the format of a file says that it holds, in words for messages.
SCHEDULE, CLAIMS, REMITTANCE = "a schedule", "a list of claims", "a remittance"
_PLACES = {
    SCHEDULE: "Name it among the schedule's files.",
    CLAIMS: "Pass it with --claims, beside the schedule.",
    REMITTANCE: "Pass it to `timeline denials` with --remittance, beside the schedule.",
}


@dataclass(frozen=True, slots=True)
class Marks:
    """What a standard says of the rows of its file, beside their cells; a place counts records, the header is 0.

    Parameters
    ----------
    numbers
        What each row is called; the header, which the file does not have, is 0. Empty = as a spreadsheet counts.
    left_out
        Place -> why the row is not analyzed.
    faults
        Place -> the column, and what is wrong: the row cannot be read.
    zone
        The IANA name of the one time zone the file states for its clocks; empty if it states none, or several.
    holds
        What the file can only be: `SCHEDULE`, `CLAIMS` or `REMITTANCE`; empty where that is open.
    """

    numbers: tuple[int, ...] = ()
    left_out: Mapping[int, str] = field(default_factory=dict)
    faults: Mapping[int, tuple[str, Fix]] = field(default_factory=dict)
    zone: str = ""
    holds: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one table of a file, before anyone knows which row is the header.

    Parameters
    ----------
    records
        Every row from the first on, blank ones included: row 1 of a spreadsheet is the first. Cells as the file has
        them, untrimmed; the rows may differ in length.
    sheet
        The table's name in its file; empty where a file is one table.
    hidden
        Whether the file hides it.
    marks
        What the format itself says of rows; None where a row is nothing but its cells.
    top, above
        Of a piece of a long file: how many of the records begin every piece, and how many of the file lie between them
        and the first of the others.
    body
        The rows below the records, where they are kept by column.
    named
        Whether the format itself says that the first record names the columns.
    """

    records: list[list[str]]
    sheet: str = ""
    hidden: bool = False
    marks: Marks | None = None
    top: int = 0
    above: int = 0
    body: Table | None = None
    named: bool = False

    def every(self) -> Iterator[list[str]]:
        """Walk every row, wherever it is kept."""
        return chain(self.records, () if self.body is None else self.body.records())

    def number(self, place: int) -> int:
        """Return the number a spreadsheet shows for a record, given its place among these."""
        return place + 1 if place < self.top else place + 1 + self.above


@dataclass(frozen=True, slots=True)
class Sheet:
    """The text of one file.

    Parameters
    ----------
    name
        What messages and interval ids call it.
    header, header_row
        Trimmed column names as written, and their row number.
    rows, numbers
        The records with at least one cell filled, each as long as the header, by column; and their row numbers.
        Comments and blank records are left out, but counted.
    faults
        Records that have more cells than the header; they are not in `rows`.
    ragged
        Row numbers of records shorter or longer than the header: their cells may be under wrong names.
    short
        Those of them that are shorter: cells are missing at their end.
    labels
        Gives what a row of a frame is called, by its position; None for a file, whose rows have numbers.
    sheet
        The table's name in its file; empty where a file is one table.
    titles
        What stands above the header.
    left_out
        Position in `rows` -> why the format itself says that the row is not analyzed.
    zone
        The time zone that the file states for its clocks; empty if it states none, or several.
    holds
        What its format can only be: `SCHEDULE`, `CLAIMS` or `REMITTANCE`; empty where that is open.
    written
        What the row of the header holds, where a mapping gives other names.
    top
        The first rows of the table, as they are.
    """

    name: str
    header: list[str]
    header_row: int
    rows: Table
    numbers: Sequence[int]
    faults: list[Fault]
    ragged: set[int]
    short: set[int]
    labels: Callable[[int], str] | None = None
    sheet: str = ""
    titles: Sequence[Sequence[str]] = ()
    left_out: dict[int, str] = field(default_factory=dict)
    zone: str = ""
    holds: str = ""
    written: Sequence[str] = ()
    top: Sequence[Sequence[str]] = ()

    def misplaced(self, wanted: str) -> list[Fault]:
        """Say where the file belongs if it is not what is wanted; nothing if it may be."""
        if self.holds in ("", wanted):
            return []
        return [Fault(self.name, None, "", "", f"this is {self.holds}, not {wanted}", _PLACES[self.holds])]

    @property
    def called(self) -> str:
        """What ids of its rows begin with: the file, and its sheet where it has several."""
        return f"{self.name}[{self.sheet}]" if self.sheet else self.name

    def fault(self, row: int, column: str, value: str, problem: str, repair: str) -> Fault:
        """Describe what is wrong with a row; a frame's row is also named by its position."""
        place = self.labels(row - 2) if self.labels is not None else ""
        return Fault(self.name, row, column, value, problem, repair, self.sheet, place)


def make_sheet(
    name: str,
    grid: Grid,
    form: FileFormat | None = None,
    *,
    several: bool = False,
    labels: Callable[[int], str] | None = None,
) -> Sheet:
    """Separate header, records, comments and blank records.

    Parameters
    ----------
    form
        What a mapping states of the file: which row is the header, or the names where there is none.
    several
        Whether the file has other tables, so that its rows are called by the sheet's name, too.

    Raises
    ------
    ScheduleError: there is no header.
    """
    if grid.marks is not None:
        return marked_sheet(name, grid.records, grid.marks)
    stated = form or FileFormat()
    if grid.named and stated.columns and not stated.header_row:
        stated = replace(stated, header_row=1)  # the names of the mapping take the place of those of the file
    called = grid.sheet if several else ""
    if grid.body is not None and (header := _first_row(grid, stated)) is not None:
        written = grid.records[-1] if stated.columns else ()
        return _of_columns(name, grid, header, labels, called, written)
    return _of_records(name, grid, stated, labels, called)


def _of_records(name: str, grid: Grid, stated: FileFormat, labels: Callable[[int], str] | None, called: str) -> Sheet:
    """Make the sheet of rows that are looked at one by one, the header among them."""
    records = list(grid.every())
    filled = [(grid.number(place), record) for place, record in enumerate(records) if not says_nothing(record)]
    if not filled:
        refuse(name, "the file is empty", "Put column names in row 1.", row=1)
    header_row, header, first = _header(name, records, filled, stated)
    titles = records[: max(0, header_row - 1)]
    written = records[header_row - 1] if header_row and stated.columns else ()
    sheet = Sheet(
        name,
        header,
        header_row,
        _NO_ROWS,
        [],
        [],
        set(),
        set(),
        labels,
        called,
        titles,
        written=written,
        top=records[:_TOP],
    )
    width = len(header)
    rows: list[list[str]] = []
    numbers: list[int] = []
    for row, record in filled:
        if row < first:
            continue
        if len(record) != width:
            if not _fits(sheet, row, record):
                continue
            record = record[:width] + [""] * (width - len(record))
        rows.append(record)
        numbers.append(row)
    return replace(sheet, rows=Table.of(rows, width), numbers=numbers)


def _fits(sheet: Sheet, row: int, record: Sequence[str]) -> bool:
    """Note a record that is longer or shorter than the header; whether its cells have a place in it."""
    sheet.ragged.add(row)
    width = len(sheet.header)
    if len(record) < width:
        sheet.short.add(row)
    elif any(cell.strip() for cell in record[width:]):
        sheet.faults.append(sheet.fault(row, "", "", *_TOO_LONG))
        return False
    return True


def _first_row(grid: Grid, stated: FileFormat) -> list[str] | None:
    """Return the names of the columns, where the header is the last row above those that are kept by column."""
    last = len(grid.records)
    row = stated.header_row or (not stated.columns and last)
    if row != last or not last or grid.body is None:
        return None
    if (not stated.header_row and not all(map(says_nothing, grid.records[:-1]))) or says_nothing(grid.records[-1]):
        return None
    names = list(stated.columns) if stated.columns else [cell.strip() for cell in grid.records[-1]]
    return names if len(names) == len(grid.body.columns) else None


def _of_columns(
    name: str,
    grid: Grid,
    header: list[str],
    labels: Callable[[int], str] | None,
    called: str,
    written: Sequence[str],
) -> Sheet:
    """Make the sheet of rows that are kept by column."""
    body, first = _NO_ROWS if grid.body is None else grid.body, len(grid.records)
    top = list(islice(grid.every(), _TOP))
    sheet = Sheet(
        name,
        header,
        first,
        body,
        range(grid.number(first), grid.number(first + len(body))),
        [],
        set(),
        set(),
        labels,
        called,
        grid.records[:-1],
        written=written,
        top=top,
    )
    if body.places is not None:
        sheet = replace(sheet, numbers=(body.places + grid.number(first)).tolist())
    kept = ~nothing_said(body)
    for place, record in body.odd.items():
        kept[place] = kept[place] and _fits(sheet, sheet.numbers[place], record)
    if kept.all():
        return sheet
    numbers = [sheet.numbers[place] for place in np.flatnonzero(kept).tolist()]
    return replace(sheet, rows=body.take(kept), numbers=numbers)


def nothing_said(body: Table) -> Mask:
    """Return what `says_nothing` says of every row that is kept by column."""
    blank = np.ones(len(body), dtype=np.bool_)
    for place, column in enumerate(body.columns):
        if not blank.any():
            break
        blank &= column.where(_BLANK[bool(place)])
    for place, record in body.odd.items():
        blank[place] = says_nothing(record)
    return blank


#: Whether the first cell of a row says nothing, and whether another does.
_BLANK: tuple[Callable[[str], bool], ...] = (
    lambda cell: not cell.strip() or cell.lstrip().startswith("#"),
    lambda cell: not cell or cell.isspace(),
)
#: How many rows are kept to look for a better header.
_TOP = 30
_NO_ROWS = Table([], 0)
_TOO_LONG = ("the row has more cells than the header", "Put cells that hold the delimiter in quotation marks.")


def _header(
    name: str, records: Sequence[list[str]], filled: Sequence[tuple[int, list[str]]], stated: FileFormat
) -> tuple[int, list[str], int]:
    """Return the row of the header (0 for none), its names, and the first row of data."""
    if stated.header_row:
        if stated.header_row > len(records):
            problem = (
                f"the file has {len(records)} rows, and the mapping says that row {stated.header_row} is the header"
            )
            refuse(name, problem, "Correct header_row in the mapping file under [file].")
        row, record = stated.header_row, records[stated.header_row - 1]
    elif stated.columns:
        return 0, list(stated.columns), 1
    else:
        row, record = filled[0]
    names = list(stated.columns) if stated.columns else [cell.strip() for cell in record]
    return row, names, row + 1


def marked_sheet(name: str, records: list[list[str]], marks: Marks) -> Sheet:
    """Separate header and records as a standard format marks them; none of them is blank or a comment."""
    numbers = marks.numbers or tuple(range(1, len(records) + 1))
    sheet = Sheet(
        name, records[0], numbers[0], _NO_ROWS, [], [], set(), set(), left_out={}, zone=marks.zone, holds=marks.holds
    )
    rows: list[list[str]] = []
    called: list[int] = []
    for place, record in enumerate(records[1:], start=1):
        if place in marks.faults:
            column, (problem, repair) = marks.faults[place]
            sheet.faults.append(Fault(name, numbers[place], column, "", problem, repair))
            continue
        if place in marks.left_out:
            sheet.left_out[len(rows)] = marks.left_out[place]
        rows.append(record)
        called.append(numbers[place])
    return replace(sheet, rows=Table.of(rows, len(records[0])), numbers=called)


def says_nothing(record: Sequence[str]) -> bool:
    """Whether a record is blank or a comment."""
    if not record:
        return True
    first = record[0].lstrip()
    if first and not first.startswith("#"):
        return False
    return not any(cell and not cell.isspace() for cell in record[1:])


def refuse(name: str, problem: str, repair: str, *, row: int | None = None) -> NoReturn:
    """Raise the one fault for which a file cannot be read at all."""
    raise ScheduleError([Fault(name, row, "", "", problem, repair)])
