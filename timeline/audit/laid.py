"""Spans of many groups laid on one line: the seconds that others share with them, asked for all at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from timeline.audit.columns import Numbers


class Laid:
    """Spans by group, sorted once; those of one group may overlap, and a second then counts as often.

    Parameters
    ----------
    group, start, end
        Of each span: the number of its group, and its seconds.
    """

    def __init__(self, group: Numbers, start: Numbers, end: Numbers) -> None:
        self._base = int(start.min()) if len(start) else 0
        self._room = (int(end.max()) if len(end) else 0) - self._base + 1
        self._starts, self._ends = (_Edges(group, each - self._base, self._room) for each in (start, end))

    def seconds(self, group: Numbers, start: Numbers, end: Numbers) -> Numbers:
        """Count the seconds that spans share with those of a group.

        >>> laid = Laid(np.array([0, 0, 1]), np.array([0, 20, 5]), np.array([10, 30, 6]))
        >>> laid.seconds(np.array([0, 1, 2]), np.array([5, 0, 0]), np.array([25, 9, 9])).tolist()
        [10, 1, 0]
        """
        before = [self._before(group, np.clip(each - self._base, 0, self._room - 1)) for each in (start, end)]
        return before[1] - before[0]

    def _before(self, group: Numbers, instant: Numbers) -> Numbers:
        """Count the seconds before an instant; what the groups before it add is the same at every instant."""
        begun, begins = self._starts.until(group, instant)
        ended, ends = self._ends.until(group, instant)
        return (begun - ended) * instant - (begins - ends)


class _Edges:
    """The starts, or the ends, of spans by group."""

    def __init__(self, group: Numbers, edge: Numbers, room: int) -> None:
        self._room = room
        self._places = np.sort(group * room + edge)
        self._sums = np.concatenate([np.zeros(1, np.int64), np.cumsum(self._places % room)])

    def until(self, group: Numbers, instant: Numbers) -> tuple[Numbers, Numbers]:
        """Count the edges of a group up to an instant, and all those of the groups before it, and add them up."""
        last = np.searchsorted(self._places, group * self._room + instant, side="right")
        return last, self._sums[last]


class Apart:
    """Spans by group, those of one group apart from each other: what is met of them by other spans.

    Parameters
    ----------
    group, start, end
        Of each span: the number of its group, and its seconds.
    """

    def __init__(self, group: Numbers, start: Numbers, end: Numbers) -> None:
        self._base = int(start.min()) if len(start) else 0
        self._room = (int(end.max()) if len(end) else 0) - self._base + 1
        order = np.lexsort((start, group))
        self._start, self._end = start[order], end[order]
        shift = group[order] * self._room - self._base
        self._starts, self._ends = self._start + shift, self._end + shift

    def within(self, group: Numbers, start: Numbers, end: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Cut the spans of groups to some others: of each piece, the place of the other, and its start and end.

        >>> apart = Apart(np.array([0, 0, 1]), np.array([20, 0, 5]), np.array([30, 10, 6]))
        >>> [each.tolist() for each in apart.within(np.array([0, 1]), np.array([5, 0]), np.array([25, 9]))]
        [[0, 0, 1], [5, 20, 5], [10, 25, 6]]
        """
        begin, stop = (group * self._room + np.clip(each - self._base, 0, self._room - 1) for each in (start, end))
        first = np.searchsorted(self._ends, begin, side="right")
        last = np.maximum(first, np.searchsorted(self._starts, stop))
        which, place = spread(last - first)
        met = first[which] + place
        return which, np.maximum(start[which], self._start[met]), np.minimum(end[which], self._end[met])


def spread(counts: npt.NDArray[np.int64]) -> tuple[Numbers, Numbers]:
    """Return the group of each member of groups of some sizes, and its place in it.

    >>> [each.tolist() for each in spread(np.array([2, 0, 1]))]
    [[0, 0, 2], [0, 1, 0]]
    """
    owner = np.repeat(np.arange(len(counts)), counts)
    return owner, np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
