"""Contests: one provider claimed by two or more engagements at once."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from timeline.attendance.minutes import sums
from timeline.attendance.numbered import ranges_of, texts
from timeline.audit.columns import Mask, Numbers, columns, different, groups, in_several
from timeline.audit.credits import persons, persons_seen
from timeline.audit.demands import Demands, demands
from timeline.audit.stakes import Asked, contest_stakes
from timeline.audit.words import at_risk
from timeline.contracts.sentences import Gathered, Said, Sentences, Words, each_said, either, sentences
from timeline.finding import FindingRule
from timeline.found import PLACE_OF, Found, Lists, found_of, row_numbers
from timeline.found.told import series_said, when_said
from timeline.record import Record
from timeline.vocabulary import Severity
from timeline.words import series

CONTESTED = FindingRule(
    "overlap.contested",
    "One provider is recorded as attending two or more patients at the same time, or as treating while away or busy.",
    "Ask the provider who was treated in these minutes; have the author correct the record by addendum, and claim "
    "the minutes for one patient only.",
    "cms-billing-scenarios items 3 and 5",
)


class _Contests(NamedTuple):
    """Spans that follow one another, in which the same engagements claim one provider; an entry for each of these.

    Parameters
    ----------
    first, opening, last
        Where the demands of its first span begin and end, and where those of all its spans end.
    rows
        Those of its demands.
    patients
        How many are treated.
    risk
        The timed units that depend on it.
    """

    start: Numbers
    end: Numbers
    first: Numbers
    opening: Numbers
    last: Numbers
    rows: Lists
    patients: Numbers
    risk: Numbers


def contested(record: Record) -> Found | tuple[()]:
    """Report each span in which the same engagements claim one provider."""
    every = demands(record)
    who = groups([every.day, every.documented.astype(np.int64)])
    several = in_several(groups([who, every.start]), every.engagement)
    if not several.any():
        return ()
    of = every.only(several)
    found = _contests(record, of, who[several])
    booked = ~of.documented[found.first]
    return found_of(
        record,
        CONTESTED,
        np.where((found.risk > 0) & ~booked, PLACE_OF[Severity.ERROR], PLACE_OF[Severity.REVIEW]),
        found.rows,
        lambda places: _messages(record, of, _Contests(*(_some(each, places) for each in found))),
        span=(found.start, found.end),
        units_at_risk=found.risk,
    )


def _some(column: Any, places: Numbers) -> Any:
    return column.take(places) if isinstance(column, Lists) else column[places]


def _contests(record: Record, found: Demands, who: Numbers) -> _Contests:
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
    return _Contests(
        start,
        end,
        first,
        edges[first_span + 1],
        edges[last_span + 1],
        Lists.grouped(contest, found.row, len(first)),
        Lists.grouped(contest[treated], columns(record).patient[found.row[treated]], len(first)).counts,
        _at_risk(record, found, contest, (start, end)),
    )


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
    which, here = ranges_of(offset[near], offset[near] + size[near])
    same = claims[here] % room == claims[here - size[near][which]] % room  # the one before has as many
    joined[near[which[~same]]] = False
    return joined


def _at_risk(record: Record, found: Demands, contest: Numbers, span: tuple[Numbers, Numbers]) -> Numbers:
    """Count the timed units that depend on each contest: of every visit of its patients on the date."""
    person, who = persons(record), persons_seen(record)
    order = np.argsort(who, kind="stable")
    room = int(person.max()) + 1
    pairs = different(contest[found.named] * room + person[found.row[found.named]])
    first, last = (np.searchsorted(who[order], pairs % room, side=side) for side in ("left", "right"))
    which, place = ranges_of(first, last)
    asked = pairs[which] // room
    lost = contest_stakes(record).lost(
        order[place], Asked(np.ones(len(asked), np.int64), span[0][asked], span[1][asked])
    )
    return sums(asked, lost, len(span[0]))


def _messages(record: Record, of: Demands, found: _Contests) -> Sentences:
    """Say who claims the provider of each contest, when, and what depends on it."""
    rows, first = row_numbers(record), of.row[found.first]
    which, opening = ranges_of(found.first, found.opening)
    away = np.bincount(which[of.busy[opening]], minlength=len(first)) > 0
    claims = _in_turn(which, of.engagement[opening], len(first))
    # Two records of one patient, or a record of being away, stand against each other.
    of_two = (found.patients < 2) | ((claims.counts == 2) & away)
    return sentences(
        "{provider} is {kept} with {told}{off} at the same time {clock}. {only}; {risk}.",
        len(first),
        provider=Words(rows.provider[first], rows.words.providers),
        kept=either(of.documented[found.first], "recorded", "booked"),
        told=_told(record, of, found, (which, opening)),
        off=either(away, " and as away, setting up or documenting", ""),
        clock=when_said(Words(rows.date[first], rows.words.dates), found.start, found.end, record.zone),
        only=either(of_two, "Only one of the two can count", _OF_MANY),
        risk=each_said(found.risk, at_risk),
    )


_OF_MANY = "A minute counts one-on-one for at most one patient"


def _in_turn(owner: Numbers, item: Numbers, many: int) -> Lists:
    """Gather the different items of each owner in the order in which they are met; owners are sorted."""
    room = int(item.max()) + 1 if len(item) else 1
    keys = pd.unique(owner * room + item)
    return Lists.counted(np.bincount(keys // room, minlength=many), keys % room)


def _told(record: Record, of: Demands, found: _Contests, opening: tuple[Numbers, Numbers]) -> Said:
    """Name who claims the provider of each contest: patients and groups, each in their order."""
    which, place = opening
    alone = of.alone[place]
    named = _in_turn(which[alone], of.engagement[place][alone], len(found.first))
    of_groups = np.unique(which[of.grouped[place]])
    told = np.full(len(of_groups), "", object)
    for number, contest in enumerate(of_groups.tolist()):
        own = slice(int(found.first[contest]), int(found.last[contest]))
        here = slice(own.start, int(found.opening[contest]))
        members: dict[int, set[str]] = defaultdict(set)
        grouped = of.grouped[own] & of.named[own]
        for group, row in zip(of.engagement[own][grouped].tolist(), of.row[own][grouped].tolist(), strict=True):
            members[group].add(record.rows.patient[row])
        single = [of.labels[one] for one in dict.fromkeys(of.engagement[here][of.alone[here]].tolist())]
        together = dict.fromkeys(of.engagement[here][of.grouped[here]].tolist())
        told[number] = series([*single, *(f"a group ({series(sorted(members[each]))})" for each in together)])
    others = np.delete(np.arange(len(found.first)), of_groups)
    return Gathered.of([(others, series_said(named.take(others), texts(of.labels))), (of_groups, told)])
