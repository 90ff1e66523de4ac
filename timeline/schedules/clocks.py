"""Clock times of a file as text -> seconds, strictly: one reading for the whole file, or a fault.

Nothing is inferred from one value: whether `02/03` is in February or in March is decided by all dates
of the file together, and asked where they leave it open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from timeline.clock import (
    DAY,
    EPOCH,
    ImpossibleClockError,
    RepeatedClockError,
    instant_to_seconds,
    to_seconds,
    to_wall,
)
from timeline.schedules.clock_cells import Cell, as_stated, plain_iso
from timeline.schedules.clock_faults import (
    BOTH_ORDERS,
    MISSING,
    NO_DATE,
    NO_DATE_HERE,
    NO_SUCH_DATE,
    NO_SUCH_TIME,
    NO_TIME,
    NO_ZONE,
    NOT_AFTER,
    NOT_AFTER_NOON,
    NOT_AS_STATED,
    OTHER_DATE,
    REPEATED_HOUR,
    SKIPPED_HOUR,
    TOO_LONG,
    UNREADABLE,
    UNREADABLE_DATE,
)
from timeline.schedules.clock_formats import Formats
from timeline.schedules.dates import YEAR_FIRST, Order, numeric_orders, order_of, unambiguous_day, which_order
from timeline.schedules.picking import SPLIT
from timeline.schedules.row_clocks import ONE_AM, Instant, RowClocks
from timeline.schedules.times import HALF, ONE_PM, offset_of, plain_time, says_half_of_day, seconds_of_day, time_in
from timeline.sheets import Fix
from timeline.sheets.texts import Typed

_LONGEST_TEXT = 64

#: A clock followed by a zone that is an offset of nothing.
_ZONED = re.compile(r"(.+?)\s?(?:Z|UTC|GMT)", re.IGNORECASE)


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
    order
        The order that they decide, where it is known.
    """

    def __init__(
        self, formats: Formats, zone: ZoneInfo | None, texts: Iterable[str], order: Order | None = None
    ) -> None:
        self._formats = formats
        self.zone = zone
        self.stored = ZoneInfo(formats.stored_in) if formats.stored_in else None
        self._drop = bool(formats.fractions)
        both = tuple(f"{day} {time}" for day in formats.date for time in formats.time)
        self._whole = formats.datetime or both
        self._stated = bool(formats.datetime or formats.date or formats.time)
        self.order = Order() if formats.date else order or order_of(texts, _squeezed, _day_in)
        self._month_first, self._day_first = self.order.month_first, self.order.day_first
        # By type, too: what a file holds as a moment is never read in a stated format, and the same letters may be.
        self._cells: dict[tuple[type[str], str], Cell | Fix] = {}
        self._days: dict[tuple[type[str], str], date | Fix] = {}
        self._instants: dict[tuple[int, timedelta | None], Instant | Fix] = {}
        self._half_told = False
        self._spans: dict[tuple[object, ...], RowClocks] = {}

    @property
    def reads_plainly(self) -> bool:
        """Whether no format is stated, so that the usual ISO date and time of day are read as what they are."""
        return not self._stated

    @property
    def tells_half(self) -> bool:
        """Whether the clocks read so far say which half of the day they mean: AM or PM, a 24-hour clock, an offset."""
        return self._half_told or any(
            isinstance(found, Cell) and says_half_of_day(text, found.time, offset=found.offset is not None)
            for (_, text), found in self._cells.items()
        )

    def note_moments(self, times: NDArray[np.int64], *, in_iso: bool = False) -> None:
        """Take note of moments that were read without their text: seconds after midnight, by a clock of 24 hours.

        `in_iso` says whether one was written with a T between date and time.
        """
        told = in_iso or bool((((times > 0) & (times < ONE_AM)) | (times >= ONE_PM)).any())
        self._half_told = self._half_told or told

    def span(self, date_text: str, start_text: str, end_text: str) -> RowClocks:
        """Read the clocks of one row; the date column may be empty."""
        texts = (date_text, start_text, end_text)
        key = (*texts, *map(type, texts))
        found = self._spans.get(key)
        if found is None:
            found = self._spans[key] = self._read_span(*texts)
        return found

    def span_of_length(self, date_text: str, clock_text: str, length: int | Fix, anchor: str) -> RowClocks:
        """Read a row that has one clock, its start or its end, and a length in seconds on the clinic's line."""
        other = "end" if anchor == "start" else "start"
        found = self._read_span(date_text, clock_text, clock_text)
        known = found.start if anchor == "start" else self._end_of(date_text, clock_text)
        problems = [(column, fix) for column, fix in found.problems if column != "end"]
        if anchor == "end":
            problems = [("end" if column == "start" else column, fix) for column, fix in problems]
        if isinstance(length, Fix):
            problems.append((other, length))
        if known is None or problems or isinstance(length, Fix):
            return RowClocks(None, None, tuple(problems))
        second = known.second + (length if anchor == "start" else -length)
        wall = second if self.zone is None else to_seconds(to_wall(second, self.zone))
        reached = Instant(second, wall)
        if length > DAY:
            return RowClocks(None, None, ((other, TOO_LONG),))
        return RowClocks(*((known, reached) if anchor == "start" else (reached, known)), ())

    def _end_of(self, date_text: str, text: str) -> Instant | None:
        day = self._day(date_text) if date_text else None
        found = self._point(text, day, closing=True)
        return found if isinstance(found, Instant) else None

    def day(self, text: str) -> date | Fix:
        """Read a date."""
        return self._day(text)

    def moment(self, text: str) -> int | Fix:
        """Read one clock that has its date, as a second on the clinic's line."""
        found = self._point(text, None)
        return NO_DATE_HERE if found is None else found if isinstance(found, Fix) else found.second

    def _read_span(self, date_text: str, start_text: str, end_text: str) -> RowClocks:
        problems: list[tuple[str, Fix]] = []
        day = self._day(date_text) if date_text else None
        if isinstance(day, Fix):
            problems.append(("date", day))
        start = self._point(start_text, day)
        starts_on = self._date_of(start_text, start, day) if isinstance(start, Instant) else day
        end = self._point(end_text, starts_on, closing=True)
        if start is None and day is None:
            problems.append(("date", NO_DATE))
        problems += [(name, point) for name, point in (("start", start), ("end", end)) if isinstance(point, Fix)]
        if isinstance(start, Instant):
            if isinstance(day, date) and day != starts_on:
                problems.append(("date", OTHER_DATE))
            if isinstance(end, Instant) and end.second < start.second:
                end = self._past_midnight(end_text, starts_on) or end
                problems += [("end", end)] if isinstance(end, Fix) else []
            if isinstance(end, Instant) and end.second <= start.second:
                earlier = end.second < start.second
                problems.append(("end", self._not_after(start_text, end_text) if earlier else NOT_AFTER))
            elif isinstance(end, Instant) and end.second - start.second > DAY:
                problems.append(("end", TOO_LONG))
        return RowClocks(
            start if isinstance(start, Instant) else None, end if isinstance(end, Instant) else None, tuple(problems)
        )

    def _date_of(self, text: str, start: Instant, day: date | Fix | None) -> date | Fix | None:
        """Return the date of a start: as it is written, or with an offset the clinic's."""
        cell = self.cell(text)
        if not isinstance(cell, Cell) or cell.day is None:
            return day
        return cell.day if cell.offset is None else _date_of(start)

    def _past_midnight(self, end_text: str, starts_on: date | Fix | None) -> Instant | Fix | None:
        """Read an end that is a time only as one of the next date, where the mapping says so."""
        cell = self.cell(end_text)
        if not self._formats.past_midnight or not isinstance(starts_on, date):
            return None
        if not isinstance(cell, Cell) or cell.day is not None:
            return None
        return self._point(end_text, starts_on + timedelta(days=1), closing=True)

    def _not_after(self, start_text: str, end_text: str) -> Fix:
        """Say what may be wrong: hours of the afternoon on a clock of twelve hours, or another date."""
        cells = (self.cell(start_text), self.cell(end_text))
        noon = all(
            isinstance(cell, Cell) and cell.time is not None and cell.time < ONE_PM and not HALF.search(text)
            for cell, text in zip(cells, (start_text, end_text), strict=True)
        )
        return NOT_AFTER_NOON if noon else NOT_AFTER

    def _point(self, text: str, day: date | Fix | None, *, closing: bool = False) -> Instant | Fix | None:
        """Read start or end; None where only its date is unknown, which is a fault of another column."""
        if not text:
            return MISSING
        cell = self.cell(text)
        if isinstance(cell, Fix):
            return cell
        if cell.time is None:
            return NO_TIME
        if cell.time == DAY and not closing:
            return NO_SUCH_TIME
        time = cell.time
        if cell.day is None:
            if not isinstance(day, date):
                return None
            time = time or (DAY if closing else 0)  # midnight closes a date, however it is written
        else:
            day = cell.day
        wall = (day - EPOCH.date()).days * DAY + time
        plain = self.zone is None and cell.offset is None and self.stored is None
        return Instant(wall, wall) if plain else self.instant(wall, cell.offset)

    def instant(self, wall: int, offset: timedelta | None) -> Instant | Fix:
        """Put a wall clock on the clinic's line."""
        found = self._instants.get((wall, offset))
        if found is None:
            found = self._instants[wall, offset] = self._read_instant(wall, offset)
        return found

    def _read_instant(self, wall: int, offset: timedelta | None) -> Instant | Fix:
        if self.zone is None:
            return NO_ZONE
        try:
            if offset is None:
                second = to_seconds(to_wall(wall), self.stored or self.zone)
                return Instant(second, wall if self.stored is None else to_seconds(to_wall(second, self.zone)))
            second = instant_to_seconds(to_wall(wall).replace(tzinfo=timezone(offset)))
            return Instant(second, to_seconds(to_wall(second, self.zone)))
        except ImpossibleClockError:
            return SKIPPED_HOUR
        except RepeatedClockError:
            return REPEATED_HOUR

    def cell(self, text: str) -> Cell | Fix:
        """Read the text of a start or an end by itself."""
        key = (type(text), text)
        found = self._cells.get(key)
        if found is None:
            found = self._cells[key] = self._read_cell(_squeezed(text))
        return found

    def _read_cell(self, text: str) -> Cell | Fix:
        if SPLIT in text:
            day_text, time_text = map(type(text), text.split(SPLIT, 1))  # typed parts stay typed
            return self._read_split(day_text, time_text)
        if len(text) > _LONGEST_TEXT:
            return UNREADABLE
        stated = self._stated and type(text) is not Typed
        if not stated and (plain := plain_iso(text)):
            return plain
        if not stated and (time := plain_time(text)) is not None:
            return Cell(None, time)
        if stated:
            found = self._read_stated(text)
            if found is not None:
                return found
        match = time_in(text)
        if match is None:
            day = self._day(text)
            return Cell(day) if isinstance(day, date) else UNREADABLE if day is UNREADABLE_DATE else day
        if stated and ((self._formats.datetime and match["date"]) or self._formats.time):
            return NOT_AS_STATED
        return self._cell_of(match)

    def _read_split(self, day_text: str, time_text: str) -> Cell | Fix:
        """Take the day of one text and the time of day of another, whatever else they hold."""
        whole = self.cell(day_text)
        day = whole.day if isinstance(whole, Cell) and whole.day else self._day(day_text)
        clock = self.cell(time_text)
        if isinstance(clock, Fix) and (match := time_in(time_text)) and match["date"]:
            clock = self.cell(
                type(time_text)(time_text[match.start("hour") :])
            )  # its date may be 1899-12-30, a spreadsheet's day 0
        if isinstance(day, Fix):
            return day
        if isinstance(clock, Fix):
            return clock
        return NO_TIME if clock.time is None else Cell(day, clock.time, clock.offset)

    def _read_stated(self, text: str) -> Cell | Fix | None:
        """Read a text in a stated format; a Z, UTC or GMT after it is an offset."""
        zoned = _ZONED.fullmatch(text)
        for shown, offset in ((text, None), (zoned[1], timedelta()) if zoned else (text, None)):
            for forms, keep in ((self._whole, "both"), (self._formats.time, "time")):
                found = as_stated(shown, forms, drop=self._drop)
                if isinstance(found, Fix):
                    return found
                if found is not None:
                    found = found if offset is None else found._replace(offset=offset)
                    return found if keep == "both" else found._replace(day=None)
        return self._read_after_day(text)

    def _read_after_day(self, text: str) -> Cell | Fix | None:
        """Read a time in its stated format behind a date for which none is stated, as joined columns have it."""
        if not self._formats.time or self._formats.date or self._formats.datetime:
            return None
        for blank in re.finditer(" ", text):
            found = as_stated(text[blank.end() :], self._formats.time, drop=self._drop)
            if isinstance(found, Cell):
                day = self._day(text[: blank.start()])
                return day if isinstance(day, Fix) else found._replace(day=day)
        return None

    def _cell_of(self, match: re.Match[str]) -> Cell | Fix:
        time = seconds_of_day(match, drop=self._drop)
        if isinstance(time, Fix):
            return time
        day_text, offset_text = match["date"], match["offset"]
        by_word = bool(offset_text) and offset_text.strip().upper() in ("Z", "UTC", "GMT")
        if offset_text and not (day_text and (by_word or YEAR_FIRST.fullmatch(day_text))):
            return UNREADABLE
        offset = offset_of(offset_text.strip()) if offset_text else None
        if isinstance(offset, Fix) or not day_text:
            return offset if isinstance(offset, Fix) else Cell(None, time)
        day = self._day(type(match.string)(day_text))
        if isinstance(day, Fix):
            return UNREADABLE if day is UNREADABLE_DATE else day
        return Cell(day, time, offset)

    def _day(self, text: str) -> date | Fix:
        key = (type(text), text)
        found = self._days.get(key)
        if found is None:
            found = self._days[key] = self._read_day(_squeezed(text))
        return found

    def _read_day(self, text: str) -> date | Fix:
        if len(text) > _LONGEST_TEXT:
            return UNREADABLE_DATE
        if self._formats.date and type(text) is not Typed:
            stated = as_stated(text, self._formats.date, drop=self._drop)
            return (stated.day or NO_SUCH_DATE) if isinstance(stated, Cell) else (stated or NOT_AS_STATED)
        match = time_in(text)
        if match is not None and match["date"] and not match["offset"] and seconds_of_day(match) == 0:
            text = match["date"]  # an export of a date as that date's midnight
        numeric = numeric_orders(text)
        if numeric is None:
            return unambiguous_day(text)
        return self._in_order(text, *numeric)

    def _in_order(self, text: str, month_first: date | None, day_first: date | None) -> date | Fix:
        if month_first is None and day_first is None:
            return NO_SUCH_DATE
        if month_first == day_first and month_first is not None:
            return month_first
        if self._month_first and self._day_first:
            return which_order(text)
        chosen = month_first if self._month_first else day_first if self._day_first else None
        return chosen or BOTH_ORDERS


def _squeezed(text: str) -> str:
    if type(text) is Typed or SPLIT in text:
        return text
    return " ".join(text.split()) if len(text) <= 4 * _LONGEST_TEXT else text


def _day_in(text: str) -> str:
    """Return the part of a text that is a date."""
    if SPLIT in text:
        text = text.split(SPLIT, 1)[0]
    match = time_in(text) if len(text) <= _LONGEST_TEXT else None
    return (match["date"] or "") if match else text


def _date_of(instant: Instant) -> date:
    return to_wall(instant.wall).date()
