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
from timeline.sheets import Field, read_listing
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
    """

    column_one: str
    column_two: str
    indicator: str
    separate_site: bool


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most units of one code on a date.

    Parameters
    ----------
    adjudication
        1: each line by itself; 2: the date, absolute; 3: the date, records may justify more.
    """

    units: int
    adjudication: int


#: column one -> column two -> the rows of that pair, those with an end first.
Pairs = Mapping[str, Mapping[str, Sequence[Pair]]]


@lru_cache(maxsize=32)
def pairs(tables: tuple[str, ...], column: str) -> Pairs:
    """Load tables of pairs for one column of modifier indicators.

    The columns are column_one, column_two, one per indicator (`column` names it), start, until and, if need be,
    separate_site (Y or blank). Rows whose indicator is 9 or blank are no edits.

    Raises
    ------
    PolicyError: every row of the tables that cannot be read, with its place.
    """
    found: dict[str, dict[str, list[Pair]]] = {}
    for pair in (pair for table in tables for pair in _table_of_pairs(table, column)):
        found.setdefault(pair.column_one, {}).setdefault(pair.column_two, []).append(pair)
    # A row that ended says what held then; an open one without a start is only assumed to reach back.
    ordered = {
        one: {two: tuple(sorted(rows, key=lambda pair: pair.until or date.max)) for two, rows in twos.items()}
        for one, twos in found.items()
    }
    return MappingProxyType(ordered)


@lru_cache(maxsize=32)
def _table_of_pairs(table: str, column: str) -> tuple[Pair, ...]:
    listing = read_listing(
        table,
        (
            Field(name="column_one", kind=each(procedure)),
            Field(name="column_two", kind=each(procedure)),
            Field(name=column, kind=each(_INDICATOR), blank=""),
            Field(name="start", kind=each(iso_date), blank=None),
            Field(name="until", kind=each(iso_date), blank=None),
            Field(name="separate_site", kind=each(_SITE), required=False, blank=False),
        ),
        frame_name="pairs",
        whole_rows=True,
    )
    found = [(number, _pair(record, column)) for number, record in listing.records()]
    for number, pair in found:
        if pair.ends_before_it_starts:
            listing.note(
                number, "until", str(pair.until), "is not after start", "It is the first day without the edit."
            )
    listing.check(PolicyError)
    return tuple(pair for _, pair in found if pair.indicator in (NEVER, WITH_MODIFIER))


def _pair(record: Mapping[str, Any], column: str) -> Pair:
    return Pair(
        start=record["start"],
        until=record["until"],
        column_one=record["column_one"],
        column_two=record["column_two"],
        indicator=record[column],
        separate_site=record["separate_site"],
    )


@lru_cache(maxsize=32)
def ceilings(table: str, column: str) -> Mapping[str, Ceiling]:
    """Load per-day ceilings for one column of units; a code with a blank cell has none.

    Raises
    ------
    PolicyError: every row of the table that cannot be read, with its place.
    """
    adjudication = adjudication_column(column)
    listing = read_listing(
        table,
        (
            Field(name="code", kind=each(procedure)),
            Field(name=column, kind=each(units), blank=None),
            Field(name=adjudication, kind=each(_ADJUDICATION), blank=None),
        ),
        frame_name="ceilings",
        whole_rows=True,
    )
    found: dict[str, Ceiling] = {}
    seen: set[str] = set()
    for number, record in listing.records():
        code, most, indicator = record["code"], record[column], record[adjudication]
        if code in seen:
            listing.note(number, "code", code, "is in the table more than once", "Keep one row per code.")
        seen.add(code)
        if most is not None and indicator is None:
            listing.note(number, adjudication, "", "is missing", "Use 1, 2 or 3.")
        elif most is not None:
            found[code] = Ceiling(most, indicator)
    listing.check(PolicyError)
    return MappingProxyType(found)


def adjudication_column(column: str) -> str:
    """Name the column of adjudication indicators that belongs to a column of units.

    >>> adjudication_column("practitioner"), adjudication_column("outpatient_hospital")
    ('practitioner_mai', 'outpatient_mai')
    """
    return f"{column.removesuffix('_hospital')}_mai"
