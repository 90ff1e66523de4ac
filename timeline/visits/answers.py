"""The counts of many visits: each question that they ask is answered once, and its answer taken by its number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple, TypedDict

import numpy as np

from timeline.attendance.numbered import Flags, Ints, alike_lists, bounds_of, entries_of
from timeline.policies import Rules
from timeline.units.counted import Numbered
from timeline.units.kernels.claimed import REMARKED
from timeline.units.kernels.payable import ASSISTANT, BILLED, CODE, FACT, REMOTE
from timeline.units.many import Counts, Questions, count_many, kernels_for
from timeline.units.model import Edit, Payable, VisitUnits
from timeline.units.remembered import counted_by_number, named, named_edits, names_rows, payable_remembered
from timeline.visits.account import day_of
from timeline.visits.claims import ClaimLines, Claims, lines_of
from timeline.visits.in_numbers import InNumbers
from timeline.visits.plainly import single_units
from timeline.visits.questions import Groups
from timeline.vocabulary import CONTEST_RULES, ContestRule


class _By(TypedDict):
    rules: Rules
    on: date


class _Flat(NamedTuple):
    """The answers as arrays: of each question, its visits' timed units, and the units of the codes it asks about."""

    visit_bounds: Ints
    timed_units: Ints
    timed_minutes: Ints
    code_bounds: Ints
    units: Ints


