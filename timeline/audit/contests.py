"""Contests: one provider claimed by two or more engagements at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from timeline.attendance.engagement import BUSY, GROUP, PATIENT
from timeline.audit.columns import Mask, Numbers, columns, groups, in_several, numbered
from timeline.audit.credits import persons, persons_seen
from timeline.audit.laid import spread
from timeline.audit.stakes import Asked, contest_stakes
from timeline.audit.words import at_risk
from timeline.finding import Finding, FindingRule
from timeline.record import Record
from timeline.spans import Span
from timeline.vocabulary import Evidence, Severity
from timeline.words import series

CONTESTED = FindingRule(
    "overlap.contested",
    "One provider is recorded as attending two or more patients at the same time, or as treating while away or busy.",
    "Ask the provider who was treated in these minutes; have the author correct the record by addendum, and claim "
    "the minutes for one patient only.",
    "cms-billing-scenarios items 3 and 5",
)


class _Demands(NamedTuple):
    """The spans in which a provider has several engagements: an entry for every demand, in the order of the table.

    Parameters
    ----------
    who
        A number for each date, evidence and provider.
    engagement
        A number for each kind and label.
    row
        Of the source.
    named
        Whether it is for a patient.
    """

    who: Numbers
    start: Numbers
    end: Numbers
    kind: Sequence[str]
    label: Sequence[str]
    engagement: Numbers
    row: Numbers
    named: Mask


class _Contest(NamedTuple):
    """Spans that follow one another, in which the same engagements claim one provider.

    `first` and `last` are the demands of its first span and the end of all of them; `opening` the end of the first.
    """

    span: Span
    first: int
    opening: int
    last: int
    rows: list[int]
    patients: int
    risk: int


def contested(record: Record) -> Iterator[Finding]:
    """Report each span in which the same engagements claim one provider."""
    found = record.attendance.demands
    found = found[_several(found)]
    if found.empty:
        return
    demands = _demands(record, found)
    date, evidence, provider = (found[name].tolist() for name in ("date", "evidence", "provider"))
    for contest in _contests(record, demands):
        key = date[contest.first], evidence[contest.first], provider[contest.first]
        yield _contested(record, demands, key, contest)


def _several(demands: pd.DataFrame) -> Mask:
    """Find the spans in which a provider has several engagements."""
    who = (numbered(demands[name].tolist()) for name in ("date", "evidence", "provider"))
    at = groups([*who, demands["start_second"].to_numpy()])
    return in_several(at, _engagements(demands))


def _engagements(demands: pd.DataFrame) -> Numbers:
    return numbered(list(zip(demands["engagement_kind"].tolist(), demands["engagement"].tolist(), strict=True)))


def _demands(record: Record, found: pd.DataFrame) -> _Demands:
    index, start = record.index, found["start_second"].to_numpy(np.int64)
    return _Demands(
        who=groups([numbered(found[name].tolist()) for name in ("date", "evidence", "provider")]),
        start=start,
        end=start + found["seconds"].to_numpy(np.int64),
        kind=found["engagement_kind"].tolist(),
        label=found["engagement"].tolist(),
        engagement=_engagements(found),
        row=np.fromiter(map(index.__getitem__, found["interval_id"].tolist()), np.int64, len(found)),
        named=np.fromiter(map(bool, found["patient"].tolist()), bool, len(found)),
    )


def _contests(record: Record, demands: _Demands) -> list[_Contest]:
    """Join the spans of one provider in which the same engagements claim the provider, and weigh what is at stake."""
    opens = np.ones(len(demands.who), bool)
    opens[1:] = (demands.who[1:] != demands.who[:-1]) | (demands.start[1:] != demands.start[:-1])
    span_first = np.flatnonzero(opens)
    begins = ~_joined(demands, span_first, np.cumsum(opens) - 1)
    edges = np.append(span_first, len(opens))
    first_span = np.flatnonzero(begins)
    last_span = np.append(first_span[1:], len(span_first)) - 1
    first, last = span_first[first_span], edges[last_span + 1]
    start, end = demands.start[first], demands.end[span_first[last_span]]
    contest = (np.cumsum(begins) - 1)[np.cumsum(opens) - 1]
    rows = _members(contest, demands.row, len(first))
    treated = demands.named & np.fromiter((kind != BUSY.kind for kind in demands.kind), bool, len(contest))
    patient = columns(record).patient[demands.row]
    several = _sizes(contest[treated], patient[treated], len(first))
    risk = _at_risk(record, demands, contest, (start, end))
    return [
        _Contest(*each)
        for each in zip(
            zip(start.tolist(), end.tolist(), strict=True),
            first.tolist(),
            edges[first_span + 1].tolist(),
            last.tolist(),
            rows,
            several.tolist(),
            risk.tolist(),
            strict=True,
        )
    ]


def _joined(demands: _Demands, first: Numbers, span: Numbers) -> Mask:
    """Whether each span goes on where the one before it ends, with the same engagements."""
    room = int(demands.engagement.max()) + 1
    claims = np.unique(span * room + demands.engagement)
    size = np.bincount(claims // room, minlength=len(first))
    offset = np.cumsum(size) - size
    found = np.zeros(len(first), bool)
    one, other = first[:-1], first[1:]
    touches = (demands.who[one] == demands.who[other]) & (demands.end[one] == demands.start[other])
    found[1:] = touches & (size[1:] == size[:-1])
    near = np.flatnonzero(found)
    which, place = spread(size[near])
    same = claims[offset[near][which] + place] % room == claims[offset[near - 1][which] + place] % room
    found[near[which[~same]]] = False
    return found


def _members(group: Numbers, member: Numbers, count: int) -> list[list[int]]:
    """List the different members of each group, sorted."""
    room = int(member.max()) + 1
    pairs = np.unique(group * room + member)
    edges, listed = np.searchsorted(pairs, np.arange(count + 1) * room).tolist(), (pairs % room).tolist()
    return [listed[start:end] for start, end in pairwise(edges)]


def _sizes(group: Numbers, member: Numbers, count: int) -> Numbers:
    """Count the different members of each group."""
    room = int(member.max()) + 1 if len(member) else 1
    return np.bincount(np.unique(group * room + member) // room, minlength=count)


def _at_risk(record: Record, demands: _Demands, contest: Numbers, span: tuple[Numbers, Numbers]) -> Numbers:
    """Count the timed units that depend on each contest: of every visit of its patients on the date."""
    person, who = persons(record), persons_seen(record)
    order = np.argsort(who, kind="stable")
    room = int(person.max()) + 1
    pairs = np.unique(contest[demands.named] * room + person[demands.row[demands.named]])
    first, last = (np.searchsorted(who[order], pairs % room, side=side) for side in ("left", "right"))
    which, place = spread(last - first)
    asked = pairs[which] // room
    lost = contest_stakes(record).lost(
        order[first[which] + place], Asked(np.ones(len(asked), np.int64), span[0][asked], span[1][asked])
    )
    return np.bincount(asked, lost, len(span[0])).astype(np.int64)


def _contested(record: Record, demands: _Demands, key: tuple[str, str, str], contest: _Contest) -> Finding:
    date, evidence, provider = key
    booked, risk = evidence == Evidence.SCHEDULED, contest.risk
    opening = slice(contest.first, contest.opening)
    claims = list(dict.fromkeys(zip(demands.kind[opening], demands.label[opening], strict=True)))
    away = any(kind == BUSY.kind for kind, _ in claims)
    # Two records of one patient, or a record of being away, stand against each other.
    only = (
        "Only one of the two can count"
        if contest.patients < 2 or (len(claims) == 2 and away)
        else "A minute counts one-on-one for at most one patient"
    )
    return record.finding(
        CONTESTED,
        Severity.ERROR if risk and not booked else Severity.REVIEW,
        contest.rows,
        f"{provider} is {'booked' if booked else 'recorded'} with {_told(record, demands, contest, claims)}"
        f"{' and as away, setting up or documenting' if away else ''} at the same time "
        f"{record.when(date, *contest.span)}. {only}; {at_risk(risk)}.",
        span=contest.span,
        units_at_risk=risk,
    )


def _told(record: Record, demands: _Demands, contest: _Contest, claims: Sequence[tuple[str, str]]) -> str:
    """Name who claims the provider: patients and groups, each in their order."""
    named = [label for kind, label in claims if kind == PATIENT]
    groups_of = [label for kind, label in claims if kind == GROUP]
    if groups_of:
        members: dict[str, set[str]] = defaultdict(set)
        for place in range(contest.first, contest.last):
            if demands.kind[place] == GROUP and demands.named[place]:
                members[demands.label[place]].add(record.rows.patient[demands.row[place]])
        named += [f"a group ({series(sorted(members[label]))})" for label in groups_of]
    return series(named)
