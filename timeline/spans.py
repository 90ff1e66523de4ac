"""Half-open spans [start, end) of whole seconds, and the one idea the package is built on.

Cut time at every edge, ask who is open in each piece (`pieces`), join neighbors that say the same
(`joined`). Touching spans do not overlap. Everything here is plain integers: no clocks, no rows.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import Any, TypeAlias, TypeVar

Span: TypeAlias = tuple[int, int]
Value = TypeVar("Value")
Said = TypeVar("Said")


def pieces(
    intervals: Iterable[tuple[int, int, Value]], cuts: Iterable[int] = ()
) -> Iterator[tuple[int, int, list[Value]]]:
    """Cut time at every edge of some intervals and say what is open in each piece.

    The pieces follow one another without a gap from the first edge to the last; where nothing is open the
    list is empty. Its order is that of the starts, equal starts as they were given.

    Parameters
    ----------
    intervals
        (start, end, value), in any order; an interval that does not last is never open.
    cuts
        Further instants to cut at.

    Examples
    --------
    >>> list(pieces([(0, 9, "a"), (4, 12, "b")]))
    [(0, 4, ['a']), (4, 9, ['a', 'b']), (9, 12, ['b'])]
    """
    waiting = sorted(intervals, key=itemgetter(0))
    edges = sorted({edge for start, end, _ in waiting for edge in (start, end)}.union(cuts))
    here: list[tuple[int, int, Value]] = []
    arrived = 0
    for left, right in pairwise(edges):
        while arrived < len(waiting) and waiting[arrived][0] <= left:
            here.append(waiting[arrived])
            arrived += 1
        here = [interval for interval in here if interval[1] > left]
        yield left, right, [interval[2] for interval in here]


def joined(
    parts: Iterable[tuple[int, int, Value]], key: Callable[[Value], Said]
) -> Iterator[tuple[int, int, Said, list[Value]]]:
    """Join neighbors that touch and say the same.

    Parameters
    ----------
    parts
        (start, end, value), in order and without overlaps, as `pieces` gives them; some may have been left out.
    key
        What a value says; values are joined while this stays equal.

    Returns
    -------
    (start, end, what they say, the values joined).

    Examples
    --------
    >>> list(joined([(0, 4, "a"), (4, 9, "A"), (9, 12, "b"), (15, 20, "B")], str.lower))
    [(0, 9, 'a', ['a', 'A']), (9, 12, 'b', ['b']), (15, 20, 'b', ['B'])]
    """
    first = last = 0
    told: Any = None
    values: list[Value] = []
    for start, end, value in parts:
        said = key(value)
        if values and start == last and said == told:
            values.append(value)
        else:
            if values:
                yield first, last, told, values
            first, told, values = start, said, [value]
        last = end
    if values:
        yield first, last, told, values


def union(spans: Iterable[Span]) -> list[Span]:
    """Join spans that overlap or touch; the result is sorted, and its spans are apart.

    >>> union([(0, 5), (5, 9), (12, 15), (1, 2)])
    [(0, 9), (12, 15)]
    """
    united: list[Span] = []
    for start, end in sorted(spans):
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(united[-1][1], end))
        else:
            united.append((start, end))
    return united


def subtract(spans: Iterable[Span], taken: Sequence[Span]) -> list[Span]:
    """Take some spans out of others; both sorted and without overlaps.

    >>> subtract([(0, 10)], [(2, 4), (8, 12)])
    [(0, 2), (4, 8)]
    """
    left: list[Span] = []
    for start, end in spans:
        at = start
        for from_, to in _met(start, end, taken):
            if from_ > at:
                left.append((at, from_))
            at = max(at, to)
        if at < end:
            left.append((at, end))
    return left


def overlap(one: Span, other: Span) -> int:
    """Count the seconds two spans share.

    >>> overlap((0, 10), (5, 20)), overlap((0, 5), (5, 9))
    (5, 0)
    """
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def shared(span: Span, spans: Sequence[Span]) -> int:
    """Count the seconds a span shares with others, which are sorted and without overlaps.

    >>> shared((0, 10), [(2, 4), (8, 20)])
    4
    """
    start, end = span
    met = 0
    for place in range(max(0, bisect_right(spans, start, key=itemgetter(0)) - 1), len(spans)):
        first, last = spans[place]
        if first >= end:
            break
        met += max(0, min(end, last) - max(start, first))
    return met


def length(spans: Iterable[Span]) -> int:
    """Add up the seconds of spans that do not overlap.

    >>> length([(0, 10), (20, 25)])
    15
    """
    return sum(end - start for start, end in spans)


def is_within(span: Span, windows: Iterable[Span]) -> bool:
    """Whether one of some windows holds a whole span.

    >>> is_within((2, 4), [(0, 4)]), is_within((2, 4), [(0, 3), (3, 9)])
    (True, False)
    """
    return any(start <= span[0] and span[1] <= end for start, end in windows)


def _met(start: int, end: int, spans: Sequence[Span]) -> Iterator[Span]:
    """List the spans, sorted and without overlaps, that share an instant with [start, end)."""
    for place in range(max(0, bisect_right(spans, start, key=itemgetter(0)) - 1), len(spans)):
        other = spans[place]
        if other[0] >= end:
            return
        if other[1] > start:
            yield other


class Cover:
    """Spans joined where they overlap or touch, and whether they cover an instant.

    `spans` is their union, sorted and apart.
    """

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = union(spans)
        self._starts = [start for start, _ in self.spans]

    def at(self, instant: int) -> bool:
        """Whether an instant is covered."""
        place = bisect_right(self._starts, instant) - 1
        return place >= 0 and instant < self.spans[place][1]

    def around(self, instant: int) -> Span:
        """Return the joined span that covers an instant.

        Raises
        ------
        ValueError: none does.
        """
        if not self.at(instant):
            raise ValueError(f"no span covers the instant {instant}")
        return self.spans[bisect_right(self._starts, instant) - 1]
