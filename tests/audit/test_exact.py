from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.audit.exact import is_unlikely, none_by_chance

BASES = (Fraction(1, 10), Fraction(1, 3), Fraction(1, 2), Fraction(4, 5))
CHANCES = (Fraction(1, 1000), Fraction(1, 100), Fraction(1, 7), Fraction(1, 2), Fraction(9, 10))


@pytest.mark.parametrize("base", BASES)
def test_the_tail_is_the_sum_of_the_binomial_terms_beyond_what_is_expected(base: Fraction) -> None:
    for trials in range(1, 15):
        terms = [comb(trials, hits) * base**hits * (1 - base) ** (trials - hits) for hits in range(trials + 1)]
        for hits in range(trials + 1):
            tail = sum(terms[hits:])
            for chance in (*CHANCES, tail):
                expected = tail < chance and hits > trials * base
                assert is_unlikely(hits, trials, base, chance) == expected, (hits, trials, chance)


def test_what_is_expected_is_never_unlikely() -> None:
    assert not is_unlikely(20, 100, Fraction(1, 5), Fraction(1, 100))


def test_ten_thousand_visits_are_summed_exactly_too() -> None:
    assert is_unlikely(2200, 10_000, Fraction(1, 5), Fraction(1, 100))
    assert not is_unlikely(2050, 10_000, Fraction(1, 5), Fraction(1, 100))


@given(st.integers(1, 4), st.integers(1, 4), st.data())
def test_the_permutation_test_counts_every_way_to_deal_the_marks(own: int, others: int, data: st.DataObject) -> None:
    marked = data.draw(st.integers(0, own + others))
    ways = list(combinations(range(own + others), marked))
    spared = sum(all(visit >= own for visit in way) for way in ways)
    assert none_by_chance(own, others, marked) == Fraction(spared, len(ways))


def test_what_happens_exactly_as_often_as_the_chance_is_not_unlikely() -> None:
    assert not is_unlikely(2, 2, Fraction(1, 10), Fraction(1, 100))
    assert is_unlikely(2, 2, Fraction(1, 10), Fraction(1, 99))
