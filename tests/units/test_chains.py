from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.code_table import code_table
from timeline.policies import load_policy
from timeline.units import CodeTime, count_visit
from timeline.units.chains import add_ons, chain_units, primaries


@given(st.integers(0, 600))
def test_the_first_unit_of_a_chain_has_the_primary_code_and_no_second_one(minutes: int) -> None:
    first, further = chain_units(minutes, 15, 15)
    assert first == (minutes >= 8)
    assert first + further == (minutes + 7) // 15


@given(st.integers(0, 600))
def test_further_units_start_after_the_first_is_full(minutes: int) -> None:
    first, further = chain_units(minutes, 30, 15)
    assert further == max(0, minutes - 30 + 7) // 15
    assert first or not further


def test_every_code_of_the_table_s_chains_belongs_to_one() -> None:
    assert {code for code, row in code_table().items() if row.pool in ("chain", "area")} == set(primaries())


def test_both_codes_of_a_chain_count_together(count) -> None:
    visit = count({"97129": 10, "97130": 13})
    assert visit.units == {"97129": 1, "97130": 1}
    assert visit.timed_units == 0


@pytest.mark.parametrize("code", sorted(set(primaries()) - set(add_ons())))
def test_an_add_on_recorded_alone_earns_nothing(count, code: str) -> None:
    discipline = "SLP" if code == "92608" else "PT"
    visit = count({code: 90}, payer="cpt-midpoint", on=date(2025, 3, 3), discipline=discipline)
    assert (visit.units, visit.lines) == ({code: 0}, ())
    assert "code.add_on" in {remark.rule for remark in visit.remarks}


def test_minutes_of_a_primary_beyond_its_stretch_earn_the_add_on_that_nobody_recorded(count) -> None:
    assert count({"97129": 40}).units == {"97129": 1, "97130": 2}


def test_an_area_code_earns_its_quantity_beside_its_primary() -> None:
    rules, on = load_policy("medicare").on(date(2026, 3, 2)), date(2026, 3, 2)
    times = [CodeTime("97597", 900), CodeTime("97598", 600, quantity=3)]
    visit = count_visit(times, rules, discipline="PT", on=on)
    assert visit.units == {"97597": 1, "97598": 3}
    assert [remark.codes for remark in visit.remarks if remark.rule == "code.quantity"] == [("97597",)]


def test_work_hardening_counts_two_hours_then_hours(count) -> None:
    assert count({"97545": 120, "97546": 31}).units == {"97545": 1, "97546": 1}


@pytest.mark.parametrize("payer", ["medicare", "cpt-midpoint", "full-unit"])
def test_caregiver_training_counts_thirty_minutes_then_fifteens(count, payer: str) -> None:
    assert count({"97550": 38}, payer=payer).units == {"97550": 1, "97551": 1}


def test_a_chain_names_an_add_on_for_each_primary() -> None:
    assert add_ons()["97129"] == "97130"
