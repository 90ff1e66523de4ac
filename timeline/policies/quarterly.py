"""Read CMS's quarterly table of code pairs, as published: text or workbook, a preamble, dates without dashes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from timeline.errors import Fault, MissingExtraError, PolicyError
from timeline.period import through
from timeline.policies.ncci import pairs
from timeline.policies.shipped import SHIPPED

CODE = re.compile(r"[0-9A-Z]{5}")
DATE = re.compile(r"\d{8}")
#: Positions of the published columns: both codes, an old-edit mark, effective, deletion, indicator.
EFFECTIVE, DELETION, INDICATOR = 3, 4, 5
INDICATORS = frozenset({"0", "1", "9"})
NO_DATE = frozenset({"", "*"})
WORKBOOK = ".xlsx"


def import_ncci(path: str | Path, *, column: str = "practitioner", codes: Collection[str] = ()) -> pd.DataFrame:
    """Read a published table into the columns a policy's `edits` rule takes.

    The file is CMS's tab-separated text, or its workbook (first sheet; needs the extra `excel`). Rows above
    the first pair are the table's preamble. A deletion date is the last day an edit holds, so
    `until`, which is exclusive, is the day after; 99991231 is no end. Pairs that need another body site are
    marked where the shipped table marks them.

    Parameters
    ----------
    column
        Whose indicators these are: `practitioner` or `outpatient_hospital`; becomes the column's name.
    codes
        Keep only pairs of these codes; empty keeps every row.

    Returns
    -------
    One row per pair and period: column_one, column_two, the indicator, start, until (ISO dates, empty
    for none), separate_site. Save with `to_csv(path, index=False)`.

    Raises
    ------
    PolicyError: no pairs in the file, or rows that cannot be read, each with its line.
    """
    file = Path(path)
    faults: list[Fault] = []
    sites = _sites()
    rows: list[tuple[str, ...]] = []
    read = 0
    for line, cells in _pair_rows(file, faults):
        one, two, indicator = cells[0], cells[1], cells[INDICATOR]
        start = _date(cells[EFFECTIVE], file.name, line, "effective date", faults)
        last = _date(cells[DELETION], file.name, line, "deletion date", faults)
        held = through(start, last)
        if indicator not in INDICATORS:
            faults.append(Fault(file.name, line, "modifier", indicator, "unknown indicator", "Use 0, 1 or 9."))
        read += 1
        if codes and not (one in codes and two in codes):
            continue
        rows.append((one, two, indicator, _iso(held.start), _iso(held.until), "Y" if (one, two) in sites else ""))
    if not read and not faults:
        problem, repair = (
            "no pairs of codes found",
            "Pass CMS's unpacked table: the tab-separated text or the workbook.",
        )
        faults.append(Fault(file.name, None, "", "", problem, repair))
    if faults:
        raise PolicyError(faults)
    names = ["column_one", "column_two", column, "start", "until", "separate_site"]
    return pd.DataFrame(rows, columns=names, dtype="str")


def _pair_rows(file: Path, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Return every row that holds a pair, with its number; a damaged pair is a fault."""
    started = False
    for line, cells in enumerate(_rows(file), 1):
        if len(cells) > INDICATOR and CODE.fullmatch(cells[0]) and CODE.fullmatch(cells[1]):
            started = True
            yield line, cells
        elif _is_meant_as_pair(cells, started):
            repair = "Expected two codes, a mark, two dates and an indicator in six columns."
            faults.append(Fault(file.name, line, "", " ".join(cells[:INDICATOR]), "not a pair of codes", repair))


def _is_meant_as_pair(cells: list[str], started: bool) -> bool:
    """Distinguish a damaged pair from the preamble and from lines of text after the table."""
    dated = len(cells) > EFFECTIVE and DATE.fullmatch(cells[EFFECTIVE]) is not None
    return dated or (started and sum(map(bool, cells)) > 1)


def _rows(file: Path) -> Iterator[list[str]]:
    try:
        yield from _workbook_rows(file) if file.suffix.lower() == WORKBOOK else _text_rows(file)
    except OSError as problem:
        told = problem.strerror or "not a workbook"
        fault = Fault(file.name, None, "", "", f"cannot be read: {told}", "Check the path.")
        raise PolicyError([fault]) from problem


def _text_rows(file: Path) -> Iterator[list[str]]:
    with file.open(encoding="latin-1") as lines:
        for line in lines:
            yield [cell.strip() for cell in line.split("\t")]


def _workbook_rows(file: Path) -> Iterator[list[str]]:
    try:
        import python_calamine as calamine
    except ImportError:
        raise MissingExtraError(f"reading {WORKBOOK}", "excel") from None
    try:
        sheet = calamine.CalamineWorkbook.from_path(file).get_sheet_by_index(0)
        rows: Iterable[list[Any]] = sheet.to_python(skip_empty_area=False)
    except calamine.CalamineError as problem:
        fault = Fault(file.name, None, "", "", "not a workbook", "Pass the file as CMS published it.")
        raise PolicyError([fault]) from problem
    for row in rows:
        yield [_cell_text(value, place) for place, value in enumerate(row)]


def _cell_text(value: Any, place: int) -> str:
    """Write a cell as the text file has it: codes of digits are numbers in a workbook, and dates may be too."""
    if isinstance(value, date):
        return value.strftime("%Y%m%d")
    if isinstance(value, int | float) and value == int(value):
        return f"{int(value):05d}" if place < 2 else str(int(value))
    return str(value).strip()


def _date(text: str, file: str, line: int, column: str, faults: list[Fault]) -> date | None:
    if text in NO_DATE:
        return None
    found = _day(text)
    if found is None:
        faults.append(Fault(file, line, column, text, "not a date", "Expected eight digits, year first, or *."))
    return found


@lru_cache(maxsize=4096)
def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y%m%d").date() if DATE.fullmatch(text) else None  # noqa: DTZ007 - a date, no instant
    except ValueError:
        return None


def _iso(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _sites() -> set[tuple[str, str]]:
    shipped = pairs((str(SHIPPED / "ncci" / "ptp_2024q3.csv"),), "practitioner")
    return {(one, two) for one, twos in shipped.items() for two, rows in twos.items() if rows[0].separate_site}
