from __future__ import annotations

import time
from itertools import product
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from timeline.planning.relaxed import Relaxed


def model(costs: list[list[int]], banned: set[tuple[int, int]]) -> tuple[Any, list[list[int]]]:
    """Choose one of each group, and of the numbers in `banned` at most one."""
    made = cp_model.CpModel()
    groups = [[made.new_bool_var("") for _ in listed] for listed in costs]
    chosen = [one for group in groups for one in group]
    for group in groups:
        made.add_exactly_one(group)
    for one, other in sorted(banned):
        made.add_at_most_one(chosen[one], chosen[other])
    made.minimize(
        sum(
            cost * one
            for listed, group in zip(costs, groups, strict=True)
            for cost, one in zip(listed, group, strict=True)
        )
        + 7
    )
    return made, [[one.index for one in group] for group in groups]


def every(costs: list[list[int]], banned: set[tuple[int, int]]) -> list[tuple[int, tuple[int, ...]]]:
    """Return all that is possible: its cost, and what is chosen."""
    starts = np.cumsum([0, *(len(listed) for listed in costs)])
    found = []
    for picks in product(*(range(len(listed)) for listed in costs)):
        chosen = tuple(int(start) + pick for start, pick in zip(starts, picks, strict=False))
        if not any(one in chosen and other in chosen for one, other in banned):
            found.append((7 + sum(listed[pick] for listed, pick in zip(costs, picks, strict=True)), chosen))
    return sorted(found)


COSTS = st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=4), min_size=1, max_size=4)
PAIRS = st.sets(st.tuples(st.integers(0, 15), st.integers(0, 15)), max_size=6)


def allowed(costs: list[list[int]], pairs: set[tuple[int, int]]) -> set[tuple[int, int]]:
    number = sum(map(len, costs))
    return {(one, other) for one, other in pairs if one < other < number}


@settings(max_examples=30)
@given(COSTS, PAIRS)
def test_nothing_is_better_than_the_bound_and_nothing_good_is_ruled_out(
    costs: list[list[int]], pairs: set[tuple[int, int]]
) -> None:
    banned = allowed(costs, pairs)
    made, groups = model(costs, banned)
    relaxed = Relaxed(made, groups, time.monotonic() + 10)
    possible = every(costs, banned)
    assert relaxed.is_feasible or not possible
    for cost, chosen in possible:
        assert relaxed.bound <= cost
        assert relaxed.may_be_chosen(cost)[list(chosen)].all()


@settings(max_examples=30)
@given(COSTS, PAIRS, st.lists(st.integers(-(10**7), 10**7), min_size=10, max_size=10))
def test_bad_prices_only_prove_less(costs: list[list[int]], pairs: set[tuple[int, int]], prices: list[int]) -> None:
    banned = allowed(costs, pairs)
    made, groups = model(costs, banned)
    relaxed = Relaxed(made, groups, time.monotonic() + 10)
    relaxed.take(np.array([*prices, *[0] * len(costs)][: len(costs) + len(banned)], dtype=np.int64))
    for cost, chosen in every(costs, banned):
        assert relaxed.bound <= cost
        assert relaxed.may_be_chosen(cost)[list(chosen)].all()


def test_a_bound_is_rounded_up_to_what_the_aim_can_be() -> None:
    made, groups = model([[300, 600], [900]], set())
    relaxed = Relaxed(made, groups, time.monotonic() + 10)
    assert [relaxed.rounded(value) for value in (1207, 1208, 1507)] == [1207, 1507, 1507]


def test_implications_and_alternatives_are_part_of_the_relaxation() -> None:
    made = cp_model.CpModel()
    one, other, last = (made.new_bool_var("") for _ in range(3))
    made.add_bool_or(one, other)
    made.add_implication(one, last)
    made.add_bool_and(~other)
    made.minimize(2 * one + other + 3 * last)
    assert Relaxed(made, [], time.monotonic() + 10).bound == 5
