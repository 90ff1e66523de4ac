"""Half-open spans [start, end) of whole seconds: touching ones do not overlap."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]


def union(spans: Iterable[Span]) -> list[Span]:
    """Join spans that overlap or touch.

    >>> union([(0, 5), (5, 9), (12, 15), (1, 2)])
    [(0, 9), (12, 15)]
    """
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def subtract(spans: list[Span], taken: list[Span]) -> list[Span]:
    """Take some spans out of others; both sorted and apart.

    >>> subtract([(0, 10)], [(2, 4), (8, 12)])
    [(0, 2), (4, 8)]
    """
    left: list[Span] = []
    for start, end in spans:
        at = start
        for from_, to in taken:
            if to <= at or from_ >= end:
                continue
            if from_ > at:
                left.append((at, from_))
            at = max(at, to)
        if at < end:
            left.append((at, end))
    return left


def overlap(left: Span, right: Span) -> int:
    """Count the seconds two spans share.

    >>> overlap((0, 10), (5, 20)), overlap((0, 5), (5, 9))
    (5, 0)
    """
    return max(0, min(left[1], right[1]) - max(left[0], right[0]))


def length(spans: Iterable[Span]) -> int:
    """Add up the seconds of spans that do not overlap.

    >>> length([(0, 10), (20, 25)])
    15
    """
    return sum(end - start for start, end in spans)


class Cover:
    """Spans joined where they overlap or touch, and whether they cover an instant."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = union(spans)
        self._starts = [start for start, _ in self.spans]

    def at(self, instant: int) -> bool:
        """Whether an instant is covered."""
        place = bisect_right(self._starts, instant) - 1
        return place >= 0 and instant < self.spans[place][1]
