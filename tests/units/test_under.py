"""The units of a visit under each contest rule: what is not in force is counted in full when it is read."""

from __future__ import annotations

from datetime import date

import pytest

from timeline.policies import load_policy
from timeline.units import CodeTime, VisitUnits
from timeline.units.engine import count_visit
from timeline.units.model import Payable
from timeline.units.under import UnderRules
from timeline.vocabulary import ContestRule

ON = date(2026, 3, 2)
RULES = load_policy("medicare").on(ON)
SECONDS = {ContestRule.EXCLUSIVE: 900, ContestRule.NESTED: 1800, ContestRule.DOCUMENTED: 2700}


def counted(rule: ContestRule) -> VisitUnits:
    return count_visit([CodeTime("97110", SECONDS[rule])], RULES, discipline="PT", on=ON)


class Visit:
    """A visit of one code with other seconds under each contest rule; it writes down what is asked of it."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ContestRule]] = []

    def full(self, contest: ContestRule) -> VisitUnits:
        self.asked.append(("full", contest))
        return counted(contest)

    def payable(self, contest: ContestRule) -> Payable:
        self.asked.append(("payable", contest))
        return Payable(counted(contest).timed_units, counted(contest).units)


def found(visit: Visit | None = None) -> UnderRules:
    return UnderRules({ContestRule.NESTED: counted(ContestRule.NESTED)}, visit or Visit())


def test_every_rule_has_its_own_count() -> None:
    assert dict(found()) == {rule: counted(rule) for rule in SECONDS}
    assert (len(found()), [*found()]) == (3, [*ContestRule])


@pytest.mark.parametrize("rule", ContestRule)
def test_payable_units_are_those_of_the_full_count(rule: ContestRule) -> None:
    units = found()
    assert (units.payable(rule).units, units.payable(rule).timed_units) == (units[rule].units, units[rule].timed_units)


def test_payable_units_ask_for_no_full_count_and_what_is_counted_is_not_asked_for() -> None:
    visit = Visit()
    units = found(visit)
    assert [units.payable(rule).timed_units for rule in ContestRule] == [1, 2, 3]
    assert visit.asked == [("payable", ContestRule.EXCLUSIVE), ("payable", ContestRule.DOCUMENTED)]


def test_a_full_count_is_asked_for_once() -> None:
    visit = Visit()
    units = found(visit)
    assert units[ContestRule.DOCUMENTED] is units[ContestRule.DOCUMENTED]
    assert units.payable(ContestRule.DOCUMENTED) is units[ContestRule.DOCUMENTED]
    assert visit.asked == [("full", ContestRule.DOCUMENTED)]


def test_a_rule_that_nobody_can_count_is_a_key_error() -> None:
    units = UnderRules({ContestRule.NESTED: counted(ContestRule.NESTED)})
    for read in (units.__getitem__, units.payable):
        with pytest.raises(KeyError, match="documented"):
            read(ContestRule.DOCUMENTED)
