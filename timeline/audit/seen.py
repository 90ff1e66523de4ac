"""The visits of a record as the patterns over days see them, as arrays: whose they are, their minutes, their rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np

from timeline.attendance.minutes import sums
from timeline.attendance.numbered import Coded, Flags, Ints, bounds_of, entries_of, texts
from timeline.audit.columns import columns
from timeline.audit.credits import credited
from timeline.audit.once import once
from timeline.clock import MINUTE
from timeline.code_table import code_table
from timeline.policies.rules import UnitRule
from timeline.record import Record
from timeline.units.counting import POOLED, threshold_of
from timeline.visit_arrays import VisitArrays
from timeline.vocabulary import PAUSING_ACTIVITIES


@dataclass(frozen=True, eq=False, slots=True)
class SeenVisits:
    """Visits as the patterns see them; every array has an entry for every visit, but those told.

    Parameters
    ----------
    lead
        Who furnished most of it.
    rule, rules
        Which of `rules` counts its units.
    interrupted
        Whether it was, or a rest or a wait is recorded.
    start, end
        From the first start to the last end of its rows, seconds on the clinic's line.
    entries
        How many timed codes it has; `code` and `minutes`, whole ones, have an entry for each of these.
    rows
        How many attended rows it has; `row` has the position of each.
    """

    date: Coded
    patient: Coded
    clinic: Coded
    lead: Coded
    rule: Ints
    rules: tuple[UnitRule, ...]
    interrupted: Flags
    start: Ints
    end: Ints
    entries: Ints
    code: Coded
    minutes: Ints
    rows: Ints
    row: Ints

    def __len__(self) -> int:
        return len(self.rule)

    def take(self, own: Ints) -> SeenVisits:
        """Return some visits, in the order asked for."""
        made: dict[str, Any] = {"rules": self.rules}
        for counts, listed in ((self.entries, ("code", "minutes")), (self.rows, ("row",))):
            _, place = entries_of(bounds_of(counts), own)
            made |= {name: _taken(getattr(self, name), place) for name in listed}
        names = (each.name for each in fields(self) if each.name not in made)
        return SeenVisits(**made, **{name: _taken(getattr(self, name), own) for name in names})

    def of(self, leads: Collection[str], clinics: Collection[str]) -> SeenVisits:
        """Return the visits of some providers and clinics, in their order."""
        wanted = self.lead.each(lambda name: name in leads, bool) | self.clinic.each(lambda name: name in clinics, bool)
        return self if wanted.all() else self.take(np.flatnonzero(wanted))

    @classmethod
    def joined(cls, parts: Sequence[SeenVisits]) -> SeenVisits:
        """Put the visits of some parts one after the other."""
        rules = tuple(dict.fromkeys(rule for part in parts for rule in part.rules))
        made: dict[str, Any] = {"rules": rules}
        for each in fields(cls):
            own = [getattr(part, each.name) for part in parts]
            if each.name == "rule":
                own = [np.array([rules.index(rule) for rule in part.rules], np.int64)[part.rule] for part in parts]
            if each.name not in made:
                made[each.name] = _joined(own)
        return cls(**made)

    @property
    def visit_of_entry(self) -> Ints:
        """The visit of each entry."""
        return np.repeat(np.arange(len(self)), self.entries)

    @property
    def timed(self) -> Ints:
        """Whole minutes of all timed codes of each visit."""
        return sums(self.visit_of_entry, self.minutes, len(self))

    @property
    def is_pooled(self) -> Flags:
        """Whether the minutes of all timed codes make the units together."""
        return np.array([rule.method in POOLED for rule in self.rules], bool)[self.rule]

    @property
    def past_edge(self) -> Ints:
        """Minutes of each visit past the last edge of a unit; short of the first edge a whole unit."""
        return self._past_edge(self.rule, self.timed)

    @property
    def entry_past_edge(self) -> Ints:
        """The same of the minutes of each entry."""
        return self._past_edge(np.repeat(self.rule, self.entries), self.minutes)

    def _past_edge(self, rule: Ints, minutes: Ints) -> Ints:
        edge = np.array([threshold_of(each) for each in self.rules], np.int64)[rule]
        length = np.array([each.unit_minutes for each in self.rules], np.int64)[rule]
        return np.where(minutes >= edge, (minutes - edge) % length, length)

    @property
    def likeness(self) -> Ints:
        """A number that visits with the same minutes for the same codes share, and others by chance alone."""
        code = self.code.each(lambda word: crc32(word.encode()))
        mixed = _mixed((code * (1 << 24) + self.minutes).astype(np.uint64))
        first = np.cumsum(self.entries) - self.entries
        return np.add.reduceat(mixed, first).astype(np.int64) if len(first) else np.zeros(0, np.int64)

    def times(self) -> list[tuple[tuple[str, int], ...]]:
        """List of each visit its timed codes with their minutes."""
        pairs = list(zip(self.code.words[self.code.codes].tolist(), self.minutes.tolist(), strict=True))
        last = np.cumsum(self.entries)
        return [
            tuple(pairs[first:end]) for first, end in zip((last - self.entries).tolist(), last.tolist(), strict=True)
        ]


def _taken(column: Any, own: Ints) -> Any:
    if not isinstance(column, Coded):
        return column[own]
    codes, words = column.codes[own], column.words
    if len(words) > len(own):  # few of a year's names
        used, codes = np.unique(codes, return_inverse=True)
        words = words[used]
    return Coded(codes, words)


def _joined(parts: Sequence[Any]) -> Any:
    if not isinstance(parts[0], Coded):
        return np.concatenate(parts)
    words = sorted({word for part in parts for word in part.words.tolist()})
    place = {word: number for number, word in enumerate(words)}
    numbers = [np.array([place[word] for word in part.words.tolist()], np.int64)[part.codes] for part in parts]
    return Coded(np.concatenate(numbers), texts(words))


def _mixed(numbers: Any) -> Any:
    """Spread numbers over all of 64 bits, so that sums of some are the same by chance alone (splitmix64)."""
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        numbers = (numbers ^ (numbers >> np.uint64(shift))) * np.uint64(factor)
    return numbers ^ (numbers >> np.uint64(31))


class _Entries(NamedTuple):
    """Timed codes with a whole minute, by visit and as they are met."""

    visit: Ints
    code: Coded
    minutes: Ints


@once
def seen(record: Record) -> SeenVisits:
    """Read every documented visit with timed minutes; its lead is the provider who furnished most of them."""
    visits, entries, lead = record.visit_arrays, _entries(record), _leads(record)
    many = len(visits)
    count = np.bincount(entries.visit, minlength=many)
    own = np.flatnonzero((visits.rules >= 0) & (count > 0) & (lead.codes > 0))
    rules = tuple(dict.fromkeys(each.units for each in visits.listed_rules))
    rule = np.array([*(rules.index(each.units) for each in visits.listed_rules), 0], np.int64)[visits.rules]
    every, attended = visits.row_visit, columns(record).attended[visits.row]
    whole = SeenVisits(
        date=visits.date,
        patient=visits.patient,
        clinic=visits.clinic,
        lead=lead,
        rule=rule,
        rules=rules,
        interrupted=_interrupted(record) | _paused(record, visits, every),
        start=visits.start,
        end=visits.end,
        entries=count,
        code=entries.code,
        minutes=entries.minutes,
        rows=np.bincount(every[attended], minlength=many),
        row=visits.row[attended],
    )
    return whole.take(own)


def _entries(record: Record) -> _Entries:
    """Sum up what earns for each timed code of each visit."""
    of = credited(record)
    earned = np.flatnonzero(of.recorded)
    timed = np.array([code in code_table() and code_table()[code].pool == "cms15" for code in of.codes], bool)
    _, first, which = np.unique(
        of.visit[earned] * len(of.codes) + of.code[earned], return_index=True, return_inverse=True
    )
    length = np.where(of.under[record.contest][earned], of.end[earned] - of.start[earned], 0)
    minutes = sums(which, length, len(first)) // MINUTE
    visit, code = of.visit[earned][first], of.code[earned][first]
    own = np.flatnonzero(timed[code] & (minutes > 0))
    own = own[np.argsort(first[own])]
    return _Entries(visit[own], Coded(code[own], texts(of.codes)), minutes[own])


def _leads(record: Record) -> Coded:
    """Name the provider who furnished most of each visit's earning time; of equals the first by name."""
    of, provider = credited(record), record.rows.numbers.texts["provider"]
    own = np.flatnonzero(of.earned & of.under[record.contest] & (of.code != 0))
    many = len(provider.words)
    keys, which = np.unique(of.visit[own] * many + provider.codes[of.row[own]], return_inverse=True)
    seconds = sums(which, of.end[own] - of.start[own], len(keys))
    visit, name = np.divmod(keys, many)
    order = np.lexsort((-name, seconds))
    lead = np.zeros(len(record.visit_arrays), np.int64)
    lead[visit[order]] = name[order]  # the last one told is the one that furnished most
    return Coded(lead, provider.words)


