"""One date of one kind of evidence: everyone's rows, and the spans in which nothing changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from timeline.attendance.crediting import (
    Entry,
    PatientDay,
    VisitSpan,
    disciplines_of,
    entries,
    patient_day,
    visit_spans,
)
from timeline.attendance.engagement import Engagement, GroupTime, ProviderDay, group_times, provider_day
from timeline.attendance.rows import Rows
from timeline.attendance.suspension import Openness, openness
from timeline.spans import length
from timeline.vocabulary import ContestRule, Evidence, Kind, State


class Visit(NamedTuple):
    """The spans of one patient's visit in one discipline, from its first start to its last end."""

    patient: str
    discipline: str
    spans: tuple[VisitSpan, ...]

    def seconds(self, state: State, rule: ContestRule) -> int:
        """Add up the time in one state under a contest rule."""
        return length((item.span.start, item.span.end) for item in self.spans if item.states[rule] == state)


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Day:
    """Everything known about one date under one kind of evidence.

    `open_rows` says for every attended row which of its parts are open; `providers` and `patients`
    hold the rows and the derived spans of everybody, sorted by id.
    """

    date: str
    evidence: str
    rows: Rows
    open_rows: Mapping[int, Openness]
    groups: Mapping[Engagement, GroupTime]
    providers: Mapping[str, ProviderDay]
    patients: Mapping[str, PatientDay]

    def visits(self, patient: str) -> Iterator[Visit]:
        """Work out the visits of a patient, in the order of disciplines."""
        own = self.patients[patient]
        for discipline in disciplines_of(self.rows, own.rows):
            yield Visit(patient, discipline, tuple(visit_spans(self.rows, own, discipline, self.open_rows)))


class Days:
    """The dates of some rows, each worked out when it is asked for.

    Parameters
    ----------
    rows
        The classified rows.
    dates
        Which of their dates, sorted.
    """

    def __init__(self, rows: Rows, dates: Iterable[str]) -> None:
        self.dates = tuple(dates)
        self._rows = rows
        self._known: dict[str, tuple[Day, ...]] = {}

    @classmethod
    def of(cls, rows: Rows) -> Days:
        """Take every date on which anybody was seen, booked or present."""
        date, evidence, kind = (rows.numbers.texts[name] for name in ("date", "evidence", "kind"))
        here = evidence.each(bool, np.bool_) | kind.each(_PRESENCE.__contains__, np.bool_)
        return cls(rows, date.words[np.bincount(date.codes[here], minlength=len(date.words)) > 0].tolist())

    def among(self, dates: Iterable[str]) -> Days:
        """Take some of the dates."""
        wanted = set(dates)
        return Days(self._rows, (date for date in self.dates if date in wanted))

    def on(self, date: str) -> tuple[Day, ...]:
        """Work out a date: records and bookings apart; nothing on a date that is none of these."""
        if date in self.dates and date not in self._known:
            positions = [row for row, its in enumerate(self._rows.date) if its == date]
            self._known[date] = tuple(_days_of_date(self._rows, date, positions))
        return self._known.get(date, ())


_PRESENCE = (Kind.SHIFT, Kind.AWAY)


def days(rows: Rows) -> Iterator[Day]:
    """Work out every date, and on it documented and scheduled evidence apart; dates are independent."""
    by_date: dict[str, list[int]] = defaultdict(list)
    for row, date in enumerate(rows.date):
        by_date[date].append(row)
    for date in sorted(by_date):
        yield from _days_of_date(rows, date, by_date[date])


def _days_of_date(rows: Rows, date: str, positions: list[int]) -> Iterator[Day]:
    presence: dict[str, list[int]] = defaultdict(list)
    for i in positions:
        if rows.kind[i] in _PRESENCE:
            presence[rows.provider[i]].append(i)
    analysed = {str(kind): [i for i in positions if rows.evidence[i] == kind] for kind in Evidence}
    working = {kind: _working(rows, listed) for kind, listed in analysed.items()}
    # Somebody who is only on site or away has one account, with the evidence the date has.
    placed = {provider for by_provider in working.values() for provider in by_provider}
    scheduled_only = bool(analysed[Evidence.SCHEDULED]) and not analysed[Evidence.DOCUMENTED]
    home = working[Evidence.SCHEDULED if scheduled_only else Evidence.DOCUMENTED]
    for provider in presence:
        if provider not in placed:
            home[provider] = []
    for kind, listed in analysed.items():
        if listed or working[kind]:
            providers = {provider: own + presence.get(provider, []) for provider, own in working[kind].items()}
            yield _day(rows, (date, kind), listed, providers)


def _working(rows: Rows, positions: list[int]) -> dict[str, list[int]]:
    """Collect the attended and busy rows of each provider."""
    found: dict[str, list[int]] = defaultdict(list)
    for i in positions:
        if rows.nature[i].attended or rows.nature[i].busy:
            found[rows.provider[i]].append(i)
    return dict(found)


def _day(rows: Rows, key: tuple[str, str], positions: list[int], by_provider: Mapping[str, list[int]]) -> Day:
    by_patient: dict[str, list[int]] = defaultdict(list)
    for i in positions:
        by_patient[rows.patient[i]].append(i)
    open_rows: dict[int, Openness] = {}
    for own in by_patient.values():
        open_rows.update(openness(rows, own))
    groups = group_times(rows, open_rows)
    providers = {
        provider: provider_day(rows, provider, by_provider[provider], open_rows, groups)
        for provider in sorted(by_provider)
    }
    counting: dict[str, list[Entry]] = defaultdict(list)
    for provider in providers.values():
        for entry in entries(rows, provider.spans):
            counting[rows.patient[entry.row]].append(entry)
    patients = {
        patient: patient_day(rows, patient, by_patient[patient], counting[patient]) for patient in sorted(by_patient)
    }
    return Day(*key, rows, open_rows, groups, providers, patients)
