"""Clock times of a file as text -> seconds, strictly: one reading for the whole file, or a fault.

Nothing is inferred from one value: whether `02/03` is in February or in March is decided by all dates
of the file together, and asked where they leave it open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

from timeline.clock import (
    DAY,
    EPOCH,
    ImpossibleClockError,
    RepeatedClockError,
    instant_to_seconds,
    to_seconds,
    to_wall,
)
from timeline.schedules.clock_formats import Formats
from timeline.sheets import Fix

#: Years a schedule can be of; others are typing errors, or times that a spreadsheet took for dates.
YEARS = range(1900, 2200)
_LONGEST_TEXT = 64

_CLOCK = re.compile(
    r"(?:(?P<date>.+?)(?:T|[\s,]+))?"
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?)?"
    r"(?:\s?(?P<half>[ap])\.?\s?m\.?)?"
    r"(?P<offset>\s?(?:z|[+-]\d\d(?::?\d\d)?))?",
    re.ASCII | re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)", re.ASCII)
_DAY_NAME = re.compile(r"(\d{1,2})[-\s/.]{0,2}([a-z]{3,9})\.?[-\s/,]{0,2}(\d{4}|\d\d)", re.ASCII | re.IGNORECASE)
_NAME_DAY = re.compile(r"([a-z]{3,9})\.? (\d{1,2}),? (\d{4})", re.ASCII | re.IGNORECASE)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)

_HOW = "Write it like 2026-03-02 09:05, or state its format in the mapping file under [format]."
UNREADABLE = Fix("cannot be read as a clock time", _HOW)
UNREADABLE_DATE = Fix("cannot be read as a date", "Write it like 2026-03-02, or state its format in the mapping file.")
NOT_AS_STATED = Fix(
    "is not in the format that the mapping states", "Correct the cell, or [format] in the mapping file."
)
NO_SUCH_DATE = Fix("no such date", "Correct it.")
NO_SUCH_TIME = Fix("no such time of day", "Correct it; 24:00 can only be the end of a date.")
FRACTION = Fix("has a fraction of a second", "Round it to the second.")
BOTH_ORDERS = Fix(
    "day or month first? Some dates in the file can only be one, some only the other",
    "Correct the file, or split it and read each part with its own mapping.",
)
MISSING = Fix("is missing", "Fill it in.")
NO_TIME = Fix("has no time of day", "Write the time too, like 2026-03-02 09:05.")
NO_DATE = Fix("is missing, and start has only a time of day", "Fill in the date.")
OTHER_DATE = Fix("is not the date of start", "Correct one of them.")
NO_ZONE = Fix(
    "has an offset from UTC, but the clinic's time zone is not known",
    'State time_zone = "America/New_York" in the clinic or the mapping file.',
)
SKIPPED_HOUR = Fix(
    "the clock change skips this hour",
    "Correct it, or give the offset, e.g. 2026-03-08T03:30:00-04:00.",
)
REPEATED_HOUR = Fix("the clock change repeats this hour", "Give the offset, e.g. 2026-11-01T01:30:00-05:00.")
NOT_AFTER = Fix("is not after start", "Correct one of them; give the date too if it ends on another date.")
TOO_LONG = Fix("is more than 24 hours after start", "Split the row, or correct the dates.")


class Instant(NamedTuple):
    """One clock: seconds on the clinic's line, and the wall clock read as if it were UTC."""

    second: int
    wall: int


class RowClocks(NamedTuple):
    """Start and end of a row, or why there are none: (column, what is wrong)."""

    start: Instant | None
    end: Instant | None
    problems: tuple[tuple[str, Fix], ...]


class _Cell(NamedTuple):
    day: date | None = None
    time: int | None = None  # seconds after midnight; DAY for 24:00
    offset: timedelta | None = None


