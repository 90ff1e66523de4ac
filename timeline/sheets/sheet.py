"""Cells of a table -> a header and records, with the row numbers a spreadsheet shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from timeline.errors import Fault, ScheduleError
from timeline.sheets.headers import Fix
from timeline.sheets.layout import FileFormat

#: What the format of a file says that it holds, in words for messages.
SCHEDULE, CLAIMS, REMITTANCE = "a schedule", "a list of claims", "a remittance"
_PLACES = {
    SCHEDULE: "Name it among the schedule's files.",
    CLAIMS: "Pass it with --claims, beside the schedule.",
    REMITTANCE: "Pass it to `timeline denials` with --remittance, beside the schedule.",
}


class Typed(str):
    """A cell that its file holds as a date, a time or both: written the ISO way, and never read in a stated format."""

    __slots__ = ()


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
    """

    records: list[list[str]]
    sheet: str = ""
    hidden: bool = False
    marks: Marks | None = None
    top: int = 0
    above: int = 0

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
        The records with at least one cell filled, each as long as the header, and their row numbers.
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
    rows: list[list[str]]
    numbers: list[int]
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
    filled = [(grid.number(place), record) for place, record in enumerate(grid.records) if not says_nothing(record)]
    if not filled:
        refuse(name, "the file is empty", "Put column names in row 1.", row=1)
    header_row, header, first = _header(name, grid.records, filled, stated)
    called = grid.sheet if several else ""
    titles = grid.records[: max(0, header_row - 1)]
    written = grid.records[header_row - 1] if header_row and stated.columns else ()
    top = grid.records[:_TOP]
    sheet = Sheet(name, header, header_row, [], [], [], set(), set(), labels, called, titles, written=written, top=top)
    width = len(header)
    for row, record in filled:
        if row < first:
            continue
        if len(record) == width:
            sheet.rows.append(record)
            sheet.numbers.append(row)
            continue
        sheet.ragged.add(row)
        if len(record) < width:
            sheet.short.add(row)
        elif any(cell.strip() for cell in record[width:]):
            sheet.faults.append(sheet.fault(row, "", "", *_TOO_LONG))
            continue
        sheet.rows.append(record[:width] + [""] * (width - len(record)))
        sheet.numbers.append(row)
    return sheet


#: How many rows are kept to look for a better header.
_TOP = 30
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
        name, records[0], numbers[0], [], [], [], set(), set(), left_out={}, zone=marks.zone, holds=marks.holds
    )
    for place, record in enumerate(records[1:], start=1):
        if place in marks.faults:
            column, (problem, repair) = marks.faults[place]
            sheet.faults.append(Fault(name, numbers[place], column, "", problem, repair))
            continue
        if place in marks.left_out:
            sheet.left_out[len(sheet.rows)] = marks.left_out[place]
        sheet.rows.append(record)
        sheet.numbers.append(numbers[place])
    return sheet


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
