"""The clocks of many spans at once: each distinct text is read once, and spans are put together as numbers.

A span about which there is anything to ask - a clock that is missing, skipped, repeated or not after its start - is
read by itself, by the rules of `Clocks.span`; these here are the same for a span about which there is nothing to ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from timeline.clock import DAY, EPOCH, HOUR, steady_offset
from timeline.schedules.clock_cells import Cell, plain_iso
from timeline.schedules.clocks import Clocks
from timeline.schedules.row_clocks import ONE_AM, SIX_AM, Instant, RowClocks
from timeline.schedules.times import plain_time
from timeline.sheets import Fix
from timeline.sheets.texts import Mask, Stamps, Texts

Numbers = NDArray[np.int64]
#: Stands for a day that a text does not have, and for one that cannot be read.
_NO_DAY, _NOT_READ = -(1 << 40), -(1 << 41)
_EPOCH = EPOCH.date()


class Points(NamedTuple):
    """Starts or ends of spans: seconds on the clinic's line and wall clocks, 0 where there is none; where there are."""

    second: Numbers
    wall: Numbers
    known: Mask

    @classmethod
    def of(cls, instants: list[Instant | None]) -> Points:
        """Put them together one by one."""
        both = np.array([instant or (0, 0) for instant in instants], dtype=np.int64).reshape(-1, 2)
        return cls(both[:, 0], both[:, 1], np.array([instant is not None for instant in instants], dtype=np.bool_))

    def at(self, place: int) -> Instant | None:
        """Return one of them."""
        return Instant(int(self.second[place]), int(self.wall[place])) if self.known[place] else None

    def put(self, place: int, instant: Instant | None) -> None:
        """Replace one of them."""
        self.second[place], self.wall[place] = instant or (0, 0)
        self.known[place] = instant is not None


@dataclass(frozen=True, slots=True)
class SpanClocks:
    """Starts and ends of spans; span -> what is wrong with its clocks, as (column, fix)."""

    start: Points
    end: Points
    problems: dict[int, tuple[tuple[str, Fix], ...]]

    @classmethod
    def of(cls, spans: Iterable[RowClocks]) -> SpanClocks:
        """Put spans together that were read one by one."""
        listed = list(spans)
        problems = {place: each.problems for place, each in enumerate(listed) if each.problems}
        return cls(Points.of([each.start for each in listed]), Points.of([each.end for each in listed]), problems)

    def __getitem__(self, place: int) -> RowClocks:
        return RowClocks(self.start.at(place), self.end.at(place), self.problems.get(place, ()))

    @property
    def at_night(self) -> Mask:
        """Whether each of them begins between one and six at night."""
        time = self.start.wall % DAY
        return self.start.known & (time >= ONE_AM) & (time < SIX_AM)


