"""Times of day as text, and offsets from UTC."""

from __future__ import annotations

import re
from datetime import timedelta

from timeline.clock import DAY
from timeline.schedules.clock_faults import FRACTION, NO_SUCH_TIME
from timeline.sheets import Fix

_CLOCK = re.compile(
    r"(?:(?P<date>.+?)(?:T|[\s,]+))?"
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?)?"
    r"(?:\s?(?P<half>[ap])\.?\s?m\.?)?"
    r"(?P<offset>\s?(?:z|utc|gmt|[+-]\d\d(?::?\d\d)?))?",
    re.ASCII | re.IGNORECASE,
)

#: No clock is longer, whatever date stands before it.
_LONGEST = 200
#: AM or PM.
HALF = re.compile(r"[ap]\.?\s?m\.?", re.IGNORECASE)
#: Only clocks of 24 hours are written with a T between date and time.
_ISO = re.compile(r"\dT\d", re.IGNORECASE)
#: The whole minutes of a day as they are usually written, in seconds after midnight; 24:00 closes it. What may follow.
_MINUTES = {f"{minute // 60:02}:{minute % 60:02}": 60 * minute for minute in range(24 * 60 + 1)}
_SECONDS = {"": 0, **{f":{second:02}": second for second in range(60)}}
_ONE_AM, ONE_PM = 3600, 13 * 3600


def time_in(text: str) -> re.Match[str] | None:
    """Find a time of day in a text, with what may stand before and after it."""
    if len(text) > _LONGEST:  # a row of blanks in it could be divided in very many ways
        return None
    match = _CLOCK.fullmatch(text)
    # A bare number is no time of day: without this, "3 March 26" would be 26 o'clock.
    return match if match and (match["minute"] or match["half"]) else None


def plain_time(text: str) -> int | None:
    """Read the usual time of day fast, in seconds after midnight; None for everything else, including invalid ones.

    >>> plain_time("09:30"), plain_time("9:30"), plain_time("25:00")
    (34200, None, None)
    """
    minutes, seconds = _MINUTES.get(text[:5]), _SECONDS.get(text[5:])
    return None if minutes is None or seconds is None or minutes + seconds > DAY else minutes + seconds


def seconds_of_day(match: re.Match[str], *, drop: bool = False) -> int | Fix:
    """Return the seconds after midnight of a time that was found."""
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    if match["half"]:
        if not 1 <= hour <= 12:
            return NO_SUCH_TIME
        hour = hour % 12 + (12 if match["half"] in "pP" else 0)
    seconds = hour * 3600 + minute * 60 + second
    if minute > 59 or second > 59 or seconds > DAY:
        return NO_SUCH_TIME
    return FRACTION if not drop and (match["fraction"] or "").strip("0") else seconds


def offset_of(text: str) -> timedelta | Fix:
    """Read an offset from UTC."""
    if text.upper() in ("Z", "UTC", "GMT"):
        return timedelta()
    hours, minutes = int(text[1:3]), int(text[3:].lstrip(":") or 0)
    if hours > 14 or minutes > 59:
        return NO_SUCH_TIME
    ahead = timedelta(hours=hours, minutes=minutes)
    return -ahead if text[0] == "-" else ahead


def says_half_of_day(text: str, second: int | None, *, offset: bool) -> bool:
    """Whether a clock says which half of the day it means: AM or PM, a 24-hour clock, or an offset.

    >>> says_half_of_day("1:00", 3600, offset=False), says_half_of_day("1:00 PM", 46800, offset=False)
    (False, True)
    """
    if second is not None and (0 < second < _ONE_AM or second >= ONE_PM):
        return True
    return offset or bool(HALF.search(text) or _ISO.search(text))
