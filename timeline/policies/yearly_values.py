"""CMS's yearly file of relative values (PPRRVU…), read into the table a policy's rule `relative_values` takes.

As a table the file has a title, notices and headings in several lines above the data; a column is found by its headings
read from top to bottom, so that years with more or fewer columns are read alike. The plain text has no headings: each
value stands at its place in the line, as the file's own documentation lists them. Descriptions are not kept.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pandas as pd

from timeline.errors import Fault, MissingExtraError, PolicyError
from timeline.policies.relative_values import COLUMNS, STATUSES
from timeline.sheets import Fix
from timeline.sheets.cells import money, procedure, units

#: Column of our table -> its headings in CMS's file, the last two lines from top to bottom.
_HEADINGS = {
    "code": ("HCPCS",),
    "modifier": ("MOD",),
    "status": ("STATUS CODE",),
    "work": ("WORK RVU",),
    "pe_nonfac": ("NON-FAC PE RVU", "NON-FACILITY PE RVU"),
    "pe_fac": ("FACILITY PE RVU",),
    "mp": ("MP RVU",),
    "total": ("NON-FACILITY TOTAL", "NON-FAC TOTAL"),
    "mult_proc": ("MULT PROC",),
    "factor": ("CONV FACTOR",),
}
#: Column of our table -> its first and last character in a line of the plain text, counted from 1 (CMS, RVU25D).
_LOCATIONS = {
    "code": (1, 5),
    "modifier": (6, 7),
    "status": (58, 58),
    "work": (60, 65),
    "pe_nonfac": (67, 72),
    "pe_fac": (76, 81),
    "mp": (85, 89),
    "total": (91, 96),
    "mult_proc": (116, 116),
    "factor": (133, 140),
}
#: Where the decimal points of a line stand.
_POINTS = (63, 70, 79, 87, 94, 136)
#: How the notices above the plain text begin.
_NOTICE = "HDR"
_OPTIONAL = frozenset({"total", "factor"})
#: How the last line of headings begins.
_FIRST = ("HCPCS", "MOD")
_WORKBOOK = ".xlsx"
_REPAIR = "Pass CMS's unpacked relative value file (PPRRVU…) as published: .csv, .xlsx or .txt."


def import_rvu(path: str | Path, *, codes: Collection[str] = ()) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Read a published file of relative values.

    Rows with a modifier (parts of a service) are left out: therapy codes have none.

    Parameters
    ----------
    codes
        Keep only these codes; empty keeps every code.

    Returns
    -------
    One row per code with the columns of a table of relative values, and the conversion factors the file names. Save
    the table with `to_csv(path, index=False)`.

    Raises
    ------
    PolicyError: no headings or no codes in the file, or rows that cannot be read, each with its line.
    """
    file = Path(path)
    faults: list[Fault] = []
    found: list[list[str]] = []
    factors: dict[str, None] = {}
    seen: set[str] = set()
    for line, row in _records(file):
        if row["modifier"]:
            continue
        problems = list(_problems(row))
        if row["code"] in seen:
            problems.append(("code", Fix("is in the file more than once", "Keep one row per code.")))
        seen.add(row["code"])
        faults += [Fault(file.name, line, name, row[name][:40], *fix) for name, fix in problems]
        if row.get("factor"):
            factors[row["factor"]] = None
        if not problems and (not codes or row["code"] in codes):
            found.append([row[name] for name in COLUMNS])
    if not found and not faults:
        faults.append(Fault(file.name, None, "", "", "no relative values of these codes found", _REPAIR))
    if faults:
        raise PolicyError(faults)
    return pd.DataFrame(found, columns=list(COLUMNS), dtype="str"), tuple(factors)


