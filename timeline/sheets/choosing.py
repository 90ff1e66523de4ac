"""Which tables of a file are read: the only one with the wanted columns, or those a mapping names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase

from timeline.errors import ScheduleError
from timeline.sheets.layout import FileFormat
from timeline.sheets.sheet import Grid, Sheet, make_sheet, refuse
from timeline.words import series


def chosen_sheets(
    name: str, tables: Sequence[Grid], form: FileFormat, wanted: Callable[[str, Sequence[str]], bool]
) -> tuple[list[Sheet], list[str]]:
    """Return the tables of a file that are read, and notes on those that are not.

    Hidden sheets are never read, and named.

    Raises
    ------
    ScheduleError: no table, or several, have the wanted columns; or one that the mapping names is not there.
    """
    shown = [table for table in tables if not table.hidden]
    hidden = [table.sheet for table in tables if table.hidden]
    notes = [f"{name}: hidden and not read: {series(hidden)}"] if hidden else []
    if form.sheet or form.sheets:
        named = [table for table in shown if _is_named(table.sheet, form)]
        if not named:
            there = series([table.sheet for table in shown]) or "none"
            refuse(
                name, f"no sheet is called as the mapping says; there are: {there}", "Correct [file] in the mapping."
            )
        return [make_sheet(name, table, form, several=bool(table.sheet)) for table in named], notes
    if len(shown) == 1:
        return [make_sheet(name, shown[0], form)], notes
    return _only_one(name, shown, form, wanted), notes


def _is_named(sheet: str, form: FileFormat) -> bool:
    if form.sheet:
        return sheet.casefold() == form.sheet.casefold()
    taken = any(fnmatchcase(sheet.casefold(), each.casefold()) for each in form.sheets if not each.startswith("!"))
    left = any(fnmatchcase(sheet.casefold(), each[1:].casefold()) for each in form.sheets if each.startswith("!"))
    return taken and not left


def _only_one(
    name: str, shown: Sequence[Grid], form: FileFormat, wanted: Callable[[str, Sequence[str]], bool]
) -> list[Sheet]:
    found = []
    for table in shown:
        try:
            sheet = make_sheet(name, table, form, several=True)
        except ScheduleError:  # an empty sheet
            continue
        if wanted(name, sheet.header):
            found.append(sheet)
    if len(found) != 1:
        told = "none of its sheets has the wanted columns" if not found else "several sheets have the wanted columns"
        there = series([table.sheet for table in shown])
        refuse(name, f"{told}: {there}", 'Name the sheet in the mapping file: [file] sheet = "…".')
    return found
