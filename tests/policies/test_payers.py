"""What is peculiar to each payer that is shipped as an example, and that none of them claims to be more."""

from __future__ import annotations

import re
from datetime import date

import pytest

from timeline.policies import load_policy, policy_names, sources
from timeline.policies.model import Dated
from timeline.units import UnitsResult, count_units
from timeline.vocabulary import Role

EXAMPLES = (
    "commercial-daily-maximum",
    "medicaid-daily-cap",
    "medicaid-oklahoma",
    "medicaid-texas",
    "tricare",
    "workers-comp-california",
    "workers-comp-new-york",
)
#: What somebody who reads an unverified value is asked to do.
DO = re.compile(r"\b(Ask|Check|Compare|Look|Put|Read|State|compare|ask|read)\b")


def count(payer: str, on: str = "2026-03-02", **minutes: object) -> UnitsResult:
    """Count minutes by code, written as `c97110=30` or with roles."""
    return count_units({code.removeprefix("c"): spent for code, spent in minutes.items()}, on=on, payer=payer)


def units(result: UnitsResult) -> dict[str, int]:
    """Give the units of the default claim, all disciplines together, by code and discipline."""
    return {f"{code} {visit.discipline}": n for visit in result.visits for code, n in visit.units.items() if n}


def unverified() -> list[tuple[str, Dated]]:
    """List the unverified entries of every shipped policy."""
    return [
        (name, entry)
        for name in policy_names()
        for entries in load_policy(name).history.values()
        for entry in entries
        if not entry.verified
    ]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_claims_nothing_verified(name: str) -> None:
    assert {entry.verified for entries in load_policy(name).history.values() for entry in entries} == {False}


def test_every_unverified_value_says_what_to_do_about_it() -> None:
    silent = [(name, entry.name, entry.note) for name, entry in unverified() if not DO.search(entry.note)]
    assert silent == []


def test_what_an_example_rests_on_is_described() -> None:
    cited = {cited.id for _, entry in unverified() for cited in entry.sources}
    assert cited <= set(sources())


def test_texas_medicaid_rounds_each_code_to_the_nearest_quarter_hour() -> None:
    assert units(count("medicaid-texas", c97110=22, c97140=7)) == {"97110 PT": 1}
    assert units(count("medicaid-texas", c97110=23, c97140=8)) == {"97110 PT": 2, "97140 PT": 1}


def test_texas_medicaid_pays_eight_units_a_day_of_each_therapy_type() -> None:
    assert units(count("medicaid-texas", c97110=150)) == {"97110 PT": 8}
    both = count("medicaid-texas", c97110={"PT": 150}, c97530={"OT": 135})
    assert units(both) == {"97110 PT": 8, "97530 OT": 8}


def test_oklahoma_medicaid_counts_as_medicare_does() -> None:
    for minutes in ({"c97110": 33, "c97140": 7}, {"c97112": 7, "c97110": 7, "c97140": 7}):
        assert units(count("medicaid-oklahoma", **minutes)) == units(count("medicare", **minutes))
    assert "caps" not in load_policy("medicaid-oklahoma").history


def test_tricare_did_not_pay_assistants_before_april_2020() -> None:
    before, after = (load_policy("tricare").on(day) for day in (date(2020, 4, 15), date(2020, 4, 16)))
    assert [role for role in Role if not before.covers(role)] == [Role.PTA, Role.OTA]
    assert all(after.covers(role) for role in Role)
    assert units(count("tricare", on="2020-04-15", c97110={"PT": 15, "PTA": 30})) == {"97110 PT": 1}
    (assisted, line) = count("tricare", c97110={"PT": 15, "PTA": 30}).visits[0].lines
    assert (assisted.modifiers, line.modifiers) == (("CQ", "GP"), ("GP",))


def test_the_commercial_maximum_is_of_the_listed_codes_of_a_patient_s_day() -> None:
    both = count("commercial-daily-maximum", c97110={"PT": 45}, c97530={"OT": 45})
    assert sum(units(both).values()) == 4
    assert units(count("commercial-daily-maximum", c97110=60, c97161=30, c97012=10)) == {
        "97110 PT": 4,
        "97161 PT": 1,
        "97012 PT": 1,
    }


def test_new_york_s_limit_is_eight_relative_value_units_a_patient_s_day_whoever_treats() -> None:
    alone = count("workers-comp-new-york", c97140=15)
    assert units(alone) == {"97140 PT": 1}  # 4.23
    both = count("workers-comp-new-york", c97140={"PT": 15}, c97124={"OT": 30})
    assert sum(units(both).values()) == 2  # 4.23 + 2.62, or 2 x 2.62: another unit would pass 8
    assert "units.cap" in {remark.rule for remark in both.remarks}


def test_a_code_without_a_value_is_not_limited_in_new_york_and_it_is_said() -> None:
    found = count("workers-comp-new-york", c97110=60)
    assert units(found) == {"97110 PT": 4}
    assert any("the policy states no value" in remark.text for remark in found.remarks)


def test_california_s_limit_is_sixty_minutes_or_four_codes_a_visit() -> None:
    assert units(count("workers-comp-california", c97110=75)) == {"97110 PT": 4}
    every = count("workers-comp-california", c97012=10, c97016=10, c97018=10, c97022=10, c97024=10)
    assert sum(units(every).values()) == 4  # 50 minutes, but five codes
    both = count("workers-comp-california", c97110={"PT": 60}, c97530={"OT": 60})
    assert units(both) == {"97110 PT": 4, "97530 OT": 4}


def test_a_medicare_advantage_plan_follows_part_b_but_that_it_does_is_not_verified() -> None:
    plan, part_b = (load_policy(name).on(date(2026, 3, 2)) for name in ("medicare-advantage", "medicare"))
    differ = {name for name in part_b.sources if getattr(plan, name) != getattr(part_b, name)}
    assert differ == set()
    assert plan.unverified.keys() - part_b.unverified.keys() == {"units"}
    minutes = {"c97110": 23, "c97140": {"PT": 5, "PTA": 10}, "c97150": 20}
    lines = [[visit.lines for visit in count(name, **minutes).visits] for name in ("medicare-advantage", "medicare")]
    assert lines[0] == lines[1]
