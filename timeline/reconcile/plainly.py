"""Claims of which the record supports one alone, each code on one line: compared for all visits at once.

Whatever is not that plain - a choice between claims, a pair of codes, a line split by modifiers, a modifier that says
why - is compared visit by visit (`timeline.reconcile.nearest`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from timeline.attendance.numbered import NONE, Flags, Ints, alike, entries_of
from timeline.claimed import Claimed, ClaimedLine
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
    listed
        The claimed lines of each visit.
    codes
        Every code of a line on either side, sorted.
    compared, plain
        Of each visit, whether it is compared, and whether the record supports one claim alone.
    claimed_visit, claimed_code, claimed_units
        Every claimed line: the places of its visit and of its code, and its units.
    """

    def __init__(self, of: VisitArrays, claimed: Claimed) -> None:
        self._of = of
        every = np.arange(len(of))
        keys = zip(*(each.at(every).tolist() for each in (of.date, of.patient, of.discipline)), strict=True)
        self.listed: list[Sequence[ClaimedLine]] = [claimed.lines.get(key, ()) for key in keys]
        counts = np.fromiter(map(len, self.listed), np.int64, len(of))
        self.compared: Flags = (of.answer >= 0) & ((counts > 0) | claimed.complete)
        lines = list(chain.from_iterable(self.listed))
        used = np.zeros(len(of.answers), bool)
        used[of.answer[self.compared]] = True
        ours, codes = of.answers.lines, of.answers.codes
        told = np.unique(ours.code[used[ours.owner]]).tolist()
        self.codes = sorted({*(line.code for line in lines), *(codes[code] for code in told)})
        self.number = {code: place for place, code in enumerate(self.codes)}
        self._known: dict[tuple[Rules, frozenset[str] | tuple[str, ...]], tuple[int, bool]] = {}
        self._sets: dict[frozenset[str], int] = {}
        self.plain: Flags = self.compared & ~_beside(of)
        self._read_claimed(lines, np.repeat(every, counts))
        self._read_answers(used)

    def _comparable(self, rules: Rules, modifiers: frozenset[str] | tuple[str, ...]) -> tuple[int, bool]:
        """Return a number for what is compared of modifiers, and whether they show that a service was apart."""
        if (rules, modifiers) not in self._known:
            decided = decided_modifiers(rules)
            number = self._sets.setdefault(decided.comparable(modifiers), len(self._sets))
            self._known[rules, modifiers] = number, decided.shows_apart(modifiers)
        return self._known[rules, modifiers]

    def _read_claimed(self, lines: Sequence[ClaimedLine], owner: Ints) -> None:
        code = np.fromiter((self.number[line.code] for line in lines), np.int64, len(lines))
        units = np.fromiter((line.units for line in lines), np.int64, len(lines))
        texts: dict[str | None, int] = {}
        sent = np.fromiter((texts.setdefault(line.sent, len(texts)) for line in lines), np.int64, len(lines))
        self.claimed_visit, self.claimed_code, self.claimed_units = owner, code, units
        rules, told = self._of.rules[owner], list(texts)
        kinds, which = np.unique(rules * max(1, len(texts)) + sent, return_inverse=True)
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
        self._unsaid: Flags = (sent == texts.get(None, NONE))[kept]

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
