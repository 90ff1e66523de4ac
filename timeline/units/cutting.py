"""Every way to keep as much as some limits allow: whole numbers in, whole numbers out (claims §4).

A payer's limit may leave open which of many codes is cut. The search goes through the ways in order and turns back as
soon as what is left to decide can no longer fill the limits, or no longer fits into them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

#: What one unit of an item measures under each limit, or some units together.
Measured: TypeAlias = tuple[int, ...]


def maximal(
    counts: Sequence[int], weights: Sequence[Measured], most: Measured, needs: Mapping[int, int]
) -> Iterator[list[int]]:
    """Yield what may be kept of each item so that no unit can be added; the first way gives up least of what is first.

    Parameters
    ----------
    counts
        Units of each item; one or more.
    weights
        Of each item, what a unit of it measures under each limit; 0 where the limit does not count it.
    most
        What all items together may measure, of each limit.
    needs
        Item -> the item without which it may not be kept, by position; -1 for one that is not among them.

    Examples
    --------
    Two units of the first and one of the second, of which two may stay:

    >>> list(maximal([2, 1], [(1,), (1,)], (2,), {}))
    [[2, 0], [1, 1]]
    """
    return _Search(counts, weights, most, needs).ways(0, (0,) * len(most), frozenset())


class _Search:
    """One search: what was decided of the items so far, and what the others could still measure."""

    def __init__(
        self, counts: Sequence[int], weights: Sequence[Measured], most: Measured, needs: Mapping[int, int]
    ) -> None:
        self._counts, self._weights, self._most, self._needs = counts, weights, most, needs
        self._kept = [0] * len(counts)
        #: Of the items from one on: what they measure all together, and the least that a unit of one of them does.
        self._later: list[Measured] = [(0,) * len(most)]
        self._least: list[Measured] = [tuple(limit + 1 for limit in most)]
        for count, own in zip(reversed(counts), reversed(weights), strict=True):
            self._later.append(tuple([rest + count * one for rest, one in zip(self._later[-1], own, strict=True)]))
            self._least.append(tuple(map(min, self._least[-1], own)))
        self._later.reverse()
        self._least.reverse()
        #: Item -> those before it that need it.
        self._needed = {
            needed: [item for item, other in needs.items() if other == needed and item < needed]
            for needed in needs.values()
        }

    def ways(self, at: int, used: Measured, short: frozenset[Measured]) -> Iterator[list[int]]:
        """Yield the ways that keep what was decided of the items before one.

        Parameters
        ----------
        used
            What is kept of these measures.
        short
            What a unit measures of items that were cut and could have one more: none of them may fit in the end.
        """
        if self._fits_none(self._least[at], used):
            if self._is_complete(at, used, short):
                yield [*self._kept[:at], *[0] * (len(self._counts) - at)]
            return
        count, own, later = self._counts[at], self._weights[at], self._later[at + 1]
        whole, free = count, True
        if at in self._needs:
            needed = self._needs[at]
            free = 0 <= needed < at and self._kept[needed] > 0
            whole = count if free or needed > at else 0
        lowest = int(any(self._kept[item] for item in self._needed.get(at, ())))
        for kept in range(whole, lowest - 1, -1):
            measured = tuple([before + kept * one for before, one in zip(used, own, strict=True)])
            if any(one > limit for one, limit in zip(measured, self._most, strict=True)):
                continue
            cut = short | {own} if kept < count and free else short
            if not self._can_fill(cut, measured, later):
                return
            self._kept[at] = kept
            yield from self.ways(at + 1, measured, cut)

    def _fits_none(self, unit: Measured, used: Measured) -> bool:
        """Whether there is no room for one more unit that measures so much."""
        return any(before + one > limit for before, one, limit in zip(used, unit, self._most, strict=True))

    def _can_fill(self, cut: frozenset[Measured], used: Measured, later: Measured) -> bool:
        """Whether what comes later could take so much that no unit of what was cut fits any more."""
        filled = tuple([before + rest for before, rest in zip(used, later, strict=True)])
        return all(self._fits_none(unit, filled) for unit in cut)

    def _is_complete(self, at: int, used: Measured, short: frozenset[Measured]) -> bool:
        """Whether what is kept stands, and nothing can be added to it; of the items from one on nothing is kept."""
        for item, needed in self._needs.items():
            kept = self._kept[item] if item < at else 0
            stands = 0 <= needed < at and self._kept[needed] > 0
            if kept and not stands:
                return False
            if stands and kept < self._counts[item] and not self._fits_none(self._weights[item], used):
                return False
        return all(self._fits_none(unit, used) for unit in short)
