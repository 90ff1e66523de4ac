"""The units of many visits with some seconds more or fewer, asked for all at once (claims §4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from timeline.attendance.minutes import sums
from timeline.audit.columns import Mask, Numbers, columns, groups, visit_at
from timeline.audit.piles import Changes, piles
from timeline.record import Record
from timeline.vocabulary import ContestRule


def units_added_by(record: Record, contest: ContestRule, changes: Changes) -> Numbers:
    """Count the timed units that some seconds more or fewer would add to a visit: below 0, cost it.

    0 for a question without changes.

    Parameters
    ----------
    contest
        The contest rule to count under.
    """
    if not len(changes.asked):
        return np.zeros(len(changes.visit), np.int64)
    of = piles(record, contest)
    found, anew = of.added(changes)
    asked = np.zeros(len(found), bool)
    asked[changes.asked] = True
    found[~asked] = 0
    for same, by_code in _questions(changes, anew & asked, columns(record).codes):
        place = int(changes.visit[same[0]])
        found[same] = visit_at(record, place).units_with(contest, by_code) - of.now[place]
    return found


def _questions(changes: Changes, wanted: Mask, codes: Sequence[str]) -> Iterator[tuple[Numbers, dict[str, int]]]:
    """List the different questions of some: those that ask the same, and the seconds they ask about by code."""
    kept = np.flatnonzero(wanted[changes.asked])
    asked, place = np.unique(changes.asked[kept], return_inverse=True)
    first = np.searchsorted(place, np.arange(len(asked)))
    size = np.diff(np.append(first, len(kept)))
    number = groups([changes.visit[asked], size])
    for later in range(int(size.max(initial=0))):
        own = np.flatnonzero(size > later)
        change = kept[first[own] + later]
        told = groups([number[own], changes.code[change], changes.seconds[change]])
        # Of one visit and size, all are told here or none, so that numbers of both kinds stay apart.
        number[own] = told + int(number.max()) + 1
    order = np.argsort(number, kind="stable")
    for same in np.split(order, np.flatnonzero(np.diff(number[order])) + 1) if len(order) else ():
        own_changes = kept[first[same[0]] : first[same[0]] + size[same[0]]]
        yield (
            asked[same],
            {codes[changes.code[change]]: int(changes.seconds[change]) for change in own_changes.tolist()},
        )


def grouped(visit: Numbers, asked: Numbers, code: Numbers, seconds: Numbers, *, codes: Sequence[str]) -> Changes:
    """Add up seconds by question and code; arguments as in `Changes`, where a code may have several of a question."""
    kept = seconds != 0
    keys, which = np.unique(asked[kept] * len(codes) + code[kept], return_inverse=True)
    total = sums(which, seconds[kept], len(keys))
    keys, total = keys[total != 0], total[total != 0]
    return Changes(visit, keys // len(codes), keys % len(codes), total)


def row_changes(record: Record, row: Numbers, seconds: Numbers) -> Changes:
    """Ask what some seconds more of a row's code would do to its visit: a question for each row."""
    of = columns(record)
    return grouped(of.visit[row], np.arange(len(row)), of.code[row], seconds, codes=of.codes)
