"""Whom and when the rows of many findings are about, in words; each clock, length and list of names once."""

from __future__ import annotations

import numpy as np

from timeline.attendance.numbered import Texts
from timeline.audit.columns import Numbers
from timeline.clock import duration
from timeline.finding import FindingRule
from timeline.found import Found, Lists, found_of
from timeline.found.told import all_series, clocks, each_told, when
from timeline.record import Record

_NO_RULE = FindingRule("", "", "")


def durations(seconds: Numbers) -> Texts:
    """Write lengths."""
    return each_told(seconds, duration)


class About:
    """Whom and when the rows of some findings are about, in words."""

    def __init__(self, record: Record, rows: Lists) -> None:
        self._zone = record.zone
        none = np.zeros(len(rows.bounds) - 1, np.int64)
        self.of: Found = found_of(record, _NO_RULE, none, rows, lambda places: [""] * len(places))

    @property
    def dates(self) -> Texts:
        """The date of each."""
        return self.of.words.dates[self.of.date]

    @property
    def providers(self) -> Texts:
        """Whose rows they are."""
        return all_series(self.of.providers, self.of.words.providers)

    @property
    def patients(self) -> Texts:
        """Which patients' rows they are."""
        return all_series(self.of.patients, self.of.words.patients)

    @property
    def clocks(self) -> list[str]:
        """From when to when they are."""
        return self.clocks_of(self.of.start, self.of.end)

    def clocks_of(self, start: Numbers, end: Numbers) -> list[str]:
        """From when to when something was."""
        starts, ends = clocks(start, self._zone).tolist(), clocks(end, self._zone).tolist()
        return [f"{start}–{end}" for start, end in zip(starts, ends, strict=True)]

    @property
    def times(self) -> list[str]:
        """When they are, and for how long, overlaps counted once: as `Record.when_of`."""
        return self.when(self.of.start, self.of.end, self.of.seconds)

    def when(self, start: Numbers, end: Numbers, seconds: Numbers) -> list[str]:
        """Write when something of their dates was, and for how long: as `Record.when`."""
        return list(when(self.dates, start, end, self._zone, seconds=seconds))
