"""What the patterns over days need of each provider and clinic, as counts: the same few hundred numbers after a year.

Whether a pattern can be there follows from the counts of a group alone. Only of groups where it can are the visits
themselves looked at (`timeline.audit.patterns`), so a year needs the memory of its groups, whatever its visits. Counts
of all groups are arrays: a part of the year is added to those before it in a few sums.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from timeline.attendance.numbered import Coded, Ints
from timeline.audit.seen import SeenVisits


class Others(NamedTuple):
    """Counts of somebody's visits: how many there are, and how many had an interruption."""

    visits: int
    interrupted: int

    def without(self, own: Others) -> Others:
        """Leave out one's own."""
        return Others(self.visits - own.visits, self.interrupted - own.interrupted)


@dataclass(frozen=True, eq=False, slots=True)
class Commonest:
    """How often the commonest of a group's values can have been seen at most, from a few counters each.

    Of `room` values of a group the counts are kept; a further one takes as much off each of them, which `missed`
    counts. So no value was seen more often than its count and `missed`, which never exceeds one in `room` of all of
    the group's (Misra and Gries 1982).

    Parameters
    ----------
    group, value, count
        Of each counter: whose it is, of which value, and how much is left of it; by group and value.
    missed
        Of each group.
    """

    room: int
    group: Ints
    value: Ints
    count: Ints
    missed: Ints

    @classmethod
    def of(cls, room: int, parts: Sequence[Commonest], groups: int) -> Commonest:
        """Add up the counters of some parts that give the same numbers to groups."""
        group, value, count = (
            np.concatenate([getattr(part, name) for part in parts]) for name in ("group", "value", "count")
        )
        missed = np.zeros(groups, np.int64)
        for part in parts:
            missed[: len(part.missed)] += part.missed
        order = np.lexsort((value, group))
        group, value, count = group[order], value[order], count[order]
        first = np.flatnonzero(np.diff(group, prepend=-1).astype(bool) | (np.diff(value, prepend=0) != 0))
        count = np.add.reduceat(count, first) if len(first) else count
        return cls(room, group[first], value[first], count, missed)._cut()

    @classmethod
    def counting(cls, room: int, group: Ints, value: Ints, groups: int) -> Commonest:
        """Count values."""
        return cls.of(
            room, [cls(room, group, value, np.ones(len(group), np.int64), np.zeros(groups, np.int64))], groups
        )

    @property
    def most(self) -> Ints:
        """How often the commonest value of each group was seen at most."""
        found = np.zeros(len(self.missed), np.int64)
        np.maximum.at(found, self.group, self.count)
        return found + self.missed

    def renumbered(self, numbers: Ints) -> Commonest:
        """Give other numbers to the groups: a number for each."""
        missed = np.zeros(int(numbers.max(initial=-1)) + 1, np.int64)
        missed[numbers] = self.missed
        return Commonest(self.room, numbers[self.group], self.value, self.count, missed)

    def _cut(self) -> Commonest:
        """Take as much off the counters of a group as leaves it no more than it has room for."""
        order = np.lexsort((-self.count, self.group))
        bounds = np.searchsorted(self.group, np.arange(len(self.missed) + 1))
        crowded = np.flatnonzero(np.diff(bounds) > self.room)
        if not len(crowded):
            return self
        taken = np.zeros(len(self.missed), np.int64)
        taken[crowded] = self.count[order][bounds[crowded] + self.room]
        left = self.count - taken[self.group]
        kept = left > 0
        return Commonest(self.room, self.group[kept], self.value[kept], left[kept], self.missed + taken)


class Tally(NamedTuple):
    """The visits of one provider or clinic in numbers.

    Parameters
    ----------
    visits, interrupted
        How many there are, and how many had an interruption.
    pooled, times
        Visits whose minutes make the units together, and times of a code in a visit: by minutes past the last edge.
    most_alike
        How many at most have the same minutes for the same codes.
    """

    visits: int
    interrupted: int
    pooled: Mapping[int, int]
    times: Mapping[int, int]
    most_alike: int

    @property
    def own(self) -> Others:
        """How many visits there are, and how many had an interruption."""
        return Others(self.visits, self.interrupted)


