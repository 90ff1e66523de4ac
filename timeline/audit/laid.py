"""Spans of many groups laid on one line: the seconds that others share with them, asked for all at once."""

from __future__ import annotations

import numpy as np

from timeline.attendance.numbered import ranges_of
from timeline.audit.columns import Numbers


class _Line:
    """The groups of some spans one behind the other, each with room for every second from the first to the last."""

    def __init__(self, start: Numbers, end: Numbers) -> None:
        self._base = int(start.min()) if len(start) else 0
        self.room = (int(end.max()) if len(end) else 0) - self._base + 1

    def at(self, group: Numbers, second: Numbers) -> Numbers:
        """Return where a second of a group stands; one before or after all spans stands at the edge."""
        return group * self.room + np.clip(second - self._base, 0, self.room - 1)


class Laid:
    """Spans by group, sorted once; those of one group may overlap, and a second then counts as often.

    Parameters
    ----------
    group, start, end
        Of each span: the number of its group, and its seconds.
    """

    def __init__(self, group: Numbers, start: Numbers, end: Numbers) -> None:
        self._line = _Line(start, end)
        self._starts, self._ends = (_Edges(self._line.at(group, each), self._line.room) for each in (start, end))

    def seconds(self, group: Numbers, start: Numbers, end: Numbers) -> Numbers:
        """Count the seconds that spans share with those of a group.

        >>> laid = Laid(np.array([0, 0, 1]), np.array([0, 20, 5]), np.array([10, 30, 6]))
        >>> laid.seconds(np.array([0, 1, 2]), np.array([5, 0, 0]), np.array([25, 9, 9])).tolist()
        [10, 1, 0]
        """
        before = [self._before(self._line.at(group, each)) for each in (start, end)]
        return before[1] - before[0]

    def _before(self, place: Numbers) -> Numbers:
        """Count the seconds before a place; what the groups before it add is the same at every place of a group."""
        begun, begins = self._starts.until(place)
        ended, ends = self._ends.until(place)
        return (begun - ended) * (place % self._line.room) - (begins - ends)


class _Edges:
    """The starts, or the ends, of spans by group: where they stand on the line."""

    def __init__(self, places: Numbers, room: int) -> None:
        self._places = np.sort(places)
        self._sums = np.concatenate([np.zeros(1, np.int64), np.cumsum(self._places % room)])

    def until(self, place: Numbers) -> tuple[Numbers, Numbers]:
        """Count the edges up to a place, with those of the groups before it, and add up their seconds there."""
        last = np.searchsorted(self._places, place, side="right")
        return last, self._sums[last]


class Apart:
    """Spans by group, those of one group apart from each other: what is met of them by other spans.

    Parameters
    ----------
    group, start, end
        Of each span: the number of its group, and its seconds.
    """

    def __init__(self, group: Numbers, start: Numbers, end: Numbers) -> None:
        order = np.lexsort((start, group))
        self._start, self._end = start[order], end[order]
        self._line = _Line(start, end)
        self._starts, self._ends = (self._line.at(group[order], each) for each in (self._start, self._end))

    def within(self, group: Numbers, start: Numbers, end: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Cut the spans of groups to some others: of each piece, the place of the other, and its start and end.

        >>> apart = Apart(np.array([0, 0, 1]), np.array([20, 0, 5]), np.array([30, 10, 6]))
        >>> [each.tolist() for each in apart.within(np.array([0, 1]), np.array([5, 0]), np.array([25, 9]))]
        [[0, 0, 1], [5, 20, 5], [10, 25, 6]]
        """
        begin, stop = (self._line.at(group, each) for each in (start, end))
        first = np.searchsorted(self._ends, begin, side="right")
        last = np.maximum(first, np.searchsorted(self._starts, stop))
        which, met = ranges_of(first, last)
        return which, np.maximum(start[which], self._start[met]), np.minimum(end[which], self._end[met])
