"""Tables -> one workbook: texts are texts, dates are dates, and no cell runs."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pandas as pd

from timeline.errors import Fault, FileError
from timeline.wrapped import kept

#: Columns of every table whose times have a clock, midnight too; others are dates.
MOMENTS = ("start", "end")
#: What one sheet and one cell can hold.
_MOST_ROWS, _MOST_TEXT, _MOST_NAME = 1_048_575, 32_767, 31
#: Whole numbers beyond are not exact in a spreadsheet.
_EXACT = 2**53
_AS_TEXT = {
    "in_memory": True,  # no cell goes to a temporary file
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_DATE, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"


def workbook_bytes(frames: Mapping[str, pd.DataFrame]) -> bytes:
    """Write a sheet for each table: a header, then rows; reading it gives the same cells back.

    Raises
    ------
    FileError: a table has more rows, or a cell more characters, than a sheet can hold.
    """
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, _AS_TEXT) as workbook:
        forms = {form: workbook.add_format({"num_format": form}) for form in (_DATE, _MOMENT)}
        for name, frame in frames.items():
            if len(frame) > _MOST_ROWS:
                _refuse(name, "has more rows than a sheet can hold")
            sheet = workbook.add_worksheet(name[:_MOST_NAME])
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(frame.columns):
                sheet.write_string(0, place, str(column))
                _write_column(sheet, place, frame[column], forms, name)
    return target.getvalue()


def _write_column(sheet: Any, place: int, column: pd.Series, forms: Mapping[str, Any], name: str) -> None:
    dates = pd.api.types.is_datetime64_any_dtype(column.dtype)
    whole_days = dates and column.name not in MOMENTS and only_days(column)
    for row, value in enumerate(column.astype(object).tolist(), start=1):
        if value is None or value is pd.NaT or value is pd.NA or value != value:
            continue
        if isinstance(value, pd.Timestamp):
            _write_moment(sheet, row, place, value, forms, whole_days=whole_days)
        elif isinstance(value, bool):
            sheet.write_boolean(row, place, value)
        elif isinstance(value, int | float) and abs(value) < _EXACT:
            sheet.write_number(row, place, value)
        elif str(value):
            if len(str(value)) > _MOST_TEXT:
                _refuse(name, "has a cell longer than a workbook can hold")
            sheet.write_string(row, place, kept(str(value)))


def only_days(column: pd.Series) -> bool:
    """Whether every time of a column is midnight."""
    known = column.dropna()
    return bool((known == known.dt.normalize()).all())


def _write_moment(
    sheet: Any, row: int, place: int, value: pd.Timestamp, forms: Mapping[str, Any], *, whole_days: bool
) -> None:
    """Write a date as a date; midnight among moments as text, for a workbook cannot tell it from a date."""
    if whole_days:
        sheet.write_datetime(row, place, value.to_pydatetime(), forms[_DATE])
    elif value.tzinfo is not None or value == value.normalize() or value.year < 1901:
        sheet.write_string(row, place, value.isoformat(sep=" "))
    else:
        sheet.write_datetime(row, place, value.to_pydatetime(), forms[_MOMENT])


def _refuse(name: str, problem: str) -> None:
    raise FileError([Fault(name, None, "", "", problem, "Write CSV or Parquet instead.")])
