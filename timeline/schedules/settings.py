"""Values that the small TOML files of a clinic have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from timeline.jurisdictions import ACCEPTED, jurisdiction
from timeline.toml import NotRead, Problem

T = TypeVar("T")


def text(value: Any) -> str:
    """Read a text, trimmed; any other value is not repeated, because it may name someone."""
    if not isinstance(value, str):
        raise NotRead("must be text in quotation marks")
    return value.strip()


def texts(value: Any) -> tuple[str, ...]:
    """Take a text or a list of texts."""
    return tuple(text(one) for one in value) if isinstance(value, list) else (text(value),)


def time_zone(value: Any) -> str:
    """Take the name of a known time zone, or an empty text."""
    name = text(value)
    try:
        if name:
            ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        raise NotRead('no such time zone; write it like "America/New_York"') from None
    return name


def state(value: Any) -> str:
    """Take a state by its name or postal abbreviation, as the abbreviation; or an empty text."""
    name = text(value)
    known = jurisdiction(name) if name else ""
    if known is None:
        raise NotRead(f"no such state; write {ACCEPTED}")
    return known


def entries(read: Callable[[str, Any], T]) -> Callable[[Any], dict[str, T]]:
    """Return the reader of a table with arbitrary keys; `read` takes each key with its value."""

    def read_all(value: Any) -> dict[str, T]:
        if not isinstance(value, dict):
            raise NotRead("must be a table of keys and values")
        found: dict[str, T] = {}
        problems: list[Problem] = []
        for key, one in value.items():
            try:
                found[key] = read(key, one)
            except NotRead as wrong:
                problems += [Problem((key, *path), said) for path, said in wrong.problems]
        if problems:
            raise NotRead(below=problems)
        return found

    return read_all
