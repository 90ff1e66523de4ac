"""Rests, waits and set-ups: when an attended row is recorded but not open (semantics §2, suspension)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from timeline.attendance.rows import Rows
from timeline.spans import Span


@dataclass(frozen=True, slots=True)
class Openness:
    """The parts of one attended row that are open, and the parts that are suspended with the reason."""

    open: tuple[Span, ...]
    suspended: tuple[tuple[int, int, str], ...]

    def reason_at(self, instant: int) -> str:
        """Name what suspends the row at an instant; empty where it is open."""
        for start, end, reason in self.suspended:
            if start <= instant < end:
                return reason
        return ""


def openness(rows: Rows, positions: Iterable[int]) -> dict[int, Openness]:
    """Cut every attended row among `positions` (one patient, one evidence) into open and suspended parts."""
    listed = list(positions)
    if not any(rows.nature[i].suspends for i in listed):
        return {i: Openness(((rows.start[i], rows.end[i]),), ()) for i in listed if rows.nature[i].attended}
    suspending = [i for i in listed if rows.nature[i].suspends]
    return {i: _cut(rows, i, suspending) for i in listed if rows.nature[i].attended}


def _cut(rows: Rows, row: int, suspending: Sequence[int]) -> Openness:
    start, end = rows.start[row], rows.end[row]
    over = [
        other
        for other in suspending
        if rows.start[other] < end
        and start < rows.end[other]
        and (rows.nature[other].suspends == "all" or rows.provider[other] == rows.provider[row])
    ]
    if not over:
        return Openness(((start, end),), ())
    cuts = {start, end}
    for other in over:
        cuts.update((max(start, rows.start[other]), min(end, rows.end[other])))
    is_open: list[Span] = []
    suspended: list[tuple[int, int, str]] = []
    for left, right in pairwise(sorted(cuts)):
        reasons = [rows.nature[other].suspends_as for other in over if rows.start[other] <= left < rows.end[other]]
        if not reasons:
            is_open.append((left, right))
        elif suspended and suspended[-1][1:] == (left, min(reasons)):
            suspended[-1] = (suspended[-1][0], right, min(reasons))
        else:
            suspended.append((left, right, min(reasons)))
    return Openness(tuple(is_open), tuple(suspended))
