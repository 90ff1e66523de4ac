"""Rests, waits and set-ups: when an attended row is recorded but not open (meaning §2, suspension)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from timeline.attendance.rows import Rows
from timeline.spans import Span, joined, pieces


@dataclass(frozen=True, slots=True)
class Openness:
    """The parts of one attended row that are open, and the parts that are suspended with the reason.

    Both are sorted and do not overlap; together they are the row.
    """

    open: tuple[Span, ...]
    suspended: tuple[tuple[int, int, str], ...]

    def reason_at(self, instant: int) -> str:
        """Name what suspends the row at an instant; empty where it is open."""
        place = bisect_right(self.suspended, instant, key=itemgetter(0)) - 1
        return self.suspended[place][2] if place >= 0 and instant < self.suspended[place][1] else ""


def openness(rows: Rows, positions: Iterable[int]) -> dict[int, Openness]:
    """Cut every attended row among `positions` (one patient, one evidence) into open and suspended parts."""
    listed = list(positions)
    suspending = [i for i in listed if rows.nature[i].suspends]
    return {i: _cut(rows, i, suspending) for i in listed if rows.nature[i].attended}


def _cut(rows: Rows, row: int, suspending: Sequence[int]) -> Openness:
    start, end = rows.start[row], rows.end[row]
    over = [
        (max(start, rows.start[other]), min(end, rows.end[other]), rows.nature[other].suspends_as)
        for other in suspending
        if rows.start[other] < end
        and start < rows.end[other]
        and (rows.nature[other].suspends == "all" or rows.provider[other] == rows.provider[row])
    ]
    if not over:
        return Openness(((start, end),), ())
    parts = [part[:3] for part in joined(pieces(over, (start, end)), _named)]
    return Openness(
        tuple((left, right) for left, right, reason in parts if not reason), tuple(part for part in parts if part[2])
    )


def _named(reasons: Sequence[str]) -> str:
    """Of several suspensions at once, the first in the alphabet is named."""
    return min(reasons, default="")
