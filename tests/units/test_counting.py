import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.policies.rules import Method, UnitRule
from timeline.units.counting import midpoint_threshold, own_threshold, threshold_of, units_for

minutes = st.integers(0, 600)


@pytest.mark.parametrize("units", range(1, 41))
def test_n_units_need_15n_less_7_minutes_and_growth_never_stops(units: int) -> None:
    fewest = 15 * units - 7
    assert units_for(fewest - 1, 15, 8) == units - 1
    assert units_for(fewest, 15, 8) == units
    assert units_for(fewest + 14, 15, 8) == units


def test_121_to_127_minutes_are_8_units() -> None:
    assert {units_for(spent, 15, 8) for spent in range(121, 128)} == {8}


def test_bounds_do_not_start_above_8_or_end_at_23() -> None:
    assert [units_for(spent, 15, 8) for spent in (8, 22, 23, 37, 38)] == [1, 1, 2, 2, 3]


def test_68_to_82_minutes_are_5_units_and_83_to_97_are_6() -> None:
    assert [units_for(spent, 15, 8) for spent in (68, 72, 82, 83, 97)] == [5, 5, 5, 6, 6]


@given(minutes)
def test_units_equal_minutes_plus_7_in_fifteens(spent: int) -> None:
    assert units_for(spent, 15, 8) == (spent + 7) // 15


@given(minutes, st.integers(1, 60), st.data())
def test_a_minute_more_never_costs_a_unit(spent: int, length: int, data: st.DataObject) -> None:
    threshold = data.draw(st.integers(1, length))
    more = units_for(spent + 1, length, threshold) - units_for(spent, length, threshold)
    assert more in (0, 1)


@given(st.integers(0, 500), st.integers(1, 120))
def test_a_unit_is_earned_when_its_midpoint_is_strictly_passed(spent: int, length: int) -> None:
    earned = sum(1 for n in range(1, 502) if 2 * spent > 2 * length * (n - 1) + length)
    assert units_for(spent, length, midpoint_threshold(length)) == earned


def test_full_units_round_nothing_up() -> None:
    threshold = threshold_of(UnitRule(Method.FULL_UNITS, 15))
    assert [units_for(spent, 15, threshold) for spent in (14, 15, 29, 30)] == [0, 1, 1, 2]


def test_nearest_and_midpoint_part_only_at_exactly_half() -> None:
    nearest, midpoint = (threshold_of(UnitRule(method, 30)) for method in (Method.NEAREST, Method.MIDPOINT))
    differ = [spent for spent in range(91) if units_for(spent, 30, nearest) != units_for(spent, 30, midpoint)]
    assert differ == [15, 45, 75]


def test_37_minutes_are_never_3_units() -> None:
    rules = [UnitRule(Method.TOTAL_MINUTES, 15, 8), *(UnitRule(method, 15) for method in list(Method)[1:])]
    assert max(units_for(37, 15, threshold_of(rule)) for rule in rules) == 2


@pytest.mark.parametrize(("stated", "least"), [(8, 8), (5, 5), (None, 15)])
def test_the_total_earns_its_last_unit_from_the_minutes_the_policy_states_else_from_a_full_one(stated, least) -> None:
    rule = UnitRule(Method.TOTAL_MINUTES, 15, stated)
    assert (threshold_of(rule), threshold_of(rule, 60)) == (least, 60 * least)


@pytest.mark.parametrize(("length", "nearest", "midpoint"), [(15, 8, 8), (30, 15, 16), (60, 30, 31), (45, 23, 23)])
def test_half_of_a_unit_is_near_it_and_more_than_half_passes_its_midpoint(
    length: int, nearest: int, midpoint: int
) -> None:
    for method, least in ((Method.NEAREST, nearest), (Method.MIDPOINT, midpoint), (Method.FULL_UNITS, length)):
        assert threshold_of(UnitRule(method, length)) == own_threshold(UnitRule(method, 15), length) == least
    assert own_threshold(UnitRule(Method.TOTAL_MINUTES, 15, 8), length) == midpoint
