"""Who is with whom at one instant, asked of the same spans the minutes come from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from timeline.attendance.day import Day
from timeline.attendance.engagement import ProviderDay
from timeline.attendance.rows import Rows
from timeline.attendance.tables import Attendance
from timeline.vocabulary import ContestRule


@dataclass(frozen=True, repr=False, slots=True)
class ProviderNow:
    """What one provider is doing: who asks for the provider, and whom the contest rule leaves the provider with."""

    provider: str
    role: str
    evidence: str
    doing: str
    demands: tuple[str, ...]
    engaged_with: tuple[str, ...]
    patients: tuple[str, ...]
    intervals: tuple[str, ...]


@dataclass(frozen=True, repr=False, slots=True)
class PatientNow:
    """What is true of one visit: its state, who is credited, who attends beside, which rows are open."""

    patient: str
    discipline: str
    evidence: str
    state: str
    provider: str
    code: str
    credited_interval: str
    co_attending: tuple[str, ...]
    intervals: tuple[str, ...]


def providers_at(found: Attendance, date: str, second: int) -> list[ProviderNow]:
    """List the providers present at `second` (on the clinic's line) of a date, sorted by id."""
    listed = [now for day in found.days.on(date) for now in _providers(day, second, found.contest)]
    return sorted(listed, key=lambda now: (now.provider, now.evidence))


def _providers(day: Day, second: int, rule: ContestRule) -> Iterator[ProviderNow]:
    rows = day.rows
    for provider in day.providers.values():
        span = _at(provider.spans, second)
        if span is None:
            continue
        positions = [row for demand in span.demands.values() for row in demand]
        positions += [row for row in _unattended_now(rows, day, provider, second) if row not in positions]
        yield ProviderNow(
            provider=provider.provider,
            role=rows.role[(provider.rows or provider.shifts)[0]],
            evidence=day.evidence,
            doing=str(span.doing),
            demands=tuple(demand.label for demand in span.demands),
            engaged_with=tuple(demand.label for demand in span.engaged(rule)),
            patients=tuple(sorted({rows.patient[row] for row in positions if rows.patient[row]})),
            intervals=tuple(rows.id[row] for row in sorted(positions)),
        )


def _unattended_now(rows: Rows, day: Day, provider: ProviderDay, second: int) -> list[int]:
    """Find open rows that name the provider without occupying: supervised, resting, an aide's."""
    return [
        row
        for patient in day.patients.values()
        for row in patient.open_at(second)
        if rows.provider[row] == provider.provider
    ]


def patients_at(found: Attendance, date: str, second: int) -> list[PatientNow]:
    """List the visits under way at `second` (on the clinic's line) of a date, sorted by patient and discipline."""
    listed: list[PatientNow] = []
    for day in found.days.on(date):
        listed.extend(_patients(day, second, found.contest))
    return sorted(listed, key=lambda now: (now.patient, now.discipline))


def _patients(day: Day, second: int, contest: ContestRule) -> Iterator[PatientNow]:
    rows = day.rows
    for patient in day.patients.values():
        if _at(patient.spans, second) is None:
            continue
        for visit in day.visits(patient.patient):
            now = next((item for item in visit.spans if item.span.start <= second < item.span.end), None)
            if now is None:
                continue
            credited = now.span.credited[contest]
            yield PatientNow(
                patient=patient.patient,
                discipline=visit.discipline,
                evidence=day.evidence,
                state=str(now.states[contest]),
                provider=rows.provider[credited.row] if credited else "",
                code=rows.code[credited.row] if credited else "",
                credited_interval=rows.id[credited.row] if credited else "",
                co_attending=tuple(sorted({rows.provider[entry.row] for entry in now.span.others[contest]})),
                intervals=tuple(rows.id[row] for row in now.span.open),
            )


def _at(spans: Sequence[Any], second: int) -> Any:
    place = bisect_right(spans, second, key=lambda span: span.start) - 1
    return spans[place] if place >= 0 and second < spans[place].end else None
