"""The units of a visit under each contest rule: what is not known yet is counted when it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from timeline.units.model import Payable, VisitUnits
from timeline.vocabulary import CONTEST_RULES, ContestRule


class Countable(Protocol):
    """A visit that can be counted under each contest rule."""

    def full(self, contest: ContestRule, /) -> VisitUnits:
        """Count it in full."""

    def payable(self, contest: ContestRule, /) -> Payable | VisitUnits:
        """Count its payable units, which are also those of its full count."""


class UnderRules(Mapping[ContestRule, VisitUnits]):
    """The count of one visit under each contest rule.

    Parameters
    ----------
    counted
        What is counted in full already.
    visit
        What the others are counted from; None where all are counted.
    """

    __slots__ = ("_counted", "_visit")

    def __init__(self, counted: Mapping[ContestRule, VisitUnits], visit: Countable | None = None) -> None:
        self._counted, self._visit = dict(counted), visit

    def __getitem__(self, rule: ContestRule) -> VisitUnits:
        found = self._counted.get(rule)
        if found is None:
            if self._visit is None:
                raise KeyError(rule)
            found = self._counted[rule] = self._visit.full(rule)
        return found

    def __iter__(self) -> Iterator[ContestRule]:
        return iter(CONTEST_RULES)

    def __len__(self) -> int:
        return len(CONTEST_RULES)

    def payable(self, rule: ContestRule) -> Payable | VisitUnits:
        """Return the payable units under a contest rule, which are also those of its full count."""
        found = self._counted.get(rule)
        return self[rule] if found is not None or self._visit is None else self._visit.payable(rule)
