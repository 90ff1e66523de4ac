"""Minutes that decide units: interruptions; and rows over midnight."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from timeline.attendance.minutes import sums
from timeline.audit.changes import row_changes, units_added_by
from timeline.audit.columns import Numbers, columns, places
from timeline.audit.credits import credited_time, persons
from timeline.audit.piles import units_with
from timeline.clock import MINUTE, to_wall
from timeline.finding import Finding, FindingRule
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


class _Break(NamedTuple):
    start: int
    end: int
    by: str
    reason: str


def interruption_cost(record: Record) -> Iterator[Finding]:
    """Report interruptions that change a unit: one by one, or where only those of a row together do."""
    table, index = record.attendance.interruptions, record.index
    row = np.fromiter(map(index.__getitem__, table["interval_id"].tolist()), np.int64, len(table))
    rows, which = np.unique(row, return_inverse=True)
    may = np.fromiter((_may_earn(record, one) for one in rows.tolist()), bool, len(rows))
    kept = np.flatnonzero(may[which])
    start = table["start_second"].to_numpy(np.int64)[kept]
    seconds = table["seconds"].to_numpy(np.int64)[kept]
    left = seconds - credited_time(record).seconds(persons(record)[row[kept]], start, start + seconds)
    costs = _worth(record, row[kept], left)
    costly = np.zeros(len(rows), bool)
    costly[which[kept[costs > 0]]] = True
    together = _worth(record, rows, sums(which[kept], left, len(rows))) * ~costly
    by, reason = table["by"].tolist(), table["reason"].tolist()

    def listed(some: Iterable[int]) -> list[_Break]:
        return [
            _Break(int(start[one]), int(start[one] + seconds[one]), by[kept[one]], reason[kept[one]]) for one in some
        ]

    for one in np.flatnonzero(costs).tolist():
        yield _interruption(record, int(row[kept[one]]), listed([one]), int(costs[one]))
    order = np.argsort(which[kept], kind="stable")
    edges = np.searchsorted(which[kept][order], np.arange(len(rows) + 1))
    for one in np.flatnonzero(together).tolist():
        breaks = listed(order[edges[one] : edges[one + 1]].tolist())
        yield _interruption(record, int(rows[one]), breaks, int(together[one]))


def _may_earn(record: Record, row: int) -> bool:
    """Whether time of a row can earn for its code."""
    visit = record.visit_of(row)
    covered = visit.covers(record.rows.role[row]) and record.rows.id[row] not in visit.unpaid
    return covered and record.rows.nature[row].earns


def _worth(record: Record, row: Numbers, seconds: Numbers) -> Numbers:
    """Count the units that a row's visit would have more with some seconds more of the row's code."""
    changes = row_changes(record, row, seconds)
    found: Numbers = np.maximum(0, units_added_by(record, record.contest, changes))
    return found


def _interruption(record: Record, row: int, breaks: list[_Break], cost: int) -> Finding:
    rows = record.rows
    visit = record.visit_of(row)
    date, patient, provider = rows.date[row], rows.patient[row], rows.provider[row]
    start, end = breaks[0].start, breaks[-1].end
    seconds = sum(item.end - item.start for item in breaks)
    often = "" if len(breaks) == 1 else f" {len(breaks)} times"
    now = units_with(visit, {})
    others = {item.by for item in breaks} & record.patients
    rests = all(item.reason in ("rest", "waiting", "unskilled") for item in breaks)
    return record.finding(
        INTERRUPTION,
        Severity.NOTE if rests else Severity.REVIEW,
        [row],
        f"{provider}'s {rows.code[row]} with {patient} was interrupted{often}{_why(record, breaks)} "
        f"{record.when(date, start, end, seconds=seconds)}. The remaining time supports {counted(now, 'unit')} for "
        f"the visit; without the interruption{'' if len(breaks) == 1 else 's'} it would be {now + cost}.",
        span=(start, end),
        units_at_risk=cost,
        patients=tuple(sorted({patient, *others} - {""})),
        seconds=seconds,
    )


def _why(record: Record, breaks: list[_Break]) -> str:
    reasons = {item.reason for item in breaks}
    if len(reasons) > 1:
        return ""
    (reason,) = reasons
    if reason == "contest":
        by = {item.by for item in breaks if item.by}
        named = [
            *sorted(by & record.patients),
            *(["a group"] if by - record.patients else []),
        ]
        return f" by {series(named)}" if named else " by another record of the provider at the same time"
    words = {
        "busy": "the provider being away or busy",
        "rest": "a rest",
        "waiting": "a wait",
        "unskilled": "unskilled time",
    }
    return f" by {words.get(reason, reason.replace('_', ' '))}"


def _late(record: Record) -> list[int]:
    """List the analyzed rows that may end on a later date: the others end less than 22 hours after their date began.

    A date may have an hour less, or more, than 24; the first row of each says when it began.
    """
    of, rows = columns(record), record.rows
    if not len(rows):
        return []
    first = np.full(int(of.date.max()) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, of.date, of.start)
    walls = [to_wall(second, record.zone) for second in first.tolist()]
    passed = np.array([(wall.hour * 60 + wall.minute) * MINUTE + wall.second for wall in walls], np.int64)
    return places(of.analysed & (of.end - (first - passed)[of.date] > 22 * 60 * MINUTE))


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