def _records(file: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield the number of each line that holds values, and the values by column."""
    rows = list(_rows(file))
    at = next((line for line, cells in enumerate(rows) if tuple(cells[:2]) == _FIRST), None)
    if at is None:
        yield from _fixed_records(file)
        return
    places = _places(rows, at, file.name)
    for line, cells in enumerate(rows[at + 1 :], at + 2):
        if any(cells):
            yield line, {name: cells[place] if place < len(cells) else "" for name, place in places.items()}


def _fixed_records(file: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Read the plain text, in which each value stands at its place."""
    lines = [] if file.suffix.lower() == _WORKBOOK else file.read_text(encoding="latin-1").splitlines()
    if not any(map(_is_laid_out, lines)):
        problem = "neither a line of headings that begins with HCPCS and MOD, nor lines laid out as in CMS's plain text"
        raise PolicyError([Fault(file.name, None, "", "", problem, _REPAIR)])
    faults = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith(_NOTICE):
            continue
        if _is_laid_out(line):
            yield number, {name: line[first - 1 : last].strip() for name, (first, last) in _LOCATIONS.items()}
        else:
            faults.append(Fault(file.name, number, "", line[:5], "is not laid out as CMS's plain text is", _REPAIR))
    if faults:
        raise PolicyError(faults)


def _is_laid_out(line: str) -> bool:
    """Whether the values of a line stand at their places."""
    return len(line) >= max(last for _, last in _LOCATIONS.values()) and all(line[at - 1] == "." for at in _POINTS)


def _places(rows: Sequence[Sequence[str]], at: int, file: str) -> dict[str, int]:
    """Find each column by its headings: those of the last two lines, read from top to bottom."""
    above = rows[at - 1] if at else []
    headings = [
        " ".join(" ".join((above[place] if place < len(above) else "", last)).split()).upper()
        for place, last in enumerate(rows[at])
    ]
    places, faults = {}, []
    for name, known in _HEADINGS.items():
        found = [place for place, heading in enumerate(headings) if heading in known]
        if len(found) == 1:
            places[name] = found[0]
        elif name not in _OPTIONAL or found:
            problem = f"{'no column is' if not found else 'several columns are'} headed {' or '.join(known)}"
            faults.append(Fault(file, at + 1, name, "", problem, _REPAIR))
    if faults:
        raise PolicyError(faults)
    return places


def _problems(row: Mapping[str, str]) -> Iterator[tuple[str, Fix]]:
    """List what is wrong with a row of the file."""
    parts = {name: money(row[name]) for name in ("work", "pe_nonfac", "pe_fac", "mp")}
    checks = {"code": procedure(row["code"]), "mult_proc": units(row["mult_proc"]), **parts}
    yield from ((name, value) for name, value in checks.items() if isinstance(value, Fix))
    if row["status"] not in STATUSES:
        yield "status", Fix("is not a status", "Use the schedule's letter.")
    total = money(row["total"]) if row.get("total") else None
    whole = [parts[name] for name in ("work", "pe_nonfac", "mp")]
    if isinstance(total, Decimal) and not any(isinstance(part, Fix) for part in whole):
        added = sum((part for part in whole if isinstance(part, Decimal)), Decimal(0))
        if added != total:
            yield "total", Fix("is not work, practice expense and malpractice together", "Compare it with CMS's file.")


def _rows(file: Path) -> Iterator[list[str]]:
    try:
        yield from _workbook_rows(file) if file.suffix.lower() == _WORKBOOK else _text_rows(file)
    except OSError as problem:
        told = problem.strerror or "not a workbook"
        raise PolicyError([Fault(file.name, None, "", "", f"cannot be read: {told}", "Check the path.")]) from problem


def _text_rows(file: Path) -> Iterator[list[str]]:
    with file.open(encoding="latin-1", newline="") as lines:
        text = lines.read()
    separator = "\t" if text.count("\t") > text.count(",") else ","
    for cells in csv.reader(text.splitlines(), delimiter=separator):
        yield [cell.strip() for cell in cells]


def _workbook_rows(file: Path) -> Iterator[list[str]]:
    try:
        import python_calamine as calamine
    except ImportError:
        raise MissingExtraError(f"reading {_WORKBOOK}", "excel") from None
    try:
        sheet = calamine.CalamineWorkbook.from_path(file).get_sheet_by_index(0)
    except calamine.CalamineError as problem:
        raise PolicyError([Fault(file.name, None, "", "", "not a workbook", _REPAIR)]) from problem
    for row in sheet.to_python(skip_empty_area=False):
        yield [_cell_text(value) for value in row]


def _cell_text(value: object) -> str:
    """Write a cell as the text file has it: codes of digits and whole numbers have no decimals."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
