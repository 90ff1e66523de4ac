"""Contests: one provider claimed by two or more engagements at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import pandas as pd

from timeline.attendance.engagement import BUSY, GROUP, PATIENT
from timeline.audit.columns import groups, in_several, numbered
from timeline.audit.stakes import ContestStakes, contest_stakes
from timeline.audit.words import at_risk
from timeline.contracts import records
from timeline.finding import Finding, FindingRule
from timeline.record import Record
from timeline.vocabulary import Evidence, Severity
from timeline.words import series

CONTESTED = FindingRule(
    "overlap.contested",
    "One provider is recorded as attending two or more patients at the same time, or as treating while away or busy.",
    "Ask the provider who was treated in these minutes; have the author correct the record by addendum, and claim "
    "the minutes for one patient only.",
    "cms-billing-scenarios items 3 and 5",
)


class _Engagement(NamedTuple):
    """Who claims a provider: a patient, a group, or being away."""

    kind: str
    label: str


class _Contest(NamedTuple):
    """A span in which the same engagements claim one provider, with their rows and patients."""

    start: int
    end: int
    shown: dict[_Engagement, tuple[set[str], set[str]]]

    def joins(self, later: _Contest) -> bool:
        """Whether a later span goes on where this one ends, with the same engagements."""
        return self.end == later.start and self.shown.keys() == later.shown.keys()

    def with_next(self, later: _Contest) -> _Contest:
        """Join the span that goes on."""
        shown = {
            one: (rows | later.shown[one][0], patients | later.shown[one][1])
            for one, (rows, patients) in self.shown.items()
        }
        return _Contest(self.start, later.end, shown)


def contested(record: Record) -> Iterator[Finding]:
    """Report each span in which the same engagements claim one provider."""
    stakes = contest_stakes(record)
    who = ("date", "evidence", "provider")
    what = ("start_second", "seconds", "engagement_kind", "engagement", "interval_id", "patient")
    demands = records(_several(record.attendance.demands), (*who, *what))
    for key, listed in groupby(demands, key=itemgetter(0, 1, 2)):
        for contest in _contests(listed):
            yield _contested(record, stakes, key, contest)


def _several(demands: pd.DataFrame) -> pd.DataFrame:
    """Keep the spans in which a provider has several engagements."""
    who = (numbered(demands[name].tolist()) for name in ("date", "evidence", "provider"))
    at = groups([*who, demands["start_second"].to_numpy()])
    return demands[in_several(at, numbered(list(zip(demands["engagement_kind"], demands["engagement"], strict=True))))]


def _contests(demands: Iterable[Sequence[Any]]) -> Iterator[_Contest]:
    """Join the spans of one provider in which the same engagements claim the provider."""
    open_one: _Contest | None = None
    for _, listed in groupby(demands, key=itemgetter(3)):
        span = _span(list(listed))
        if open_one is not None and open_one.joins(span):
            open_one = open_one.with_next(span)
            continue
        if open_one is not None:
            yield open_one
        open_one = span
    if open_one is not None:
        yield open_one


def _span(demands: Sequence[Sequence[Any]]) -> _Contest:
    """Collect who claims a provider in one span."""
    shown: dict[_Engagement, tuple[set[str], set[str]]] = {}
    for *_, kind, label, interval, patient in demands:
        rows, patients = shown.setdefault(_Engagement(kind, label), (set(), set()))
        rows.add(interval)
        patients.update({patient} - {""})
    start, seconds = demands[0][3:5]
    return _Contest(start, start + seconds, shown)


def _contested(record: Record, stakes: ContestStakes, key: tuple[str, str, str], contest: _Contest) -> Finding:
    date, evidence, provider = key
    span = (contest.start, contest.end)
    who = {patient for _, patients in contest.shown.values() for patient in patients}
    risk = sum(stakes.lost(visit, [span]) for visit in record.visits_of(date, who))
    booked = evidence == Evidence.SCHEDULED
    rows = {interval for shown, _ in contest.shown.values() for interval in shown}
    only = (
        "Only one of the two can count"
        if _is_exclusive(contest)
        else "A minute counts one-on-one for at most one patient"
    )
    return record.finding(
        CONTESTED,
        Severity.ERROR if risk and not booked else Severity.REVIEW,
        sorted(record.index[interval] for interval in rows),
        f"{provider} is {'booked' if booked else 'recorded'} with {_told(contest)} at the same time "
        f"{record.when(date, *span)}. {only}; {at_risk(risk)}.",
        span=span,
        units_at_risk=risk,
    )


def _is_exclusive(contest: _Contest) -> bool:
    """Whether two records of one patient, or a record of being away, stand against each other."""
    others = {patient for one, (_, patients) in contest.shown.items() if one.kind != BUSY.kind for patient in patients}
    return len(others) < 2 or (len(contest.shown) == 2 and any(one.kind == BUSY.kind for one in contest.shown))


def _told(contest: _Contest) -> str:
    """Name who claims the provider: patients, groups, and being away, each in their order."""
    alone = [one.label for one in contest.shown if one.kind == PATIENT]
    groups = [sorted(patients) for one, (_, patients) in contest.shown.items() if one.kind == GROUP]
    named = [*alone, *(f"a group ({series(members)})" for members in groups)]
    away = any(one.kind == BUSY.kind for one in contest.shown)
    return series(named) + (" and as away, setting up or documenting" if away else "")