@dataclass(frozen=True, eq=False, slots=True)
class Groups:
    """The visits of every provider, or of every clinic, in numbers; each array has an entry for every group.

    Parameters
    ----------
    names
        What they are called.
    visits, interrupted, alike
        As in `Tally`.
    pooled, times
        [group, minutes past the last edge].
    """

    names: tuple[str, ...]
    visits: Ints
    interrupted: Ints
    pooled: Ints
    times: Ints
    alike: Commonest

    @classmethod
    def of(cls, seen: SeenVisits, who: Coded, room: int) -> Groups:
        """Count visits by who furnished them, or where."""
        found, group = np.unique(who.codes, return_inverse=True)
        many = len(found)
        entry = group[seen.visit_of_entry]
        return cls(
            tuple(who.words[found].tolist()),
            np.bincount(group, minlength=many),
            np.bincount(group[seen.interrupted], minlength=many),
            _table(group[seen.is_pooled], seen.past_edge[seen.is_pooled], many),
            _table(entry, seen.entry_past_edge, many),
            Commonest.counting(room, group, seen.likeness, many),
        )

    @classmethod
    def merged(cls, parts: Sequence[Groups], numbers: Sequence[Ints], names: Sequence[str]) -> Groups:
        """Add up some parts, given the number of each of their groups, and what all of them are called."""
        many = len(names)
        visits, interrupted = np.zeros((2, many), np.int64)
        pooled, times = (
            np.zeros((many, max(getattr(part, name).shape[1] for part in parts)), np.int64)
            for name in ("pooled", "times")
        )
        for part, own in zip(parts, numbers, strict=True):
            visits[own] += part.visits
            interrupted[own] += part.interrupted
            pooled[own, : part.pooled.shape[1]] += part.pooled
            times[own, : part.times.shape[1]] += part.times
        alike = [part.alike.renumbered(own) for part, own in zip(parts, numbers, strict=True)]
        merged = Commonest.of(parts[0].alike.room, alike, many)
        return cls(tuple(names), visits, interrupted, pooled, times, merged)

    def of_at_least(self, visits: int) -> dict[str, Tally]:
        """Return the groups with so many visits, by name."""
        most = self.alike.most
        return {
            self.names[group]: Tally(
                int(self.visits[group]),
                int(self.interrupted[group]),
                _counts(self.pooled[group]),
                _counts(self.times[group]),
                int(most[group]),
            )
            for group in np.flatnonzero(self.visits >= visits).tolist()
        }


def _table(group: Ints, past: Ints, many: int) -> Ints:
    """Count [group, minutes past the last edge]."""
    width = int(past.max(initial=0)) + 1
    return np.bincount(group * width + past, minlength=many * width).reshape(many, width)


def _counts(row: Ints) -> dict[int, int]:
    return {past: count for past, count in enumerate(row.tolist()) if count}


@dataclass(frozen=True, eq=False, slots=True)
class Tallies:
    """Every provider and clinic in numbers.

    Parameters
    ----------
    everybody
        All visits together.
    last
        The last date of any.
    """

    leads: Groups
    clinics: Groups
    everybody: Others
    last: str


def tallied(seen: SeenVisits, room: int) -> Tallies:
    """Count visits, at least one. `room` is how many values `Commonest` keeps of each group."""
    return Tallies(
        Groups.of(seen, seen.lead, room),
        Groups.of(seen, seen.clinic, room),
        Others(len(seen), int(np.count_nonzero(seen.interrupted))),
        str(seen.date.words[seen.date.codes.max()]),
    )


#: So many parts are added up at once: few enough for their memory, enough to sort seldom.
_AT_ONCE = 8


def merged(parts: Iterable[Tallies]) -> Tallies | None:
    """Add up the numbers of some parts; None without any."""
    total: Tallies | None = None
    waiting: list[Tallies] = []
    numbers: tuple[dict[str, int], dict[str, int]] = ({}, {})
    for part in parts:
        waiting.append(part)
        if len(waiting) == _AT_ONCE:
            total, waiting = _sum(total, waiting, numbers), []
    return _sum(total, waiting, numbers) if waiting else total


def _sum(total: Tallies | None, parts: Sequence[Tallies], numbers: Sequence[dict[str, int]]) -> Tallies:
    every = [*([] if total is None else [total]), *parts]
    groups = []
    for of, known in zip(("leads", "clinics"), numbers, strict=True):
        listed: list[Groups] = [getattr(each, of) for each in every]
        own = [np.array([known.setdefault(name, len(known)) for name in each.names], np.int64) for each in listed]
        groups.append(Groups.merged(listed, own, tuple(known)))
    visits, interrupted = (sum(counts) for counts in zip(*(each.everybody for each in every), strict=True))
    return Tallies(groups[0], groups[1], Others(visits, interrupted), max(each.last for each in every))
