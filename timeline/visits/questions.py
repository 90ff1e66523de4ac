"""What the unit engine is asked about many visits, as lists of numbers: those that ask the same are found at once.

Visits of a patient's date that one payer's rules look at together are one group, every other visit is one by itself. A
group asks one question under each contest rule: what it reads is in `timeline.units.remembered.Question`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from timeline.attendance.numbered import NONE, Flags, Ints, alike, alike_lists, bounds_of, entries_of
from timeline.attendance.visit_rows import RecordedSpans, separates
from timeline.code_table import code_table
from timeline.units.remembered import Asked, Time, read_of, reads_since
from timeline.visits.account import day_of
from timeline.visits.begun import Begun
from timeline.vocabulary import CONTEST_RULES


@dataclass(frozen=True, eq=False, repr=False)
class Groups:
    """The visits that are counted, in groups; a group asks about the codes of its visits that are known.

    Parameters
    ----------
    visit, bounds
        The visits of each group, in their order.
    group, place
        Of each visit its group and its place in it; -1 where it is not counted.
    code, code_bounds
        The codes of each visit of `visit`, as places among the words of `Begun.visits.code`.
    entry
        Where each code stands in `Seconds.code`; -1 where it earned nothing.
    """

    begun: Begun
    visit: Ints
    bounds: Ints
    group: Ints
    place: Ints
    code: Ints
    code_bounds: Ints
    entry: Ints

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def rows_of(self, group: int) -> list[str]:
        """Return the ids of the rows that an answer to a group calls by their number."""
        bounds, rows, _ = self.recorded
        return [self.begun.found.rows.id[row] for row in rows[int(bounds[group]) : int(bounds[group + 1])].tolist()]

    @cached_property
    def values(self) -> Ints:
        """Return seconds, an assistant's seconds, quantity and telehealth, by contest rule and code."""
        earned, known, at = self.begun.earning, self.entry >= 0, np.maximum(self.entry, 0)
        if not len(earned.assistant):
            nothing: Ints = np.zeros((4, len(CONTEST_RULES), len(at)), np.int64)
            nothing[2] = NONE
            return nothing
        seconds = np.where(known, earned.by_rule[:, at], 0)
        assistant = np.minimum(np.where(known, earned.assistant[at], 0), seconds)
        quantity = np.where(known, earned.quantity[:, at], NONE)
        found: Ints = np.array((seconds, assistant, quantity, known & earned.remote[:, at]), np.int64)
        return found

    def asked(self, group: int, rule: int) -> list[Asked]:
        """Return what one group asks under one contest rule."""
        return [self.asked_of(place, rule) for place in range(int(self.bounds[group]), int(self.bounds[group + 1]))]

    def asked_of(self, place: int, rule: int) -> Asked:
        """Return what is asked of one visit of `visit`."""
        own = slice(int(self.code_bounds[place]), int(self.code_bounds[place + 1]))
        times: list[Time] = [
            (code, seconds, assistant, None if quantity == NONE else quantity, bool(remote))
            for code, seconds, assistant, quantity, remote in zip(
                self._words(place), *self.values[:, rule, own].tolist(), strict=True
            )
        ]
        return Asked(self._discipline(place), tuple(times), spans_of(self.begun, int(self.visit[place])))

    def _discipline(self, place: int) -> str:
        """Return the discipline of one visit of `visit`."""
        of = self.begun.visits.discipline
        return str(of.words[of.codes[self.visit[place]]])

    def _words(self, place: int) -> list[str]:
        """Return the codes of one visit of `visit`."""
        own = self.code[int(self.code_bounds[place]) : int(self.code_bounds[place + 1])]
        codes: list[str] = self.begun.visits.code.words[own].tolist()
        return codes

    @cached_property
    def questions(self) -> Ints:
        """Give each question a number, by contest rule and group."""
        bounds, _, told = self.recorded
        skeleton, _ = alike((*self._skeletons[:2], alike_lists(np.zeros(len(self), np.int64), bounds, told)), len(self))
        values = self.values
        kinds, _ = alike((part.ravel() + 1 for part in values), values[0].size)
        entries = np.diff(self.code_bounds[self.bounds])
        asked = alike_lists(
            np.tile(skeleton, len(CONTEST_RULES)), bounds_of(np.tile(entries, len(CONTEST_RULES))), kinds
        )
        return asked.reshape(len(CONTEST_RULES), len(self))

    @property
    def dated(self) -> Ints:
        """Give each group's date a number if answers to it tell the date; 0 where they do not."""
        return self._skeletons[1]

    @cached_property
    def _skeletons(self) -> tuple[Ints, Ints, Flags]:
        """Number what is asked but for times, and the dates that are told; which codes have times that a pair reads.

        What is asked but for times: rules, disciplines, codes.
        """
        begun, first = self.begun, self.visit[self.bounds[:-1]]
        rules, day, discipline = begun.rules[first], begun.visits.date, begun.visits.discipline
        kinds, one = alike((rules, day.codes[first]), len(first))
        dates = [day_of(word) for word in day.at(first[one]).tolist()]
        since = [reads_since(begun.listed[rule], on) for rule, on in zip(rules[one].tolist(), dates, strict=True)]
        begins = np.array([each.toordinal() for each in since], dtype=np.int64)[kinds]
        of_visit = np.repeat(np.arange(len(self.visit)), np.diff(self.code_bounds))
        own = discipline.codes[self.visit]
        who = np.bitwise_or.reduceat(1 << own, self.bounds[:-1]) if len(own) else own
        heads, _ = alike((rules, begins, who), len(self))
        bounds = self.code_bounds[self.bounds]
        which = alike_lists(heads, bounds, own[of_visit] * len(begun.visits.code.words) + self.code)
        paired = np.zeros(len(self.code), bool)
        told = np.zeros(len(self), np.int64)
        order = np.argsort(which, kind="stable")
        for same in np.split(order, np.flatnonzero(np.diff(which[order])) + 1) if len(order) else ():
            on = day_of(str(day.words[day.codes[first[same[0]]]]))
            places = range(int(self.bounds[same[0]]), int(self.bounds[same[0] + 1]))
            codes = tuple([(self._discipline(place), tuple(self._words(place))) for place in places])
            found, looked_at = read_of(codes, begun.listed[rules[same[0]]], on)
            if found == on:  # the date itself is told
                told[same] = 1 + day.codes[first[same]]
            if any(looked_at):
                flags = [code in pair for (_, listed), pair in zip(codes, looked_at, strict=True) for code in listed]
                paired[entries_of(bounds, same)[1]] = np.tile(flags, len(same))
        return which, told, paired

    @cached_property
    def recorded(self) -> tuple[Ints, Ints, Ints]:
        """Where codes of pairs were recorded, from the first such span of the group on.

        Bounds of the spans of each group, the row of each, and a number for what it says.
        """
        begun, visits, paired = self.begun, self.begun.visits, self._skeletons[2]
        of_visit = np.repeat(self.visit, np.diff(self.code_bounds))[paired]
        asked = np.unique(of_visit)
        rows = visits.row[entries_of(visits.bounds, asked)[1]] if len(asked) else asked
        listed = begun.found.rows
        rows = rows[~begun.earning.unpaid[rows]]
        rows = rows[np.array([separates(listed, row) for row in rows.tolist()], dtype=bool)]
        code = self._code_of(rows)
        width = len(visits.code.words)
        read = np.isin(visits.visit[rows] * width + code, of_visit * width + self.code[paired])
        rows, code = rows[read], code[read]
        visit = visits.visit[rows]
        order = np.lexsort((rows, code, self.place[visit], self.group[visit]))
        rows, code, group = rows[order], code[order], self.group[visit[order]]
        start, end = (
            np.array([column[row] for row in rows.tolist()], np.int64) for column in (listed.start, listed.end)
        )
        first = np.full(len(self), np.iinfo(np.int64).max)
        np.minimum.at(first, group, start)
        told = (visits.discipline.codes[visits.visit[rows]], code, start - first[group], end - first[group])
        return bounds_of(np.bincount(group, minlength=len(self))), rows, alike(told, len(rows))[0]

    def _code_of(self, rows: Ints) -> Ints:
        """Return the places of some rows' codes; 0 for none."""
        words = self.begun.visits.code.words.tolist()
        number, codes = dict(zip(words, range(len(words)), strict=True)), self.begun.found.rows.code
        return np.array([number[codes[row]] for row in rows.tolist()], dtype=np.int64)


