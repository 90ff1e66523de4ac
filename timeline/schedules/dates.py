"""Dates as text: numeric ones in either order, and all others; which order the dates of a file allow together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from timeline.schedules.clock_faults import NO_SUCH_DATE, UNREADABLE_DATE
from timeline.schedules.times import plain_time
from timeline.sheets import Fix

#: Years a schedule can be of; others are typing errors, or times that a spreadsheet took for dates.
YEARS = range(1900, 2300)
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)", re.ASCII)
_DAY_NAME = re.compile(r"(\d{1,2})[-\s/.]{0,2}([a-z]{3,9})\.?[-\s/,]{0,2}(\d{4}|\d\d)", re.ASCII | re.IGNORECASE)
_NAME_DAY = re.compile(r"([a-z]{3,9})\.? (\d{1,2}),? (\d{4})", re.ASCII | re.IGNORECASE)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)

#: Dates that alone decide the order are doubted where they are this few, and the others lie far closer without them.
_FEW, _CLOSER = 3, 4


@dataclass(frozen=True, slots=True)
class Order:
    """In which order of day and month the numeric dates of a file can be read.

    Parameters
    ----------
    month_first, day_first
        Whether every one of them can be read so.
    deciding
        Texts that can be read in one order only, though others can be read in both.
    doubted
        Whether these few decide against an order in which all others lie far closer together.
    """

    month_first: bool = True
    day_first: bool = True
    deciding: tuple[str, ...] = ()
    doubted: bool = False

    @property
    def name(self) -> str:
        """The order taken, in words."""
        return "month first" if self.month_first else "day first"


def order_of(texts: Iterable[str], squeezed: Callable[[str], str], day_in: Callable[[str], str]) -> Order:
    """Find the order of day and month that fits every numeric date.

    Parameters
    ----------
    texts
        Every text of a date or clock, or how often each stands there.
    squeezed
        Gives a text without the blanks that mean nothing.
    day_in
        Gives the part of a text that is a date.
    """
    counts: Counter[str] = Counter()
    for written, times in Counter(texts).items():
        if written[:4].isdigit() or plain_time(written) is not None:  # most, and neither has an order
            continue
        text = squeezed(written)
        if not text[:4].isdigit() and plain_time(text) is None:
            counts[text] += times
    found: dict[str, tuple[date | None, date | None]] = {}
    for text in counts:
        orders = numeric_orders(day_in(text))
        if orders is not None and orders != (None, None):
            found[text] = orders
    month_first = all(orders[0] is not None for orders in found.values())
    day_first = all(orders[1] is not None for orders in found.values())
    if month_first == day_first:
        return Order(month_first, day_first)
    taken, other = (0, 1) if month_first else (1, 0)
    open_ones = {text: orders for text, orders in found.items() if None not in orders and orders[0] != orders[1]}
    deciding = tuple(text for text, orders in found.items() if orders[other] is None) if open_ones else ()
    return Order(month_first, day_first, deciding, _is_doubted(counts, found, open_ones, deciding, (taken, other)))


def _is_doubted(
    counts: Mapping[str, int],
    found: dict[str, tuple[date | None, date | None]],
    open_ones: dict[str, tuple[date | None, date | None]],
    deciding: Sequence[str],
    orders: tuple[int, int],
) -> bool:
    taken, other = orders
    few, many = sum(counts[text] for text in deciding), sum(counts[text] for text in open_ones)
    if not few or few > _FEW or many < 2 * few:
        return False
    as_taken = _days_apart([each[taken] for each in found.values()])
    otherwise = _days_apart([each[other] for each in open_ones.values()])
    return as_taken > _CLOSER * max(otherwise, 7)


def _days_apart(days: Iterable[date | None]) -> int:
    known = [day for day in days if day is not None]
    return (max(known) - min(known)).days


def numeric_orders(text: str) -> tuple[date | None, date | None] | None:
    """Both readings of a numeric date with the year last; None for any other text."""
    match = _NUMERIC.fullmatch(text)
    # 26-03-02 is as often a year first as a day first: nobody can tell.
    if match is None or (match[2] == "-" and len(match[4]) == 2):
        return None
    year = _year(match[4])
    return _date(year, int(match[1]), int(match[3])), _date(year, int(match[3]), int(match[1]))


def unambiguous_day(text: str) -> date | Fix:
    """Read a date that has its year first, or its month by name."""
    if match := YEAR_FIRST.fullmatch(text):
        return _date(int(match[1]), int(match[3]), int(match[4])) or NO_SUCH_DATE
    if match := _DAY_NAME.fullmatch(text):
        day, name, year = match[1], match[2], match[3]
    elif match := _NAME_DAY.fullmatch(text):
        name, day, year = match[1], match[2], match[3]
    else:
        return UNREADABLE_DATE
    month = _month(name)
    return UNREADABLE_DATE if month is None else _date(_year(year), month, int(day)) or NO_SUCH_DATE


def _month(name: str) -> int | None:
    lower = "sep" if name.lower() == "sept" else name.lower()
    return next((n for n, month in enumerate(_MONTHS, start=1) if lower in (month, month[:3])), None)


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else 2000 + year if year < 70 else 1900 + year


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


def which_order(text: str) -> Fix:
    """Ask for the order of day and month."""
    match = _NUMERIC.fullmatch(text)
    between, year = (match[2], "%Y" if len(match[4]) == 4 else "%y") if match else ("/", "%Y")
    stated = f'[format] date = "%m{between}%d{between}{year}"'
    return Fix("day or month first?", f"State the format in the mapping file, e.g. {stated}.")
