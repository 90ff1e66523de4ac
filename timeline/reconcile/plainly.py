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

from timeline.attendance.numbered import Flags, Ints, bounds_of
from timeline.claimed import Claimed, ClaimedLine
from timeline.policies import Rules
from timeline.policies.modifiers import decided_modifiers
from timeline.reconcile.compared import RESULTS
from timeline.units import VisitUnits
from timeline.visit_arrays import NONE, VisitArrays

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
        used = sorted(set(of.answer[self.compared].tolist()))
        answers = [of.answers[number] for number in used]
        theirs, ours = {line.code for line in lines}, {line.code for units in answers for line in units.lines}
        self.codes = sorted(theirs | ours)
        self.number = {code: place for place, code in enumerate(self.codes)}
        self._known: dict[tuple[Rules, frozenset[str] | tuple[str, ...]], tuple[int, bool]] = {}
        self._sets: dict[frozenset[str], int] = {}
        self.plain: Flags = self.compared & ~_beside(of)
        self._read_claimed(lines, np.repeat(every, counts))
        self._read_answers(used, answers)

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

    def _read_answers(self, used: Sequence[int], answers: Sequence[VisitUnits]) -> None:
        plain = np.fromiter(map(_is_plain, answers), bool, len(answers))
        place = np.full(len(self._of.answers) + 1, NONE)
        place[list(used)] = np.arange(len(used))
        answer = place[self._of.answer]
        self.plain &= np.append(plain, False)[answer]
        rows = [
            (self.number[line.code], line.units, self._comparable(units.rules, line.modifiers)[0])
            for units, kept in zip(answers, plain.tolist(), strict=True)
            for line in (units.lines if kept else ())
        ]
        code, units, modifiers = np.array(rows, np.int64).reshape(-1, 3).T
        counts = [len(one.lines) if kept else 0 for one, kept in zip(answers, plain.tolist(), strict=True)]
        bounds = bounds_of(np.array(counts, np.int64))
        visit = np.flatnonzero(self.plain)
        many = np.diff(bounds)[answer[visit]]
        at = np.repeat(bounds[answer[visit]] - np.cumsum(many) + many, many) + np.arange(int(many.sum()))
        self._ours = _Lines(np.repeat(visit, many), code[at], units[at], modifiers[at])
        instead = [
            number * len(self.codes) + self.number[code]
            for number, one in zip(used, answers, strict=True)
            for code in one.billed_as
            if code in self.number
        ]
        self._instead = np.array(instead, np.int64)

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
        result[over & np.isin(self._of.answer[visit] * room + code, self._instead)] = _CODE
        return Entries(visit, code, supported, billed, result)


def _is_plain(units: VisitUnits) -> bool:
    """Whether a count supports one claim alone, with each code on one line that nothing has to be said for."""
    if units.edits or units.removed or units.conditional is not None or len(units.alternative_lines) > 1:
        return False
    threshold = units.rules.threshold
    owed = threshold is not None and any(threshold.modifier in line.modifiers for line in units.lines)
    return not owed and len({line.code for line in units.lines if line.units}) == len(units.lines)


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