class Clocks:
    """The clocks of one file.

    Parameters
    ----------
    formats
        What the mapping states; a stated format is the only one read.
    zone
        The clinic's time zone, or None.
    texts
        Every text of the file's date, start and end columns: together they decide the order of day and month.
    """

    def __init__(self, formats: Formats, zone: ZoneInfo | None, texts: Iterable[str]) -> None:
        self._formats = formats
        self._zone = zone
        both = tuple(f"{day} {time}" for day in formats.date for time in formats.time)
        self._whole = formats.datetime or both
        self._stated = bool(formats.datetime or formats.date or formats.time)
        self._month_first, self._day_first = (True, True) if formats.date else _possible_orders(texts)
        self._cells: dict[str, _Cell | Fix] = {}
        self._days: dict[str, date | Fix] = {}
        self._instants: dict[tuple[int, timedelta | None], Instant | Fix] = {}
        self._spans: dict[tuple[str, str, str], RowClocks] = {}

    def span(self, date_text: str, start_text: str, end_text: str) -> RowClocks:
        """Read the clocks of one row; the date column may be empty."""
        key = (date_text, start_text, end_text)
        found = self._spans.get(key)
        if found is None:
            found = self._spans[key] = self._read_span(*key)
        return found

    def _read_span(self, date_text: str, start_text: str, end_text: str) -> RowClocks:
        problems: list[tuple[str, Fix]] = []
        day = self._day(date_text) if date_text else None
        if isinstance(day, Fix):
            problems.append(("date", day))
        start = self._point(start_text, day)
        starts_on = _date_of(start) if isinstance(start, Instant) else day
        end = self._point(end_text, starts_on, closing=True)
        if start is None and day is None:
            problems.append(("date", NO_DATE))
        problems += [(name, point) for name, point in (("start", start), ("end", end)) if isinstance(point, Fix)]
        if isinstance(start, Instant):
            if isinstance(day, date) and day != starts_on:
                problems.append(("date", OTHER_DATE))
            if isinstance(end, Instant) and end.second <= start.second:
                problems.append(("end", NOT_AFTER))
            elif isinstance(end, Instant) and end.second - start.second > DAY:
                problems.append(("end", TOO_LONG))
        return RowClocks(
            start if isinstance(start, Instant) else None, end if isinstance(end, Instant) else None, tuple(problems)
        )

    def _point(self, text: str, day: date | Fix | None, *, closing: bool = False) -> Instant | Fix | None:
        """Read start or end; None where only its date is unknown, which is a fault of another column."""
        if not text:
            return MISSING
        cell = self._cell(text)
        if isinstance(cell, Fix):
            return cell
        if cell.time is None:
            return NO_TIME
        if cell.time == DAY and not closing:
            return NO_SUCH_TIME
        if cell.day is None:
            if not isinstance(day, date):
                return None
        else:
            day = cell.day
        wall = (day - EPOCH.date()).days * DAY + cell.time
        return Instant(wall, wall) if self._zone is None and cell.offset is None else self._instant(wall, cell.offset)

    def _instant(self, wall: int, offset: timedelta | None) -> Instant | Fix:
        found = self._instants.get((wall, offset))
        if found is None:
            found = self._instants[wall, offset] = self._read_instant(wall, offset)
        return found

    def _read_instant(self, wall: int, offset: timedelta | None) -> Instant | Fix:
        if self._zone is None:
            return NO_ZONE
        try:
            if offset is None:
                return Instant(to_seconds(to_wall(wall), self._zone), wall)
            second = instant_to_seconds(to_wall(wall).replace(tzinfo=timezone(offset)))
            return Instant(second, to_seconds(to_wall(second, self._zone)))
        except ImpossibleClockError:
            return SKIPPED_HOUR
        except RepeatedClockError:
            return REPEATED_HOUR

    def _cell(self, text: str) -> _Cell | Fix:
        found = self._cells.get(text)
        if found is None:
            found = self._cells[text] = self._read_cell(_squeezed(text))
        return found

    def _read_cell(self, text: str) -> _Cell | Fix:
        if len(text) > _LONGEST_TEXT:
            return UNREADABLE
        if not self._stated and (plain := _plain_iso(text)):
            return plain
        for forms, keep in ((self._whole, "both"), (self._formats.time, "time")):
            stated = _as_stated(text, forms)
            if isinstance(stated, Fix):
                return stated
            if stated is not None:
                return stated if keep == "both" else stated._replace(day=None)
        match = _time_in(text)
        if match is None:
            day = self._day(text)
            return _Cell(day) if isinstance(day, date) else UNREADABLE if day is UNREADABLE_DATE else day
        if (self._formats.datetime and match["date"]) or self._formats.time:
            return NOT_AS_STATED
        return self._cell_of(match)

    def _cell_of(self, match: re.Match[str]) -> _Cell | Fix:
        time = _seconds_of_day(match)
        if isinstance(time, Fix):
            return time
        day_text, offset_text = match["date"], match["offset"]
        if offset_text and not (day_text and _YEAR_FIRST.fullmatch(day_text)):
            return UNREADABLE
        offset = _offset(offset_text.strip()) if offset_text else None
        if isinstance(offset, Fix) or not day_text:
            return offset if isinstance(offset, Fix) else _Cell(None, time)
        day = self._day(day_text)
        if isinstance(day, Fix):
            return UNREADABLE if day is UNREADABLE_DATE else day
        return _Cell(day, time, offset)

    def _day(self, text: str) -> date | Fix:
        found = self._days.get(text)
        if found is None:
            found = self._days[text] = self._read_day(_squeezed(text))
        return found

    def _read_day(self, text: str) -> date | Fix:
        if len(text) > _LONGEST_TEXT:
            return UNREADABLE_DATE
        if self._formats.date:
            stated = _as_stated(text, self._formats.date)
            return (stated.day or NO_SUCH_DATE) if isinstance(stated, _Cell) else (stated or NOT_AS_STATED)
        match = _time_in(text)
        if match is not None and match["date"] and not match["offset"] and _seconds_of_day(match) == 0:
            text = match["date"]  # an export of a date as that date's midnight
        numeric = _numeric_orders(text)
        if numeric is None:
            return _unambiguous_day(text)
        return self._in_order(text, *numeric)

    def _in_order(self, text: str, month_first: date | None, day_first: date | None) -> date | Fix:
        if month_first is None and day_first is None:
            return NO_SUCH_DATE
        if month_first == day_first and month_first is not None:
            return month_first
        if self._month_first and self._day_first:
            return _which_order(text)
        chosen = month_first if self._month_first else day_first if self._day_first else None
        return chosen or BOTH_ORDERS