def spans_of(begun: Begun, visit: int) -> RecordedSpans:
    """Return where the codes of a visit were recorded, but for what the payer does not pay by telehealth."""
    own = begun.visits.row[int(begun.visits.bounds[visit]) : int(begun.visits.bounds[visit + 1])]
    paid = own if begun.earning.is_plain else own[~begun.earning.unpaid[own]]
    return RecordedSpans(begun.found.rows, paid.tolist())


def groups_of(begun: Begun) -> Groups:
    """Divide the visits that are counted into those their payer's rules look at together (claims §3, scope)."""
    visits, own = begun.visits, np.flatnonzero(begun.counted)
    whole = np.array([rules.looks_at_whole_date for rules in begun.listed], dtype=bool)[begun.rules[own]]
    day = visits.date.codes[own] * len(visits.patient.words) + visits.patient.codes[own]
    which, _ = alike((whole, np.where(whole, day, own), np.where(whole, begun.rules[own], 0)), len(own))
    order = np.argsort(which, kind="stable")
    visit, bounds = own[order], bounds_of(np.bincount(which))
    group, place = np.full((2, len(begun)), -1, np.int64)
    group[own] = which
    place[visit] = np.arange(len(visit)) - bounds[which[order]]
    known = code_table()
    counts = np.array([word in known for word in visits.code.words.tolist()], dtype=bool)
    named, at = entries_of(visits.code_bounds, visit)
    kept = counts[visits.code.codes[at]]
    code = visits.code.codes[at][kept]
    code_bounds = np.append(0, np.cumsum(kept))[named].astype(np.int64)
    of_visit = np.repeat(visit, np.diff(code_bounds))
    return Groups(begun, visit, bounds, group, place, code, code_bounds, _entries(begun, of_visit, code))


def _entries(begun: Begun, visit: Ints, code: Ints) -> Ints:
    """Return where codes of visits stand in `Seconds.code`; -1 where they earned nothing."""
    seconds, width = begun.seconds, len(begun.visits.code.words)
    keys = np.repeat(np.arange(len(begun)), np.diff(seconds.bounds)) * width + seconds.code.codes
    order = np.argsort(keys)
    asked = visit * width + code
    place = np.minimum(np.searchsorted(keys[order], asked), max(0, len(keys) - 1))
    if not len(keys):
        return np.full(len(asked), -1, np.int64)
    found = order[place]
    return np.where(keys[found] == asked, found, -1)
