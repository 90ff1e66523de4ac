from itertools import combinations

from hypothesis import example, given
from hypothesis import strategies as st

from timeline.units.allocation import allocations, default_allocation, share_out
from timeline.units.counting import units_for

piles = st.lists(st.integers(0, 60), max_size=5).filter(lambda minutes: sum(minutes) <= 200)


def brute_force(minutes: list[int]) -> set[tuple[int, ...]]:
    """Try every way to hand out the last units; keep those that take the most left-over minutes."""
    full = [spent // 15 for spent in minutes]
    left = (sum(minutes) + 7) // 15 - sum(full)
    ways = list(combinations(range(len(minutes)), left))
    taken = {way: sum(minutes[position] % 15 for position in way) for way in ways}
    best = {way for way in ways if taken[way] == max(taken.values())}
    return {tuple(full[position] + (position in way) for position in range(len(minutes))) for way in best}


@given(piles)
@example([20, 20])
@example([7, 7, 22, 10])
def test_alternatives_are_exactly_what_brute_force_finds(minutes: list[int]) -> None:
    assert {tuple(way) for way in allocations(minutes, 15, 8)} == brute_force(minutes)


@given(piles)
def test_alternatives_are_distinct(minutes: list[int]) -> None:
    ways = [tuple(way) for way in allocations(minutes, 15, 8)]
    assert len(ways) == len(set(ways))


@given(piles)
def test_every_alternative_sums_to_the_units_of_the_total(minutes: list[int]) -> None:
    assert {sum(way) for way in allocations(minutes, 15, 8)} == {units_for(sum(minutes), 15, 8)}


@given(piles)
@example([20, 20])
@example([7, 22, 37])
def test_the_default_is_the_first_alternative(minutes: list[int]) -> None:
    assert default_allocation(minutes, 15, 8) == next(allocations(minutes, 15, 8))


@given(piles)
def test_a_full_fifteen_always_keeps_its_unit(minutes: list[int]) -> None:
    for way in allocations(minutes, 15, 8):
        assert all(spent // 15 <= units <= spent // 15 + 1 for spent, units in zip(minutes, way, strict=True))


@given(piles)
def test_a_code_without_a_remainder_gets_no_unit_more(minutes: list[int]) -> None:
    for way in allocations(minutes, 15, 8):
        assert all(units == spent // 15 for spent, units in zip(minutes, way, strict=True) if spent % 15 == 0)


@given(st.lists(st.integers(0, 3600), max_size=5), st.integers(1, 1800), st.data())
def test_other_lengths_and_thresholds_keep_the_sum(times: list[int], length: int, data: st.DataObject) -> None:
    threshold = data.draw(st.integers(1, length))
    assert sum(default_allocation(times, length, threshold)) == units_for(sum(times), length, threshold)


def test_33_and_7_minutes_are_2_and_1() -> None:
    assert list(allocations([33, 7], 15, 8)) == [[2, 1]]


def test_7_7_and_7_minutes_are_one_unit_of_any() -> None:
    assert list(allocations([7, 7, 7], 15, 8)) == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]


def test_18_4_and_1_minutes_are_1_1_and_0() -> None:
    assert list(allocations([18, 4, 1], 15, 8)) == [[1, 1, 0]]


def test_45_and_7_minutes_are_3_units_and_46_and_7_are_4() -> None:
    assert list(allocations([45, 7], 15, 8)) == [[3, 0]]
    assert list(allocations([46, 7], 15, 8)) == [[3, 1]]


def test_four_minutes_of_each_of_two_codes_earn_one_unit() -> None:
    assert list(allocations([4, 4], 15, 8)) == [[1, 0], [0, 1]]


def test_three_minutes_may_win_a_unit_and_eight_may_lose_it() -> None:
    assert list(allocations([3, 3, 2], 15, 8)) == [[1, 0, 0], [0, 1, 0]]
    assert list(allocations([18, 13, 10, 8], 15, 8)) == [[1, 1, 1, 0]]


def test_every_full_code_gets_its_unit_before_any_remainder() -> None:
    assert share_out([15, 15, 9], 15, 8) == ([1, 1, 1], [], 0)
