from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import comb

from hypothesis import given
from hypothesis import strategies as st

from timeline.audit.exact import is_unlikely, none_by_chance

BASES = st.fractions(Fraction(1, 20), Fraction(19, 20), max_denominator=20)


@given(st.integers(1, 40), st.data(), BASES, st.sampled_from([Fraction(1, 100), Fraction(1, 7)]))
def test_the_tail_is_the_sum_of_the_binomial_terms(
    trials: int, data: st.DataObject, base: Fraction, chance: Fraction
) -> None:
    hits = data.draw(st.integers(0, trials))
    tail = sum(comb(trials, k) * base**k * (1 - base) ** (trials - k) for k in range(hits, trials + 1))
    expected = tail < chance and hits > trials * base
    assert is_unlikely(hits, trials, base, chance) == expected


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
