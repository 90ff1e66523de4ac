"""What a few seconds more or fewer do to the timed units of a visit (claims §4).

Where a payer adds up the minutes of all timed codes, and no pair of codes, no limit and no other visit has a say, the
units follow from the sum: a pile. Of every other visit the unit engine counts them anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from timeline.clock import MINUTE
from timeline.units.counting import POOLED, units_for
from timeline.units.plan import plan_for
from timeline.units.treatments import Way
from timeline.visits import VisitAccount
from timeline.vocabulary import ContestRule


class Pile(NamedTuple):
    """The codes that make the timed units of a visit together.

    Parameters
    ----------
    seconds
        Code -> seconds that count, a whole minute at least.
    minutes
        The whole minutes of all of them.
    length, threshold
        Minutes of a unit, and of the remainder that earns one more.
    """

    seconds: Mapping[str, int]
    minutes: int
    length: int
    threshold: int

    def units_with(self, changes: Mapping[str, int]) -> int | None:
        """Count the units with some seconds more or fewer per code; None where a code enters the pile.

        A code that leaves it takes its minutes along: it was added to by nothing, and took no other off.
        """
        minutes = self.minutes
        for code, change in changes.items():
            if not change:
                continue
            seconds = self.seconds.get(code, 0)
            if not seconds:
                return None
            minutes += max(0, seconds + change) // MINUTE - seconds // MINUTE
        return units_for(minutes, self.length, self.threshold)


def pile_of(visit: VisitAccount, contest: ContestRule) -> Pile | None:
    """Return the pile of a visit's codes; None where its units do not follow from the sum of the minutes."""
    rules = visit.rules
    if visit.units is None or rules is None or rules.units.method not in POOLED or rules.caps is not None:
        return None
    if visit.beside.get(contest) or visit.units[contest].removed:
        return None
    plan = plan_for(rules, visit.key[2], date.fromisoformat(visit.key[0]))
    seconds: dict[str, int] = {}
    for code, time in visit.earning.items():
        own, treatment = time.by_rule[contest], plan.treatments[code]
        if own >= MINUTE and treatment.way is Way.POOL:
            if treatment.primary or treatment.billed != code:
                return None
            seconds[code] = own
    minutes = sum([own // MINUTE for own in seconds.values()])
    return Pile(seconds, minutes, plan.length, plan.threshold)


def units_with(
    visit: VisitAccount,
    changes: Mapping[str, int],
    *,
    contest: ContestRule | None = None,
    pile: Pile | None = None,
) -> int:
    """Count the timed units of a visit with some seconds more or fewer per code, as `VisitAccount.units_with`.

    Parameters
    ----------
    contest
        The contest rule to count under; None: the one in force.
    pile
        Its pile, where it is known already.
    """
    rule = contest or visit.contest
    if not any(changes.values()):
        return visit.timed_units_under(rule) or 0
    pile = pile or pile_of(visit, rule)
    units = None if pile is None else pile.units_with(changes)
    return visit.units_with(rule, changes) if units is None else units


def units_added(visit: VisitAccount, changes: Mapping[str, int]) -> int:
    """Count the timed units that some more seconds per code would add; never negative."""
    return max(0, units_with(visit, changes) - (visit.timed_units or 0))
