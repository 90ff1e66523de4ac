"""What the codes in play earn before limits and lines (claims §2, §4)."""

from __future__ import annotations

from datetime import date

import pytest

from timeline.policies import load_policy
from timeline.units import CodeTime, VisitTimes
from timeline.units.earned import Recorded, default_units, fixed_units, permitted, pool_of, recorded, timed_units
from timeline.units.plan import plan_for

ON = date(2024, 9, 2)


def begun(*times: CodeTime, payer: str = "medicare", discipline: str = "PT") -> Recorded:
    return recorded(VisitTimes(discipline, times), plan_for(load_policy(payer).on(ON), discipline, ON))


def of(payer: str = "medicare", **minutes: int) -> Recorded:
    return begun(*(CodeTime(code.removeprefix("c"), 60 * spent) for code, spent in minutes.items()), payer=payer)


def test_a_code_is_in_play_from_a_whole_minute_on() -> None:
    assert begun(CodeTime("97110", 60), CodeTime("97112", 59)).playing == {"97110"}


def test_a_code_that_is_not_payable_is_not_in_play() -> None:
    assert of(c97110=15, c97010=15, c99999=15).playing == {"97110"}


def test_c1_an_evaluation_is_in_play_by_a_whole_minute_of_the_therapist() -> None:
    assert begun(CodeTime("97161", 1800, 1740)).playing == {"97161"}
    assert begun(CodeTime("97161", 1800, 1741)).playing == frozenset()


def test_c1_an_add_on_is_in_play_only_beside_its_primary() -> None:
    assert of(c97130=15, c97110=15).playing == {"97110"}
    assert of(c97129=0, c97130=15).playing == frozenset()
    assert of(c97129=1, c97130=15).playing == {"97129", "97130"}


@pytest.mark.parametrize(("seconds", "playing"), [(59, {"97014"}), (60, {"G0283"})])
def test_a_code_recorded_beside_a_whole_minute_of_the_one_that_replaces_it_is_the_same_service(
    seconds: int, playing: set[str]
) -> None:
    assert begun(CodeTime("97014", 600), CodeTime("G0283", seconds)).playing == playing


def test_of_a_code_named_twice_everything_is_added_up() -> None:
    visit = begun(
        CodeTime("97597", 300, 60, 2), CodeTime("97110", 60), CodeTime("97597", 300, 30, 3), CodeTime("97597", 60)
    )
    assert visit.times == {"97110": CodeTime("97110", 60), "97597": CodeTime("97597", 660, 90, 5)}
    assert begun(CodeTime("97597", 300), CodeTime("97597", 60)).times["97597"].quantity is None


def test_a_code_named_twice_was_remote_where_one_of_its_times_was() -> None:
    times = [CodeTime("97110", 60), CodeTime("97110", 60, remote=True)]
    assert begun(*times).times["97110"].remote is True
    assert begun(times[0], times[0]).times["97110"].remote is False


def test_what_is_taken_off_is_not_in_play_and_stays_taken_off() -> None:
    visit = of(c97110=15, c97112=15, c97140=15).without(["97112"]).without(["97140"])
    assert (visit.playing, visit.removed) == ({"97110"}, {"97112", "97140"})


def test_c1_each_class_earns_in_its_own_way() -> None:
    visit = of(c97161=45, c96125=91, c97012=90, c97010=15, c97110=30)
    assert fixed_units(visit) == {"97161": 1, "96125": 2, "97012": 1, "97010": 0}
    assert fixed_units(of(c96125=30)) == {"96125": 0}


def test_c1_a_code_by_area_earns_the_quantity_stated_else_one() -> None:
    assert fixed_units(begun(CodeTime("97597", 300, quantity=3))) == {"97597": 3}
    assert fixed_units(begun(CodeTime("97597", 300))) == {"97597": 1}
    assert fixed_units(begun(CodeTime("97597", 59, quantity=3))) == {"97597": 0}


def test_c1_an_add_on_by_area_earns_its_quantity_once_its_primary_stands() -> None:
    times = CodeTime("97597", 300), CodeTime("97598", 300, quantity=2)
    assert fixed_units(begun(*times)) == {"97597": 1, "97598": 2}
    assert fixed_units(begun(*times).without(["97597"]))["97598"] == 0
    assert fixed_units(begun(times[1])) == {"97598": 0}


@pytest.mark.parametrize(
    ("primary", "add_on", "units"),
    [
        (7, 0, {"97129": 0, "97130": 0}),
        (8, 0, {"97129": 1, "97130": 0}),
        (4, 4, {"97129": 1, "97130": 0}),
        (15, 8, {"97129": 1, "97130": 1}),
        (40, 0, {"97129": 1, "97130": 2}),
    ],
)
def test_c1_both_codes_of_a_chain_put_their_minutes_together(primary: int, add_on: int, units: dict[str, int]) -> None:
    assert fixed_units(of(c97129=primary, c97130=add_on)) == units


def test_a_chain_adds_up_whole_minutes_of_each_code() -> None:
    assert fixed_units(begun(CodeTime("97129", 7 * 60 + 59), CodeTime("97130", 59)))["97129"] == 0
    assert fixed_units(begun(CodeTime("97129", 7 * 60 + 59), CodeTime("97130", 60)))["97129"] == 1


def test_an_add_on_nobody_recorded_is_listed_only_where_it_earns() -> None:
    assert fixed_units(of(c97129=15)) == {"97129": 1}
    assert fixed_units(of(c97129=23)) == {"97129": 1, "97130": 1}


def test_an_add_on_that_a_pair_took_off_earns_nothing_of_its_primary_s_minutes() -> None:
    assert fixed_units(of(c97129=40, c97130=15).without(["97130"])) == {"97129": 1, "97130": 0}
    assert fixed_units(of(c97129=40, c97130=15).without(["97129"])) == {"97129": 0, "97130": 0}


def test_a_code_of_the_pool_that_is_out_of_play_has_no_unit() -> None:
    assert fixed_units(of(c97110=15, c97112=0)) == {"97112": 0}


def test_the_pool_is_in_the_order_that_breaks_ties_by_whole_minutes_then_code() -> None:
    times = [CodeTime("97140", 959), CodeTime("97110", 901), CodeTime("97112", 960), CodeTime("97116", 59)]
    assert [time.code for time in pool_of(begun(*times))] == ["97112", "97110", "97140"]


def test_the_default_is_the_first_of_the_permitted_claims_under_every_method() -> None:
    for payer in ("medicare", "cpt-midpoint", "full-unit"):
        visit = of(payer, c97110=20, c97112=20, c97012=10)
        assert default_units(visit) == next(iter(permitted(visit)))


def test_the_total_is_shared_out_and_each_code_alone_is_not() -> None:
    minutes = {"c97110": 10, "c97112": 10}
    assert list(permitted(of(**minutes))) == [{"97110": 1, "97112": 0}, {"97110": 0, "97112": 1}]
    assert list(permitted(of("cpt-midpoint", **minutes))) == [{"97110": 1, "97112": 1}]
    assert default_units(of("cpt-midpoint", **minutes)) == {"97110": 1, "97112": 1}


def test_timed_units_are_those_of_the_pool_and_no_others() -> None:
    visit = of(c97110=30, c97012=10, c97129=15, c96125=60)
    assert timed_units(default_units(visit), visit.plan) == 2


def test_a_quantity_stated_of_a_code_that_is_not_counted_by_it_changes_nothing() -> None:
    times = CodeTime("97012", 600, quantity=3), CodeTime("97161", 600, quantity=2)
    assert fixed_units(begun(*times)) == {"97012": 1, "97161": 1}
