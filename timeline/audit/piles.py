"""What some seconds more or fewer do to the timed units of many visits (claims §4), where it follows from the minutes.

Where no pair of codes, no limit and no other visit has a say, the units follow from the minutes of a pile: of all timed
codes together, or of each by itself, as the payer counts. Of every other visit the unit engine counts them anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from timeline.attendance.minutes import sums
from timeline.attendance.numbered import ranges_of
from timeline.audit.columns import Mask, Numbers, groups
from timeline.audit.once import once
from timeline.audit.treated import Treated, treated
from timeline.clock import MINUTE
from timeline.record import Record
from timeline.visits import VisitAccount
from timeline.vocabulary import CONTEST_RULES, ContestRule


class Changes(NamedTuple):
    """Seconds more or fewer of codes of visits.

    Parameters
    ----------
    visit
        Of each question, the place of its visit in the record.
    asked, code, seconds
        Of each change: its question, the number of its code in `Columns`, and the seconds, which are not 0. A question
        has one change of a code at most.
    """

    visit: Numbers
    asked: Numbers
    code: Numbers
    seconds: Numbers


class Piles:
    """The piles of a record's visits under one contest rule.

    Attributes
    ----------
    visit, code, seconds
        Of each code of each visit: the place of the visit, the number of the code in `Columns`, and what counts of it.
    pooled
        Whether it has a whole minute and shares the timed units.
    now
        The timed units of each visit; 0 where no policy is in force.
    exact
        Of each visit, whether its units follow from its piles: of bookings, they do.
    removed
        Whether a pair takes one of its codes off; under another rule than the one in force, whether one may.
    """

    def __init__(self, record: Record, contest: ContestRule) -> None:
        of, self._of = record.visit_arrays, treated(record)
        place = CONTEST_RULES.index(contest)
        self.now = np.maximum(0, of.timed_units[place])
        self.visit, self.code, self.seconds = of.code_visit, self._of.code, of.code_seconds[place]
        self._long = (self.seconds >= MINUTE) & self._of.counted[self.visit]
        self.pooled = self._long & self._of.pooled
        self.removed = self._removed(record, contest)
        self.exact = self._of.counted & ~self.removed & ~self._of.limited & ~_beside(record, self._of)
        self.exact[self.visit[self.pooled & ~self._of.plain]] = False
        self.exact |= self._of.booked
        minutes = np.where(self.pooled, self.seconds // MINUTE, 0)
        self._minutes = sums(self.visit, minutes, len(self.now))
        self._base = np.where(self._of.booked, of.one_on_one[place], 0)
        self._adds_on = np.zeros(len(self.now), bool)
        self._adds_on[self.visit[self._long & self._of.adds_on]] = True

    def _removed(self, record: Record, contest: ContestRule) -> Mask:
        """Find the visits of which a pair takes a code off; under another rule than the one in force, may take."""
        of = record.visit_arrays
        if contest == record.contest:
            return of.answers.per_visit(of.answers.each(lambda units: bool(units.removed), bool), of.answer)
        removed = np.zeros(len(self.now), bool)
        one, other = self._of.paired
        removed[self.visit[one[self._long[one] & self._long[other]]]] = True
        return removed

    def added(self, changes: Changes) -> tuple[Numbers, Mask]:
        """Count the timed units that changes would add, and say of which questions the engine has to be asked."""
        asked, visit = changes.asked, changes.visit[changes.asked]
        before = self._before(visit, changes.code)
        after = np.maximum(0, before + changes.seconds)
        pooled, plain = self._of.of_codes(visit, changes.code)
        anew: Mask = np.zeros(len(changes.visit), bool)
        moves = (before >= MINUTE) | (after >= MINUTE)
        enters = moves & (before < MINUTE)
        anew[asked[moves & ~(pooled & plain)]] = True
        anew[asked[enters & self._may_change_others(visit, changes.code, asked, enters)]] = True
        booked, counted = self._of.booked[changes.visit], self._of.counted[changes.visit]
        anew = (anew | ~self.exact[changes.visit]) & counted
        moved = np.where(moves & pooled & plain, after // MINUTE - before // MINUTE, 0)
        return np.where(booked, self._booked(changes), self._added(changes, visit, before, moved)), anew

    def _added(self, changes: Changes, visit: Numbers, before: Numbers, moved: Numbers) -> Numbers:
        """Count what minutes more or fewer add, of all codes together or of each by itself."""
        of, many = self._of, len(changes.visit)
        least = np.where(before >= MINUTE, before // MINUTE, 0)
        each = sums(changes.asked, of.units(visit, least + moved) - of.units(visit, least), many)
        minutes = self._minutes[changes.visit]
        whole = of.units(changes.visit, minutes + sums(changes.asked, moved, many)) - of.units(changes.visit, minutes)
        return np.where(of.counted[changes.visit], np.where(of.together[changes.visit], whole, each), 0)

    def _booked(self, changes: Changes) -> Numbers:
        """Count what seconds more or fewer add to a booking, whatever code they are of."""
        seconds = self._base[changes.visit] + sums(changes.asked, changes.seconds, len(changes.visit))
        units = self._of.units(changes.visit, np.maximum(0, seconds) // MINUTE)
        found: Numbers = units - self.now[changes.visit]
        return found

    def _before(self, visit: Numbers, code: Numbers) -> Numbers:
        """Return the seconds that count of codes of visits; 0 of those it does not have."""
        return self._of.look(self.seconds, visit, code)

    def _may_change_others(self, visit: Numbers, code: Numbers, asked: Numbers, enters: Mask) -> Mask:
        """Whether a code that enters may take another one in play off, or make it earn: then all is counted anew."""
        several = np.bincount(asked[enters], minlength=int(asked.max(initial=-1)) + 1)[asked] > 1
        found: Mask = several | self._adds_on[visit]
        own = np.flatnonzero(enters & ~found)
        first, last = self._of.bounds[visit[own]], self._of.bounds[visit[own] + 1]
        which, entry = ranges_of(first, last)
        kept = self._long[entry]
        which, entry = own[which[kept]], entry[kept]
        found[which[self._of.meet(visit[which], code[which], self.code[entry])]] = True
        return found


def _beside(record: Record, of: Treated) -> Mask:
    """Find the visits that the payer looks at together with another one of the patient and date."""
    arrays = record.visit_arrays
    found = np.zeros(len(arrays), bool)
    whole = np.array([*(rules.looks_at_whole_date for rules in arrays.listed_rules), False], bool)
    own = np.flatnonzero(of.counted & whole[arrays.rules])
    if len(own):
        who = groups([arrays.date.codes[own], arrays.patient.codes[own], arrays.rules[own]])
        found[own] = np.bincount(who)[who] > 1
    return found


@once
def _piles(record: Record) -> dict[ContestRule, Piles]:
    del record
    return {}


def piles(record: Record, contest: ContestRule) -> Piles:
    """Return the piles of a record's visits under one contest rule."""
    made = _piles(record)
    if contest not in made:
        made[contest] = Piles(record, contest)
    return made[contest]


def units_with(visit: VisitAccount, changes: Mapping[str, int]) -> int:
    """Count the timed units of one visit under the rule in force with some seconds more or fewer per code."""
    return visit.units_with(visit.contest, changes) if any(changes.values()) else visit.timed_units or 0


def units_added(visit: VisitAccount, changes: Mapping[str, int]) -> int:
    """Count the timed units that some more seconds per code would add; never negative."""
    return max(0, units_with(visit, changes) - (visit.timed_units or 0))
