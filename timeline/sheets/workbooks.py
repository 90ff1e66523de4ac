"""Bytes of a workbook -> its sheets, read by a program of its own that may fail without this one failing."""

from __future__ import annotations

import importlib.util
import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from timeline.errors import MissingExtraError
from timeline.sheets.sheet import Grid, refuse
from timeline.sheets.texts import Typed
from timeline.sheets.values import MOST_CELLS
from timeline.sheets.xls_errors import xls_errors

_PROGRAM = Path(__file__).with_name("workbook_cells.py")
_MEGABYTE = 1 << 20
_DATE = len("2026-03-02")
_OUT_OF_TIME = -getattr(signal, "SIGXCPU", 256)
#: What reading the smallest workbook may take: megabytes, and seconds of computing.
_MEMORY, _SECONDS = 900, 2
_SMALLER = "Keep only the schedule in it, without cells far below or beside the table, or save the sheet as CSV UTF-8."
_DAMAGED = ("the workbook is damaged", "Open it in a spreadsheet program and save it again, or as CSV UTF-8.")
#: What the program says went wrong -> problem and repair.
_FAULTS = MappingProxyType(
    {
        "password": ("the workbook is encrypted", "Save it without a password."),
        "damaged": _DAMAGED,
        "memory": ("the workbook takes too much memory to read", _SMALLER),
        "too large": ("the workbook holds more cells than can be read", _SMALLER),
        "time": ("the workbook takes too long to read", _SMALLER),
        "ended": ("the workbook cannot be read: it is damaged, or too large", _SMALLER),
    }
)


def workbook_grids(name: str, content: bytes) -> list[Grid]:
    """Read every sheet of a workbook (XLSX, XLSM, XLS, ODS): values, as last computed, and no formula.

    Dates, times and lengths are `Typed` and rounded to the nearest second; whole numbers have no decimals, truth is
    `true` or `false`, an error is what the cell shows, such as `#N/A`.

    Raises
    ------
    ScheduleError: the workbook is encrypted, damaged, or larger than its bounds.
    MissingExtraError: the extra `excel` is not installed.
    """
    if not importlib.util.find_spec("python_calamine"):
        raise MissingExtraError("reading a workbook", "excel")
    lines = _lines(name, content)
    grids: list[Grid] = []
    width = 0
    try:
        for document in map(json.loads, lines):
            if isinstance(document, list):
                grids[-1].records.extend(_record(row, width) for row in document)
            elif "fault" in document:
                refuse(name, *_FAULTS[document["fault"]])
            else:
                width = document["width"]
                grids.append(Grid([], document["sheet"], document["hidden"]))
    except json.JSONDecodeError:  # it ended in the middle of a line
        refuse(name, *_FAULTS["ended"])
    if not grids:
        refuse(name, "the workbook has no sheet of cells", "Save the schedule as a sheet.")
    for grid, errors in zip(grids, xls_errors(content), strict=False):
        show_errors(grid, errors)
    for grid in grids:
        _mark_midnights(grid)
    return grids


def show_errors(grid: Grid, errors: Mapping[tuple[int, int], str]) -> None:
    """Put errors into the cells of a sheet, (row, column) counted from 0: its reader leaves those blank."""
    width = max([len(grid.records[0]) if grid.records else 0, *(column + 1 for _, column in errors)])
    height = max([len(grid.records), *(row + 1 for row, _ in errors)])
    if not errors or width * height > MOST_CELLS:
        return
    grid.records.extend([] for _ in range(height - len(grid.records)))
    for record in grid.records:
        record += [""] * (width - len(record))
    for (row, column), shown in errors.items():
        grid.records[row][column] = shown


def _mark_midnights(grid: Grid) -> None:
    """Write midnights as such: a workbook tells a date from its midnight only by how the column is formatted."""
    width = max(map(len, grid.records), default=0)
    for column in range(width):
        cells = [record[column] for record in grid.records]
        typed = [cell for cell in cells if type(cell) is Typed]
        if not any(" " in cell for cell in typed):
            continue
        for record, cell in zip(grid.records, cells, strict=True):
            if type(cell) is Typed and len(cell) == _DATE:
                record[column] = Typed(f"{cell} 00:00:00")


def _record(row: list[Any], width: int) -> list[str]:
    cells = [cell if type(cell) is str else Typed(cell[0]) for cell in row]
    return cells + [""] * (width - len(cells))


def _lines(name: str, content: bytes) -> list[bytes]:
    """Run the program: bounds grow with the file, as a long schedule needs them to."""
    size = len(content) / _MEGABYTE
    memory = min(_MEMORY + 40 * size, 4000) * _MEGABYTE
    seconds, printed = _SECONDS + 4 * size, (64 + 20 * size) * _MEGABYTE
    command = [sys.executable, "-P", str(_PROGRAM), *(str(int(bound)) for bound in (memory, seconds, printed))]
    try:
        # The command is ours, and the file only goes through stdin.
        done = subprocess.run(  # noqa: S603
            command,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=10 + 5 * seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        refuse(name, *_FAULTS["time"])
    if done.returncode == _OUT_OF_TIME:
        refuse(name, *_FAULTS["time"])
    if done.returncode:
        refuse(name, *_FAULTS["ended"])
    return done.stdout.splitlines()
