"""Contests: one provider claimed by two or more engagements at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

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
    for (date, evidence, provider), spans in _claimed(record).items():
        contests: list[_Contest] = []
        for span in spans.values():
            if contests and contests[-1].joins(span):
                contests[-1] = contests[-1].with_next(span)
            else:
                contests.append(span)
        for contest in contests:
            yield _contested(record, stakes, (date, evidence, provider), contest)


def _claimed(record: Record) -> dict[tuple[str, str, str], dict[int, _Contest]]:
    """Collect every span of a provider that several engagements claim, by its start, in order."""
    found: dict[tuple[str, str, str], dict[int, _Contest]] = defaultdict(dict)
    who = ("date", "evidence", "provider")
    what = ("start_second", "seconds", "engagement_kind", "engagement", "interval_id", "patient")
    demands = record.attendance.demands
    at = groups([*(numbered(demands[name].tolist()) for name in who), demands["start_second"].to_numpy()])
    several = in_several(at, numbered(list(zip(demands["engagement_kind"], demands["engagement"], strict=True))))
    for *key, start, seconds, kind, label, interval, patient in records(demands[several], (*who, *what)):
        span = found[key[0], key[1], key[2]].setdefault(start, _Contest(start, start + seconds, {}))
        rows, patients = span.shown.setdefault(_Engagement(kind, label), (set(), set()))
        rows.add(interval)
        patients.update({patient} - {""})
    return found


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
