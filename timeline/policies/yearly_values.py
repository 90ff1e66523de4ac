"""CMS's yearly file of relative values (PPRRVU…), read into the table a policy's rule `relative_values` takes.

The file has a title, notices and headings in several lines above the data; a column is found by its headings read
from top to bottom, so that years with more or fewer columns are read alike. Descriptions are not kept.
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
_OPTIONAL = frozenset({"total", "factor"})
#: How the last line of headings begins.
_FIRST = ("HCPCS", "MOD")
_WORKBOOK = ".xlsx"
_REPAIR = "Pass CMS's unpacked relative value file (PPRRVU…) as .csv or .xlsx."


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
    rows = list(_rows(file))
    at = next((line for line, cells in enumerate(rows) if tuple(cells[:2]) == _FIRST), None)
    if at is None:
        problem = "no line of headings that begins with HCPCS and MOD (the fixed-width .txt has none)"
        raise PolicyError([Fault(file.name, None, "", "", problem, _REPAIR)])
    places = _places(rows, at, file.name)
    faults: list[Fault] = []
    found: list[list[str]] = []
    factors: dict[str, None] = {}
    seen: set[str] = set()
    for line, cells in enumerate(rows[at + 1 :], at + 2):
        row = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
        if not any(cells) or row["modifier"]:
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
