"""What many visits ask, as arrays for the kernels of units (`timeline.units.many`)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from timeline.attendance.numbered import Ints, alike, bounds_of, entries_of
from timeline.units.asking import with_changes
from timeline.units.book import Book
from timeline.units.many import Questions, payable_many
from timeline.visits.account import day_of
from timeline.visits.questions import Groups
from timeline.vocabulary import CONTEST_RULES, ContestRule


class InNumbers:
    """What groups of visits ask, as questions of integers.

    Parameters
    ----------
    groups
        The visits that are counted.
    """

    def __init__(self, groups: Groups) -> None:
        self.groups, self.book = groups, Book()

    def questions(self, rule: Ints, group: Ints) -> Questions:
        """Write what some groups ask, each under a contest rule; arguments are places, one of each for a question."""
        return with_changes(self._written(rule, group), *np.zeros((3, 0), np.int64))

    def timed_units_with(
        self, contest: ContestRule, visit: Ints, asked: Ints, code: Ints, seconds: Ints, *, words: Sequence[str]
    ) -> Ints:
        """Count the timed units of visits with some seconds more or fewer of their codes, and nothing else changed.

        Parameters
        ----------
        contest, visit
            The contest rule to count under; of each question, the place of its visit, which is one that is counted.
        asked, code, seconds
            Of each change its question, its code as a place in `words`, and the seconds; a question has one change of a
            code at most.
        """
        groups = self.groups
        questions = self._written(np.full(len(visit), CONTEST_RULES.index(contest)), groups.group[visit])
        place = questions.bounds[:-1] + groups.place[visit]
        numbers = np.array([self.book.code(word) for word in words], np.int64)
        changed = with_changes(questions, place[asked], numbers[code], seconds)
        units: Ints = payable_many(changed).timed_units[place]
        return units

    def _written(self, rule: Ints, group: Ints) -> Questions:
        """Write what some groups ask; what assistants furnished may be more than what counts."""
        groups = self.groups
        bounds, visit = entries_of(groups.bounds, group)
        code_bounds, entry = entries_of(groups.code_bounds, visit)
        under = np.repeat(rule, np.diff(code_bounds[bounds]))
        seconds, _, quantity, remote = groups.values[:, under, entry]
        unused = np.zeros(len(entry), np.int64)
        told = (unused, self._codes[groups.code[entry]], seconds, self._assistant[entry], quantity, remote)
        own, spans = self._spans
        span_bounds, span = entries_of(own, entry)
        entries = np.ascontiguousarray(np.column_stack(told))
        return Questions(self.book, bounds, self._plans[visit], code_bounds, entries, span_bounds, spans[span])

    @cached_property
    def _codes(self) -> Ints:
        """The number of each word for a code in the book."""
        return np.array([self.book.code(word) for word in self.groups.begun.visits.code.words.tolist()], np.int64)

    @cached_property
    def _assistant(self) -> Ints:
        """Of each code of `Groups.code`, what an assistant furnished under the rule in force."""
        earned, entry = self.groups.begun.earning.assistant, self.groups.entry
        return np.where(entry >= 0, earned[np.maximum(entry, 0)], 0) if len(earned) else np.zeros(len(entry), np.int64)

    @cached_property
    def _plans(self) -> Ints:
        """The plan of each visit of `Groups.visit`."""
        begun, own = self.groups.begun, self.groups.visit
        day, discipline = begun.visits.date, begun.visits.discipline
        kinds, first = alike((begun.rules[own], day.codes[own], discipline.codes[own]), len(own))
        one = own[first]
        told = zip(begun.rules[one].tolist(), discipline.at(one).tolist(), day.at(one).tolist(), strict=True)
        numbers = [self.book.plan(begun.listed[rules], of, day_of(on)) for rules, of, on in told]
        return np.array(numbers, np.int64)[kinds]

    @cached_property
    def _spans(self) -> tuple[Ints, Ints]:
        """Where the spans of each code of `Groups.code` begin, with the end, and all spans that pairs may read."""
        groups, begun, (bounds, rows, _) = self.groups, self.groups.begun, self.groups.recorded
        listed, visits, width = begun.found.rows, begun.visits, len(begun.visits.code.words)
        place = groups.bounds[np.repeat(np.arange(len(groups)), np.diff(bounds))] + groups.place[visits.visit[rows]]
        number = dict(zip(visits.code.words.tolist(), range(width), strict=True))
        code = np.array([number[listed.code[row]] for row in rows.tolist()], np.int64)
        held = np.repeat(np.arange(len(groups.visit)), np.diff(groups.code_bounds)) * width + groups.code
        of_code = np.searchsorted(held, place * width + code)
        order = np.argsort(of_code, kind="stable")
        edges = [[listed.start[row], listed.end[row]] for row in rows[order].tolist()]
        own = bounds_of(np.bincount(of_code, minlength=len(groups.code)))
        return own, np.array(edges, np.int64).reshape(len(edges), 2)
