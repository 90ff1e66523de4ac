"""Lengths of time as files write them -> whole seconds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from timeline.sheets import Fix

_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600}
_NUMBER = re.compile(r"(-?\d{1,9}(?:[.,]\d{1,9})?)\s*([a-z.]*)", re.ASCII | re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?(?:\s*(?:h|hrs?|hours?))?", re.ASCII | re.IGNORECASE)
_WORDS: Mapping[str, frozenset[str]] = {
    "seconds": frozenset({"s", "sec", "secs", "second", "seconds"}),
    "minutes": frozenset({"m", "min", "mins", "minute", "minutes"}),
    "hours": frozenset({"h", "hr", "hrs", "hour", "hours"}),
}

UNREADABLE = Fix("is not a length in the unit that the mapping states", "Correct the cell, or the unit in the mapping.")
NO_LENGTH = Fix("has no length: it is blank or 0", "Fill it in, or leave the row out in the mapping.")
NEGATIVE = Fix("is a negative length", "Correct it.")
OFF_SECOND = Fix(
    "is not a whole number of seconds", 'Round it, or state [format] fractions = "drop" in the mapping file.'
)


def seconds_of(text: str, unit: str, *, drop: bool = False) -> int | Fix:
    """Read a length.

    Parameters
    ----------
    unit
        `seconds`, `minutes`, `hours` or `h:mm`.
    drop
        Whether fractions of a second are cut off.

    Examples
    --------
    >>> seconds_of("45 min", "minutes"), seconds_of("0,75", "hours"), seconds_of("1:15", "h:mm")
    (2700, 2700, 4500)
    """
    if not text:
        return NO_LENGTH
    if unit == "h:mm":
        found = _CLOCK.fullmatch(text)
        if found is None:
            return NEGATIVE if text.startswith("-") else UNREADABLE
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return hours * 3600 + minutes * 60 + seconds or NO_LENGTH
    match = _NUMBER.fullmatch(text)
    if match is None or (match[2] and match[2].lower().rstrip(".") not in _WORDS[unit]):
        return UNREADABLE
    exact = Decimal(match[1].replace(",", ".")) * _SECONDS[unit]
    if exact < 0:
        return NEGATIVE
    whole = int(exact)
    if whole != exact and not drop:
        return OFF_SECOND
    return whole or NO_LENGTH
