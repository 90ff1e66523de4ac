"""Words every text needs: numbers with their nouns, lists in a sentence, days and months.

English whatever the locale: the same result has the same text on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date as day_of
from typing import TypeVar

T = TypeVar("T")

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
#: A sentence names up to this many; of more, it names the first few and counts the others.
NAMED, FIRST = 8, 6


def counted(count: int, noun: str, plural: str = "") -> str:
    """Put a number before its noun, in the singular or the plural.

    Parameters
    ----------
    count
        How many.
    noun, plural
        The noun; its plural where that is not the noun with an s.

    Examples
    --------
    >>> counted(1, "unit"), counted(3, "unit"), counted(0, "visit")
    ('1 unit', '3 units', '0 visits')
    >>> counted(2, "study", "studies")
    '2 studies'
    """
    return f"{count} {plural_of(count, noun, plural)}"


def plural_of(count: int, noun: str, plural: str = "") -> str:
    """Return a noun as it is written after a number.

    >>> plural_of(1, "row"), plural_of(2, "row"), plural_of(0, "is", "are")
    ('row', 'rows', 'are')
    """
    return noun if count == 1 else plural or f"{noun}s"


def series(names: Iterable[str]) -> str:
    """List names in a sentence; of many, the first few and how many others there are.

    Examples
    --------
    >>> series([]), series(["a"]), series(["a", "b"]), series(["a", "b", "c"])
    ('', 'a', 'a and b', 'a, b and c')
    >>> series(f"P{number}" for number in range(1, 21))
    'P1, P2, P3, P4, P5, P6 and 14 others'
    """
    *most, last = _bounded(list(names)) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def enumerated(keys: Sequence[T], name: Callable[[T], str] = str, *, count: int | None = None) -> str:
    """List names with commas; of many, the first few and how many others there are.

    Parameters
    ----------
    count
        How many there are, where `keys` are only the first `NAMED` of them.

    Examples
    --------
    >>> enumerated(["a", "b"]), enumerated(range(9)), enumerated(range(8), count=5_000)
    ('a, b', '0, 1, 2, 3, 4, 5, 3 others', '0, 1, 2, 3, 4, 5, 4994 others')
    """
    count = len(keys) if count is None else count
    if count <= NAMED:
        return ", ".join(map(name, keys))
    return ", ".join([*map(name, keys[:FIRST]), f"{count - FIRST} others"])


def _bounded(names: list[str]) -> list[str]:
    return names if len(names) <= NAMED else [*names[:FIRST], f"{len(names) - FIRST} others"]


def weekday(date: str) -> str:
    """Name the weekday of a date.

    >>> weekday("2026-03-03")
    'Tuesday'
    """
    return WEEKDAYS[day_of.fromisoformat(date).weekday()]


def written_date(date: str) -> str:
    """Write a date out, with its weekday.

    >>> written_date("2026-03-03")
    'Tuesday, 3 March 2026'
    """
    day = day_of.fromisoformat(date)
    return f"{weekday(date)}, {day.day} {MONTHS[day.month - 1]} {day.year}"


def short_date(date: str) -> str:
    """Write day and month as briefly as on an axis.

    >>> short_date("2026-03-03")
    '3 Mar'
    """
    day = day_of.fromisoformat(date)
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


#: What codes and modifiers look like. Any other text in their place may be somebody's name, and no message repeats it.
_CODE = re.compile(r"[A-Z]{0,2}\d{3,5}[A-Z]{0,2}", re.ASCII)
_MODIFIER = re.compile(r"[A-Z0-9]{2}", re.ASCII)
_SHORTEST_NAME = 4
_NO_CODE, _NO_MODIFIER = "a text that is no code", "a text that is no modifier"


def without_other_texts(message: str, codes: Iterable[str]) -> str:
    """Take out of a message what stands in the place of a code and does not look like one.

    >>> without_other_texts("TOM TESTCASE, recorded for P1.", ["TOM TESTCASE"])
    'A text that is no code, recorded for P1.'
    """
    others = [code for code in codes if len(code) >= _SHORTEST_NAME and not _CODE.fullmatch(code)]
    for code in sorted(others, key=len, reverse=True):
        message = re.sub(rf"(?<!\w){re.escape(code)}(?!\w)", _NO_CODE, message)
    return message[:1].upper() + message[1:] if message.startswith(_NO_CODE) else message


def modifier_told(modifier: str) -> str:
    """Return a modifier as a message may show it.

    >>> modifier_told("GP"), modifier_told("TESTCASE")
    ('GP', 'a text that is no modifier')
    """
    return modifier if _MODIFIER.fullmatch(modifier) else _NO_MODIFIER
