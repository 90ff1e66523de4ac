"""What a payer's rules do with each code on a date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from timeline.policies import load_policy
from timeline.units.plan import Treatment, Way, plan_for

MEDICARE = load_policy("medicare")


def test_a_plan_has_the_ceilings_in_force_on_its_date() -> None:
    days = (date(2026, 3, 31), date(2026, 4, 1))
    held = [plan_for(load_policy("medicare").on(day), day).ceilings for day in days]
    assert ["92629" in ceilings for ceilings in held] == [False, True]


def treatment(code: str, payer: str = "medicare", on: date = date(2024, 9, 2)) -> Treatment:
    return plan_for(load_policy(payer).on(on), on).of(code)


@pytest.mark.parametrize(
    ("code", "way", "length", "threshold"),
    [
        ("97110", Way.POOL, 15, 8),
        ("96125", Way.OWN, 60, 31),
        ("97545", Way.CHAIN, 120, 61),
        ("97546", Way.CHAIN, 60, 31),
        ("97161", Way.ONCE, 0, 0),
        ("97010", Way.NOTHING, 0, 0),
        ("98980", Way.NOTHING, 0, 0),
        ("99999", Way.NOTHING, 0, 0),
    ],
)
def test_each_code_is_counted_in_its_own_way(code: str, way: Way, length: int, threshold: int) -> None:
    found = treatment(code)
    assert (found.billed, found.way, found.length, found.threshold) == (code, way, length, threshold)
    assert found.in_pool == (way is Way.POOL)


def test_a_code_that_is_not_in_use_on_the_date_earns_nothing_but_stays_in_its_pool() -> None:
    assert [treatment("97532", on=date(year, 9, 2)).way for year in (2017, 2024)] == [Way.POOL, Way.NOTHING]
    assert treatment("97532").in_pool


def test_without_a_date_every_code_is_in_use() -> None:
    assert plan_for(MEDICARE.on(date(2024, 9, 2)), None).of("97532").remark is None


def test_only_a_replaced_code_stands_on_the_line_as_another() -> None:
    assert [treatment("97014", payer).billed for payer in ("medicare", "cpt-midpoint")] == ["G0283", "97014"]


def test_what_a_payer_says_of_a_code_goes_before_what_the_code_table_says() -> None:
    rules = MEDICARE.on(date(2024, 9, 2))
    assert rules.coverage is not None
    stated = replace(rules.coverage, codes={**rules.coverage.codes, "97010": "payable"})
    assert plan_for(replace(rules, coverage=stated), date(2024, 9, 2)).of("97010").way is Way.ONCE


def test_timed_and_group_codes_are_shown_apart_by_time_and_modalities_are_not() -> None:
    assert [treatment(code).apart_by_time for code in ("97110", "97150", "G0283", "97161")] == [
        True,
        True,
        False,
        False,
    ]


def test_who_may_evaluate_is_the_payer_s_to_say() -> None:
    assert [treatment(code).by_therapist for code in ("97161", "97110")] == [True, False]
