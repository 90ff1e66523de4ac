"""Wall clocks and the seconds behind them.

Inside, time is int64 **seconds on the clinic's line**: elapsed seconds since 1970-01-01 UTC where the
clinic's time zone is known, and the wall clock read as if it were UTC where it is not. Differences of
such seconds are elapsed time, also across a clock change. Everything shown is naive clinic wall time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from timeline.words import counted

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
EPOCH = datetime(1970, 1, 1)


class ImpossibleClockError(ValueError):
    """A wall clock that the clinic's time zone skips."""


class RepeatedClockError(ValueError):
    """A wall clock that the clinic's time zone shows twice."""


def to_seconds(wall: datetime, zone: ZoneInfo | None = None) -> int:
    """Turn a clinic wall clock into seconds on the clinic's line.

    Raises
    ------
    ImpossibleClockError: the hour a clock change skips.
    RepeatedClockError: the hour a clock change repeats.

    Examples
    --------
    >>> to_seconds(datetime(1970, 1, 1, 0, 1))
    60
    >>> to_seconds(datetime(1970, 1, 1), ZoneInfo("America/New_York"))
    18000
    """
    naive = (wall - EPOCH) // timedelta(seconds=1)
    if zone is None:
        return naive
    early, late = (_offset(wall.replace(fold=fold), zone) for fold in (0, 1))
    if early == late:
        return naive - early
    # A skipped hour has the smaller offset first, a repeated one the larger.
    raise ImpossibleClockError if early < late else RepeatedClockError


@lru_cache(maxsize=2**16)
def steady_offset(hour: int, zone: ZoneInfo) -> int | None:
    """Return how far a zone is ahead of UTC in an hour of wall clocks since 1970; None where not all of it is certain.

    >>> steady_offset(0, ZoneInfo("America/New_York"))
    -18000
    """
    edges = (to_wall(hour * HOUR), to_wall(hour * HOUR + HOUR - 1))
    found = {_offset(wall.replace(fold=fold), zone) for wall in edges for fold in (0, 1)}
    return found.pop() if len(found) == 1 else None


def instant_to_seconds(stamped: datetime) -> int:
    """Turn an instant stamped with its offset into elapsed seconds since 1970-01-01 UTC."""
    return (stamped.astimezone(UTC).replace(tzinfo=None) - EPOCH) // timedelta(seconds=1)


def _offset(wall: datetime, zone: ZoneInfo) -> int:
    offset = wall.replace(tzinfo=zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def to_wall(seconds: int, zone: ZoneInfo | None = None) -> datetime:
    """Turn seconds on the clinic's line into the naive wall clock.

    >>> to_wall(60)
    datetime.datetime(1970, 1, 1, 0, 1)
    """
    if zone is None:
        return EPOCH + timedelta(seconds=seconds)
    return datetime.fromtimestamp(seconds, zone).replace(tzinfo=None, fold=0)


def wall_column(
    seconds: Sequence[int] | npt.NDArray[np.int64], zone: ZoneInfo | None = None
) -> npt.NDArray[np.datetime64]:
    """Turn many seconds into naive wall clocks, dtype datetime64[s]."""
    column = np.array(seconds, dtype=np.int64)
    if zone is None or not len(column):
        return column.astype("datetime64[s]")
    hour = column // HOUR
    first = int(hour.min())
    shown = np.zeros(int(hour.max()) - first + 1, dtype=bool)
    shown[hour - first] = True
    ahead = np.zeros(len(shown), dtype=np.int64)
    for place in np.flatnonzero(shown).tolist():
        opening = (first + place) * HOUR
        ahead[place] = _ahead(opening, zone)
        if ahead[place] != _ahead(opening + HOUR - 1, zone):
            # The clock changes within the hour: its seconds are shown one by one.
            for second in np.flatnonzero(hour == first + place).tolist():
                column[second] += _ahead(int(column[second]), zone) - ahead[place]
    return (column + ahead[hour - first]).astype("datetime64[s]")


@lru_cache(maxsize=2**16)
def _ahead(seconds: int, zone: ZoneInfo) -> int:
    """How far a zone's clocks are ahead of UTC."""
    return (to_wall(seconds, zone) - to_wall(seconds)) // timedelta(seconds=1)


def clock(wall: datetime) -> str:
    """Show a wall clock as people write it; seconds only where there are any.

    >>> clock(datetime(2026, 3, 2, 9, 5)), clock(datetime(2026, 3, 2, 9, 5, 30))
    ('09:05', '09:05:30')
    """
    return wall.strftime("%H:%M:%S" if wall.second else "%H:%M")


@lru_cache(maxsize=1 << 16)
def clock_at(second: int, zone: ZoneInfo | None = None) -> str:
    """Show a second on the clinic's line as people write its clock; the days of a chain share theirs.

    >>> clock_at(60)
    '00:01'
    """
    return clock(to_wall(second, zone))


def whole_minutes(seconds: int) -> int:
    """Count the full minutes in `seconds`: every printed minute of a code is a floor, once per code.

    >>> whole_minutes(479), whole_minutes(480)
    (7, 8)
    """
    return seconds // MINUTE


def exact_minutes(seconds: int) -> int | float:
    """Return minutes without rounding: a whole number wherever possible.

    >>> exact_minutes(300), exact_minutes(90)
    (5, 1.5)
    """
    whole, rest = divmod(seconds, MINUTE)
    return seconds / MINUTE if rest else whole


def duration(seconds: int) -> str:
    """Write a duration in words.

    >>> duration(300), duration(60), duration(90), duration(20)
    ('5 minutes', '1 minute', '1 min 30 s', '20 s')
    """
    whole, rest = divmod(seconds, MINUTE)
    if rest:
        return f"{whole} min {rest} s" if whole else f"{rest} s"
    return counted(whole, "minute")
