"""Tables of code pairs and per-day ceilings, as the policies name them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from timeline.errors import PolicyError
from timeline.period import Period
from timeline.sheets import Field, Listing, read_listing
from timeline.sheets.cells import each, iso_date, one_of, procedure, units

#: Modifier indicators: never together; together with a modifier. 9 and blank mean there is no edit.
NEVER, WITH_MODIFIER = "0", "1"
NO_EDIT = "9"
#: Adjudication indicator of a ceiling no record can lift.
ABSOLUTE = 2

_INDICATOR = one_of(
    {indicator: indicator for indicator in (NEVER, WITH_MODIFIER, NO_EDIT)},
    "is not a modifier indicator",
    "Use 0, 1 or 9, or leave it empty if there is no edit.",
)
_ADJUDICATION = one_of({"1": 1, "2": 2, "3": 3}, "is not an adjudication indicator", "Use 1, 2 or 3.")
_SITE = one_of({"Y": True, "N": False}, "is neither Y nor N", "Write Y, or leave the cell empty.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair(Period):
    """Two codes of which the second is not paid together with the first; no start or end where no table has one.

    Parameters
    ----------
    indicator
        `0`: never; `1`: with a modifier that shows the services were apart.
    separate_site
        Whether being apart means another body site or wound, so that time proves nothing.
    assumed_from
        First date from which it is only assumed to hold still: the pair is known to have changed by `until`.
    """

    column_one: str
    column_two: str
    indicator: str
    separate_site: bool
    assumed_from: date | None = None

    def is_assumed(self, on: date) -> bool:
        """Whether no table shows that it held on a date of its period."""
        return self.assumed_from is not None and self.assumed_from <= on


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling(Period):
    """The most units of one code on a date; no start or end where no table has one.

    Parameters
    ----------
    adjudication
        1: each line by itself; 2: the date, absolute; 3: the date, records may justify more.
    """

    units: int
    adjudication: int


#: column one -> column two -> the rows of that pair in order of time, no two in force on one date.
Pairs = Mapping[str, Mapping[str, Sequence[Pair]]]


@lru_cache(maxsize=32)
def pairs(tables: tuple[str, ...], column: str) -> Pairs:
    """Load tables of pairs for one column of modifier indicators.

    The columns are column_one, column_two, one per indicator (`column` names it), start, until and, if need be,
    separate_site (Y or blank) and assumed_from. Rows whose indicator is 9 or blank are no edits.

    Raises
    ------
    PolicyError: every row of the tables that cannot be read, or that is in force together with another row of its
    pair, with its place.
    """
    listings = [_listing(table, column) for table in tables]
    found: dict[str, dict[str, list[Pair]]] = {}
    for listing in listings:
        for number, record in listing.records():
            pair = _pair(record, column)
            rows = found.setdefault(pair.column_one, {}).setdefault(pair.column_two, [])
            _note(listing, number, pair, rows)
            if pair.indicator in (NEVER, WITH_MODIFIER):
                rows.append(pair)
    faults = [fault for listing in listings for fault in listing.in_order()]
    if faults:
        raise PolicyError(faults)
    ordered = {
        one: {two: tuple(sorted(rows, key=_start)) for two, rows in twos.items() if rows} for one, twos in found.items()
    }
    return MappingProxyType({one: twos for one, twos in ordered.items() if twos})


def _listing(table: str, column: str) -> Listing:
    return read_listing(
        table,
        (
            Field(name="column_one", kind=each(procedure)),
            Field(name="column_two", kind=each(procedure)),
            Field(name=column, kind=each(_INDICATOR), blank=""),
            Field(name="start", kind=each(iso_date), blank=None),
            Field(name="until", kind=each(iso_date), blank=None),
            Field(name="separate_site", kind=each(_SITE), required=False, blank=False),
            Field(name="assumed_from", kind=each(iso_date), required=False, blank=None),
        ),
        frame_name="pairs",
        whole_rows=True,
    )


def _note(listing: Listing, number: int, pair: Pair, rows: Sequence[Pair]) -> None:
    """Note what is wrong with a row of a pair, next to the rows before it."""
    if pair.ends_before_it_starts:
        listing.note(number, "until", str(pair.until), "is not after start", "It is the first day without the edit.")
    elif pair.indicator in (NEVER, WITH_MODIFIER) and any(pair.overlaps(row) for row in rows):
        shown = f"{pair.column_one} {pair.column_two}"
        problem = "this pair has another row for some of these dates"
        listing.note(number, "start", shown, problem, "Keep one row, or let one end where the next starts.")


def _start(period: Period) -> date:
    return period.start or date.min


def _pair(record: Mapping[str, Any], column: str) -> Pair:
    return Pair(
        start=record["start"],
        until=record["until"],
        column_one=record["column_one"],
        column_two=record["column_two"],
        indicator=record[column],
        separate_site=record["separate_site"],
        assumed_from=record["assumed_from"],
    )


def ceilings(table: str, column: str, on: date | None = None) -> Mapping[str, Ceiling]:
    """Load per-day ceilings for one column of units; a code with a blank cell has none.

    Parameters
    ----------
    on
        Date of service; None is each code's latest ceiling.

    Raises
    ------
    PolicyError: every row of the table that cannot be read, or that is in force together with another row of its
    code, with its place.
    """
    return MappingProxyType(
        {
            code: governing[-1]
            for code, rows in _dated_ceilings(table, column).items()
            if (governing := [row for row in rows if on is None or row.governs(on)])
        }
    )


def ceiling_periods(table: str, column: str) -> list[Period]:
    """List when the ceilings of `ceilings` hold, of every code."""
    return [row for rows in _dated_ceilings(table, column).values() for row in rows]


@lru_cache(maxsize=32)
def _dated_ceilings(table: str, column: str) -> Mapping[str, Sequence[Ceiling]]:
    adjudication = adjudication_column(column)
    listing = read_listing(
        table,
        (
            Field(name="code", kind=each(procedure)),
            Field(name=column, kind=each(units), blank=None),
            Field(name=adjudication, kind=each(_ADJUDICATION), blank=None),
            Field(name="start", kind=each(iso_date), required=False, blank=None),
            Field(name="until", kind=each(iso_date), required=False, blank=None),
        ),
        frame_name="ceilings",
        whole_rows=True,
    )
    found: dict[str, list[Ceiling]] = {}
    seen: dict[str, list[Period]] = {}
    for number, record in listing.records():
        code, most, indicator = record["code"], record[column], record[adjudication]
        held = Period(record["start"], record["until"])
        others = seen.setdefault(code, [])
        if held.ends_before_it_starts:
            listing.note(number, "until", str(held.until), "is not after start", "It is the first day without it.")
        elif any(held.overlaps(other) for other in others):
            repair = "Keep one row per code, or let one end where the next starts."
            listing.note(number, "code", code, "is in the table more than once for some dates", repair)
        others.append(held)
        if indicator is None and most is not None:
            listing.note(number, adjudication, "", "is missing", "Use 1, 2 or 3.")
        elif most is not None:
            row = Ceiling(start=held.start, until=held.until, units=most, adjudication=indicator)
            found.setdefault(code, []).append(row)
    listing.check(PolicyError)
    return MappingProxyType({code: tuple(sorted(rows, key=_start)) for code, rows in found.items()})


def adjudication_column(column: str) -> str:
    """Name the column of adjudication indicators that belongs to a column of units.

    >>> adjudication_column("practitioner"), adjudication_column("outpatient_hospital")
    ('practitioner_mai', 'outpatient_mai')
    """
    return f"{column.removesuffix('_hospital')}_mai"
