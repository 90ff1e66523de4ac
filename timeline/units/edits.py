"""Pairs of codes: which may not stand together, and which may where they were furnished apart (claims §3).

A pair without exception takes its second code off the claim, and its minutes out of the pool. A pair with an
exception is in one of three states (`EditState`): proved apart by the record, for somebody to confirm, or blocked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from timeline.clock import MINUTE
from timeline.policies.ncci import NEVER, Pair, Pairs
from timeline.spans import overlap, subtract, union
from timeline.units.earned import Recorded, default_units
from timeline.units.model import Edit, EditState, RecordedSpan, Remark
from timeline.units.plan import Plan
from timeline.vocabulary import Severity
from timeline.words import counted

#: Two codes somebody says were furnished apart, in any order.
Apart = frozenset[str]
#: Of a pair: where a code stands in the group: (visit by position, recorded code).
_Place = tuple[int, str]


class Standing(NamedTuple):
    """Two codes as billed that stand together, the second with the modifier.

    Parameters
    ----------
    visit
        Position of the one visit the pair looks at; None where it looks at the whole date.
    """

    column_one: str
    column_two: str
    visit: int | None = None


@dataclass(slots=True)
class Settled:
    """What the pairs left of the visits they look at together.

    Parameters
    ----------
    visits
        The visits with the codes that stay in play.
    edits, remarks
        By position of the visit that holds the pair's second code.
    asks
        What somebody would have to show, one question for each pair.
    """

    visits: list[Recorded]
    standing: list[Standing] = field(default_factory=list)
    edits: list[tuple[int, Edit]] = field(default_factory=list)
    remarks: list[tuple[int, Remark]] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)


def settle(
    visits: Sequence[Recorded], apart: frozenset[Apart] = frozenset(), *, shown: frozenset[Apart] | None = frozenset()
) -> Settled:
    """Apply the pairs in force to visits they look at together: first those without exception, then the others.

    Every pair is looked at once, in order of its codes, while both codes are in play; what is out never comes back.

    Parameters
    ----------
    apart
        Pairs of codes that somebody states were furnished apart.
    shown
        Pairs of codes that somebody can show to have been apart, where the record leaves it open; None for every pair.

    Sources
    -------
    cms-ncci-manual ch. 1, ch. 11 §P.2
    """
    settled = Settled(list(visits))
    plan = visits[0].plan
    if not plan.pairs or sum([len(visit.playing) for visit in visits]) < 2:
        return settled
    billed = frozenset([visit.plan.treatments[code].billed for visit in visits for code in visit.playing])
    for pair in _in_order(billed, plan):
        ones, twos = (_places(settled.visits, code) for code in (pair.column_one, pair.column_two))
        if ones and twos:
            _Contest(settled, pair, ones, twos).decide(apart, shown=shown)
    return settled


@lru_cache(maxsize=8192)
def _in_order(billed: frozenset[str], plan: Plan) -> tuple[Pair, ...]:
    """Return the pairs in force among some codes as billed: those without exception first, then by their codes."""
    found = pairs_among(billed, plan.pairs, plan.on)
    return tuple(sorted(found, key=lambda pair: (pair.indicator != NEVER, pair.column_one, pair.column_two)))


def pairs_among(codes: Collection[str], table: Pairs, on: date) -> Iterator[Pair]:
    """Yield the pairs in force among some codes as billed, in no order."""
    present = frozenset(codes)
    for one in present:
        partners = table.get(one)
        for two in present.intersection(partners) if partners else ():
            yield from (pair for pair in table[one][two] if pair.governs(on))


def _places(visits: Sequence[Recorded], code: str) -> list[_Place]:
    return [
        (index, name)
        for index, visit in enumerate(visits)
        for name in sorted([name for name in visit.playing if visit.plan.treatments[name].billed == code])
    ]


class _Contest:
    """One pair with both its codes in play."""

    def __init__(self, settled: Settled, pair: Pair, ones: Sequence[_Place], twos: Sequence[_Place]) -> None:
        self.settled, self.pair, self.ones, self.twos = settled, pair, ones, twos

    def decide(self, apart: frozenset[Apart], *, shown: frozenset[Apart] | None) -> None:
        """Let both stand, or take one of them off the claim."""
        pair = self.pair
        if pair.indicator == NEVER:
            self._take_off(None)
            return
        codes = frozenset((pair.column_one, pair.column_two))
        stated = codes in apart and not pair.separate_site
        spans = [self._spans(places) for places in (self.ones, self.twos)]
        state = EditState.PROVED if stated else self._state(*spans)
        rows = tuple(dict.fromkeys(row for listed in spans for _, _, row in listed))
        may_be_shown = state is EditState.CONFIRM or (state is EditState.BLOCKED and not all(spans))
        for index in dict.fromkeys(index for index, _ in self.twos):
            self.settled.edits.append((index, Edit(pair.column_one, pair.column_two, state, rows)))
        if may_be_shown:
            self.settled.asks.append(_question(pair))
        if state is EditState.PROVED or (may_be_shown and (shown is None or codes in shown)):
            self.settled.standing.append(Standing(pair.column_one, pair.column_two))
            self._remark(self._apart(rows, stated=stated))
        else:
            self._take_off(state)

    def _spans(self, places: Iterable[_Place]) -> list[RecordedSpan]:
        return [span for index, code in places for span in self.settled.visits[index].spans.get(code, ())]

    def _state(self, one: Sequence[RecordedSpan], two: Sequence[RecordedSpan]) -> EditState:
        """Decide what recorded times show of the two (claims §3)."""
        visits = self.settled.visits
        treatments = [visits[index].plan.of(code) for index, code in (*self.ones, *self.twos)]
        if self.pair.separate_site:
            return EditState.CONFIRM
        if not one or not two:
            return EditState.BLOCKED
        first, second = (union((start, end) for start, end, _ in spans) for spans in (one, two))
        if all(treatment.apart_by_time for treatment in treatments) and self._is_proof(first, second):
            return EditState.PROVED
        if any(treatment.supervised for treatment in treatments):
            return EditState.CONFIRM
        return EditState.BLOCKED if any(overlap(a, b) for a in first for b in second) else EditState.CONFIRM

    def _is_proof(self, first: list[tuple[int, int]], second: list[tuple[int, int]]) -> bool:
        """Whether each code has a stretch of its own that is long enough."""
        rule = self.settled.visits[0].plan.rules.edits
        if rule is None or rule.proof_minutes is None:
            return False
        least = rule.proof_minutes * MINUTE
        return all(
            any(end - start >= least for start, end in subtract(own, other))
            for own, other in ((first, second), (second, first))
        )

    def _second_goes(self) -> bool:
        """Whether the second code goes: unless the first earns nothing without it."""
        out = self.settled.visits
        for index, code in self.ones:
            gone = [name for place, name in self.twos if place == index]
            if default_units(out[index].without(gone))[code]:
                return True
        return False

    def _take_off(self, state: EditState | None) -> None:
        visits, codes = self.settled.visits, (self.pair.column_one, self.pair.column_two)
        (kept, out), gone = (codes, self.twos) if self._second_goes() else (codes[::-1], self.ones)
        lost = [(visits[index].times[code], default_units(visits[index])[code]) for index, code in gone]
        minutes, units = sum(time.minutes for time, _ in lost), sum(count for _, count in lost)
        self._remark(self._denied(kept, out, state, f"{counted(minutes, 'minute')}, {counted(units, 'unit')}"))
        for index, code in gone:
            visits[index] = visits[index].without([code])

    def _remark(self, remark: Remark) -> None:
        for index in dict.fromkeys(index for index, _ in self.twos):
            self.settled.remarks.append((index, remark))

    def _apart(self, rows: tuple[str, ...], *, stated: bool) -> Remark:
        pair, plan = self.pair, self.settled.visits[0].plan
        modifier = plan.rules.edits.modifier if plan.rules.edits else ""
        why = "it is stated that they were furnished apart" if stated else "each has recorded time of its own"
        return Remark(
            "edit.ncci",
            Severity.NOTE,
            f"{pair.column_two} claimed with {pair.column_one} carries modifier {modifier}: {why}",
            "Keep the records that show the times.",
            (pair.column_one, pair.column_two),
            plan.rules.source("edits"),
            rows,
        )

    def _denied(self, kept: str, gone: str, state: EditState | None, lost: str) -> Remark:
        pair, rules = self.pair, self.settled.visits[0].plan.rules
        why, remedy = _reasons(pair, state, gone)
        return Remark(
            "edit.ncci",
            Severity.ERROR if pair.indicator == NEVER else Severity.REVIEW,
            f"{gone} is not paid together with {kept}: {why}. Off the claim: {lost}",
            remedy,
            (pair.column_one, pair.column_two),
            rules.source("edits"),
        )


def _reasons(pair: Pair, state: EditState | None, gone: str) -> tuple[str, str]:
    """Say why a code is off the claim, and what to do."""
    if state is None:
        return "no modifier allows it", f"Leave {gone} off the claim."
    if pair.separate_site:
        why = "only a different site or wound would allow a modifier, and times cannot show that"
        return why, "If the record shows a different site, add the modifier, and keep the record that names the sites."
    if state is EditState.CONFIRM:
        why = "the recorded times do not prove that they were separate, so somebody must be able to show it"
        return why, "If somebody can, claim both with the modifier, as in the conditional claim; keep what shows it."
    return (
        "the records do not prove that they were separate",
        "If the record is wrong and the services were separate, correct the times, or add the modifier by hand.",
    )


def _question(pair: Pair) -> str:
    if pair.separate_site:
        return f"At which site or wound was {pair.column_two}, and at which {pair.column_one}?"
    return f"What shows that {pair.column_two} was furnished apart from {pair.column_one}?"
