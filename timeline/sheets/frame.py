"""A pandas DataFrame taken as a file: every cell as the text a CSV file would hold."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from decimal import Decimal
from functools import partial

import numpy as np
import pandas as pd

from timeline.sheets.layout import FileFormat
from timeline.sheets.sheet import Grid, Sheet, make_sheet
from timeline.sheets.texts import Typed

#: What messages and interval ids call a DataFrame.
FRAME_NAME = "frame"


def parse_frame(table: pd.DataFrame, name: str = FRAME_NAME, form: FileFormat | None = None) -> tuple[Sheet, str]:
    """Take `table` as the records of a file (the index is not read); return them and their sha256.

    Its first row is row 2, as in a spreadsheet; messages name its position, too.
    """
    columns = [[cell_text(cell) for cell in table.iloc[:, place].tolist()] for place in range(table.shape[1])]
    records = [[cell_text(name) for name in table.columns], *map(list, zip(*columns, strict=True))]
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows(records)
    content = written.getvalue().encode("utf-8", errors="backslashreplace")
    return make_sheet(name, Grid(records), form, labels=partial(_label, table.index)), hashlib.sha256(
        content
    ).hexdigest()


def _label(index: pd.Index, position: int) -> str:
    """Name a row: its position, and its label where that is a number and another one."""
    label = index[position]
    if not isinstance(label, int | np.integer) or label == position:
        return f"position {position}"  # a text may be somebody's name
    return f"position {position}, label {label}"


def cell_text(cell: object) -> str:
    """Write a cell as text; missing values are empty, whole floats have no decimals.

    >>> cell_text(97110.0), cell_text(None), cell_text(pd.Timestamp("2026-03-02 09:05"))
    ('97110', '', '2026-03-02 09:05:00')
    """
    if isinstance(cell, str):
        return cell
    if cell is None or cell is pd.NaT or cell is pd.NA:
        return ""
    if isinstance(cell, np.datetime64):
        return cell_text(pd.Timestamp(cell))
    if isinstance(cell, dt.datetime):
        return Typed(cell.isoformat(sep=" "))
    if isinstance(cell, dt.date | dt.time):
        return Typed(cell.isoformat())
    if isinstance(cell, float | np.floating):
        return "" if np.isnan(cell) else str(int(cell)) if float(cell).is_integer() else str(cell)
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return str(cell)
