"""Arguments checked on entry: their types, and dates."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeAlias

from timeline.errors import WrongTypeError, WrongValueError

#: First and last date, both included: dates, or texts YYYY-MM-DD.
DateRange: TypeAlias = tuple[date | str, date | str]


def needs(value: object, kind: type, name: str, how: str) -> None:
    """Refuse an argument of the wrong type.

    Parameters
    ----------
    name
        What the caller calls the argument.
    how
        A sentence that says what to pass.

    Raises
    ------
    WrongTypeError: `value` is not of that kind; the message names both kinds, never the value.

    Examples
    --------
    >>> needs("day.csv", dict, "schedule", "Read the file first.")
    Traceback (most recent call last):
    timeline.errors.WrongTypeError: schedule: must be a dict, got a str. Read the file first.
    """
    if not isinstance(value, kind):
        wanted, given = (f"{_article(name)} {name}" for name in (kind.__name__, type(value).__name__))
        raise WrongTypeError(f"{name}: must be {wanted}, got {given}. {how}")


def _article(word: str) -> str:
    return "an" if word[0] in "AEIOUaeiou" else "a"


def date_of(value: date | str, name: str) -> date:
    """Read a calendar date, as a date or as YYYY-MM-DD text; a clock time is dropped.

    Raises
    ------
    WrongValueError: there is no such date.

    Examples
    --------
    >>> date_of("2026-03-02", "on")
    datetime.date(2026, 3, 2)
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise WrongValueError(f"{name}: no such date. Write it as YYYY-MM-DD, for example 2026-03-02.") from None
