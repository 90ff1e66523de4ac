"""Visits as records: their states span by span, what counts for which code, and who attends beside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from timeline.attendance.crediting import PatientSpan, VisitSpan, earns_now
from timeline.attendance.day import Day, Visit
from timeline.attendance.engagement import EVERY_RULE
from timeline.attendance.rows import Rows
from timeline.contracts import TableRow
from timeline.spans import Span, joined, union
from timeline.vocabulary import CONTEST_RULES, ContestRule, Mode, State


def attendance_records(day: Day, visit: Visit, contest: ContestRule) -> Iterator[TableRow]:
    """Return `ATTENDANCE`: neighbors are joined where nothing changes, under any of the three rules."""
    rows = day.rows

    def said(item: VisitSpan) -> tuple[Any, ...]:
        span, states = item
        credited = tuple([entry.row if entry else None for entry in span.credited.values()])
        others = {rows.provider[entry.row] for entry in span.others[contest]}
        return tuple(states.values()), credited, others, bool(_supervised(rows, span.open, visit.discipline))

    spans = ((item.span.start, item.span.end, item) for item in visit.spans)
    for start, end, (_, _, others, supervised), ((span, states), *_) in joined(spans, said):
        entry, state = span.credited[contest], states[contest]
        yield {
            **_whose(day, visit),
            "start": start,
            "end": end,
            "seconds": end - start,
            "state": state,
            "interval_id": rows.id[entry.row] if entry else "",
            "provider": rows.provider[entry.row] if entry else "",
            "co_attending": len(others),
            "treatment": state in (State.ONE_ON_ONE, State.GROUP) or supervised,
            "state_exclusive": states[ContestRule.EXCLUSIVE],
            "state_nested": states[ContestRule.NESTED],
            "state_documented": states[ContestRule.DOCUMENTED],
        }


def _whose(day: Day, visit: Visit) -> TableRow:
    return {"date": day.date, "patient": visit.patient, "discipline": visit.discipline, "evidence": day.evidence}


def _supervised(rows: Rows, positions: Iterable[int], discipline: str) -> list[int]:
    """List the open supervised rows of a visit that earn for their code."""
    return [
        i
        for i in positions
        if rows.nature[i].mode == Mode.SUPERVISED and rows.nature[i].earns and rows.discipline[i] == discipline
    ]


class _Counted(NamedTuple):
    """A row that counts: what for, in which state, and under which contest rules."""

    row: int
    counts_as: str
    state: State
    rules: frozenset[ContestRule]


def code_span_records(day: Day, visit: Visit) -> list[TableRow]:
    """Return `CODE_SPANS`: what counts for a code, or is credited without one, joined where it touches."""
    rows = day.rows
    spans: dict[_Counted, list[Span]] = defaultdict(list)
    for item in visit.spans:
        for counted in _counted(rows, item, visit.discipline):
            spans[counted].append((item.span.start, item.span.end))
    listed = [(counted, span) for counted, parts in spans.items() for span in union(parts)]
    # No row counts twice at one instant.
    listed.sort(key=lambda pair: (rows.code[pair[0].row], pair[1][0], pair[0].row))
    return [
        {
            **_whose(day, visit),
            "code": rows.code[counted.row],
            "start": start,
            "end": end,
            "seconds": end - start,
            "interval_id": rows.id[counted.row],
            "provider": rows.provider[counted.row],
            "role": rows.role[counted.row],
            "activity": rows.activity[counted.row],
            "counts_as": counted.counts_as,
            "state": counted.state,
            "assistant": rows.assistant[counted.row],
            **{rule: rule in counted.rules for rule in CONTEST_RULES},
        }
        for counted, (start, end) in listed
    ]


def _counted(rows: Rows, item: VisitSpan, discipline: str) -> Iterator[_Counted]:
    """Name what counts for a visit in a span."""
    credited: dict[tuple[int, bool], set[ContestRule]] = defaultdict(set)
    for rule, entry in item.span.credited.items():
        if entry is not None and rows.discipline[entry.row] == discipline:
            credited[entry.row, entry.group_time].add(rule)
    attended: dict[str, set[ContestRule]] = defaultdict(set)
    for (row, together), rules in credited.items():
        code = rows.code[row]
        if earns_now(rows, row, together):
            counts_as = "earned"
            attended[code] |= rules
        else:
            counts_as = "unearned" if code else "uncoded"
        yield _Counted(row, counts_as, State.GROUP if together else State.ONE_ON_ONE, frozenset(rules))
    beside: dict[str, list[int]] = defaultdict(list)
    for row in _supervised(rows, item.span.open, discipline):
        beside[rows.code[row]].append(row)
    for code, listed in beside.items():
        left = EVERY_RULE - attended[code]
        if left:
            row = min(listed, key=lambda i: (not rows.assistant[i], rows.order[i]))
            yield _Counted(row, "earned", State.SUPERVISED, left)


def co_attendance_records(day: Day, contest: ContestRule) -> Iterator[TableRow]:
    """Return `CO_ATTENDANCE`: the other providers whose rows count, joined where nothing changes."""
    rows = day.rows

    def said(span: PatientSpan) -> tuple[int | None, tuple[int, ...]]:
        entry = span.credited[contest]
        return entry.row if entry else None, tuple(sorted(other.row for other in span.others[contest]))

    for patient in day.patients.values():
        spans = ((span.start, span.end, span) for span in patient.spans)
        for start, end, (credited, others), _ in joined(spans, said):
            if credited is None:
                continue
            for row in others:
                yield {
                    "date": day.date,
                    "evidence": day.evidence,
                    "patient": patient.patient,
                    "start": start,
                    "end": end,
                    "seconds": end - start,
                    "credited_interval_id": rows.id[credited],
                    "credited_provider": rows.provider[credited],
                    "interval_id": rows.id[row],
                    "provider": rows.provider[row],
                }
