"""Interruptions and displacements of attended rows (semantics §5)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from timeline.attendance.engagement import BUSY, GROUP, Engagement, ProviderDay, engagement_of
from timeline.attendance.rows import Rows
from timeline.attendance.suspension import Openness


class Break(NamedTuple):
    """A run of an attended row in which its provider is not engaged with it.

    `inside` tells an interruption (engaged before and after) from a displacement (at an edge).
    """

    row: int
    start: int
    end: int
    by: str
    reason: str
    inside: bool


def breaks(rows: Rows, row: int, day: ProviderDay, parts: Openness, rule: int) -> Iterator[Break]:
    """Find every run in which the row's provider is not engaged with it under one contest rule."""
    own = engagement_of(rows, row)
    runs: list[tuple[int, int, str, str]] = []
    engaged: list[int] = []
    place = bisect_left(day.spans, rows.start[row], key=lambda span: span.start)
    for span in day.spans[place:]:
        if span.start >= rows.end[row]:
            break
        why = parts.reason_at(span.start) if parts.suspended else ""
        kept = span.engaged(rule)
        if own in kept and not why:
            engaged.append(span.start)
            continue
        by = _instead(kept, own)
        reason = why or ("busy" if BUSY in kept else "contest")
        if runs and runs[-1][1:] == (span.start, by, reason):
            runs[-1] = (runs[-1][0], span.end, by, reason)
        else:
            runs.append((span.start, span.end, by, reason))
    for start, end, by, reason in runs:
        inside = bool(engaged) and engaged[0] < start < engaged[-1]
        yield Break(row, start, end, by, reason, inside)


def _instead(kept: tuple[Engagement, ...], own: Engagement) -> str:
    """Name whom the provider is engaged with instead: nobody, the row's own group and several are unnamed."""
    if len(kept) != 1 or (kept[0] == own and own.kind == GROUP):
        return ""
    return kept[0].label
