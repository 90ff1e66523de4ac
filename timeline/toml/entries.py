"""What one value of a TOML file may be, and how a dataclass says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import MISSING, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple

KEY, READ, UNREAD = "toml_key", "toml_read", "toml_unread"
_LONGEST, _LARGEST = 40, 10**18


class Problem(NamedTuple):
    """A problem below a value: the keys that lead there, and what is wrong."""

    path: tuple[str | int, ...]
    text: str


class NotRead(ValueError):  # noqa: N818 - it never leaves this room: what is raised for the user is an error
    """A value cannot be read: a sentence, or one for each place below it."""

    def __init__(self, problem: str = "", *, below: Iterable[Problem] = ()) -> None:
        super().__init__(problem)
        self.problems = tuple(below) or (Problem((), problem),)


def entry(
    read: Callable[[Any], Any] | None = None,
    *,
    key: str = "",
    default: Any = MISSING,
    factory: Any = MISSING,
    **more: Any,
) -> Any:
    """Declare a field of a dataclass that the file spells, or means, in its own way.

    Parameters
    ----------
    read
        Makes the field's value of the file's, or raises `NotRead`; None: as its type says.
    key
        The file's key; empty: the field's name.
    default, factory, more
        As for `dataclasses.field`.
    """
    metadata = {KEY: key, READ: read}
    if factory is not MISSING:
        return field(default_factory=factory, metadata=metadata, **more)
    return field(default=default, metadata=metadata, **more)


def unread(default: Any) -> Any:
    """Declare a field that no file states."""
    return field(default=default, metadata={UNREAD: True})


def whole(value: Any) -> int:
    """Take a whole number of 0 or more."""
    if type(value) is not int or value < 0:
        raise NotRead(f"expected a whole number of 0 or more, got {told(value)}")
    return value


def exactly(kind: type, words: str) -> Callable[[Any, Any], Any]:
    """Return the reader of values of one type only."""

    def read(value: Any, _: Any) -> Any:
        if type(value) is not kind:
            raise NotRead(f"expected {words}, got {told(value)}")
        return value

    return read


def decimal(value: Any, _: Any) -> Decimal:
    """Take an exact number in quotes."""
    try:
        found = Decimal(value) if type(value) is str else None
    except InvalidOperation:
        found = None
    if found is None or not found.is_finite():
        raise NotRead(f'expected a number in quotes such as "0.10", got {told(value)}')
    return found


def fraction(value: Any, _: Any) -> Fraction:
    """Take a share between 0 and 1 in quotes."""
    parts = value.split("/") if type(value) is str and len(value) <= _LONGEST else []
    if len(parts) != 2 or not all(part.isascii() and part.isdecimal() for part in parts):
        raise NotRead(f'expected a share in quotes such as "1/20", got {told(value)}')
    if not 0 < int(parts[0]) < int(parts[1]):
        raise NotRead(f'expected a share in quotes such as "1/20", got {told(value)}')
    return Fraction(int(parts[0]), int(parts[1]))


def day(value: Any, _: Any) -> date:
    """Take a date without quotes."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise NotRead(f"expected a date such as 2024-01-31 without quotes, got {told(value)}")
    return value


def text_or_word(value: Any, kind: type[str]) -> str:
    """Take a text in quotes; where a vocabulary is asked for, one of its words."""
    if issubclass(kind, StrEnum):
        if type(value) is not str or value not in list(kind):
            raise NotRead(f"expected one of {', '.join(kind)}, got {told(value)}")
        return kind(value)
    if type(value) is not str:
        raise NotRead(f"expected text in quotes, got {told(value)}")
    return value


def told(value: Any) -> str:
    """Show a value in a message: shortened, and a table or list by its kind only.

    >>> told("x" * 100), told([1, 2])
    ("'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…", 'a list')
    """
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and abs(value) > _LARGEST:
        return "a huge number"
    spoken = repr(value) if isinstance(value, str | int | float) else str(value)
    return spoken if len(spoken) <= _LONGEST else spoken[:_LONGEST] + "…"