def _plain_iso(text: str) -> _Cell | None:
    """Read the usual ISO form fast; None for everything else, including invalid dates and times."""
    if (
        len(text) not in (16, 19)
        or text[4] + text[7] + text[13] + text[16:17] not in ("--:", "--::")
        or text[10] not in " T"
    ):
        return None
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return _Cell(read.date(), read.hour * 3600 + read.minute * 60 + read.second) if read.year in YEARS else None


def _possible_orders(texts: Iterable[str]) -> tuple[bool, bool]:
    """Whether every numeric date of a file can be read month first, and day first."""
    month_first = day_first = True
    for text in {_squeezed(text) for text in set(texts) if not text[:4].isdigit()}:
        match = _time_in(text) if len(text) <= _LONGEST_TEXT else None
        orders = _numeric_orders((match["date"] or "") if match else text)
        if orders is None or orders == (None, None):
            continue
        month_first &= orders[0] is not None
        day_first &= orders[1] is not None
    return month_first, day_first


def _numeric_orders(text: str) -> tuple[date | None, date | None] | None:
    """Both readings of a numeric date with the year last; None for any other text."""
    match = _NUMERIC.fullmatch(text)
    # 26-03-02 is as often a year first as a day first: nobody can tell.
    if match is None or (match[2] == "-" and len(match[4]) == 2):
        return None
    year = _year(match[4])
    return _date(year, int(match[1]), int(match[3])), _date(year, int(match[3]), int(match[1]))


def _unambiguous_day(text: str) -> date | Fix:
    if match := _YEAR_FIRST.fullmatch(text):
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


def _time_in(text: str) -> re.Match[str] | None:
    match = _CLOCK.fullmatch(text)
    # A bare number is no time of day: without this, "3 March 26" would be 26 o'clock.
    return match if match and (match["minute"] or match["half"]) else None


def _seconds_of_day(match: re.Match[str]) -> int | Fix:
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    if match["half"]:
        if not 1 <= hour <= 12:
            return NO_SUCH_TIME
        hour = hour % 12 + (12 if match["half"] in "pP" else 0)
    seconds = hour * 3600 + minute * 60 + second
    if minute > 59 or second > 59 or seconds > DAY:
        return NO_SUCH_TIME
    return FRACTION if (match["fraction"] or "").strip("0") else seconds


def _offset(text: str) -> timedelta | Fix:
    if text in "zZ":
        return timedelta()
    hours, minutes = int(text[1:3]), int(text[3:].lstrip(":") or 0)
    if hours > 14 or minutes > 59:
        return NO_SUCH_TIME
    ahead = timedelta(hours=hours, minutes=minutes)
    return -ahead if text[0] == "-" else ahead


def _as_stated(text: str, forms: Iterable[str]) -> _Cell | Fix | None:
    """Read `text` in the first stated format that fits; None where none does."""
    for form in forms:
        try:
            read = datetime.strptime(text, form)  # noqa: DTZ007 (wall clocks are naive)
        except ValueError:
            continue
        if read.microsecond:
            return FRACTION
        if read.year not in YEARS:
            return NO_SUCH_DATE
        return _Cell(read.date(), read.hour * 3600 + read.minute * 60 + read.second, read.utcoffset())
    return None


def _which_order(text: str) -> Fix:
    match = _NUMERIC.fullmatch(text)
    between, year = (match[2], "%Y" if len(match[4]) == 4 else "%y") if match else ("/", "%Y")
    stated = f'[format] date = "%m{between}%d{between}{year}"'
    return Fix("day or month first?", f"State the format in the mapping file, e.g. {stated}.")


def _squeezed(text: str) -> str:
    return " ".join(text.split()) if len(text) <= 4 * _LONGEST_TEXT else text


def _date_of(instant: Instant) -> date:
    return to_wall(instant.wall).date()
