"""Interruptions and displacements of attended rows (meaning §5)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from timeline.attendance.engagement import BUSY, Engagement, ProviderDay, ProviderSpan, engagement_of
from timeline.attendance.rows import Rows
from timeline.attendance.suspension import Openness
from timeline.spans import joined
from timeline.vocabulary import ContestRule


class Break(NamedTuple):
    """A run of an attended row in which its provider is not engaged with it.

    `inside` distinguishes an interruption (engaged before and after) from a displacement (at an edge).
    """

    row: int
    start: int
    end: int
    by: str
    reason: str
    inside: bool


def breaks(rows: Rows, row: int, day: ProviderDay, parts: Openness, rule: ContestRule) -> Iterator[Break]:
    """Find every run in which the row's provider is not engaged with it under one contest rule."""
    own = engagement_of(rows, row)
    first = bisect_left(day.spans, rows.start[row], key=lambda span: span.start)
    during = takewhile(lambda span: span.start < rows.end[row], day.spans[first:])

    def why(span: ProviderSpan) -> tuple[str, str] | None:
        """Name whom the provider is with instead and the reason; None where it is engaged with the row."""
        suspended = parts.reason_at(span.start)
        if not suspended and span.is_engaged(own, rule):
            return None
        reason = suspended or ("busy" if span.is_engaged(BUSY, rule) else "contest")
        return _instead(span, own, rule), reason

    runs = list(joined(((span.start, span.end, span) for span in during), why))
    engaged = [start for start, _, told, _ in runs if told is None]
    for start, end, told, _ in runs:
        if told is not None:
            yield Break(row, start, end, *told, bool(engaged) and engaged[0] < start < engaged[-1])


def _instead(span: ProviderSpan, own: Engagement, rule: ContestRule) -> str:
    """Name whom the provider is engaged with instead: nobody, the row's own group and several are unnamed."""
    if rule == ContestRule.DOCUMENTED and len(span.demands) > 1:
        return ""
    kept = span.engaged(rule)
    return kept[0].label if kept and kept[0] != own else ""
