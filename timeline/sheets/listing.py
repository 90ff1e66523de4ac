"""Lists that a clinic or an analyst hands over, read under a declared contract of columns.

One strict reader for all of them, whether they come as a file or as a DataFrame: claim lines, fees, tables of
code pairs and of ceilings. A column that is missing, given twice or under two of its names, a cell that cannot
be read and a row that is cut off are faults, all reported together; no row is dropped without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from timeline.errors import Fault, FaultyInputError
from timeline.sheets.cells import Kind, each
from timeline.sheets.frame import cell_text
from timeline.sheets.headers import Fix, Names, absences, match
from timeline.sheets.sheet import Grid, Sheet, make_sheet
from timeline.sheets.sources import AnyPath, MemoryFile, open_any
from timeline.sheets.texts import Typed

_SHOWN_LENGTH = 40


class _Needed:
    """Marks a cell that must not be blank."""


NEEDED: Final = _Needed()
_BLANK_FIX = "Fill it in."


def _text(text: str) -> str:
    return text


#: Cells that are taken as they are.
TEXT: Kind = each(_text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of a list.

    Parameters
    ----------
    name, aliases
        What it is called, and what else it may be called.
    kind
        What its cells are; text unless said otherwise.
    required
        Whether the column must be there.
    blank
        Value of a blank cell; unless one is stated, a blank is a fault.
    absent
        Value of every cell where the column is not there at all; as `blank` unless one is stated.
    repair
        What to do about a blank one.
    shown
        Whether a message may show a cell, or which cells it may show: none in columns that may name people.
    """

    name: str
    kind: Kind = TEXT
    aliases: tuple[str, ...] = ()
    required: bool = True
    blank: Any = NEEDED
    absent: Any = NEEDED
    repair: str = _BLANK_FIX
    shown: bool | Callable[[str], bool] = True

    def shows(self, cell: str) -> bool:
        """Whether a message may show a cell of this column."""
        return self.shown(cell) if callable(self.shown) else self.shown


