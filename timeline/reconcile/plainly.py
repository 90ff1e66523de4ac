"""Claims of which the record supports one alone, each code on one line: compared for all visits at once.

Whatever is not that plain - a choice between claims, a pair of codes, a line split by modifiers, a modifier that says
why - is compared visit by visit (`timeline.reconcile.nearest`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from timeline.attendance.numbered import NONE, Flags, Ints, alike, bounds_of, entries_of
from timeline.claimed import Claimed, ClaimedLine, ClaimedNumbers
from timeline.policies import Rules
from timeline.policies.modifiers import decided_modifiers
from timeline.reconcile.compared import RESULTS
from timeline.units import VisitUnits
from timeline.units.counted import bounds_by
from timeline.visit_arrays import VisitArrays

_OVER, _UNDER, _MISSING, _AGREES, _MODIFIERS, _CODE, _NOT_RECORDED = (
    RESULTS.index(name)
    for name in ("over", "under", "missing", "agrees", "wrong_modifiers", "wrong_code", "not_recorded")
)


class Entries(NamedTuple):
    """Codes of visits, compared: places of visits and of codes, units of either side, places in `RESULTS`."""

    visit: Ints
    code: Ints
    supported: Ints
    billed: Ints
    result: Ints


class _Lines(NamedTuple):
    """Lines with units: whose they are, their code, units, and the modifiers they are compared by, as a number."""

    owner: Ints
    code: Ints
    units: Ints
    modifiers: Ints


class Sides:
    """What was claimed for each visit beside the count of each: both sides in numbers.

    Attributes
    ----------
    bounds
        Where the claimed lines of each visit begin.
    line
        Of each claimed line which of those that differ it is.
    codes
        Every code of a line on either side, sorted.
    compared, plain
        Of each visit, whether it is compared, and whether the record supports one claim alone.
    claimed_visit, claimed_code, claimed_units
        Every claimed line: the places of its visit and of its code, and its units.
    """

    def __init__(self, of: VisitArrays, claimed: Claimed) -> None:
        self._of, told = of, claimed.numbers
        owner = np.repeat(claimed_visits(of, told), np.diff(told.bounds))
        own = np.flatnonzero(owner >= 0)
        own = own[np.argsort(owner[own], kind="stable")]
        self.claimed_visit, self.claimed_units, self._sent = owner[own], told.units[own], told.sent[own]
        counts = np.bincount(self.claimed_visit, minlength=len(of))
        self.bounds = bounds_of(counts)
        self.compared: Flags = (of.answer >= 0) & ((counts > 0) | claimed.complete)
        used = np.zeros(len(of.answers), bool)
        used[of.answer[self.compared]] = True
        ours, codes, code = of.answers.lines, of.answers.codes, told.code.codes[own]
        supported = [codes[number] for number in np.unique(ours.code[used[ours.owner]]).tolist()]
        self.codes = sorted({*told.code.words[np.unique(code)].tolist(), *supported})
        self.number = {code: place for place, code in enumerate(self.codes)}
        self._known: dict[tuple[Rules, frozenset[str] | tuple[str, ...]], tuple[int, bool]] = {}
        self._sets: dict[frozenset[str], int] = {}
        place = [self.number.get(word, NONE) for word in told.code.words.tolist()]
        self.claimed_code = np.array(place, np.int64)[code]
        self.line, first = alike((self.claimed_code, self.claimed_units, self._sent), len(own))
        columns = (told.code.at(own[first]), self.claimed_units[first], self._sent[first])
        listed = zip(*(each.tolist() for each in columns), strict=True)
        self._lines = [ClaimedLine(word, units, told.texts[sent]) for word, units, sent in listed]
        self.beside = _beside(of)
        self.plain: Flags = self.compared & ~self.beside
        self._read_claimed(told.texts)
        self._read_answers(used)

    def lines_of(self, visit: int) -> list[ClaimedLine]:
        """List the claimed lines of a visit, without the providers they name."""
        return [self._lines[line] for line in self.line[self.bounds[visit] : self.bounds[visit + 1]].tolist()]

    def _comparable(self, rules: Rules, modifiers: frozenset[str] | tuple[str, ...]) -> tuple[int, bool]:
        """Return a number for what is compared of modifiers, and whether they show that a service was apart."""
        if (rules, modifiers) not in self._known:
            decided = decided_modifiers(rules)
            number = self._sets.setdefault(decided.comparable(modifiers), len(self._sets))
            self._known[rules, modifiers] = number, decided.shows_apart(modifiers)
        return self._known[rules, modifiers]

    def _read_claimed(self, told: Sequence[str | None]) -> None:
        owner, code, units, sent = self.claimed_visit, self.claimed_code, self.claimed_units, self._sent
        kinds, which = np.unique(self._of.rules[owner] * max(1, len(told)) + sent, return_inverse=True)
        found = [
            self._comparable(self._of.listed_rules[key // len(told)], frozenset((told[key % len(told)] or "").split()))
            if key >= 0
            else (NONE, False)
            for key in kinds.tolist()
        ]
        modifiers, apart = np.array(found, np.int64).reshape(-1, 2)[which].T
        self.plain[owner[(apart > 0) & (units > 0)]] = False
        self.plain[_repeated(owner, code, len(self.codes))] = False
        kept = (units > 0) & self.plain[owner]
        self._theirs = _Lines(owner[kept], code[kept], units[kept], modifiers[kept])
        unsaid = np.array([text is None for text in told], bool)
        self._unsaid: Flags = unsaid[sent[kept]]

    def _read_answers(self, used: Flags) -> None:
        of, answers = self._of, self._of.answers
        lines = answers.lines
        single = self._single(used)
        self.plain &= answers.per_visit(single, of.answer)
        visit = np.flatnonzero(self.plain)
        bounds, at = entries_of(bounds_by(lines.owner, len(answers)), of.answer[visit])
        owner, listed = np.repeat(visit, np.diff(bounds)), answers.modifiers
        kinds, first = alike((of.rules[owner], lines.modifiers[at]), len(at))
        told = zip(of.rules[owner[first]].tolist(), lines.modifiers[at[first]].tolist(), strict=True)
        modifiers = [self._comparable(of.listed_rules[rules], listed[number])[0] for rules, number in told]
        code = np.array([self.number.get(word, NONE) for word in answers.codes], np.int64)
        self._ours = _Lines(owner, code[lines.code[at]], lines.units[at], np.array(modifiers, np.int64)[kinds])
        instead = [
            kind * len(self.codes) + self.number[code]
            for kind, place in enumerate(answers.firsts.tolist())
            for code in answers[place].billed_as
            if code in self.number
        ]
        self._instead = np.array(instead, np.int64)

    def _single(self, used: Flags) -> Flags:
        """Find the counts that support one claim alone, with each code on one line that nothing has to be said for."""
        answers, found = self._of.answers, self._of.answers.plain & used
        found[answers.others] = [used[place] and _is_alone(answers[place]) for place in answers.others]
        owner, code, units = answers.lines.owner, answers.lines.code, answers.lines.units
        found &= ~answers.attests
        found[owner[units == 0]] = False
        found[_repeated(owner, code, len(answers.codes))] = False
        return found

    def entries(self, named: Ints) -> Entries:
        """Compare the plain visits; `named` are visits and codes that their rows have, as `key`, sorted."""
        room, (ours, theirs) = len(self.codes), (self._ours, self._theirs)
        kept = self.plain[theirs.owner]
        theirs = _Lines(*(each[kept] for each in theirs))
        one, other = (each.owner * room + each.code for each in (ours, theirs))
        keys = np.unique(np.concatenate([one, other]))
        supported, billed, mine, sent, unsaid = (np.full(len(keys), start) for start in (0, 0, NONE, NONE, 0))
        at, there = np.searchsorted(keys, one), np.searchsorted(keys, other)
        supported[at], mine[at] = ours.units, ours.modifiers
        billed[there], sent[there], unsaid[there] = theirs.units, theirs.modifiers, self._unsaid[kept]
        visit, code = keys // max(1, room), keys % max(1, room)
        result = np.where(billed < supported, np.where(billed > 0, _UNDER, _MISSING), _OVER)
        agree = (mine == sent) | (unsaid > 0)
        result[billed == supported] = np.where(agree, _AGREES, _MODIFIERS)[billed == supported]
        over = result == _OVER
        result[over & (supported == 0) & ~np.isin(keys, named)] = _NOT_RECORDED
        result[over & np.isin(self._of.answers.kind[self._of.answer[visit]] * room + code, self._instead)] = _CODE
        return Entries(visit, code, supported, billed, result)


def claimed_visits(of: VisitArrays, told: ClaimedNumbers) -> Ints:
    """Find the visits that are claimed among all; -1 for one that is none of them."""
    known, asked = np.zeros(len(of), np.int64), np.zeros(len(told.bounds) - 1, np.int64)
    there = np.ones(len(asked), bool)
    for own, other in zip((of.date, of.patient, of.discipline), told.whose, strict=True):
        place = {word: number for number, word in enumerate(own.words.tolist())}
        number = other.each(lambda word, place=place: place.get(word, NONE))  # type: ignore[misc]
        there &= number >= 0
        known, asked = known * len(place) + own.codes, asked * len(place) + number
    order = np.argsort(known, kind="stable")
    at = np.minimum(np.searchsorted(known[order], asked), max(0, len(of) - 1))
    if not len(of):
        return np.full(len(asked), NONE)
    return np.where(there & (known[order[at]] == asked), order[at], NONE)


def _is_alone(units: VisitUnits) -> bool:
    """Whether a count permits one claim and no other, whatever somebody shows."""
    return not (units.edits or units.removed or units.conditional is not None or len(units.alternative_lines) > 1)


def _repeated(owner: Ints, code: Ints, room: int) -> Ints:
    """Return who has a code on several lines."""
    keys = np.sort(owner * room + code)
    found: Ints = keys[1:][keys[1:] == keys[:-1]] // max(1, room)
    return found


def _beside(of: VisitArrays) -> Flags:
    """Find the visits beside another one of the patient and date that the payer looks for pairs in too."""
    whole = [rules.edits is not None and rules.edits.whole_date for rules in of.listed_rules]
    own = np.flatnonzero(np.array([*whole, False], bool)[of.rules])
    found = np.zeros(len(of), bool)
    keys = zip(of.date.codes[own].tolist(), of.patient.codes[own].tolist(), of.rules[own].tolist(), strict=True)
    listed = list(keys)
    several = Counter(listed)
    found[own] = [several[key] > 1 for key in listed]
    return found
