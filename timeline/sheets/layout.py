"""What a mapping states of a file before its columns are looked at."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from timeline.toml import NotRead, entry

#: Rows that are no data, by what they look like.
REPEATED_HEADER, TOTALS, TITLES = "repeated header", "totals", "titles"
_ROWS = (REPEATED_HEADER, TOTALS, TITLES)


def _delimiter(value: Any) -> str:
    if not isinstance(value, str) or len(value) != 1 or value in '"\r\n':
        raise NotRead('must be one character, e.g. ";"')
    return value


def _encoding(value: Any) -> str:
    name = value.strip() if isinstance(value, str) else "?"
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=name)  # an empty text decodes under any name: ask the file layer
    except (LookupError, ValueError):
        raise NotRead('unknown text encoding; write it like "cp1252"') from None
    return name


def _row(value: Any) -> int:
    if type(value) is not int or value < 1:
        raise NotRead("must be the number of a row, as a spreadsheet numbers rows")
    return value


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(each, str) for each in value):
        raise NotRead("must be a list of texts in quotation marks")
    return tuple(each.strip() for each in value)


def _rows(value: Any) -> tuple[str, ...]:
    names = _names(value)
    if not set(names) <= set(_ROWS):
        raise NotRead(f"must be a list of {', '.join(_ROWS)}")
    return names


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise NotRead("must be text in quotation marks")
    return value.strip()


@dataclass(frozen=True, slots=True)
class FileFormat:
    """How a file is laid out; empty = found from the file.

    Parameters
    ----------
    delimiter, encoding
        How its bytes are written.
    header_row
        The row that holds the names of the columns, as a spreadsheet numbers rows; 0 = the first that is not blank.
    columns
        Names for a file without a header, whose rows are all data; or names in place of that row's.
    sheet, sheets
        Which sheet of a workbook is read; or patterns of several, `!` before one that is not.
    leave_out
        Rows that are no data: `repeated header`, `totals`, `titles`.
    fill_down
        Columns in which a blank cell means what stands above.
    table, query
        What is read of a database: a table or view, with its schema if need be, or what a SELECT gives.
    """

    delimiter: str = entry(_delimiter, default="")
    encoding: str = entry(_encoding, default="")
    header_row: int = entry(_row, default=0)
    columns: tuple[str, ...] = entry(_names, default=())
    sheet: str = entry(_text, default="")
    sheets: tuple[str, ...] = entry(_names, default=())
    leave_out: tuple[str, ...] = entry(_rows, default=())
    fill_down: tuple[str, ...] = entry(_names, default=())
    table: str = entry(_text, default="")
    query: str = entry(_text, default="")

    def __post_init__(self) -> None:
        if self.sheet and self.sheets:
            raise NotRead("sheet and sheets cannot both be stated")
        if self.table and self.query:
            raise NotRead("table and query cannot both be stated")
