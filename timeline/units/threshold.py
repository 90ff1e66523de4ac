"""The yearly threshold (claims §6): which lines of a patient's date attest that the treatment is necessary.

The last step, after the lines: it changes no unit, and nothing before it sees an amount. Lines run in order of
discipline, code and modifiers; the one on which the year's allowed amount passes the threshold carries the modifier,
and so do the later ones of its pool. Where the payer looks at the whole date, every line of the pool does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from timeline.policies.amounts import Amount, Pricing
from timeline.policies.model import Rules
from timeline.units import threshold_remarks as say
from timeline.units.model import Line, Remark, VisitUnits
from timeline.vocabulary import Discipline, Pool, pool_of

#: The lines of each visit of a patient's date.
Claim = Sequence[tuple[Line, ...]]
_DISCIPLINES = list(Discipline)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a patient's pool is in a calendar year, before a date.

    Parameters
    ----------
    cents
        Allowed amount used, as far as it is known.
    stated
        Whether somebody stated what was used before the first date; else it was counted from 0.
    through
        Last date that the stated amount includes: later amounts are added to it.
    crossed, reviewed
        Whether a remark has told that the threshold, and the amount for targeted review, are passed.
    """

    cents: int = 0
    stated: bool = False
    through: date | None = None
    crossed: bool = False
    reviewed: bool = False


class _Walked(NamedTuple):
    """One claim of the date with its modifiers; `used` and `passing` by pool, `amounts` like `lines`."""

    lines: list[tuple[Line, ...]]
    amounts: list[list[Amount]]
    used: dict[Pool, int]
    #: Where the threshold is passed: visit and line.
    passing: dict[Pool, tuple[int, int]]


