"""Treatments in two clinics that are too close together to travel from one to the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from timeline.audit.columns import columns, groups, in_several
from timeline.audit.hours import IMPOSSIBLE
from timeline.audit.stakes import lost_by
from timeline.audit.words import at_risk
from timeline.clock import MINUTE, duration
from timeline.finding import Finding
from timeline.record import Record
from timeline.vocabulary import Severity

#: Date and provider.
Key = tuple[str, str]


def travel(record: Record) -> Iterator[Finding]:
    """Report providers whose treatments in two clinics are closer together than the trip takes."""
    rows = record.rows
    minutes = {frozenset((way.origin, way.destination)): way.minutes for way in record.schedule.clinic.travel}
    of = columns(record)
    listed = np.flatnonzero(of.attended & of.documented)
    moving: dict[Key, list[int]] = defaultdict(list)
    for row in listed[in_several(groups([of.date[listed], of.provider[listed]]), of.clinic[listed])].tolist():
        moving[rows.date[row], rows.provider[row]].append(row)
    for (date, provider), treated in moving.items():
        for one, other in _moves(record, treated):
            way = frozenset((rows.clinic[one], rows.clinic[other]))
            stated = way in minutes
            needed = minutes.get(way, record.thresholds(date).travel.minutes) * MINUTE
            if rows.start[other] - rows.end[one] < needed:
                yield _travel(record, (date, provider), (one, other), needed, stated=stated)


def _moves(record: Record, treated: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Pair the last treatment in one clinic with the next in another; overlaps are another finding.

    Of treatments that end together the later to start is the last; of equal ones, file order decides nothing.
    """
    rows = record.rows
    last: int | None = None
    for row in sorted(treated, key=lambda row: (rows.start[row], rows.patient[row], rows.order[row])):
        if last is not None and rows.clinic[row] != rows.clinic[last] and rows.end[last] <= rows.start[row]:
            yield last, row
        if last is None or rows.end[row] >= rows.end[last]:
            last = row


def _travel(record: Record, key: Key, pair: tuple[int, int], needed: int, *, stated: bool) -> Finding:
    rows, (date, provider), (one, other) = record.rows, key, pair
    start, end = rows.end[one], rows.start[other]
    told = f"the trip takes {duration(needed)}" if stated else "the clinic file gives no travel time between them"
    between = f"{duration(end - start)} after" if end > start else "right after"
    # One of the two rows is wrong, nobody knows which.
    risk = max(lost_by(record, [row], [(rows.start[row], rows.end[row])]) for row in pair)
    return record.finding(
        IMPOSSIBLE,
        Severity.ERROR if stated else Severity.REVIEW,
        pair,
        f"{provider} is recorded with {rows.patient[other]} at {rows.clinic[other]} {between} {rows.patient[one]} at "
        f"{rows.clinic[one]} on {date}, {record.clock(start)}–{record.clock(end)}; {told}. One of the two records "
        f"has the wrong time, clinic or provider; {at_risk(risk)}.",
        span=(start, end),
        units_at_risk=risk,
        about="way",
        own_source=str(record.thresholds(date).dated["travel"].sources[0]),
    )
