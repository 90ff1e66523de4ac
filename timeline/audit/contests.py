"""Contests: one provider claimed by two or more engagements at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from timeline.attendance.minutes import sums
from timeline.audit.columns import Mask, Numbers, columns, different, groups, in_several
from timeline.audit.credits import persons, persons_seen
from timeline.audit.demands import Demands, demands
from timeline.audit.laid import spread
from timeline.audit.stakes import Asked, contest_stakes
from timeline.audit.words import at_risk
from timeline.finding import Finding, FindingRule
from timeline.record import Record
from timeline.spans import Span
from timeline.vocabulary import Severity
from timeline.words import series

CONTESTED = FindingRule(
    "overlap.contested",
    "One provider is recorded as attending two or more patients at the same time, or as treating while away or busy.",
    "Ask the provider who was treated in these minutes; have the author correct the record by addendum, and claim "
    "the minutes for one patient only.",
    "cms-billing-scenarios items 3 and 5",
)


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
    every = demands(record)
    who = groups([every.day, every.documented.astype(np.int64)])
    several = in_several(groups([who, every.start]), every.engagement)
    if several.any():
        found = every.only(several)
        for contest in _contests(record, found, who[several]):
            yield _contested(record, found, contest)


def _contests(record: Record, found: Demands, who: Numbers) -> list[_Contest]:
    """Join the spans of one provider in which the same engagements claim the provider, and weigh what is at stake.

    `who` is a number for each provider, date and evidence.
    """
    opens = np.ones(len(who), bool)
    opens[1:] = (who[1:] != who[:-1]) | (found.start[1:] != found.start[:-1])
    span_first, span = np.flatnonzero(opens), np.cumsum(opens) - 1
    begins = ~_joined(found, who, span_first, span)
    edges = np.append(span_first, len(opens))
    first_span = np.flatnonzero(begins)
    last_span = np.append(first_span[1:], len(span_first)) - 1
    first = span_first[first_span]
    start, end = found.start[first], found.end[span_first[last_span]]
    contest = (np.cumsum(begins) - 1)[span]
    treated = found.named & ~found.busy
    several = _sizes(contest[treated], columns(record).patient[found.row[treated]], len(first))
    return [
        _Contest(*each)
        for each in zip(
            zip(start.tolist(), end.tolist(), strict=True),
            first.tolist(),
            edges[first_span + 1].tolist(),
            edges[last_span + 1].tolist(),
            _members(contest, found.row, len(first)),
            several.tolist(),
            _at_risk(record, found, contest, (start, end)).tolist(),
            strict=True,
        )
    ]


def _joined(found: Demands, who: Numbers, first: Numbers, span: Numbers) -> Mask:
    """Whether each span goes on where the one before it ends, with the same engagements."""
    room = int(found.engagement.max()) + 1
    claims = different(span * room + found.engagement)
    size = np.bincount(claims // room, minlength=len(first))
    offset = np.cumsum(size) - size
    joined = np.zeros(len(first), bool)
    one, other = first[:-1], first[1:]
    touches = (who[one] == who[other]) & (found.end[one] == found.start[other])
    joined[1:] = touches & (size[1:] == size[:-1])
    near = np.flatnonzero(joined)
    which, place = spread(size[near])
    same = claims[offset[near][which] + place] % room == claims[offset[near - 1][which] + place] % room
    joined[near[which[~same]]] = False
    return joined


def _members(group: Numbers, member: Numbers, count: int) -> list[list[int]]:
    """List the different members of each group, sorted."""
    room = int(member.max()) + 1
    pairs = different(group * room + member)
    edges, listed = np.searchsorted(pairs, np.arange(count + 1) * room).tolist(), (pairs % room).tolist()
    return [listed[start:end] for start, end in pairwise(edges)]


def _sizes(group: Numbers, member: Numbers, count: int) -> Numbers:
    """Count the different members of each group."""
    room = int(member.max()) + 1 if len(member) else 1
    return np.bincount(different(group * room + member) // room, minlength=count)


def _at_risk(record: Record, found: Demands, contest: Numbers, span: tuple[Numbers, Numbers]) -> Numbers:
    """Count the timed units that depend on each contest: of every visit of its patients on the date."""
    person, who = persons(record), persons_seen(record)
    order = np.argsort(who, kind="stable")
    room = int(person.max()) + 1
    pairs = different(contest[found.named] * room + person[found.row[found.named]])
    first, last = (np.searchsorted(who[order], pairs % room, side=side) for side in ("left", "right"))
    which, place = spread(last - first)
    asked = pairs[which] // room
    lost = contest_stakes(record).lost(
        order[first[which] + place], Asked(np.ones(len(asked), np.int64), span[0][asked], span[1][asked])
    )
    return sums(asked, lost, len(span[0]))


def _contested(record: Record, found: Demands, contest: _Contest) -> Finding:
    row, risk = int(found.row[contest.first]), contest.risk
    booked = not found.documented[contest.first]
    claims = list(dict.fromkeys(found.engagement[contest.first : contest.opening].tolist()))
    away = bool(found.busy[contest.first : contest.opening].any())
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
        f"{record.rows.provider[row]} is {'booked' if booked else 'recorded'} with {_told(record, found, contest)}"
        f"{' and as away, setting up or documenting' if away else ''} at the same time "
        f"{record.when(record.rows.date[row], *contest.span)}. {only}; {at_risk(risk)}.",
        span=contest.span,
        units_at_risk=risk,
    )


def _told(record: Record, found: Demands, contest: _Contest) -> str:
    """Name who claims the provider: patients and groups, each in their order."""
    opening = slice(contest.first, contest.opening)
    claims, alone = found.engagement[opening], found.alone[opening]
    named = [found.labels[one] for one in dict.fromkeys(claims[alone].tolist())]
    together = list(dict.fromkeys(claims[found.grouped[opening]].tolist()))
    if together:
        members: dict[int, set[str]] = defaultdict(set)
        whole = slice(contest.first, contest.last)
        grouped = found.grouped[whole] & found.named[whole]
        listed = zip(found.engagement[whole][grouped].tolist(), found.row[whole][grouped].tolist(), strict=True)
        for group, row in listed:
            members[group].add(record.rows.patient[row])
        named += [f"a group ({series(sorted(members[group]))})" for group in together]
    return series(named)
