"""What the patterns over days need of each provider and clinic, as counts: the same few hundred numbers after a year.

Whether a pattern can be there follows from the counts of a group alone. Only of groups where it can are the visits
themselves looked at (`timeline.audit.patterns`), so a year needs the memory of its groups, whatever its visits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import NamedTuple
from zlib import crc32

from timeline.policies.rules import UnitRule
from timeline.policies.thresholds import Thresholds
from timeline.record import Record
from timeline.shown import Shown
from timeline.spans import Span
from timeline.units.counting import POOLED, threshold_of


class Seen(NamedTuple):
    """One visit as the patterns see it.

    `rule` counts its units, `lead` furnished most of it, `minutes` are whole ones per timed code; `span` is from the
    first start to the last end of its rows, `places` are the attended ones among those of its record, and `rows` the
    same as a finding shows them, where they are asked for.
    """

    date: str
    patient: str
    clinic: str
    rule: UnitRule
    lead: str
    minutes: tuple[tuple[str, int], ...]
    interrupted: bool
    span: Span
    places: tuple[int, ...]
    rows: tuple[Shown, ...] = ()

    @property
    def timed(self) -> int:
        """Whole minutes of all timed codes."""
        return sum([minutes for _, minutes in self.minutes])

    def shown_in(self, record: Record) -> Seen:
        """Return the visit with its rows as a finding shows them."""
        return self._replace(rows=record.all_shown(self.places))


def past_edge(rule: UnitRule, minutes: int) -> int:
    """Count the minutes since the last edge of a unit; short of the first edge it is a whole unit."""
    threshold, length = threshold_of(rule), rule.unit_minutes
    return (minutes - threshold) % length if minutes >= threshold else length


class Others(NamedTuple):
    """Counts of somebody's visits: how many there are, and how many had an interruption."""

    visits: int
    interrupted: int

    def without(self, own: Others) -> Others:
        """Leave out one's own."""
        return Others(self.visits - own.visits, self.interrupted - own.interrupted)


class Commonest:
    """How often the commonest of many values can have been seen at most, from a few counters.

    Of `room` values the counts are kept; a further one takes one off each of them, which `missed` counts. So no value
    was seen more often than its count and `missed`, which never exceeds one in `room` of all (Misra and Gries 1982).
    """

    __slots__ = ("counts", "missed", "room")

    def __init__(self, room: int) -> None:
        self.room, self.missed = room, 0
        self.counts: dict[Hashable, int] = {}

    def add(self, value: Hashable) -> None:
        """Count a value once more."""
        if value in self.counts or len(self.counts) < self.room:
            self.counts[value] = self.counts.get(value, 0) + 1
        else:
            self._take(1)

    def merge(self, other: Commonest) -> None:
        """Add what others were counted."""
        for value, count in other.counts.items():
            self.counts[value] = self.counts.get(value, 0) + count
        self.missed += other.missed
        if len(self.counts) > self.room:
            self._take(sorted(self.counts.values(), reverse=True)[self.room])

    @property
    def most(self) -> int:
        """How often the commonest value was seen at most."""
        return max(self.counts.values(), default=0) + self.missed

    def _take(self, count: int) -> None:
        self.counts = {value: left - count for value, left in self.counts.items() if left > count}
        self.missed += count


@dataclass(slots=True, eq=False)
class Tally:
    """The visits of one provider or clinic in numbers.

    Parameters
    ----------
    visits, interrupted
        How many there are, and how many had an interruption.
    pooled, times
        Visits whose minutes make the units together, and times of a code in a visit: by minutes past the last edge.
    alike
        How many at most have the same minutes for the same codes.
    """

    alike: Commonest
    visits: int = 0
    interrupted: int = 0
    pooled: Counter[int] = field(default_factory=Counter)
    times: Counter[int] = field(default_factory=Counter)

    @property
    def own(self) -> Others:
        """How many visits there are, and how many had an interruption."""
        return Others(self.visits, self.interrupted)

    def add(self, interrupted: bool, pooled: Sequence[int], times: Sequence[int], minutes: int) -> None:
        """Count one visit more: as above, `minutes` a number that sets of minutes have in common only by chance."""
        self.visits += 1
        self.interrupted += interrupted
        for past in pooled:
            self.pooled[past] += 1
        for past in times:
            self.times[past] += 1
        self.alike.add(minutes)

    def merge(self, other: Tally) -> None:
        """Add the visits of another part."""
        self.visits += other.visits
        self.interrupted += other.interrupted
        self.pooled.update(other.pooled)
        self.times.update(other.times)
        self.alike.merge(other.alike)


class Tallies:
    """Every provider and clinic in numbers, in the order in which they were first seen.

    Parameters
    ----------
    room
        How many values `Commonest` keeps of each.
    """

    __slots__ = ("clinics", "everybody", "last", "leads", "room")

    def __init__(self, room: int) -> None:
        self.room = room
        self.leads: dict[str, Tally] = {}
        self.clinics: dict[str, Tally] = {}
        self.everybody = Others(0, 0)
        self.last = ""

    def add(self, visit: Seen) -> None:
        """Count one visit more."""
        pooled = [past_edge(visit.rule, visit.timed)] if visit.rule.method in POOLED else []
        times = [past_edge(visit.rule, minutes) for _, minutes in visit.minutes]
        # Where two sets of minutes share a number, the commonest only seems more common.
        minutes = crc32(repr(visit.minutes).encode())
        for groups, name in ((self.leads, visit.lead), (self.clinics, visit.clinic)):
            if name not in groups:
                groups[name] = Tally(Commonest(self.room))
            groups[name].add(visit.interrupted, pooled, times, minutes)
        self.everybody = Others(self.everybody.visits + 1, self.everybody.interrupted + visit.interrupted)
        self.last = max(self.last, visit.date)

    def merge(self, part: Tallies) -> None:
        """Add the visits of another part."""
        for groups, others in ((self.leads, part.leads), (self.clinics, part.clinics)):
            for name, tally in others.items():
                if name not in groups:
                    groups[name] = Tally(Commonest(self.room))
                groups[name].merge(tally)
        visits, interrupted = part.everybody
        self.everybody = Others(self.everybody.visits + visits, self.everybody.interrupted + interrupted)
        self.last = max(self.last, part.last)


def tallied(visits: Iterable[Seen], thresholds: Callable[[str], Thresholds]) -> Tallies | None:
    """Count visits; None without any. `thresholds` are the audit's on a date."""
    found: Tallies | None = None
    for visit in visits:
        found = found or Tallies(ceil(2 / thresholds(visit.date).identical.share))
        found.add(visit)
    return found


def merged(parts: Iterable[Tallies]) -> Tallies | None:
    """Add up the numbers of some parts, in the order of their dates; None without any."""
    found: Tallies | None = None
    for part in parts:
        found = found or Tallies(part.room)
        found.merge(part)
    return found
