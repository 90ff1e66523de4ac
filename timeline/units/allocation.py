"""Pooled units back to the codes: largest remainders, and every other way (claims §4).

Full units stay with their code; the units the total earns beyond them go to the codes with the largest
remainders, one each. There are never more of them than codes with a remainder, so no code gets two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from timeline.units.counting import units_for


def share_out(times: Sequence[int], length: int, threshold: int) -> tuple[list[int], list[int], int]:
    """Allot each code its certain units, and find the codes tied for the rest.

    Parameters
    ----------
    times
        Time of each code, in the unit of `length`.

    Returns
    -------
    Certain units of each code; positions of the codes tied for the last units (empty without a tie);
    how many of the tied get one unit more.

    >>> share_out([33, 7], 15, 8)
    ([2, 1], [], 0)
    >>> share_out([20, 20], 15, 8)
    ([1, 1], [0, 1], 1)
    """
    units = [time // length for time in times]
    left = units_for(sum(times), length, threshold) - sum(units)
    if left == 0:
        return units, [], 0
    rests = [time % length for time in times]
    cut = sorted(rests, reverse=True)[left - 1]
    tied = []
    for position, rest in enumerate(rests):
        if rest > cut:
            units[position] += 1
            left -= 1
        elif rest == cut:
            tied.append(position)
    if left == len(tied):
        for position in tied:
            units[position] += 1
        return units, [], 0
    return units, tied, left


def allocations(times: Sequence[int], length: int, threshold: int) -> Iterator[list[int]]:
    """Yield every allocation the rule permits; the first is the default: earlier codes win ties.

    >>> list(allocations([7, 7, 7], 15, 8))
    [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    """
    units, tied, left = share_out(times, length, threshold)
    for winners in combinations(tied, left):
        allocation = units.copy()
        for position in winners:
            allocation[position] += 1
        yield allocation


def default_allocation(times: Sequence[int], length: int, threshold: int) -> list[int]:
    """Return the first of `allocations` alone."""
    units, tied, left = share_out(times, length, threshold)
    for position in tied[:left]:
        units[position] += 1
    return units
