"""Exact tests in whole numbers: how likely chance alone is to produce what was counted."""

from __future__ import annotations

from fractions import Fraction
from math import comb


def is_unlikely(hits: int, trials: int, base: Fraction, chance: Fraction) -> bool:
    """Whether `hits` or more of `trials` happen by chance less often than `chance`, each with probability `base`.

    The upper tail of the binomial distribution, summed exactly.

    >>> is_unlikely(20, 100, Fraction(1, 15), Fraction(1, 100)), is_unlikely(8, 100, Fraction(1, 15), Fraction(1, 100))
    (True, False)
    """
    if hits * base.denominator <= trials * base.numerator:
        return False
    of, against = base.numerator, base.denominator - base.numerator
    # Terms of (of + against) ** trials; each follows from the one before, and all are whole numbers.
    term = comb(trials, hits) * of**hits * against ** (trials - hits)
    bound = base.denominator**trials * chance.numerator
    tail = 0
    for count in range(hits, trials + 1):
        tail += term
        if tail * chance.denominator >= bound:
            return False
        term = term * (trials - count) * of // ((count + 1) * against)
    return True


def none_by_chance(own: int, others: int, marked: int) -> Fraction:
    """Return how likely it is that none of one's own visits is marked if marks fall on all visits alike.

    The permutation test: of all ways to deal `marked` marks to `own + others` visits, the share that leaves the own
    ones without any.

    >>> none_by_chance(2, 2, 1), none_by_chance(2, 2, 3)
    (Fraction(1, 2), Fraction(0, 1))
    """
    if own < marked:  # the same with fewer factors: of all ways to choose the own visits, the share without a mark
        return Fraction(comb(own + others - marked, own), comb(own + others, own))
    return Fraction(comb(others, marked), comb(own + others, marked))
