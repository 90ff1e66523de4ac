"""Groups of one: only one patient has an open row of a group."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from timeline.attendance.numbered import ranges_of, united
from timeline.audit.columns import Mask, Numbers, columns, groups
from timeline.audit.demands import demands
from timeline.contracts.sentences import Words, written
from timeline.finding import FindingRule
from timeline.found import PLACE_OF, Found, Lists, found_of, row_numbers
from timeline.found.told import all_series, when_said
from timeline.record import Record
from timeline.vocabulary import Evidence, Severity

GROUP_OF_ONE = FindingRule(
    "group.of_one",
    "Only one patient is left in a group session: that time is not group treatment.",
    "Check whether another patient's group row is missing or too short; otherwise the group code does not cover "
    "this time.",
    "cms-benefit-15 §230",
)


class _Spans(NamedTuple):
    """Spans by the number of their owner, in order."""

    owner: Numbers
    start: Numbers
    end: Numbers


def groups_of_one(record: Record) -> Found | tuple[()]:
    """Report when only one patient has an open row of a group, whoever the provider."""
    every, of = demands(record), columns(record)
    open_ = every.only(every.grouped)
    if not len(open_.row):
        return ()
    session = groups([of.date[open_.row], open_.documented.astype(np.int64), open_.engagement])
    member = groups([session, of.patient[open_.row]])
    session_of = np.zeros(len(member), np.int64)
    session_of[member] = session
    single, is_group = _single(_Spans(*united(member, open_.start, open_.end)), session_of, int(session.max()) + 1)
    natures = record.rows.nature
    own = np.array([not natures[row].earns_alone for row in open_.row.tolist()], bool)
    alone = _shared(_Spans(*united(member[own], open_.start[own], open_.end[own])), single, session_of)
    if not len(alone.owner):
        return ()
    rows = _rows_at(alone, _Spans(member[own], open_.start[own], open_.end[own]), open_.row[own])
    first = rows.items[rows.bounds[:-1]]
    booked = record.rows.numbers.texts["evidence"].where(Evidence.SCHEDULED)[first]
    error, review, note = (PLACE_OF[each] for each in (Severity.ERROR, Severity.REVIEW, Severity.NOTE))
    return found_of(
        record,
        GROUP_OF_ONE,
        np.where(is_group[session_of[alone.owner]], note, np.where(booked, review, error)),
        rows,
        lambda places: _told(record, alone.start[places], alone.end[places], rows.take(places)),
        span=(alone.start, alone.end),
    )


def _single(present: _Spans, session_of: Numbers, many: int) -> tuple[_Spans, Mask]:
    """Find when one patient alone is in each session, and which sessions are ever a group.

    `present` says when each patient is in a session, without overlaps.
    """
    session = np.tile(session_of[present.owner], 2)
    edge, change = np.concatenate([present.start, present.end]), np.repeat([1, -1], len(present.owner))
    order = np.lexsort((edge, session))
    session, edge, count = session[order], edge[order], np.cumsum(change[order])
    last = np.ones(len(edge), bool)
    last[:-1] = (session[1:] != session[:-1]) | (edge[1:] != edge[:-1])
    session, edge, count = session[last], edge[last], count[last]
    is_group = np.zeros(many, bool)
    is_group[session[count > 1]] = True
    alone = count == 1
    turns = np.flatnonzero(alone != np.append(False, alone[:-1]))
    return _Spans(session[turns[::2]], edge[turns[::2]], edge[turns[1::2]]), is_group


def _shared(present: _Spans, single: _Spans, session_of: Numbers) -> _Spans:
    """Return what the spans of members share with those of their sessions; neither overlap among themselves."""
    which, place = _pairs(session_of[present.owner], single.owner)
    start, end = (
        np.maximum(present.start[which], single.start[place]),
        np.minimum(present.end[which], single.end[place]),
    )
    kept = start < end
    return _Spans(present.owner[which[kept]], start[kept], end[kept])


def _rows_at(spans: _Spans, members: _Spans, row: Numbers) -> Lists:
    """List the rows of each span's owner that are open in it, sorted."""
    order = np.argsort(members.owner, kind="stable")
    which, place = _pairs(spans.owner, members.owner[order])
    at = order[place]
    meets = (members.start[at] < spans.end[which]) & (spans.start[which] < members.end[at])
    return Lists.grouped(which[meets], row[at[meets]], len(spans.owner))


def _pairs(asked: Numbers, known: Numbers) -> tuple[Numbers, Numbers]:
    """Pair each of some numbers with the places of the same one among others, which are sorted."""
    first, last = (np.searchsorted(known, asked, side=side) for side in ("left", "right"))
    return ranges_of(first, last)


def _told(record: Record, start: Numbers, end: Numbers, rows: Lists) -> list[str]:
    of, first = row_numbers(record), rows.items[rows.bounds[:-1]]
    providers = Lists.grouped(rows.owners, of.provider[rows.items], len(start))
    columns = (
        of.words.patients[of.patient[first]].tolist(),
        all_series(providers, of.words.providers).tolist(),
        written(when_said(Words(of.date[first], of.words.dates), start, end, record.zone)).tolist(),
    )
    return [
        f"{patient} is the only patient in the group session of {named} {clock}. One patient is not a group, so the "
        "group code earns nothing for this time."
        for patient, named, clock in zip(*columns, strict=True)
    ]
