"""Providers as records: what each is doing, who asks for them, and where their rows are broken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from timeline.attendance.day import Day
from timeline.attendance.engagement import ProviderSpan
from timeline.attendance.interruptions import breaks
from timeline.contracts import TableRow
from timeline.spans import joined
from timeline.vocabulary import ContestRule


def engagement_records(day: Day, contest: ContestRule) -> Iterator[TableRow]:
    """Return `ENGAGEMENTS`: joined where nothing changes; a hole between two shifts separates."""

    def said(span: ProviderSpan) -> tuple[Any, ...]:
        return span.doing, tuple(span.demands), span.engaged(contest), span.in_shift

    for provider in day.providers.values():
        spans = ((span.start, span.end, span) for span in provider.spans)
        for start, end, (doing, demands, engaged, in_shift), _ in joined(spans, said):
            yield {
                "date": day.date,
                "evidence": day.evidence,
                "provider": provider.provider,
                "start": start,
                "end": end,
                "seconds": end - start,
                "doing": doing,
                "engaged_with": engaged[0].label if len(engaged) == 1 else "",
                "demands": len(demands),
                "in_shift": in_shift or not provider.shifts,
            }


def demand_records(day: Day, contest: ContestRule) -> Iterator[tuple[Any, ...]]:
    """Return `DEMANDS`, in the order of its columns: every open row of every engagement, span by span."""
    rows = day.rows
    for provider in day.providers.values():
        own = (day.date, day.evidence, provider.provider)
        for span in provider.spans:
            clocks = (span.start, span.end, span.end - span.start)
            for demand, open_rows in span.demands.items():
                engaged = span.is_engaged(demand, contest)
                for row in open_rows:
                    yield (*own, *clocks, demand.label, demand.kind, rows.id[row], rows.patient[row], engaged)


def break_records(day: Day, contest: ContestRule) -> Iterator[tuple[bool, tuple[Any, ...]]]:
    """Return `INTERRUPTIONS` (marked True) and `DISPLACEMENTS` (marked False), in the order of their columns."""
    rows = day.rows
    for row, parts in day.open_rows.items():
        own = (day.date, rows.patient[row], rows.discipline[row], day.evidence)
        what = (rows.id[row], rows.code[row], rows.provider[row])
        for broken in breaks(rows, row, day.providers[rows.provider[row]], parts, contest):
            clocks = (broken.start, broken.end, broken.end - broken.start)
            yield broken.inside, (*own, *what, *clocks, broken.by, broken.reason)
