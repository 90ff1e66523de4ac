"""One payer's rules prepared for a date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from timeline.policies import load_policy
from timeline.units.plan import plan_for
from timeline.vocabulary import Discipline

MEDICARE = load_policy("medicare")


def test_a_plan_has_the_ceilings_in_force_on_its_date() -> None:
    days = (date(2026, 3, 31), date(2026, 4, 1))
    held = [plan_for(load_policy("medicare").on(day), "PT", day).ceilings for day in days]
    assert ["92629" in ceilings for ceilings in held] == [False, True]


@pytest.mark.parametrize(("day", "said"), [(date(2026, 12, 31), False), (date(2027, 1, 1), True)])
def test_a_policy_is_verified_through_its_last_date_and_says_so_after_it(day: date, said: bool) -> None:
    rules = replace(MEDICARE.on(date(2026, 3, 2)), verified_through=date(2026, 12, 31))
    told = [remark.text for remark in plan_for(rules, "PT", day).standing]
    assert told == (["medicare was verified for services through 2026-12-31"] if said else [])


def test_a_policy_without_a_date_of_verification_says_nothing_of_it() -> None:
    rules = replace(MEDICARE.on(date(2026, 3, 2)), verified_through=None)
    assert plan_for(rules, "PT", date(2026, 3, 2)).standing == ()


def test_units_counted_by_an_unverified_rule_say_so_on_every_visit() -> None:
    rules = replace(MEDICARE.on(date(2026, 3, 2)), unverified={"units": "From a brochure."})
    (remark,) = plan_for(rules, "PT", date(2026, 3, 2)).standing
    assert (remark.rule, remark.severity) == ("policy.unverified", "note")
    assert remark.text == "medicare: the rule units is unverified. From a brochure."


def test_a_plan_says_its_discipline_as_a_word_whoever_asked_first() -> None:
    rules = replace(MEDICARE.on(date(2026, 3, 2)), unverified={"units": "Asked for the first time."})
    by_member = plan_for(rules, Discipline.OT, date(2026, 3, 2))
    assert [type(plan.discipline) for plan in (by_member, plan_for(rules, "OT", date(2026, 3, 2)))] == [str, str]
