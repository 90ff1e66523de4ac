"""Counts of many visits, most of them in numbers: an object is made of one that has more to say, or that is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple, overload

import numpy as np
import numpy.typing as npt

from timeline.attendance.numbered import Flags, Ints, alike, bounds_of, coded, entries_of
from timeline.units.book import modifiers_of
from timeline.units.kernels.payable import CODE, FACT, POOL, WAY
from timeline.units.many import Counts, Questions
from timeline.units.model import Line, VisitUnits


class Numbered(NamedTuple):
    """Counts in numbers.

    Parameters
    ----------
    questions, counts
        What was asked of many visits, and the answers.
    place
        Of each count its place among these visits; -1 where numbers do not say its claims (`Counts.single`).
    """

    questions: Questions
    counts: Counts
    place: Ints


class Lines(NamedTuple):
    """Lines of claims, those of a count together, in the order of the counts.

    Parameters
    ----------
    owner, alternative, line
        The place of the count, which of its permitted claims, and which of the claim's lines.
    code, modifiers
        Places in `Counted.codes` and `Counted.modifiers`.
    """

    owner: Ints
    alternative: Ints
    line: Ints
    code: Ints
    units: Ints
    modifiers: Ints


class Allocations(NamedTuple):
    """Units of the codes of pools, in every permitted allocation; columns as in `Lines`."""

    owner: Ints
    alternative: Ints
    code: Ints
    units: Ints


class Counted(Sequence[VisitUnits]):
    """Counts of visits that differ; each is made an object when it is first read.

    Parameters
    ----------
    make
        Makes one of them.
    first
        Of each, the first one that says the same: under which rules, remarks, pairs, what codes are billed as.
    numbered
        Those that are plain in numbers; None where none are.

    Attributes
    ----------
    plain
        Whether the numbers of each, and what `first` says, are all of it: it permits one claim, and has no pairs.
    others
        The places of those that are not plain.
    codes, modifiers
        Codes, and lists of modifiers, by number.
    """

    def __init__(self, make: Callable[[int], VisitUnits], first: Ints, numbered: Numbered | None = None) -> None:
        self._make, self._numbered = make, numbered
        self._made: dict[int, VisitUnits] = {}
        self.plain: Flags = np.zeros(len(first), bool) if numbered is None else numbered.place >= 0
        self.others: list[int] = np.flatnonzero(~self.plain).tolist()
        self.firsts, self.kind = np.unique(first, return_inverse=True)
        self._codes: dict[str, int] = {}
        self._modifiers: dict[tuple[str, ...], int] = {}

    @classmethod
    def of(cls, units: Sequence[VisitUnits]) -> Counted:
        """Take counts that are objects already."""
        return cls(units.__getitem__, np.arange(len(units)))

    def __len__(self) -> int:
        return len(self.plain)

    @overload
    def __getitem__(self, place: int) -> VisitUnits: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[VisitUnits]: ...

    def __getitem__(self, place: int | slice) -> VisitUnits | Sequence[VisitUnits]:
        """Return one of them, or some."""
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        at = range(len(self))[place]
        found = self._made.get(at)
        return self._made.setdefault(at, self._make(at)) if found is None else found

    @property
    def codes(self) -> list[str]:
        """Codes by number."""
        return list(self._codes)

    @property
    def modifiers(self) -> list[tuple[str, ...]]:
        """Lists of modifiers by number."""
        return list(self._modifiers)

    def said(self, place: int) -> VisitUnits:
        """Return a count that says the same as one of them; its codes and numbers may be others."""
        return self[int(self.firsts[self.kind[place]])]

    def each(self, what: Callable[[VisitUnits], Any], dtype: Any) -> npt.NDArray[Any]:
        """Apply a function of what each says, not of codes or numbers; those that say the same are asked once."""
        return np.array([what(self[place]) for place in self.firsts.tolist()], dtype)[self.kind]

    def per_visit(self, flags: Flags, answer: Ints) -> Flags:
        """Give each visit the flag of its count; False where it has none (-1)."""
        found: Flags = np.append(flags, False)[answer]
        return found

    @cached_property
    def lines(self) -> Lines:
        """The lines of the default claim of each."""
        return self._with(lambda units: (units.lines,))

    @cached_property
    def every_line(self) -> Lines:
        """The lines of every permitted claim of each; without timed units there is one."""
        return self._with(lambda units: units.alternative_lines or (units.lines,))

    @cached_property
    def attests(self) -> Flags:
        """Whether a line of the default claim of each attests the yearly threshold."""
        rules = coded([_attesting(self[place]) for place in self.firsts.tolist()])
        own, lines, modifiers = rules.codes[self.kind], self.lines, self.modifiers
        kinds, first = alike((lines.modifiers, own[lines.owner]), len(lines.owner))
        told = zip(lines.modifiers[first].tolist(), rules.words[own[lines.owner[first]]].tolist(), strict=True)
        does = np.array([bool(word) and word in modifiers[number] for number, word in told], bool)
        found = np.zeros(len(self), bool)
        found[lines.owner[does[kinds]]] = True
        return found

    @cached_property
    def allocations(self) -> Allocations:
        """Every permitted allocation of the timed units of each."""
        owner, code, units, others = self._pooled()
        told = [
            (place, number, self._code(word), counted)
            for place in others
            for number, allocation in enumerate(self[place].alternatives)
            for word, counted in allocation.items()
        ]
        return Allocations(*_joined((owner, np.zeros_like(owner), code, units), told))

    def _code(self, word: str) -> int:
        return self._codes.setdefault(word, len(self._codes))

    def _modified(self, modifiers: tuple[str, ...]) -> int:
        return self._modifiers.setdefault(modifiers, len(self._modifiers))

    def _with(self, claims: Callable[[VisitUnits], Iterable[Sequence[Line]]]) -> Lines:
        """Put the lines of those that are not plain to those that are."""
        told = [
            (place, alternative, number, self._code(line.code), line.units, self._modified(line.modifiers))
            for place in self.others
            for alternative, lines in enumerate(claims(self[place]))
            for number, line in enumerate(lines)
        ]
        return Lines(*_joined(self._plain_lines, told))

    @cached_property
    def _plain_lines(self) -> Lines:
        """The lines of those that are plain."""
        if self._numbered is None:
            return Lines(*np.zeros((len(Lines._fields), 0), np.int64))
        (questions, counts, place), own = self._numbered, np.flatnonzero(self.plain)
        bounds, at = entries_of(counts.line_bounds, place[own])
        many = np.diff(bounds)
        code, units, marks = counts.lines[at].T
        kinds, first = alike((np.repeat(questions.plan[place[own]], many), marks), len(at))
        plans = np.repeat(questions.plan[place[own]], many)[first]
        told = [
            self._modified(modifiers_of(questions.book.plans[plan], one))
            for plan, one in zip(plans.tolist(), marks[first].tolist(), strict=True)
        ]
        line = np.arange(len(at)) - np.repeat(bounds[:-1], many)
        modifiers = np.array(told, np.int64)[kinds]
        return Lines(np.repeat(own, many), np.zeros_like(line), line, self._numbers(questions)[code], units, modifiers)

    def _pooled(self) -> tuple[Ints, Ints, Ints, list[int]]:
        """Return units of pools of those that are plain, and who is left: whose chain earns a code not recorded too."""
        if self._numbered is None:
            return *np.zeros((3, 0), np.int64), self.others
        (questions, counts, place), own = self._numbered, np.flatnonzero(self.plain)
        bounds, at = entries_of(questions.code_bounds, place[own])
        owner, units = np.repeat(own, np.diff(bounds)), counts.payable.units[at]
        left = np.zeros(len(self), bool)
        left[owner[counts.payable.further[at] > 0]] = True
        entries, facts = questions.entries[at], questions.book.pages().facts
        kept = (units > 0) & (facts[entries[:, FACT], WAY] == POOL) & ~left[owner]
        kept &= counts.payable.timed_units[place[owner]] > 0
        code = self._numbers(questions)[entries[kept, CODE]]
        return owner[kept], code, units[kept], np.flatnonzero(left | ~self.plain).tolist()

    def _numbers(self, questions: Questions) -> Ints:
        """Return the number of each code of a book."""
        return np.array([self._code(word) for word in questions.book.codes], np.int64)


def _attesting(units: VisitUnits) -> str:
    return "" if units.rules.threshold is None else units.rules.threshold.modifier


def _joined(columns: Sequence[Ints], rows: Sequence[Sequence[int]]) -> list[Ints]:
    """Put rows to columns, sorted by the first of them."""
    more = np.array(rows, np.int64).reshape(-1, len(columns)).T
    together = [np.concatenate(pair) for pair in zip(columns, more, strict=True)]
    order = np.argsort(together[0], kind="stable")
    return [column[order] for column in together]


def bounds_by(owner: Ints, many: int) -> Ints:
    """Say where the rows of each of many begin, given whose they are, sorted.

    >>> bounds_by(np.array([0, 0, 2]), 3).tolist()
    [0, 2, 2, 3]
    """
    return bounds_of(np.bincount(owner, minlength=many))