def read_spans(clocks: Clocks, dates: Texts, starts: Texts, ends: Texts) -> SpanClocks:
    """Read the clocks of spans, as `Clocks.span` reads them one by one."""
    day = _days(clocks, dates)
    start, end = _read(clocks, starts, closing=False), _read(clocks, ends, closing=True)
    on = np.where(start.day == _NO_DAY, day, start.day)
    first, fine = _points(clocks, start, on, start.time)
    fine &= on > _NO_DAY
    on = np.where(start.zoned, first.wall // DAY, on)
    fine &= (day == _NO_DAY) | (day == on)
    late = np.where((end.day == _NO_DAY) & (end.time == 0), DAY, end.time)  # midnight closes a date
    last, read = _points(clocks, end, np.where(end.day == _NO_DAY, on, end.day), late)
    fine &= read
    lasts = last.second - first.second
    fine &= (lasts > 0) & (lasts <= DAY)
    found = SpanClocks(first._replace(known=fine), last._replace(known=fine.copy()), {})
    for place in np.flatnonzero(~fine).tolist():
        span = clocks.span(dates[place], starts[place], ends[place])
        found.start.put(place, span.start)
        found.end.put(place, span.end)
        if span.problems:
            found.problems[place] = span.problems
    return found


class _Side(NamedTuple):
    """The starts or ends of spans as they are written, by span.

    Parameters
    ----------
    known
        Whether a cell is a clock that may stand there.
    day, time
        Its date, as days since 1970, or `_NO_DAY`; seconds after midnight.
    zoned
        Whether it has an offset from UTC, which with its date makes it an instant.
    second, wall
        That instant.
    """

    known: Mask
    day: Numbers
    time: Numbers
    zoned: Mask
    second: Numbers
    wall: Numbers


def _days(clocks: Clocks, dates: Texts) -> Numbers:
    """Return the date of each span as it is written, in days since 1970."""
    own = dates.trimmed()
    read = (clocks.day(text) if text else None for text in own.distinct)
    days = [_NO_DAY if day is None else _NOT_READ if isinstance(day, Fix) else _number(day) for day in read]
    return np.array(days, dtype=np.int64)[own.codes] if days else np.zeros(0, dtype=np.int64)


def _number(day: date) -> int:
    return (day - _EPOCH).days


def _read(clocks: Clocks, texts: Texts, *, closing: bool) -> _Side:
    """Read each distinct text once."""
    if isinstance(texts, Stamps):
        return _stamped(clocks, texts)
    own = texts.trimmed()
    count = len(own.distinct)
    numbers = np.zeros((6, count), dtype=np.int64)
    numbers[1] = _NO_DAY
    known, day, time, zoned, second, wall = numbers
    if clocks.reads_plainly:
        known[:], day[:], time[:] = _plainly_read(clocks, own.distinct, closing=closing)
    for place in np.flatnonzero(known == 0).tolist():
        numbers[:, place] = _told(clocks, own.distinct[place], closing=closing)
    known, day, time, zoned, second, wall = numbers[:, own.codes]
    return _Side(known.astype(np.bool_), day, time, zoned.astype(np.bool_), second, wall)


def _plainly_read(clocks: Clocks, texts: Sequence[str], *, closing: bool) -> tuple[Mask, Numbers, Numbers]:
    """Read the usual forms: a time of day, alone or behind an ISO date.

    Returns which of the texts are so; the day of each, and its seconds after midnight.
    """
    behind = [text[:11] if len(text) in (16, 19) else "" for text in texts]
    days = {text: _plain_day(text) for text in {*behind}}
    read = [plain_time(text[len(date) :]) for text, date in zip(texts, behind, strict=True)]
    time = np.array([-1 if each is None else each for each in read], dtype=np.int64)
    day = np.array([days[text] for text in behind], dtype=np.int64)
    known = (time >= 0) & (day != _NOT_READ) & ((time < DAY) | (closing & (day == _NO_DAY)))
    dates = set(compress(behind, known.tolist()))  # one that is followed by no time of day says nothing
    clocks.note_moments(time[known], in_iso=any(text[10:] == "T" for text in dates))
    return known, np.where(known, day, _NO_DAY), np.where(known, time, 0)


def _plain_day(text: str) -> int:
    """Read an ISO date and the sign behind it; no text is no date."""
    cell = plain_iso(f"{text}00:00") if text else None
    return _NO_DAY if not text else _NOT_READ if cell is None or cell.day is None else _number(cell.day)


def _told(clocks: Clocks, text: str, *, closing: bool) -> tuple[int, int, int, int, int, int]:
    cell = clocks.cell(text) if text else None
    unknown = (0, _NO_DAY, 0, 0, 0, 0)
    if not isinstance(cell, Cell) or cell.time is None or (cell.time == DAY and not closing):
        return unknown
    if cell.offset is None:
        return 1, _NO_DAY if cell.day is None else _number(cell.day), cell.time, 0, 0, 0
    if cell.day is None:
        return unknown
    instant = clocks.instant(_number(cell.day) * DAY + cell.time, cell.offset)
    return unknown if isinstance(instant, Fix) else (1, _number(cell.day), cell.time, 1, instant.second, instant.wall)


def _stamped(clocks: Clocks, stamps: Stamps) -> _Side:
    """Take moments as they are."""
    walls = np.append(stamps.walls, 0)
    day, time = walls // DAY, walls % DAY
    there = np.bincount(stamps.codes, minlength=len(walls))[:-1] > 0
    clocks.note_moments(time[:-1][there])
    known, none = stamps.filled(), np.zeros(len(stamps), dtype=np.int64)
    day = np.where(known, day[stamps.codes], _NO_DAY)
    return _Side(known, day, time[stamps.codes], none.astype(np.bool_), none, none)


def _points(clocks: Clocks, side: _Side, day: Numbers, time: Numbers) -> tuple[Points, Mask]:
    """Put dates and times of day together; return which of them are certain, too."""
    fine = side.known & (day > _NO_DAY)
    written = np.where(fine, day * DAY + time, 0)
    local = fine & ~side.zoned
    second, wall, certain = _on_line(clocks, written, local)
    fine &= certain | side.zoned
    second, wall = np.where(side.zoned, side.second, second), np.where(side.zoned, side.wall, wall)
    return Points(np.where(fine, second, 0), np.where(fine, wall, 0), fine), fine.copy()


def _on_line(clocks: Clocks, walls: Numbers, rows: Mask) -> tuple[Numbers, Numbers, Mask]:
    """Turn wall clocks into seconds on the clinic's line, and into its own wall clocks; which of them are certain."""
    if clocks.zone is None and clocks.stored is None:
        return walls, walls, rows
    if clocks.zone is None or clocks.stored is not None:
        distinct, codes = np.unique(walls, return_inverse=True)
        used = np.bincount(codes[rows], minlength=len(distinct)) > 0
        read = [clocks.instant(wall, None) if own else None for wall, own in zip(distinct.tolist(), used, strict=True)]
        points = Points.of([each if isinstance(each, Instant) else None for each in read])
        return points.second[codes], points.wall[codes], points.known[codes]
    hours, codes = np.unique(walls // HOUR, return_inverse=True)
    ahead = [steady_offset(hour, clocks.zone) for hour in hours.tolist()]
    known = np.array([each is not None for each in ahead], dtype=np.bool_)
    return walls - np.array([each or 0 for each in ahead], dtype=np.int64)[codes], walls, known[codes] & rows