def _interrupted(record: Record) -> Flags:
    """Whether an interruption of each visit was worked out."""
    found = np.zeros(len(record.visit_arrays), bool)
    found[columns(record).visit[record.attendance.numbers("interruptions").row()]] = True
    return found


def _paused(record: Record, visits: VisitArrays, every: Ints) -> Flags:
    """Whether a rest or a wait is recorded, or one provider's work on a code stops and goes on later."""
    rows, of = record.rows.numbers, columns(record)
    found = np.zeros(len(visits), bool)
    rests = rows.texts["activity"].each(PAUSING_ACTIVITIES.__contains__, bool)
    found[every[rests[visits.row]]] = True
    own = np.flatnonzero((of.attended & of.coded)[visits.row])
    row, visit = visits.row[own], every[own]
    work = _work(visit, of.code[row], of.provider[row])
    order = np.lexsort((of.start[row], work))
    work, start, end = work[order], of.start[row][order], of.end[row][order]
    stops = np.flatnonzero(np.diff(work) == 0)
    if len(stops):
        # Works stand one behind the other on a line, so that the ends of one are before the starts of the next.
        least = int(start.min())
        room = int(end.max()) - least + 1
        reached = np.maximum.accumulate(work * room + end - least)
        goes_on = work[stops + 1] * room + start[stops + 1] - least > reached[stops]
        found[visit[order][stops[goes_on]]] = True
    return found


def _work(visit: Ints, code: Ints, provider: Ints) -> Ints:
    """Give a number to each provider's work on a code in a visit."""
    pair = code * (int(provider.max(initial=0)) + 1) + provider
    found: Ints = np.unique(visit * (int(pair.max(initial=0)) + 1) + pair, return_inverse=True)[1]
    return found
