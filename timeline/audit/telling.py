"""Parts of messages, written for many findings at once: each clock, length and list of names once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import numpy as np

from timeline.audit.columns import Numbers, different
from timeline.clock import duration
from timeline.finding import FindingRule
from timeline.found import Found, Lists, found_of, row_numbers
from timeline.record import Record
from timeline.words import counted, series

T = TypeVar("T")

_NO_RULE = FindingRule("", "", "")


def each(values: Numbers, write: Callable[[int], T]) -> list[T]:
    """Write each different number once.

    >>> each(np.array([3, 1, 3]), str)
    ['3', '1', '3']
    """
    listed = different(values)
    told = np.empty(len(listed), object)
    told[:] = list(map(write, listed.tolist()))
    found: list[T] = told[np.searchsorted(listed, values)].tolist()
    return found


def durations(seconds: Numbers) -> list[str]:
    """Write lengths."""
    return each(seconds, duration)


def units_told(count: Numbers) -> list[str]:
    """Write numbers of units."""
    return each(count, lambda units: counted(units, "unit"))


def clocks(record: Record, start: Numbers, end: Numbers) -> list[str]:
    """Write from when to when something was."""
    told = each(np.concatenate([start, end]), record.clock)
    return [f"{begins}–{ends}" for begins, ends in zip(told[: len(start)], told[len(start) :], strict=True)]


def times(record: Record, dates: Sequence[str], start: Numbers, end: Numbers, seconds: Numbers) -> list[str]:
    """Write when something was, and for how long, as `Record.when`."""
    listed = zip(dates, clocks(record, start, end), durations(seconds), strict=True)
    return [f"on {date}, {clock} ({length})" for date, clock, length in listed]


def names(listed: Iterable[tuple[str, ...]]) -> list[str]:
    """Write lists of names, each different one once."""
    known: dict[tuple[str, ...], str] = {}
    return [known[who] if who in known else known.setdefault(who, series(who)) for who in listed]


class About:
    """Whom and when the rows of some findings are about, in words."""

    def __init__(self, record: Record, rows: Lists) -> None:
        self._record = record
        none = np.zeros(len(rows.bounds) - 1, np.int64)
        self.of: Found = found_of(record, _NO_RULE, none, rows, lambda places: [""] * len(places))

    @property
    def dates(self) -> list[str]:
        """The date of each."""
        found: list[str] = self.of.words.dates[self.of.date].tolist()
        return found

    @property
    def providers(self) -> list[str]:
        """Whose rows they are."""
        return names(self.of.providers.tuples(self.of.words.providers))

    @property
    def patients(self) -> list[str]:
        """Which patients' rows they are."""
        return names(self.of.patients.tuples(self.of.words.patients))

    @property
    def clocks(self) -> list[str]:
        """From when to when they are."""
        return clocks(self._record, self.of.start, self.of.end)

    @property
    def times(self) -> list[str]:
        """When they are, and for how long, overlaps counted once: as `Record.when_of`."""
        return times(self._record, self.dates, self.of.start, self.of.end, self.of.seconds)


def words_of(record: Record, row: Numbers, column: str) -> list[str]:
    """Return the texts of a column of `Words` (`patients`, `providers`, `clinics`, `dates`) at some rows."""
    of = row_numbers(record)
    number = {"patients": of.patient, "providers": of.provider, "clinics": of.clinic, "dates": of.date}[column]
    found: list[str] = getattr(of.words, column)[number[row]].tolist()
    return found