class Answers:
    """The counts of groups of visits, in full under the rule in force, under another only what is read of it.

    A claim is made under the rule in force. Of the others, tables and exposure read units by code, which is the cheaper
    question; the rest of their count is worked out when somebody reads it.

    Parameters
    ----------
    groups
        The visits that are counted, and what they ask.
    """

    def __init__(self, groups: Groups) -> None:
        self.groups = groups
        self._contest = CONTEST_RULES.index(groups.begun.found.contest)
        self._full: dict[int, tuple[VisitUnits, ...]] = {}
        self._payable: dict[int, tuple[Payable, ...]] = {}
        self._dated: dict[tuple[int, int, str], VisitUnits] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        """Leave out what can be derived again."""
        return Answers, (self.groups,)

    def units(self, visit: int, contest: ContestRule) -> VisitUnits:
        """Count one visit in full."""
        groups, rule = self.groups, CONTEST_RULES.index(contest)
        group, place = int(groups.group[visit]), int(groups.place[visit])
        question, day = int(groups.questions[rule, group]), groups.begun.keys[visit][0]
        found = self._dated.get((question, place, day))
        if found is None:
            found = self._counted(question, rule, group)[place]
            found = found if found.on == day_of(day) else found.changed(on=day_of(day))
            if names_rows(found):
                return named(found, groups.rows_of(group))
            self._dated[question, place, day] = found
        return found

    def edits(self, visit: int, contest: ContestRule) -> tuple[Edit, ...]:
        """Return the edits of the count of one visit: what equal counts share, with the rows that are its own."""
        groups, rule = self.groups, CONTEST_RULES.index(contest)
        group = int(groups.group[visit])
        edits = self._counted(int(groups.questions[rule, group]), rule, group)[int(groups.place[visit])].edits
        return named_edits(edits, groups.rows_of(group)) if edits else ()

    def payable(self, visit: int, contest: ContestRule) -> Payable | VisitUnits:
        """Count the payable units of one visit, which are also those of its full count."""
        groups, rule = self.groups, CONTEST_RULES.index(contest)
        group, place = int(groups.group[visit]), int(groups.place[visit])
        question = int(groups.questions[rule, group])
        if question in self._full or (self.counts is None and question == groups.questions[self._contest, group]):
            return self._counted(question, rule, group)[place]
        return self._paid(question, rule, group)[place]

    def _counted(self, question: int, rule: int, group: int) -> tuple[VisitUnits, ...]:
        """Answer a question that a group asks under a rule, with rows by their number, on some date."""
        if question not in self._full:
            self._full[question] = self._single(question, group) or counted_by_number(
                self.groups.asked(group, rule), **self._by(group)
            )
        return self._full[question]

    def _single(self, question: int, group: int) -> tuple[VisitUnits, ...]:
        """Return the counts of a question if each permits one claim alone, which numbers say; else nothing."""
        if self.counts is None or not self._is_single[question]:
            return ()
        return single_units(*self.counts, question, self._by(group)["on"])

    def _paid(self, question: int, rule: int, group: int) -> tuple[Payable, ...]:
        if question not in self._payable:
            if self.counts is None:
                found = payable_remembered(self.groups.asked(group, rule), **self._by(group))
            else:
                questions, counts = self.counts
                own = range(int(questions.bounds[question]), int(questions.bounds[question + 1]))
                found = tuple([counts.payable.of(questions, visit) for visit in own])
            self._payable[question] = found
        return self._payable[question]

    def number(self, visits: Ints) -> Ints:
        """Return numbers that are equal for visits that share their count under the rule in force."""
        groups = self.groups
        question = groups.questions[self._contest, groups.group[visits]]
        found: Ints = question * (int(groups.place.max(initial=0)) + 1) + groups.place[visits]
        return found

    def numbered(self, visits: Ints) -> tuple[Numbered, list[Ints | Flags]] | None:
        """Return the counts of visits under the rule in force in numbers, and what else those say that are single.

        Of the latter, numbers that are equal together where remarks, and what codes are billed as, are the same. None
        where nothing is counted in numbers.
        """
        if self.counts is None:
            return None
        (questions, counts), place, group = self.counts, self._place(visits), self.groups.group[visits]
        bounds, at = entries_of(questions.code_bounds, place)
        owner, entries = np.repeat(np.arange(len(place)), np.diff(bounds)), questions.entries[at]
        facts = questions.book.pages().facts[entries[:, FACT]]
        told = (facts[:, REMARKED] == 1) | (facts[:, BILLED] != entries[:, CODE])
        of_codes = bounds_of(np.bincount(owner[told], minlength=len(place)))
        by_entry = (entries[:, ASSISTANT] > 0, entries[:, REMOTE] > 0, np.ones(len(entries), bool))
        parts: list[Ints | Flags] = [
            alike_lists(questions.plan[place], of_codes, entries[told, FACT]),
            self.groups.dated[group],
            *[np.bincount(owner, each, len(place)) > 0 for each in by_entry],
        ]
        alone = np.where(counts.plain[place], 0, 1 + np.arange(len(place)))  # more is said of it: like no other
        single = np.array(self._is_single, bool)[self.groups.questions[self._contest, group]]
        return Numbered(questions, counts, np.where(single, place, -1)), [*parts, alone]

    def claim_number(self, visits: Ints) -> Ints:
        """Return numbers that are equal for visits that may claim the same codes and units under the rule in force."""
        if self._claims is None:
            return self.number(visits)
        found: Ints = self._claims.alike[self._place(visits)]
        return found

    def claim_lines(self, visits: Ints) -> ClaimLines:
        """List what visits may claim under the rule in force."""
        if self._claims is None:
            return lines_of([self._shared(visit) for visit in visits.tolist()])
        return self._claims.lines(self._place(visits))

    @cached_property
    def _claims(self) -> Claims | None:
        return None if self.counts is None else Claims(*self.counts)

    def _place(self, visits: Ints) -> Ints:
        """Return where the answers to visits under the rule in force stand among all visits of all questions."""
        groups = self.groups
        found: Ints = self._flat.visit_bounds[groups.questions[self._contest, groups.group[visits]]]
        return found + groups.place[visits]

    def _shared(self, visit: int) -> VisitUnits:
        """Count one visit under the rule in force: rows are called by their number, and the date is any."""
        group = int(self.groups.group[visit])
        question = int(self.groups.questions[self._contest, group])
        return self._counted(question, self._contest, group)[int(self.groups.place[visit])]

    def _by(self, group: int) -> _By:
        """Return the rules that count a group, and its date."""
        begun, visit = self.groups.begun, int(self.groups.visit[self.groups.bounds[group]])
        return {"rules": begun.listed[begun.rules[visit]], "on": day_of(begun.keys[visit][0])}

    @cached_property
    def in_numbers(self) -> InNumbers:
        """What the visits ask, as questions of integers."""
        return InNumbers(self.groups)

    @cached_property
    def counts(self) -> tuple[Questions, Counts] | None:
        """The counts of every question, in the order of their numbers, in numbers; None where there are few.

        A visit is at `first_visit` of its question and its place in the group.
        """
        kernels = kernels_for(len(self._distinct[0]))
        if kernels is None:
            return None
        questions = self.in_numbers.questions(*self._distinct)
        return questions, count_many(questions, kernels)

    @cached_property
    def _is_single(self) -> list[bool]:
        """Of each question, whether the numbers say all claims that its visits permit: one of each."""
        if self.counts is None:
            return []
        questions, counts = self.counts
        found: list[bool] = np.logical_and.reduceat(counts.single, questions.bounds[:-1]).tolist()
        return found

    @cached_property
    def _distinct(self) -> tuple[Ints, Ints]:
        """The contest rule and the group by which each question is asked first."""
        _, first = np.unique(self.groups.questions.ravel(), return_index=True)
        return np.divmod(first, max(1, len(self.groups)))

    @cached_property
    def _flat(self) -> _Flat:
        """Answer every question."""
        if self.counts is None:
            return self._told_one_by_one()
        questions, counts = self.counts
        return _Flat(
            questions.bounds,
            counts.payable.timed_units,
            counts.timed_minutes,
            questions.code_bounds[questions.bounds],
            counts.payable.units,
        )

    def _told_one_by_one(self) -> _Flat:
        """Let the engine of single visits answer."""
        groups, (rule, group) = self.groups, self._distinct
        in_full = np.zeros(len(rule), bool)
        in_full[groups.questions[self._contest]] = True
        timed, minutes, units = [], [], []
        for question, (in_force, under, of) in enumerate(
            zip(in_full.tolist(), rule.tolist(), group.tolist(), strict=True)
        ):
            answer: Sequence[Payable | VisitUnits] = (self._counted if in_force else self._paid)(question, under, of)
            for one, codes in zip(answer, self._codes(of), strict=True):
                timed.append(one.timed_units)
                minutes.append(one.timed_minutes if isinstance(one, VisitUnits) else -1)
                units += [one.units.get(code, 0) for code in codes]
        return _Flat(
            bounds_of(np.diff(groups.bounds)[group]),
            np.array(timed, np.int64),
            np.array(minutes, np.int64),
            bounds_of(np.diff(groups.code_bounds[groups.bounds])[group]),
            np.array(units, np.int64),
        )

    def _codes(self, group: int) -> list[list[str]]:
        """Return the codes of each visit of a group."""
        groups, words = self.groups, self.groups.begun.visits.code.words
        places = range(int(groups.bounds[group]), int(groups.bounds[group + 1]))
        bounds = groups.code_bounds
        return [words[groups.code[int(bounds[place]) : int(bounds[place + 1])]].tolist() for place in places]

    def timed_units(self) -> Ints:
        """Return the timed units by contest rule and visit; -1 where a visit is not counted."""
        return self._of_visits(self._flat.timed_units, self.groups.questions)

    def timed_minutes(self) -> Ints:
        """Return the timed minutes of each visit under the rule in force; -1 where it is not counted."""
        found: Ints = self._of_visits(self._flat.timed_minutes, self.groups.questions[self._contest, None])[0]
        return found

    def _of_visits(self, values: Ints, questions: Ints) -> Ints:
        groups, found = self.groups, np.full((len(questions), len(self.groups.begun)), -1, np.int64)
        visit = groups.visit
        found[:, visit] = values[self._flat.visit_bounds[questions[:, groups.group[visit]]] + groups.place[visit]]
        return found

    def code_units(self) -> Ints:
        """Return the payable units by contest rule and entry of `Seconds.code`; -1 where a visit is not counted."""
        groups, many = self.groups, len(self.groups.begun.seconds.code.codes)
        found = np.full((len(CONTEST_RULES), many), -1, np.int64)
        earned = groups.entry >= 0
        found[:, groups.entry[earned]] = self._asked_units[:, earned]
        return found

    def named_units(self) -> Ints:
        """Return the payable units by contest rule and entry of `VisitRows.code`; -1 where a visit is not counted."""
        groups, visits = self.groups, self.groups.begun.visits
        width = len(visits.code.words)
        owner = np.repeat(np.arange(len(visits)), np.diff(visits.code_bounds))
        counted = np.where(self.groups.begun.counted[owner], 0, -1)
        found = np.array([counted] * len(CONTEST_RULES), np.int64)
        asked = np.repeat(groups.visit, np.diff(groups.code_bounds)) * width + groups.code
        found[:, np.searchsorted(owner * width + visits.code.codes, asked)] = self._asked_units
        return found

    @cached_property
    def _asked_units(self) -> Ints:
        """The payable units by contest rule and entry of `Groups.code`."""
        groups = self.groups
        bounds = groups.code_bounds[groups.bounds]
        group = np.repeat(np.arange(len(groups)), np.diff(bounds))
        at = self._flat.code_bounds[groups.questions[:, group]] + np.arange(len(group)) - bounds[group]
        units: Ints = self._flat.units[at]
        return units