class Listing:
    """A list that was read: the rows without faults, and everything wrong with the others.

    Parameters
    ----------
    name
        What messages call it.
    sheet
        The rows as they are; None if nothing could be opened.
    columns, numbers
        Field -> its values, and the row numbers, of the rows without a fault.
    faults
        Everything wrong; callers add theirs.
    left_out
        Row numbers of the rows that do not count, and why.
    """

    def __init__(self, name: str, sheet: Sheet | None, faults: Sequence[Fault] = ()) -> None:
        self.name = name
        self.sheet = sheet
        self.columns: dict[str, list[Any]] = {}
        self.numbers: list[int] = []
        self.faults: list[Fault] = list(faults)
        self.left_out: list[tuple[int, str]] = []

    def records(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Walk the rows without faults: their numbers, and their values by field."""
        names = tuple(self.columns)
        for number, *values in zip(self.numbers, *self.columns.values(), strict=True):
            yield number, dict(zip(names, values, strict=True))

    def note(self, number: int, column: str, value: str, problem: str, repair: str) -> None:
        """Add a fault of a row."""
        if self.sheet is not None:
            self.faults.append(self.sheet.fault(number, column, value, problem, repair))

    def check(self, error: type[FaultyInputError]) -> None:
        """Raise every fault, in row order, if there is one."""
        if self.faults:
            raise error(self.in_order())

    def in_order(self) -> list[Fault]:
        """Return every fault, in row order."""
        return sorted(self.faults, key=lambda fault: fault.row or 0)


def read_listing(
    source: AnyPath | pd.DataFrame | MemoryFile | Sheet,
    fields: Sequence[Field],
    *,
    frame_name: str,
    whole_rows: bool = False,
    holds: str = "",
) -> Listing:
    """Read a list under its contract.

    Parameters
    ----------
    source
        A CSV file, its bytes, a DataFrame, or a sheet made before.
    frame_name
        What messages call a DataFrame.
    whole_rows
        Whether a row with fewer cells than the header is cut off, and a fault; else what is not there is blank.
    holds
        What a file must be whose format can only be one thing, in the words of `timeline.sheets.sheet`.
    """
    if isinstance(source, Sheet):
        sheet = source
    else:
        opened = open_any(source, frame_name=frame_name)
        if not opened.sheets:
            return Listing(opened.names[0], None, opened.faults)
        (sheet,) = opened.sheets
    if misplaced := sheet.misplaced(holds):
        return Listing(sheet.name, sheet, misplaced)
    listing = Listing(sheet.name, sheet, sheet.faults)
    names = _names(fields)
    found = match(sheet.header, names)
    problems = [*found.problems, *absences(found.missing, names)]
    if problems:
        listing.faults += [Fault(sheet.name, sheet.header_row or None, column, "", *fix) for column, fix in problems]
        return listing
    _read_rows(listing, sheet, fields, found.places, whole_rows)
    return listing


def _read_rows(
    listing: Listing, sheet: Sheet, fields: Sequence[Field], places: Mapping[str, tuple[int, ...]], whole_rows: bool
) -> None:
    faulty = _cut_off(listing, sheet) if whole_rows else set()
    faulty |= sheet.left_out.keys()
    listing.left_out = [(sheet.numbers[index], why) for index, why in sheet.left_out.items()]
    people = _people(sheet, fields, places)
    columns: dict[str, list[Any]] = {}
    for field in fields:
        if field.name not in places:
            absent = field.blank if field.absent is NEEDED else field.absent
            columns[field.name] = [absent] * len(sheet.rows)
            continue
        (place,) = places[field.name]
        texts = list(sheet.rows.columns[place].meaning(_stripped))
        columns[field.name] = values = _read_column(field, texts)
        for index, value in enumerate(values):
            if isinstance(value, Fix) and index not in faulty:
                cell = (
                    _cell(texts[index])
                    if field.shows(texts[index]) and sheet.numbers[index] not in sheet.ragged
                    else ""
                )
                listing.note(sheet.numbers[index], field.name, cell if cell not in people else "", *value)
    bad = faulty | {
        index for values in columns.values() for index, value in enumerate(values) if isinstance(value, Fix)
    }
    kept = [index for index in range(len(sheet.rows)) if index not in bad]
    listing.columns = {name: [values[index] for index in kept] for name, values in columns.items()}
    listing.numbers = [sheet.numbers[index] for index in kept]


def _people(sheet: Sheet, fields: Sequence[Field], places: Mapping[str, tuple[int, ...]]) -> set[str]:
    """Collect the contents of columns that may name people: no message shows it under another column's name."""
    hidden = [places[field.name][0] for field in fields if not field.shown and field.name in places]
    return {_cell(text) for place in hidden for text in sheet.rows.columns[place].used()}


def _stripped(cell: str) -> str:
    return cell if type(cell) is Typed else cell.strip()


def _cell(text: str) -> str:
    return text.strip()[:_SHOWN_LENGTH]


def _read_column(field: Field, texts: list[str]) -> list[Any]:
    """Read every distinct text of a column once."""
    distinct = set(texts)
    read = field.kind(distinct)
    meanings = {text: read(text) for text in distinct if text}
    meanings[""] = Fix("is missing", field.repair) if field.blank is NEEDED else field.blank
    return [meanings[text] for text in texts]


def _cut_off(listing: Listing, sheet: Sheet) -> set[int]:
    """Note every row that is shorter than the header."""
    short = {index for index, number in enumerate(sheet.numbers) if number in sheet.short}
    for index in short:
        repair = "Complete it; leave an unused cell empty between its commas."
        listing.note(sheet.numbers[index], "", "", "the row has fewer cells than the header", repair)
    return short


def _names(fields: Sequence[Field]) -> Names:
    return Names(
        tuple(field.name for field in fields),
        tuple(field.name for field in fields if field.required),
        {field.name: field.aliases for field in fields if field.aliases},
    )


def sheet_of_mapping(name: str, header: tuple[str, str], content: Mapping[Any, Any]) -> Sheet:
    """Read a Python mapping as a list of two columns: its keys and its values."""
    records = [list(header), *([cell_text(key), cell_text(value)] for key, value in content.items())]
    keys = list(content)
    return make_sheet(name, Grid(records), labels=lambda position: f"entry {cell_text(keys[position])[:20]!r}")
