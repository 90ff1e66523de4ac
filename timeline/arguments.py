"""Arguments checked on entry: their types, dates, the contest rule and the engine."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias, TypeVar

from timeline.errors import WrongTypeError, WrongValueError
from timeline.vocabulary import ContestRule, Engine

#: First and last date, both included: dates, or texts YYYY-MM-DD.
DateRange: TypeAlias = tuple[date | str, date | str]
_Word = TypeVar("_Word", bound=StrEnum)


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
        given = "None" if value is None else _one(type(value))
        raise WrongTypeError(f"{name}: must be {_one(kind)}, got {given}. {how}")


def _one(kind: type) -> str:
    name = kind.__name__
    return f"{'an' if name[0] in 'AEIOUaeiou' else 'a'} {name}"


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


def date_text(value: date | str | None) -> str | None:
    """Return a date as the tables keep it; a table's own dates are dates.

    >>> date_text(date(2026, 3, 2)), date_text("2026-03-02"), date_text(None)
    ('2026-03-02', '2026-03-02', None)
    """
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else value


def contest_rule(name: str) -> ContestRule:
    """Read the name of a contest rule.

    Raises
    ------
    WrongValueError: no rule has that name; the message lists the known ones.
    """
    return _named(ContestRule, "contest: no rule", name)


def engine_of(name: str) -> Engine:
    """Read the name of an engine.

    Raises
    ------
    WrongValueError: no engine has that name; the message lists the known ones.
    """
    return _named(Engine, "engine: no engine", name)


def _named(known: type[_Word], nothing: str, name: str) -> _Word:
    if name not in list(known):
        raise WrongValueError(f"{nothing} has that name; known: {', '.join(known)}. Choose one of them.")
    return known(name)
