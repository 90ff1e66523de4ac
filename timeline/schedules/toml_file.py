"""Strict reading of the small TOML files a clinic writes itself: every fault at once, each with its path."""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from timeline.errors import Fault, ScheduleError

T = TypeVar("T")


class TomlTable:
    """One table of a TOML file, read key by key; what is wrong, and every key nobody asked for, is noted.

    Parameters
    ----------
    content
        The table as parsed.
    path
        Where it stands, e.g. `format`; empty for the file itself.
    noted
        (path, problem) of everything wrong in the file; shared by all its tables.
    """

    def __init__(self, content: dict[str, Any], path: str, noted: list[tuple[str, str]]) -> None:
        self._content = content
        self._path = path
        self._noted = noted
        self._known: list[str] = []
        self._inner: list[TomlTable] = []

    def take(self, key: str, read: Callable[[Any], T], default: T) -> T:
        """Return the entry of `key` as `read` understands it, or `default`; `read` raises ValueError."""
        self._known.append(key)
        if key not in self._content:
            return default
        try:
            return read(self._content[key])
        except ValueError as error:
            self._noted.append((self._at(key), str(error)))
            return default

    def need(self, key: str, read: Callable[[Any], T], default: T) -> T:
        """Do the same for a key that must be there."""
        if key not in self._content:
            self._noted.append((self._at(key), "is missing"))
        return self.take(key, read, default)

    def entries(self, read: Callable[[str, Any], T]) -> dict[str, T]:
        """Read every entry of a table whose keys are free; `read` is given the key too."""
        self._known += self._content
        found: dict[str, T] = {}
        for key, value in self._content.items():
            try:
                found[key] = read(key, value)
            except ValueError as error:
                self._noted.append((self._at(key), str(error)))
        return found

    def table(self, key: str) -> TomlTable:
        """Return the table of `key`; an empty one if there is none."""
        return self._open(self.take(key, _table, {}), self._at(key))

    def tables(self, key: str) -> list[TomlTable]:
        """Return the tables of a repeated [[key]]."""
        found: list[dict[str, Any]] = self.take(key, _tables, [])
        return [self._open(content, f"{self._at(key)}[{place}]") for place, content in enumerate(found)]

    def close(self) -> None:
        """Note every key nobody asked for, here and in the tables inside."""
        known = ", ".join(self._known)
        for key in self._content:
            if key not in self._known:
                self._noted.append((self._at(key), f"unknown key; known: {known}"))
        for inner in self._inner:
            inner.close()

    def _open(self, content: dict[str, Any], path: str) -> TomlTable:
        self._inner.append(TomlTable(content, path, self._noted))
        return self._inner[-1]

    def _at(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key


def read_toml(path: str | os.PathLike[str], understand: Callable[[TomlTable], T]) -> tuple[T, str, str]:
    """Read a TOML file; return what `understand` makes of it, the file's name and its sha256.

    Raises
    ------
    ScheduleError: the file is missing, unreadable or not TOML, or `understand` noted faults; all of them.
    """
    name = Path(path).name
    content, parsed = _parse(name, path)
    noted: list[tuple[str, str]] = []
    table = TomlTable(parsed, "", noted)
    understood = understand(table)
    table.close()
    if noted:
        raise ScheduleError([_fault(name, at, problem) for at, problem in noted])
    return understood, name, hashlib.sha256(content).hexdigest()


def _parse(name: str, path: str | os.PathLike[str]) -> tuple[bytes, dict[str, Any]]:
    try:
        content = Path(path).read_bytes()
        return content, tomllib.loads(content.decode("utf-8-sig"))
    except FileNotFoundError:
        fault = _fault(name, "", "there is no such file", "Check the path")
    except tomllib.TOMLDecodeError as error:
        fault = _fault(name, "", f"not valid TOML: {error}", "Mend that line; texts stand in quotation marks")
    except (OSError, ValueError):
        fault = _fault(name, "", "cannot be read as text", "Give a TOML file saved as UTF-8")
    raise ScheduleError([fault])


def _fault(name: str, at: str, problem: str, repair: str = "Mend this entry of the file") -> Fault:
    return Fault(name, None, at, "", problem, repair)


def text(value: object) -> str:
    """Accept text only."""
    if not isinstance(value, str):
        raise ValueError("must be a text in quotation marks")
    return value.strip()


def texts(value: object) -> tuple[str, ...]:
    """Accept a text or a list of texts."""
    return tuple(text(entry) for entry in value) if isinstance(value, list) else (text(value),)


def whole_number(value: object) -> int:
    """Accept whole numbers of 0 or more only."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("must be a whole number of 0 or more")
    return value


def time_zone(value: object) -> str:
    """Accept the name of a known time zone, or an empty text."""
    name = text(value)
    try:
        if name:
            ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        raise ValueError('no such time zone; write it like "America/New_York"') from None
    return name


def by_lower_case(entries: dict[str, str]) -> dict[str, str]:
    """Key spellings as they are looked up: trimmed, without regard to case."""
    return {key.strip().casefold(): value for key, value in entries.items()}


def _table(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("must be a table of keys and values")
    return value


def _tables(value: object) -> list[dict[str, Any]]:
    if not isinstance(value, list):
        raise ValueError("must be a list of tables, each under its own [[heading]]")
    return [_table(entry) for entry in value]
