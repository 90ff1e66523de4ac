"""The units of a visit under each contest rule: in full under the rule in force, under another only what is read of it.

A claim is made under the rule in force. Of the others, tables and exposure read units by code, which is the cheaper
question; the rest of their count is worked out when somebody reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from timeline.policies.model import Rules
from timeline.units.model import Payable, VisitUnits
from timeline.units.remembered import Asked, count_remembered, payable_remembered
from timeline.vocabulary import CONTEST_RULES, ContestRule


class Askable(Protocol):
    """A visit whose times are known under each contest rule."""

    def asked(self, contest: ContestRule, /) -> Asked:
        """Return its codes' times under a contest rule."""


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Together:
    """The visits of a patient and date that one payer's rules count together."""

    visits: Sequence[Askable]
    rules: Rules
    on: date

    def asked(self, contest: ContestRule) -> list[Asked]:
        """Return the times of each visit under a contest rule."""
        return [visit.asked(contest) for visit in self.visits]

    def count(self, contest: ContestRule) -> tuple[VisitUnits, ...]:
        """Count each visit under a contest rule."""
        return count_remembered(self.asked(contest), self.rules, on=self.on)

    def payable(self, contest: ContestRule) -> tuple[Payable, ...]:
        """Count of each visit only the payable units under a contest rule."""
        return payable_remembered(self.asked(contest), self.rules, on=self.on)


class UnderRules(Mapping[ContestRule, VisitUnits]):
    """The count of one visit under each contest rule.

    Parameters
    ----------
    counted
        What is counted in full already: under the rule in force, and under those that credit the same times.
    together
        What the others are counted from; None where all are counted.
    index
        The visit's position in it.
    """

    __slots__ = ("_counted", "_index", "_payable", "_together")

    def __init__(
        self, counted: dict[ContestRule, VisitUnits], together: Together | None = None, index: int = 0
    ) -> None:
        self._counted, self._together, self._index = counted, together, index
        self._payable: dict[ContestRule, Payable] = {}

    def __getitem__(self, rule: ContestRule) -> VisitUnits:
        found = self._counted.get(rule)
        if found is None:
            if self._together is None:
                raise KeyError(rule)
            found = self._counted[rule] = self._together.count(rule)[self._index]
        return found

    def __iter__(self) -> Iterator[ContestRule]:
        return iter(CONTEST_RULES)

    def __len__(self) -> int:
        return len(CONTEST_RULES)

    def payable(self, rule: ContestRule) -> Payable | VisitUnits:
        """Return the payable units under a contest rule, which are also those of its full count."""
        found = self._counted.get(rule) or self._payable.get(rule)
        if found is None:
            if self._together is None:
                raise KeyError(rule)
            found = self._payable[rule] = self._together.payable(rule)[self._index]
        return found

    def replaced(self, rule: ContestRule, units: VisitUnits) -> UnderRules:
        """Return the same with another count under one rule."""
        return UnderRules({**self._counted, rule: units}, self._together, self._index)
