"""Whom and when the rows of many findings are about, in words; each clock, length and list of names once."""

from __future__ import annotations

import numpy as np

from timeline.attendance.numbered import Texts
from timeline.audit.columns import Numbers
from timeline.clock import duration
from timeline.contracts.sentences import Said, Sentences, Words, written
from timeline.finding import FindingRule
from timeline.found import Found, Lists, found_of
from timeline.found.told import all_series, clocks_said, each_told, series_said, when_said
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
        return written(self.dates_said)

    @property
    def dates_said(self) -> Words:
        """The date of each, in numbers."""
        return Words(self.of.date, self.of.words.dates)

    @property
    def providers(self) -> Texts:
        """Whose rows they are."""
        return written(self.providers_said)

    @property
    def providers_said(self) -> Said:
        """Whose rows they are, in pieces."""
        return series_said(self.of.providers, self.of.words.providers)

    @property
    def patients(self) -> Texts:
        """Which patients' rows they are."""
        return all_series(self.of.patients, self.of.words.patients)

    @property
    def clocks(self) -> list[str]:
        """From when to when they are."""
        return self.clocks_of(self.of.start, self.of.end)

    @property
    def clocks_said(self) -> Sentences:
        """From when to when they are, in pieces."""
        return self._clocks(self.of.start, self.of.end)

    def clocks_of(self, start: Numbers, end: Numbers) -> list[str]:
        """From when to when something was."""
        told: list[str] = written(self._clocks(start, end)).tolist()
        return told

    def _clocks(self, start: Numbers, end: Numbers) -> Sentences:
        return Sentences(len(start), (clocks_said(start, self._zone), "–", clocks_said(end, self._zone)))

    @property
    def times_said(self) -> Said:
        """When they are, and for how long, overlaps counted once: as `Record.when_of`."""
        return self.when_said(self.of.start, self.of.end, self.of.seconds)

    def when(self, start: Numbers, end: Numbers, seconds: Numbers) -> list[str]:
        """Write when something of their dates was, and for how long: as `Record.when`."""
        told: list[str] = written(self.when_said(start, end, seconds)).tolist()
        return told

    def when_said(self, start: Numbers, end: Numbers, seconds: Numbers) -> Said:
        """Say in pieces what `when` writes."""
        return when_said(self.dates_said, start, end, self._zone, seconds=seconds)
