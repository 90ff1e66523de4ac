"""Read the tables CMS publishes each quarter, pairs of codes (PTP) and ceilings (MUE), as they come."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from os import PathLike
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from timeline.errors import Fault, PolicyError
from timeline.period import Period, through
from timeline.policies.ncci import NO_EDIT, adjudication_column, pairs
from timeline.policies.published import published_rows
from timeline.policies.shipped import SHIPPED

CODE = re.compile(r"\d{4}[0-9A-Z]|[A-Z]\d{4}", re.ASCII)
DATE = re.compile(r"\d{8}", re.ASCII)
#: Positions of the published columns of pairs: both codes, an old-edit mark, effective, deletion, indicator.
OLD_MARK, EFFECTIVE, DELETION, INDICATOR = 2, 3, 4, 5
#: What each column is called in messages.
PAIR_COLUMNS = ("column 1", "column 2", "prior to 1996", "effective date", "deletion date", "modifier")
CEILING_COLUMNS = ("code", "MUE value", "MUE adjudication indicator")
INDICATORS = frozenset({"0", "1", NO_EDIT})
NO_DATE = frozenset({"", "*"})
#: Whose table a file is: column -> words of the header of its ceilings, how the names of its files of pairs start.
SETTINGS = MappingProxyType(
    {"practitioner": ("practitioner services", "ccipra"), "outpatient_hospital": ("outpatient hospital", "ccioph")}
)
_ADJUDICATION = re.compile(r"([123])(?![0-9])")
#: Words of a heading that say the table is one of ceilings.
_CEILINGS = "mue value"
#: How the first column is called, without blanks.
_HEADINGS = ("column1", "hcpcs", "cpt", "code")


@dataclass(slots=True)
class _Import:
    """What is read from all files of one table, and everything wrong with them."""

    column: str
    codes: Collection[str]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    held: dict[tuple[str, ...], list[Period]] = field(default_factory=dict)
    ceilings: set[bool] = field(default_factory=set)

    def fault(self, file: Path, line: int | None, column: str, value: str, problem: str, repair: str) -> None:
        self.faults.append(Fault(file.name, line, column, value, problem, repair))

    def keeps(self, *codes: str) -> bool:
        return not self.codes or all(code in self.codes for code in codes)

    def is_second(self, key: tuple[str, ...], period: Period) -> bool:
        """Whether something is stated a second time for some date; remembers it."""
        before = self.held.setdefault(key, [])
        found = any(period.overlaps(other) for other in before)
        before.append(period)
        return found


def import_ncci(
    path: str | PathLike[str] | Sequence[str | PathLike[str]],
    *,
    column: str = "practitioner",
    codes: Collection[str] = (),
) -> pd.DataFrame:
    """Read a published table into the one a policy's rule `edits` or `ceilings` takes.

    The files are CMS's text (between tabs or commas) or its workbook (first sheet; needs the extra `excel`); a table
    that CMS splits is read from all its parts. The heading says whether it holds pairs or ceilings; rows above the
    first are the preamble. A deletion date is the last day a pair holds, so `until`, which is exclusive, is the day
    after; 99991231 and * are no end. Pairs that need another body site are marked where the shipped table marks them.

    Parameters
    ----------
    column
        Whose table it is: `practitioner` or `outpatient_hospital`; becomes the column's name.
    codes
        Keep only rows of these codes; empty keeps every row.

    Returns
    -------
    Pairs: one row per pair and period, with column_one, column_two, the indicator, start, until (ISO dates, empty
    for none) and separate_site. Ceilings: one row per code, with the units and their adjudication indicator. Save
    with `to_csv(path, index=False)`.

    Raises
    ------
    PolicyError: no table in a file, the table of the other setting, or rows that cannot be read, each with its line;
    nothing is left out without a word.
    """
    listed = [path] if isinstance(path, str | PathLike) else list(path)
    found = _Import(column, codes)
    for file in map(Path, listed):
        try:
            _read(file, found)
        except PolicyError as wrong:
            found.faults += wrong.fault_list
    if len(found.ceilings) > 1:
        repair = "Import each table by itself."
        found.fault(Path(listed[-1]), None, "", "", "the files hold pairs and ceilings together", repair)
    if found.faults:
        raise PolicyError(found.faults)
    names = ["column_one", "column_two", column, "start", "until", "separate_site"]
    if found.ceilings == {True}:
        names = ["code", column, adjudication_column(column)]
    return pd.DataFrame(found.rows, columns=names, dtype="str")


def _read(file: Path, found: _Import) -> None:
    """Read one file: its preamble, then every row that is meant as one of the table."""
    preamble: list[str] = []
    read_row: Callable[[Path, int, list[str], _Import], None] = _pair
    started = headed = read = False
    for line, cells in published_rows(file):
        if not started and not _is_meant(cells, headed=headed):
            preamble += cells
            headed = headed or _is_heading(cells)
            read_row = _ceiling if any(_CEILINGS in cell.lower() for cell in cells) else read_row
        elif not _is_text(cells):
            started = read = True
            read_row(file, line, cells, found)
    if not read:
        repair = "Pass CMS's unpacked table: the text, a CSV of it, or the workbook."
        found.fault(file, None, "", "", "no pairs of codes found, and no ceilings", repair)
        return
    found.ceilings.add(read_row is _ceiling)
    _check_setting(file, " ".join(preamble).lower(), found)


def _is_heading(cells: Sequence[str]) -> bool:
    """Recognize the row of column names, after which nothing but the table and its notes comes."""
    first = "".join(cells[0].lower().split())
    return len(cells) > 1 and bool(cells[1]) and first.startswith(_HEADINGS)


def _is_meant(cells: Sequence[str], *, headed: bool) -> bool:
    """Tell a row of the table, damaged or not, from the preamble."""
    dated = len(cells) > EFFECTIVE and DATE.fullmatch(cells[EFFECTIVE]) is not None
    codes = len(cells) > 1 and all(CODE.fullmatch(cell) for cell in cells[:2])
    return dated or codes or (headed and any(cells[:2]))


def _is_text(cells: Sequence[str]) -> bool:
    """Tell an empty row and a line of text from a row that was cut off."""
    filled = [cell for cell in cells if cell]
    return not filled or (len(filled) == 1 and " " in filled[0])


def _check_setting(file: Path, heading: str, found: _Import) -> None:
    """Refuse the table of another setting: its heading or its file name says whose it is."""
    own = SETTINGS.get(found.column, ("",))[0]
    for setting, (words, name) in SETTINGS.items():
        told = (words in heading and own not in heading) or file.name.lower().startswith(name)
        if told and setting != found.column:
            problem = f"this is the {setting.replace('_', ' ')} table"
            found.fault(file, None, "", "", problem, f"Pass --column {setting}, or the {found.column} table.")


def _pair(file: Path, line: int, cells: list[str], found: _Import) -> None:
    """Read one row of pairs."""
    if len(cells) <= INDICATOR:
        repair = "Expected two codes, a mark, two dates and an indicator in six columns."
        found.fault(file, line, "", " ".join(cells), "not a pair of codes", repair)
        return
    before = len(found.faults)
    one, two, indicator = cells[0], cells[1], cells[INDICATOR]
    for place in (0, 1):
        if not CODE.fullmatch(cells[place]):
            found.fault(file, line, PAIR_COLUMNS[place], cells[place], "not a code", "A code is like 97110 or G0283.")
    if cells[OLD_MARK] not in NO_DATE:
        repair = "Expected * or nothing; the columns may be shifted."
        found.fault(file, line, PAIR_COLUMNS[OLD_MARK], cells[OLD_MARK], "not a mark", repair)
    dates = [_date(file, line, cells[place], PAIR_COLUMNS[place], found) for place in (EFFECTIVE, DELETION)]
    if indicator not in INDICATORS:
        found.fault(file, line, PAIR_COLUMNS[INDICATOR], indicator, "unknown indicator", "Use 0, 1 or 9.")
    if len(found.faults) > before:
        return
    held = through(*dates)
    if indicator != NO_EDIT and held.ends_before_it_starts:
        repair = "Correct one of the two dates."
        found.fault(file, line, PAIR_COLUMNS[DELETION], cells[DELETION], "is before the effective date", repair)
    elif found.keeps(one, two):
        if indicator != NO_EDIT and found.is_second((one, two), held):
            problem = "this pair has another row for some of these dates"
            found.fault(file, line, PAIR_COLUMNS[EFFECTIVE], cells[EFFECTIVE], problem, "Name each file once.")
        site = "Y" if (one, two) in _sites() else ""
        found.rows.append((one, two, indicator, _iso(held.start), _iso(held.until), site))


def _ceiling(file: Path, line: int, cells: list[str], found: _Import) -> None:
    """Read one row of ceilings."""
    if len(cells) < len(CEILING_COLUMNS):
        repair = "Expected a code, its units and an adjudication indicator in three columns."
        found.fault(file, line, "", " ".join(cells), "not a ceiling", repair)
        return
    before = len(found.faults)
    code, most, indicator = cells[: len(CEILING_COLUMNS)]
    if not CODE.fullmatch(code):
        found.fault(file, line, CEILING_COLUMNS[0], code, "not a code", "A code is like 97110 or G0283.")
    if not (most.isascii() and most.isdigit()):
        found.fault(file, line, CEILING_COLUMNS[1], most, "not a whole number of units", "Correct the cell.")
    adjudication = _ADJUDICATION.match(indicator)
    if adjudication is None:
        found.fault(file, line, CEILING_COLUMNS[2], indicator, "unknown indicator", "It starts with 1, 2 or 3.")
    if len(found.faults) > before or adjudication is None or not found.keeps(code):
        return
    if found.is_second((code,), Period()):
        found.fault(file, line, CEILING_COLUMNS[0], code, "has another ceiling", "Keep one row per code.")
    found.rows.append((code, str(int(most)), adjudication[1]))


def _date(file: Path, line: int, text: str, column: str, found: _Import) -> date | None:
    if text in NO_DATE:
        return None
    day = _day(text)
    if day is None:
        found.fault(file, line, column, text, "not a date", "Expected eight digits, year first, or *.")
    return day


@lru_cache(maxsize=4096)
def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y%m%d").date() if DATE.fullmatch(text) else None  # noqa: DTZ007 - a date, no instant
    except ValueError:
        return None


def _iso(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


@lru_cache(maxsize=1)
def _sites() -> frozenset[tuple[str, str]]:
    shipped = pairs((str(SHIPPED / "ncci" / "ptp_practitioner.csv"),), "practitioner")
    return frozenset(
        (one, two) for one, twos in shipped.items() for two, rows in twos.items() if rows[-1].separate_site
    )
