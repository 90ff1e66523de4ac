"""The units of a visit under each contest rule: what is not in force is counted in full when it is read."""

from __future__ import annotations

from datetime import date

import pytest

from timeline.policies import load_policy
from timeline.units import CodeTime, VisitTimes, under
from timeline.units.engine import count_visit
from timeline.units.remembered import Asked, asked
from timeline.units.under import Together, UnderRules
from timeline.vocabulary import ContestRule

ON = date(2026, 3, 2)
RULES = load_policy("medicare").on(ON)
SECONDS = {ContestRule.EXCLUSIVE: 900, ContestRule.NESTED: 1800, ContestRule.DOCUMENTED: 2700}


class Visit:
    """A visit of one code with other seconds under each contest rule."""

    def asked(self, contest: ContestRule) -> Asked:
        return asked(VisitTimes("PT", [CodeTime("97110", SECONDS[contest])]))


def found() -> UnderRules:
    together = Together([Visit()], RULES, ON)
    return UnderRules({ContestRule.NESTED: together.count(ContestRule.NESTED)[0]}, together)


def test_every_rule_has_its_own_count() -> None:
    expected = {
        rule: count_visit([CodeTime("97110", seconds)], RULES, discipline="PT", on=ON)
        for rule, seconds in SECONDS.items()
    }
    assert dict(found()) == expected
    assert (len(found()), [*found()]) == (3, [*ContestRule])


@pytest.mark.parametrize("rule", ContestRule)
def test_payable_units_are_those_of_the_full_count(rule: ContestRule) -> None:
    units = found()
    assert (units.payable(rule).units, units.payable(rule).timed_units) == (units[rule].units, units[rule].timed_units)


def test_payable_units_ask_for_no_full_count(monkeypatch: pytest.MonkeyPatch) -> None:
    units = found()
    monkeypatch.delattr(under, "count_remembered")
    assert [units.payable(rule).timed_units for rule in ContestRule] == [1, 2, 3]
    with pytest.raises(NameError):
        units[ContestRule.DOCUMENTED]


def test_another_count_under_one_rule_leaves_the_others() -> None:
    units = found()
    other = count_visit([], RULES, discipline="PT", on=ON)
    changed = units.replaced(ContestRule.NESTED, other)
    assert [changed[rule].timed_units for rule in ContestRule] == [1, 0, 3]
    assert units[ContestRule.NESTED].timed_units == 2


def test_a_rule_that_nobody_can_count_is_a_key_error() -> None:
    counted = UnderRules({ContestRule.NESTED: found()[ContestRule.NESTED]})
    for read in (counted.__getitem__, counted.payable):
        with pytest.raises(KeyError, match="documented"):
            read(ContestRule.DOCUMENTED)
