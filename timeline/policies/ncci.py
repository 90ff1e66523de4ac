"""Tables of code pairs and per-day ceilings, as the policies name them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

#: Modifier indicators: never together; together with a modifier. 9 and blank mean there is no edit.
NEVER, WITH_MODIFIER = "0", "1"
#: Adjudication indicator of a ceiling no record can lift.
ABSOLUTE = 2


@dataclass(frozen=True, slots=True)
class Pair:
    """Two codes of which the second is not paid beside the first.

    Parameters
    ----------
    indicator
        `0`: never; `1`: with a modifier that shows the services were apart.
    start, until
        First date of service, and the first one no longer governed; None where the table does not say.
    separate_site
        Whether being apart means another body site or wound, so that time proves nothing.
    """

    column_one: str
    column_two: str
    indicator: str
    start: date | None
    until: date | None
    separate_site: bool

    def governs(self, on: date) -> bool:
        """Whether services of that date fall under the pair, as far as the table knows."""
        return (self.start is None or self.start <= on) and (self.until is None or on < self.until)


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

    The columns are column_one, column_two, one per indicator (`column` names it), start, until and
    separate_site (Y or blank). Rows whose indicator is neither 0 nor 1 are no edits.
    """
    found: dict[str, dict[str, list[Pair]]] = {}
    for table in tables:
        for row in _rows(table):
            if row[column] not in (NEVER, WITH_MODIFIER):
                continue
            pair = Pair(
                row["column_one"],
                row["column_two"],
                row[column],
                _date(row["start"]),
                _date(row["until"]),
                row.get("separate_site") == "Y",
            )
            found.setdefault(pair.column_one, {}).setdefault(pair.column_two, []).append(pair)
    # A row that ended says what held then; an open one without a start is only assumed to reach back.
    ordered = {
        one: {two: tuple(sorted(rows, key=lambda pair: pair.until or date.max)) for two, rows in twos.items()}
        for one, twos in found.items()
    }
    return MappingProxyType(ordered)


@lru_cache(maxsize=32)
def ceilings(table: str, column: str) -> Mapping[str, Ceiling]:
    """Load per-day ceilings for one column of units."""
    adjudication = adjudication_column(column)
    return MappingProxyType(
        {row["code"]: Ceiling(int(row[column]), int(row[adjudication])) for row in _rows(table) if row[column]}
    )


def adjudication_column(column: str) -> str:
    """Name the column of adjudication indicators that belongs to a column of units.

    >>> adjudication_column("practitioner"), adjudication_column("outpatient_hospital")
    ('practitioner_mai', 'outpatient_mai')
    """
    return f"{column.removesuffix('_hospital')}_mai"


def _rows(table: str) -> Iterator[dict[str, str]]:
    with open(table, encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
