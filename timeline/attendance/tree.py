"""Intervals to attendance, on interval trees: the engine for days, notebooks, the viewer and what-ifs.

`attend` builds a tree per provider and per patient of each date and reads the law off them. Its
result is a set of tables; everything above works on these and cannot tell which engine made them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from timeline import contracts
from timeline.attendance.crediting import RULES, VisitSpan, disciplines_of, earns_now, visit_spans
from timeline.attendance.day import Day, days
from timeline.attendance.engagement import DOCUMENTED, EVERY_RULE, EXCLUSIVE, NESTED, ProviderDay, ProviderSpan
from timeline.attendance.interruptions import breaks
from timeline.attendance.rows import Rows, read_rows
from timeline.code_table import Code, code_table
from timeline.vocabulary import ContestRule, Kind, Mode, State

RULE_BITS = {ContestRule.EXCLUSIVE: EXCLUSIVE, ContestRule.NESTED: NESTED, ContestRule.DOCUMENTED: DOCUMENTED}
Record = tuple[Any, ...]


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Attendance:
    """Who was with whom, as tables (contracts in `timeline.contracts`).

    `rows` and `days` are the classified rows and the trees behind the tables; `at` and what-ifs use them.
    """

    contest: ContestRule
    zone: ZoneInfo | None
    rows: Rows
    days: tuple[Day, ...]
    attendance: pd.DataFrame
    code_spans: pd.DataFrame
    engagements: pd.DataFrame
    claims: pd.DataFrame
    co_attendance: pd.DataFrame
    interruptions: pd.DataFrame
    displacements: pd.DataFrame
    not_seen: pd.DataFrame


def attend(
    intervals: pd.DataFrame,
    *,
    contest: ContestRule = ContestRule.NESTED,
    zone: ZoneInfo | None = None,
    codes: Mapping[str, Code] | None = None,
) -> Attendance:
    """Work out who was with whom.

    Parameters
    ----------
    intervals
        `INTERVALS`; seconds on the clinic's line.
    contest
        Who keeps a provider claimed by two engagements at once. The tables carry all three rules
        where minutes depend on them; this is the one in force.
    zone
        The clinic's time zone, for showing wall clocks; None where clocks are read as they stand.
    codes
        The code table; default: the shipped one.
    """
    rows = read_rows(intervals, code_table() if codes is None else codes)
    listed = tuple(days(rows))
    place = RULES.index(RULE_BITS[contest])
    found = _Records()
    for day in listed:
        _collect_visits(found, day, place)
        _collect_providers(found, day, RULES[place])
        _collect_breaks(found, day, RULES[place])
    return Attendance(
        contest=contest,
        zone=zone,
        rows=rows,
        days=listed,
        attendance=contracts.from_records(contracts.ATTENDANCE, found.attendance, zone),
        code_spans=contracts.from_records(contracts.CODE_SPANS, found.code_spans, zone),
        engagements=contracts.from_records(contracts.ENGAGEMENTS, found.engagements, zone),
        claims=contracts.from_records(contracts.CLAIMS, found.claims, zone),
        co_attendance=contracts.from_records(contracts.CO_ATTENDANCE, found.co_attendance, zone),
        interruptions=contracts.from_records(contracts.INTERRUPTIONS, sorted(found.interruptions), zone),
        displacements=contracts.from_records(contracts.DISPLACEMENTS, sorted(found.displacements), zone),
        not_seen=contracts.from_records(contracts.NOT_SEEN, _not_seen(rows), zone),
    )


class _Records:
    """Records of every table while they are collected."""

    __slots__ = (
        "attendance",
        "claims",
        "co_attendance",
        "code_spans",
        "displacements",
        "engagements",
        "interruptions",
    )

    def __init__(self) -> None:
        for name in self.__slots__:
            setattr(self, name, [])

    attendance: list[Record]
    claims: list[Record]
    co_attendance: list[Record]
    code_spans: list[Record]
    displacements: list[Record]
    engagements: list[Record]
    interruptions: list[Record]


def _collect_visits(found: _Records, day: Day, place: int) -> None:
    for patient in day.patients.values():
        for discipline in disciplines_of(day.rows, patient.rows):
            spans = visit_spans(day.rows, patient, discipline, day.open_rows)
            visit = (day.date, patient.patient, discipline)
            found.attendance.extend(_attendance_records(day, visit, spans, place))
            found.code_spans.extend(_code_span_records(day, visit, spans))
        found.co_attendance.extend(
            (day.date, day.evidence, patient.patient, *record)
            for record in _co_attendance(day.rows, patient.spans, place)
        )


def _attendance_records(day: Day, visit: Record, spans: Sequence[VisitSpan], place: int) -> Iterator[Record]:
    """Join neighbouring spans in which nothing changes, under any of the three rules."""
    rows = day.rows

    def content(item: VisitSpan) -> Record:
        span, states = item
        credited = tuple(entry.row if entry else None for entry in span.credited)
        others = tuple(sorted({rows.provider[entry.row] for entry in span.others[place]}))
        return states, credited, others, bool(_supervised(rows, span.open, visit[2]))

    for (states, credited, others, supervised), run in groupby(spans, key=content):
        listed = list(run)
        start, end = listed[0].span.start, listed[-1].span.end
        row = credited[place]
        own = states[place] in (State.ONE_ON_ONE, State.GROUP)
        yield (
            *visit,
            day.evidence,
            start,
            end,
            end - start,
            states[place],
            rows.id[row] if row is not None else "",
            rows.provider[row] if row is not None else "",
            len(others),
            own or supervised,
            *states,
        )


def _supervised(rows: Rows, positions: Iterable[int], discipline: str) -> list[int]:
    """List the open supervised rows of a visit that earn for their code."""
    return [
        i
        for i in positions
        if rows.nature[i].mode == Mode.SUPERVISED and rows.nature[i].earns and rows.discipline[i] == discipline
    ]


def _code_span_records(day: Day, visit: Record, spans: Sequence[VisitSpan]) -> list[Record]:
    """List the spans that count for a code, or are credited without one, joined where they touch."""
    rows, last = day.rows, {}  # type: tuple[Rows, dict[Record, tuple[int, int]]]
    finished: list[tuple[int, int, Record]] = []
    for item in spans:
        span = item.span
        for content in _counted(rows, item, visit[2]):
            before = last.get(content)
            if before is not None and before[1] == span.start:
                last[content] = (before[0], span.end)
            else:
                if before is not None:
                    finished.append((*before, content))
                last[content] = (span.start, span.end)
    finished.extend((*bounds, content) for content, bounds in last.items())
    finished.sort(key=lambda record: (rows.code[record[2][0]], record[0], record[2]))
    return [_code_span_record(day, visit, *record) for record in finished]


def _counted(rows: Rows, item: VisitSpan, discipline: str) -> Iterator[tuple[int, str, str, int]]:
    """Name what counts in a span: (row, counts_as, state, contest rules)."""
    rules: dict[tuple[int, bool], int] = {}
    for rule, entry in zip(RULES, item.span.credited, strict=True):
        if entry is not None and rows.discipline[entry.row] == discipline:
            rules[entry.row, entry.group_time] = rules.get((entry.row, entry.group_time), 0) | rule
    attended: dict[str, int] = {}
    for (row, together), bits in rules.items():
        code = rows.code[row]
        if earns_now(rows, row, together):
            counts_as = "earned"
            attended[code] = attended.get(code, 0) | bits
        else:
            counts_as = "unearned" if code else "uncoded"
        yield row, counts_as, str(State.GROUP if together else State.ONE_ON_ONE), bits
    beside: dict[str, list[int]] = {}
    for row in _supervised(rows, item.span.open, discipline):
        beside.setdefault(rows.code[row], []).append(row)
    for code, listed in beside.items():
        left = EVERY_RULE & ~attended.get(code, 0)
        if left:
            row = min(listed, key=lambda i: (not rows.assistant[i], rows.order[i]))
            yield row, "earned", str(State.SUPERVISED), left


def _code_span_record(day: Day, visit: Record, start: int, end: int, content: tuple[int, str, str, int]) -> Record:
    row, counts_as, state, bits = content
    rows = day.rows
    return (
        *visit,
        day.evidence,
        rows.code[row],
        start,
        end,
        end - start,
        rows.id[row],
        rows.provider[row],
        rows.role[row],
        rows.activity[row],
        counts_as,
        state,
        rows.assistant[row],
        *(bool(bits & rule) for rule in RULES),
    )


def _co_attendance(rows: Rows, spans: Iterable[Any], place: int) -> Iterator[Record]:
    """List the other providers whose rows count for the patient, joined where nothing changes."""

    def content(span: Any) -> Record:
        credited = span.credited[place]
        return (credited.row if credited else None, tuple(sorted(entry.row for entry in span.others[place])))

    for (credited, others), run in groupby(spans, key=content):
        listed = list(run)
        start, end = listed[0].start, listed[-1].end
        for row in others:
            yield start, end, end - start, rows.id[credited], rows.provider[credited], rows.id[row], rows.provider[row]


def _collect_providers(found: _Records, day: Day, rule: int) -> None:
    for provider in day.providers.values():
        key = (day.date, day.evidence, provider.provider)
        found.engagements.extend((*key, *record) for record in _engagement_records(provider, rule))
        found.claims.extend((*key, *record) for record in _claim_records(day.rows, provider, rule))


def _engagement_records(provider: ProviderDay, rule: int) -> Iterator[Record]:
    def content(span: ProviderSpan) -> Record:
        return (span.doing, tuple(span.claims), span.engaged(rule), span.in_shift)

    previous_end, number = None, 0
    numbered = []
    for span in provider.spans:
        # A hole between two shifts separates spans that say the same.
        number += span.start != previous_end
        previous_end = span.end
        numbered.append((number, span))
    for (_, (doing, claims, engaged, in_shift)), run in groupby(numbered, key=lambda item: (item[0], content(item[1]))):
        listed = [span for _, span in run]
        start, end = listed[0].start, listed[-1].end
        only = engaged[0].label if len(engaged) == 1 else ""
        yield start, end, end - start, str(doing), only, len(claims), in_shift or not provider.shifts


def _claim_records(rows: Rows, provider: ProviderDay, rule: int) -> Iterator[Record]:
    for span in provider.spans:
        engaged = span.engaged(rule)
        for claim, open_rows in span.claims.items():
            for row in open_rows:
                yield (
                    span.start,
                    span.end,
                    span.end - span.start,
                    claim.label,
                    claim.kind,
                    rows.id[row],
                    rows.patient[row],
                    claim in engaged,
                )


def _collect_breaks(found: _Records, day: Day, rule: int) -> None:
    rows = day.rows
    for row, parts in day.open_rows.items():
        for broken in breaks(rows, row, day.providers[rows.provider[row]], parts, rule):
            record = (
                day.date,
                rows.patient[row],
                rows.discipline[row],
                day.evidence,
                rows.id[row],
                rows.code[row],
                rows.provider[row],
                broken.start,
                broken.end,
                broken.end - broken.start,
                broken.by,
                broken.reason,
            )
            (found.interruptions if broken.inside else found.displacements).append(record)


def _not_seen(rows: Rows) -> list[Record]:
    """List the bookings that are only a plan and whose patient was not seen that date."""
    seen = {(rows.date[i], rows.patient[i]) for i in range(len(rows)) if rows.kind[i] == Kind.SERVICE}
    return sorted(
        (rows.date[i], rows.patient[i], rows.id[i])
        for i in range(len(rows))
        if rows.kind[i] == Kind.APPOINTMENT and not rows.evidence[i] and (rows.date[i], rows.patient[i]) not in seen
    )
