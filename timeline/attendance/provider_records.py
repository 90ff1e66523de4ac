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


def demand_records(day: Day, contest: ContestRule) -> Iterator[TableRow]:
    """Return `DEMANDS`: every open row of every engagement, span by span."""
    rows = day.rows
    for provider in day.providers.values():
        for span in provider.spans:
            for demand, open_rows in span.demands.items():
                engaged = span.is_engaged(demand, contest)
                for row in open_rows:
                    yield {
                        "date": day.date,
                        "evidence": day.evidence,
                        "provider": provider.provider,
                        "start": span.start,
                        "end": span.end,
                        "seconds": span.end - span.start,
                        "engagement": demand.label,
                        "engagement_kind": demand.kind,
                        "interval_id": rows.id[row],
                        "patient": rows.patient[row],
                        "engaged": engaged,
                    }


def break_records(day: Day, contest: ContestRule) -> Iterator[tuple[bool, TableRow]]:
    """Return `INTERRUPTIONS` (marked True) and `DISPLACEMENTS` (marked False)."""
    rows = day.rows
    for row, parts in day.open_rows.items():
        for broken in breaks(rows, row, day.providers[rows.provider[row]], parts, contest):
            yield (
                broken.inside,
                {
                    "date": day.date,
                    "patient": rows.patient[row],
                    "discipline": rows.discipline[row],
                    "evidence": day.evidence,
                    "interval_id": rows.id[row],
                    "code": rows.code[row],
                    "provider": rows.provider[row],
                    "start": broken.start,
                    "end": broken.end,
                    "seconds": broken.end - broken.start,
                    "by": broken.by,
                    "reason": broken.reason,
                },
            )
