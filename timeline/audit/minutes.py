"""Minutes that decide units: interruptions; and rows over midnight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from timeline.attendance.minutes import sums
from timeline.attendance.numbered import Texts, texts
from timeline.audit.changes import row_changes, units_added_by
from timeline.audit.columns import Numbers, columns, different, places
from timeline.audit.credits import covered, credited_time, persons, unpaid
from timeline.audit.piles import piles
from timeline.audit.telling import About
from timeline.clock import MINUTE, to_wall
from timeline.finding import Finding, FindingRule
from timeline.found import PLACE_OF, Found, Lists, found_of, places_in
from timeline.record import Record
from timeline.vocabulary import Severity
from timeline.words import counted, series

INTERRUPTION = FindingRule(
    "interruption.cost",
    "An interruption takes enough time out of a treatment to cost a unit.",
    "Claim the units for the time actually treated; only the author can state, by addendum, that there was no "
    "interruption.",
    "cms-claims-5 §20.3",
)
MIDNIGHT = FindingRule(
    "time.midnight",
    "A row runs past midnight: it is counted on the date it starts and is never compared with the next date's rows.",
    "Check the clock times; if they are right, split the row at midnight.",
)


class _Breaks(NamedTuple):
    """Interruptions of rows that may earn: by whom and why, when, and which row each takes time out of."""

    row: Numbers
    by: Texts
    reason: Texts
    start: Numbers
    end: Numbers


def interruption_cost(record: Record) -> Found:
    """Report interruptions that change a unit: one by one, or where only those of a row together do."""
    found = _breaks(record)
    left = found.end - found.start
    left -= credited_time(record).seconds(persons(record)[found.row], found.start, found.end)
    rows, which = np.unique(found.row, return_inverse=True)
    costs = _worth(record, found.row, left)
    costly = np.zeros(len(rows), bool)
    costly[which[costs > 0]] = True
    together = _worth(record, rows, sums(which, left, len(rows))) * ~costly
    alone, several = np.flatnonzero(costs), np.flatnonzero(together)
    of_row = Lists.counted(np.bincount(which, minlength=len(rows)), np.argsort(which, kind="stable")).take(several)
    breaks = Lists.joined([Lists.single(alone), of_row])
    row, cost = np.concatenate([found.row[alone], rows[several]]), np.concatenate([costs[alone], together[several]])
    return _interruptions(record, found, breaks, row, cost)


def _breaks(record: Record) -> _Breaks:
    table, of = record.attendance.numbers("interruptions"), columns(record)
    row = table.row()
    kept = np.flatnonzero(of.earns[row] & covered(record, of.visit[row], row) & ~unpaid(record)[row])
    by, reason = (texts(table.texts(name, kept)) for name in ("by", "reason"))
    return _Breaks(row[kept], by, reason, table["start"][kept], table["end"][kept])


def _worth(record: Record, row: Numbers, seconds: Numbers) -> Numbers:
    """Count the units that a row's visit would have more with some seconds more of the row's code."""
    changes = row_changes(record, row, seconds)
    found: Numbers = np.maximum(0, units_added_by(record, record.contest, changes))
    return found


def _interruptions(record: Record, of: _Breaks, breaks: Lists, row: Numbers, cost: Numbers) -> Found:
    """Report interruptions of rows that cost units: `breaks` are those of each finding, in their order."""
    many, rests = len(row), np.isin(of.reason, _RESTS)
    first, last = breaks.items[breaks.bounds[:-1]], breaks.items[breaks.bounds[1:] - 1]
    start, end = of.start[first], of.end[last]
    seconds = sums(breaks.owners, (of.end - of.start)[breaks.items], many)
    only_rests = np.bincount(breaks.owners, ~rests[breaks.items], many) == 0
    now = piles(record, record.contest).now[columns(record).visit[row]]

    def told(places: Numbers) -> list[str]:
        about, own = About(record, Lists.single(row[places])), breaks.take(places)
        by, reason = of.by[own.items].tolist(), of.reason[own.items].tolist()
        when = about.when(start[places], end[places], seconds[places])
        codes = [record.rows.code[one] for one in row[places].tolist()]
        listed = zip(
            about.providers, codes, about.patients, when, now[places].tolist(), cost[places].tolist(), strict=True
        )
        return [
            f"{provider}'s {code} with {patient} was interrupted{'' if last - first == 1 else f' {last - first} times'}"
            f"{_why(record, by[first:last], reason[first:last])} {times}. The remaining time supports "
            f"{counted(units, 'unit')} for the visit; without the interruption{'' if last - first == 1 else 's'} it "
            f"would be {units + lost}."
            for (provider, code, patient, times, units, lost), (first, last) in zip(
                listed, pairwise(own.bounds.tolist()), strict=True
            )
        ]

    found = found_of(
        record,
        INTERRUPTION,
        np.where(only_rests, PLACE_OF[Severity.NOTE], PLACE_OF[Severity.REVIEW]),
        Lists.single(row),
        told,
        span=(start, end),
        units_at_risk=cost,
        seconds=seconds,
    )
    others = places_in(found.words.patients, of.by[breaks.items])
    named = others > 0
    owner = np.concatenate([found.patients.owners, breaks.owners[named]])
    patients = Lists.grouped(owner, np.concatenate([found.patients.items, others[named]]), many)
    return replace(found, patients=patients)


#: Interruptions that are the patient's, or no treatment.
_RESTS = np.array(["rest", "waiting", "unskilled"], object)
_WHY = {
    "busy": "the provider being away or busy",
    "rest": "a rest",
    "waiting": "a wait",
    "unskilled": "unskilled time",
}


def _why(record: Record, by: Sequence[str], reasons: Sequence[str]) -> str:
    """Say what interrupted, where it is one thing."""
    reason, *others = set(reasons)
    if others:
        return ""
    if reason == "contest":
        who = {each for each in by if each}
        named = [*sorted(who & record.patients), *(["a group"] if who - record.patients else [])]
        return f" by {series(named)}" if named else " by another record of the provider at the same time"
    return f" by {_WHY.get(reason, reason.replace('_', ' '))}"


def _late(record: Record) -> list[int]:
    """List the analyzed rows that may end on a later date: the others end less than 22 hours after their date began.

    A date may have an hour less, or more, than 24; the first row of each says when it began.
    """
    of, rows = columns(record), record.rows
    if not len(rows):
        return []
    dates = different(of.date)
    date = np.searchsorted(dates, of.date)
    first = np.full(len(dates), np.iinfo(np.int64).max)
    np.minimum.at(first, date, of.start)
    walls = [to_wall(second, record.zone) for second in first.tolist()]
    passed = np.array([(wall.hour * 60 + wall.minute) * MINUTE + wall.second for wall in walls], np.int64)
    return places(of.analysed & (of.end - (first - passed)[date] > 22 * 60 * MINUTE))


def over_midnight(record: Record) -> Iterator[Finding]:
    """Report rows that end on a later date than they start."""
    rows = record.rows
    for row in _late(record):
        last = to_wall(rows.end[row] - 1, record.attendance.zone)
        if last.date().isoformat() == rows.date[row]:
            continue
        yield record.finding(
            MIDNIGHT,
            Severity.REVIEW,
            [row],
            f"A row of {rows.patient[row]}{f' with {rows.provider[row]}' if rows.provider[row] else ''} runs past "
            f"midnight {record.row_clock(row)}. All of it is counted on the date it starts.",
        )