class Attested:
    """The visits of one patient and date with the threshold applied to every claim they permit.

    Parameters
    ----------
    before
        Where each pool stands before the date; a pool that is not there begins at 0, stated by nobody.
    """

    def __init__(self, visits: Sequence[VisitUnits], before: Mapping[Pool, Standing], pricing: Pricing) -> None:
        self._visits, self._pricing = visits, pricing
        self._pools = [pool_of(visit.discipline) for visit in visits]
        self._before = dict.fromkeys(self._pools, Standing()) | dict(before)
        self._order = list(range(len(visits)))
        if len(visits) > 1:
            self._order.sort(key=lambda index: _DISCIPLINES.index(Discipline(visits[index].discipline)))
        self._default = [visit.lines for visit in visits]
        self._included = [self._is_included(visit) for visit in visits]
        self._chosen = self._walk(self._default)

    def lines(self, claim: Claim) -> list[tuple[Line, ...]]:
        """Return the lines of one claim of the date, with the modifier where the threshold asks for it."""
        return self._walk(claim).lines

    @cached_property
    def visits(self) -> tuple[VisitUnits, ...]:
        """The visits, with the modifier on the lines of every claim, and what a reviewer should know."""
        return tuple(self._visit(index, visit) for index, visit in enumerate(self._visits))

    @cached_property
    def after(self) -> dict[Pool, Standing]:
        """Where each pool stands after the date."""
        after = {**self._before}
        for pool, cents in self._chosen.used.items():
            old = self._before[pool]
            crossed = old.crossed or pool in self._chosen.passing
            reviewed = old.reviewed or any(self._is_reviewed(index) for index in self._of(pool))
            after[pool] = Standing(cents, old.stated, old.through, crossed, reviewed)
        return after

    def _walk(self, claim: Claim) -> _Walked:
        amounts = self._amounts(claim)
        used = {pool: standing.cents for pool, standing in self._before.items()}
        passing: dict[Pool, tuple[int, int]] = {}
        marked: dict[int, set[int]] = defaultdict(set)
        for index in self._order:
            visit, pool = self._visits[index], self._pools[index]
            if self._included[index]:
                continue
            limit, _ = say.limits_of(visit.rules, pool)
            for place, amount in enumerate(amounts[index]):
                if limit is not None and _passes(used[pool], amount, limit):
                    passing.setdefault(pool, (index, place))
                    marked[index].add(place)
                used[pool] += amount.cents or 0
        if not passing:
            return _Walked(list(claim), amounts, used, passing)
        lines = [
            _marked(lines, marked[index], visit, whole_date=pool_of(visit.discipline) in passing)
            for index, (lines, visit) in enumerate(zip(claim, self._visits, strict=True))
        ]
        return _Walked(lines, amounts, used, passing)

    def _amounts(self, claim: Claim) -> list[list[Amount]]:
        """Return the amount of each line; one payer's rules see all their lines of the date together."""
        found: list[list[Amount]] = [[] for _ in claim]
        by_rules: dict[int, list[int]] = defaultdict(list)
        for index in self._order:
            if asks(self._visits[index].rules):
                by_rules[id(self._visits[index].rules)].append(index)
        for together in by_rules.values():
            visit = self._visits[together[0]]
            lines = [(index, (line.code, line.units)) for index in together for line in claim[index]]
            priced = self._pricing.amounts([line for _, line in lines], visit.rules, visit.on)
            for (index, _), amount in zip(lines, priced, strict=True):
                found[index].append(amount)
        return found

    def _visit(self, index: int, visit: VisitUnits) -> VisitUnits:
        if not asks(visit.rules):
            return visit
        lines = self._chosen.lines[index]
        conditional = visit.conditional
        if conditional is not None:
            base = [other.conditional.lines if other.conditional else other.lines for other in self._visits]
            conditional = replace(
                conditional,
                lines=self.lines(base)[index],
                alternative_lines=self._alternatives(index, conditional.alternative_lines, base),
            )
        return replace(
            visit,
            lines=lines,
            alternative_lines=self._alternatives(index, visit.alternative_lines, self._default),
            conditional=conditional,
            remarks=(*visit.remarks, *self._remarks(index, visit)),
        )

    def _alternatives(
        self, index: int, alternatives: Sequence[tuple[Line, ...]], base: Claim
    ) -> tuple[tuple[Line, ...], ...]:
        """Apply the threshold to each alternative of one visit, while the others carry what `base` has."""
        return tuple(
            [
                self._chosen.lines[index]  # the default is among the alternatives, and worked out already
                if own is self._default[index] and base is self._default
                else self.lines([own if place == index else lines for place, lines in enumerate(base)])[index]
                for own in alternatives
            ]
        )

    def _remarks(self, index: int, visit: VisitUnits) -> list[Remark]:
        if not visit.lines:
            return []
        pool = self._pools[index]
        before, walked = self._before[pool], self._chosen
        if self._included[index]:
            return self._of_an_included_date(visit, before)
        found = list(say.unknown(visit, pool, before.stated, walked.amounts[index]))
        passing = walked.passing.get(pool)
        if passing is not None and passing[0] == index and not before.crossed:
            found.append(say.crossed(visit, pool, visit.lines[passing[1]], before.cents, walked.used[pool]))
        if passing is not None:
            found += say.weak(visit, self._chosen.amounts[index])
        if not before.reviewed and self._is_reviewed(index) and index == self._last(pool):
            found.append(say.reviewed(visit, pool, walked.used[pool]))
        return found

    def _is_included(self, visit: VisitUnits) -> bool:
        """Whether the amount stated for the visit's pool includes the date."""
        return _includes(self._before[pool_of(visit.discipline)], visit.on)

    @staticmethod
    def _of_an_included_date(visit: VisitUnits, before: Standing) -> list[Remark]:
        """Say so where the threshold was passed at or before a date that the stated amount includes."""
        pool, rule = pool_of(visit.discipline), visit.rules.threshold
        if rule is None or before.through is None or before.cents <= say.limit_of(rule, pool):
            return []
        return [say.included(visit, pool, before.cents, before.through.isoformat())]

    def _is_reviewed(self, index: int) -> bool:
        """Whether the year's amount of a visit's pool is above that from which claims may be reviewed."""
        visit, pool = self._visits[index], self._pools[index]
        _, limit = say.limits_of(visit.rules, pool)
        return limit is not None and bool(visit.lines) and not self._included[index] and self._chosen.used[pool] > limit

    def _of(self, pool: Pool) -> list[int]:
        """Return the visits of a pool, in the order of the law."""
        return [index for index in self._order if self._pools[index] is pool]

    def _last(self, pool: Pool) -> int:
        """Find the last visit of a pool that has a line."""
        return [index for index in self._of(pool) if self._visits[index].lines][-1]


def _includes(standing: Standing, on: date) -> bool:
    """Whether the amount stated for a pool includes a date."""
    return standing.through is not None and on <= standing.through


def asks(rules: Rules) -> bool:
    """Whether the payer has a threshold, be it with a value on the date or without."""
    return rules.threshold is not None or "threshold" in rules.gaps


def _passes(used: int, amount: Amount, limit: int) -> bool:
    """Whether the year's amount is strictly above the limit after a line; one that is unknown is not nothing."""
    return used + amount.cents > limit if amount.cents is not None else used >= limit


def _marked(lines: tuple[Line, ...], places: set[int], visit: VisitUnits, *, whole_date: bool) -> tuple[Line, ...]:
    rule = visit.rules.threshold
    if rule is None:
        return lines
    if whole_date and say.looks_at_whole_date(visit.rules):
        places = set(range(len(lines)))
    return tuple(
        replace(line, modifiers=_with(rule.modifier, line.modifiers, visit.rules)) if place in places else line
        for place, line in enumerate(lines)
    )


def _with(modifier: str, modifiers: tuple[str, ...], rules: Rules) -> tuple[str, ...]:
    """Put a modifier after those of the assistant and the plan of care, before all others."""
    leading: set[str] = set()
    for rule in (rules.assistant, rules.plan_of_care):
        leading.update(rule.modifiers.values() if rule is not None else ())
    place = next((place for place, one in enumerate(modifiers) if one not in leading), len(modifiers))
    return (*modifiers[:place], modifier, *modifiers[place:])
