"""The units of many visits with some seconds more or fewer, asked for all at once (claims §4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from timeline.attendance.minutes import sums
from timeline.audit.columns import Mask, Numbers, different, groups
from timeline.audit.credits import credited
from timeline.audit.once import once
from timeline.audit.piles import Pile, pile_of
from timeline.clock import MINUTE
from timeline.record import Record
from timeline.vocabulary import ContestRule


class Changes(NamedTuple):
    """Seconds more or fewer of codes of visits.

    Parameters
    ----------
    visit
        Of each question, the place of its visit in `Credits.visits`.
    asked, code, seconds
        Of each change: its question, the place of its code in `Credits.codes`, and the seconds, which are not 0. A
        question has one change of a code at most.
    """

    visit: Numbers
    asked: Numbers
    code: Numbers
    seconds: Numbers


def units_added_by(record: Record, contest: ContestRule, changes: Changes) -> Numbers:
    """Count the timed units that some seconds more or fewer would add to a visit: below 0, cost it.

    0 for a question without changes.

    Parameters
    ----------
    contest
        The contest rule to count under.
    """
    found = np.zeros(len(changes.visit), np.int64)
    if len(changes.asked):
        asked = np.zeros(len(found), bool)
        asked[changes.asked] = True
        piles = _piles(record)[contest]
        piles.make(different(changes.visit[asked]))
        found[asked] = _units_with(record, piles, changes)[asked] - piles.now[changes.visit[asked]]
    return found


def _units_with(record: Record, piles: _Piles, changes: Changes) -> Numbers:
    visit, of = changes.visit[changes.asked], credited(record)
    pairs, which = np.unique(visit * len(of.codes) + changes.code, return_inverse=True)
    before = np.array([piles.seconds(*divmod(pair, len(of.codes))) for pair in pairs.tolist()], np.int64)[which]
    more = np.maximum(0, before + changes.seconds) // MINUTE - before // MINUTE
    minutes = piles.minutes[changes.visit] + sums(changes.asked, more, len(changes.visit))
    length = np.maximum(1, piles.length[changes.visit])
    units: Numbers = minutes // length
    units += minutes - units * length >= piles.threshold[changes.visit]
    # Where a code enters the pile, or there is none, the unit engine counts, equal questions once.
    anew: Mask = np.zeros(len(units), bool)
    anew[changes.asked[before == 0]] = True
    for same, by_code in _questions(changes, anew, of.codes):
        units[same] = of.visits[changes.visit[same[0]]].units_with(piles.contest, by_code)
    return units


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


class _Piles:
    """The piles of a record's visits under one contest rule, each made when it is first asked about.

    `now` are the timed units of a visit, `minutes`, `length` and `threshold` those of its pile; a length of 0 says that
    it has none.
    """

    def __init__(self, record: Record, contest: ContestRule) -> None:
        self._visits, self._codes = credited(record).visits, credited(record).codes
        self.contest = contest
        self._made: list[Pile | None] = [None] * len(self._visits)
        self._known = np.zeros(len(self._visits), bool)
        self.now, self.minutes, self.length, self.threshold = (np.zeros(len(self._visits), np.int64) for _ in range(4))

    def make(self, visits: Numbers) -> None:
        """Make the piles of some visits."""
        for place in visits[~self._known[visits]].tolist():
            visit = self._visits[place]
            pile = self._made[place] = pile_of(visit, self.contest)
            self.now[place] = visit.timed_units_under(self.contest) or 0
            if pile is not None:
                self.minutes[place], self.length[place], self.threshold[place] = pile[1:]
        self._known[visits] = True

    def seconds(self, visit: int, code: int) -> int:
        """Return the seconds of a code in a visit's pile; 0 where it is not in it."""
        pile = self._made[visit]
        return 0 if pile is None else pile.seconds.get(self._codes[code], 0)


@once
def _piles(record: Record) -> dict[ContestRule, _Piles]:
    return {contest: _Piles(record, contest) for contest in ContestRule}


def grouped(visit: Numbers, asked: Numbers, code: Numbers, seconds: Numbers, *, codes: Sequence[str]) -> Changes:
    """Add up seconds by question and code; arguments as in `Changes`, where a code may have several of a question."""
    kept = seconds != 0
    keys, which = np.unique(asked[kept] * len(codes) + code[kept], return_inverse=True)
    total = sums(which, seconds[kept], len(keys))
    keys, total = keys[total != 0], total[total != 0]
    return Changes(visit, keys // len(codes), keys % len(codes), total)


def row_changes(record: Record, row: Numbers, seconds: Numbers) -> Changes:
    """Ask what some seconds more of a row's code would do to its visit: a question for each row."""
    of, rows = credited(record), record.rows
    different, which = np.unique(row, return_inverse=True)
    numbers = {code: number for number, code in enumerate(of.codes)}
    code = np.array([numbers[rows.code[one]] for one in different.tolist()], np.int64)
    visit = np.array([of.places[record.visit_of(one).key] for one in different.tolist()], np.int64)
    return grouped(visit[which], np.arange(len(row)), code[which], seconds, codes=of.codes)
