"""Read CMS's quarterly table of code pairs, as published: text with tabs, a preamble, dates without dashes."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd

from timeline.errors import Fault, PolicyError
from timeline.policies.load import SHIPPED
from timeline.policies.ncci import pairs

CODE = re.compile(r"[0-9A-Z]{5}")
#: Positions of the published columns: both codes, an old-edit mark, effective, deletion, indicator.
EFFECTIVE, DELETION, INDICATOR = 3, 4, 5
INDICATORS = frozenset({"0", "1", "9"})
NO_DATE = frozenset({"", "*"})


def import_ncci(path: str | Path, *, column: str = "practitioner", codes: Collection[str] = ()) -> pd.DataFrame:
    """Read a published table into the columns a policy's `edits` rule takes.

    Rows above the first pair are the table's preamble. A deletion date is the last day an edit holds, so
    `until`, which is exclusive, is the day after. Pairs that need another body site are marked where the
    shipped table marks them.

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
    rows = []
    for line, cells in _pair_rows(file):
        one, two, indicator = cells[0], cells[1], cells[INDICATOR]
        start = _date(cells[EFFECTIVE], file.name, line, "effective date", faults)
        last = _date(cells[DELETION], file.name, line, "deletion date", faults)
        if indicator not in INDICATORS:
            faults.append(Fault(file.name, line, "modifier", indicator, "unknown indicator", "Expected 0, 1 or 9."))
        if codes and not (one in codes and two in codes):
            continue
        until = last + timedelta(days=1) if last is not None else None
        rows.append((one, two, indicator, _iso(start), _iso(until), "Y" if (one, two) in sites else ""))
    if not rows and not faults:
        faults.append(
            Fault(file.name, None, "", "", "no pairs of codes found", "Give CMS's tab-separated text, not the XLSX.")
        )
    if faults:
        raise PolicyError(faults)
    names = ["column_one", "column_two", column, "start", "until", "separate_site"]
    return pd.DataFrame(rows, columns=names, dtype="str")


def _pair_rows(file: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        text = file.read_text(encoding="latin-1")
    except OSError as problem:
        fault = Fault(file.name, None, "", "", f"cannot be read: {problem.strerror}", "Check the path.")
        raise PolicyError([fault]) from problem
    for line, cells in enumerate(csv.reader(text.splitlines(), delimiter="\t"), 1):
        stripped = [cell.strip() for cell in cells]
        if len(stripped) > INDICATOR and CODE.fullmatch(stripped[0]) and CODE.fullmatch(stripped[1]):
            yield line, stripped


def _date(text: str, file: str, line: int, column: str, faults: list[Fault]) -> date | None:
    if text in NO_DATE:
        return None
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a date, no instant
    except ValueError:
        faults.append(Fault(file, line, column, text, "not a date", "Expected eight digits, year first, or *."))
        return None


def _iso(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _sites() -> set[tuple[str, str]]:
    shipped = pairs((str(SHIPPED / "ncci" / "ptp_2024q3.csv"),), "practitioner")
    return {(one, two) for one, twos in shipped.items() for two, rows in twos.items() if rows[0].separate_site}
