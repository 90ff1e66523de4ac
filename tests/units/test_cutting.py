from itertools import product
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.units.cutting import maximal


def found(counts, weights, most, needs=None):
    return list(maximal(counts, weights, most, needs or {}))


def by_trying(counts, weights, most, needs):
    """Every way within the limits that no other one exceeds, the one that gives up least of what is first before."""
    within = [
        way
        for way in product(*(range(count, -1, -1) for count in counts))
        if all(sum(n * own[at] for n, own in zip(way, weights, strict=True)) <= limit for at, limit in enumerate(most))
        and all(not way[item] or (needed >= 0 and way[needed]) for item, needed in needs.items())
    ]
    return [
        list(way)
        for way in within
        if not any(more != way and all(a >= b for a, b in zip(more, way, strict=True)) for more in within)
    ]


@st.composite
def searches(draw):
    counts = draw(st.lists(st.integers(1, 3), max_size=5))
    limits = draw(st.integers(1, 3))
    weights = [tuple(draw(st.integers(0, 4)) for _ in range(limits)) for _ in counts]
    most = tuple(draw(st.integers(0, 8)) for _ in range(limits))
    places = range(len(counts))
    add_ons = draw(st.sets(st.sampled_from(places), max_size=2)) if counts else set()
    primaries = [-1, *(place for place in places if place not in add_ons)]
    return counts, weights, most, {item: draw(st.sampled_from(primaries)) for item in sorted(add_ons)}


@given(searches())
def test_c7_every_way_to_which_nothing_can_be_added_is_found_once_and_in_order(search) -> None:
    assert found(*search) == by_trying(*search)


def test_an_item_that_comes_before_the_one_it_needs_leaves_room_for_it() -> None:
    assert found([3, 1], [(1,), (1,)], (2,), {0: 1}) == [[1, 1]]


def test_an_item_that_comes_after_the_one_it_needs_stays_with_it() -> None:
    assert found([1, 1, 1], [(1,), (1,), (1,)], (2,), {1: 0}) == [[1, 1, 0], [1, 0, 1]]


def test_an_item_whose_need_is_missing_is_never_kept() -> None:
    assert found([2, 1], [(1,), (1,)], (2,), {0: -1}) == [[0, 1]]


def test_an_item_whose_need_is_missing_leaves_its_room_to_those_after_it() -> None:
    assert found([1, 1, 2], [(2,), (1,), (1,)], (3,), {1: -1}) == [[1, 0, 1], [0, 0, 2]]


def test_where_nothing_fits_nothing_is_kept() -> None:
    assert found([2, 1], [(5,), (6,)], (4,)) == [[0, 0]]


def test_the_first_of_millions_of_ways_come_at_once() -> None:
    """Thirty codes of one unit and thirty of two, under two limits: turning back late takes minutes."""
    begun = perf_counter()
    ways = maximal([1] * 30 + [2] * 30, [(1, 3)] * 30 + [(1, 5)] * 30, (8, 31), {})
    assert all(sum(next(ways)) <= 8 for _ in range(1000))
    assert perf_counter() - begun < 5


@pytest.mark.parametrize(
    ("counts", "weights", "most", "needs", "ways"),
    [
        # limits: each by itself, and what a limit does not count
        ([1], [(1, 3)], (5, 1), {}, [[0]]),
        ([2], [(0, 3)], (5, 3), {}, [[1]]),
        ([1, 1, 1], [(1,), (3,), (1,)], (3,), {}, [[1, 0, 1], [0, 1, 0]]),
        # an item without the one it needs is never kept, and nobody misses it
        ([1], [(1,)], (1,), {0: -1}, [[0]]),
        ([1], [(2,)], (1,), {0: -1}, [[0]]),
        ([1, 2], [(2,), (0,)], (0,), {1: 0}, [[0, 0]]),
        ([1, 1], [(2,), (0,)], (1,), {0: 1}, [[0, 1]]),
        ([1, 1], [(1,), (3,)], (5,), {0: 1}, [[1, 1]]),
        # whichever of the two comes first, and whatever stands between them
        ([1, 1, 2], [(1,), (3,), (2,)], (3,), {2: 0}, [[1, 0, 1], [0, 1, 0]]),
        ([2, 1, 1], [(0,), (2,), (3,)], (4,), {0: 2}, [[2, 0, 1], [0, 1, 0]]),
        ([1, 1, 1, 1], [(1,), (3,), (0,), (0,)], (1,), {0: 3, 2: 1}, [[1, 0, 0, 1]]),
        (
            [2, 2, 2, 1],
            [(1,), (1,), (2,), (0,)],
            (5,),
            {3: 1},
            [[2, 2, 0, 1], [2, 1, 1, 1], [1, 2, 1, 1], [1, 0, 2, 0], [0, 1, 2, 1]],
        ),
    ],
)
def test_c7_the_ways_within_small_limits_are_just_these(counts, weights, most, needs, ways) -> None:
    assert found(counts, weights, most, needs) == ways == by_trying(counts, weights, most, needs)


def test_a_way_that_can_no_longer_fill_the_limit_is_not_followed() -> None:
    """Of forty units of two, thirty-nine stay: whoever follows every other way looks at a million millions of them."""
    assert len(found([1] * 40, [(2,)] * 40, (79,))) == 40
