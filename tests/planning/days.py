"""Days to plan: bookings and staff as a schedule, and days of many bookings at random."""

from __future__ import annotations

from random import Random
from typing import Any

import pandas as pd

from tests.oracle_plan import Booking, Clinician
from timeline.planning.problem import Problem, problem_of
from timeline.result import analyze
from timeline.schedules import Schedule, read_schedule

DAY = "2026-03-02"


def wall(minute: int, date: str = DAY) -> str:
    return f"{date} {minute // 60:02}:{minute % 60:02}"


def schedule(bookings: list[Booking], staff: dict[str, Clinician], **columns: Any) -> Schedule:
    rows: list[dict[str, Any]] = []
    for who, one in staff.items():
        for kind, spans in (("shift", (one.shift,)), ("away", one.away)):
            rows += [
                {"start": wall(start), "end": wall(end), "provider": who, "role": one.role, "kind": kind}
                for start, end in spans
            ]
    rows += [
        {
            "start": wall(one.start),
            "end": wall(one.end),
            "patient": one.patient,
            "provider": one.provider,
            "role": staff[one.provider].role,
            "code": one.code,
            "kind": "appointment",
        }
        for one in bookings
    ]
    return read_schedule(pd.DataFrame(rows).fillna("").assign(**columns), payer="medicare")


def crowded(bookings: int, providers: int, *, meeting: float, seed: int = 1) -> Schedule:
    """Invent a day on which a share of the bookings starts before the one ahead of it has ended."""
    draw = Random(seed)
    staff = {f"PT{n}": Clinician("PTA" if n % 3 == 2 else "PT", (480, 1080)) for n in range(providers)}
    listed: list[Booking] = []
    for who in staff:
        at = 480
        for number in range(bookings // providers):
            length = draw.choice([30, 45, 45, 60])
            start = at - draw.choice([10, 15, 20]) if number and draw.random() < meeting else at
            if start + length <= 1080:
                listed.append(Booking(f"P{len(listed)}", who, start, start + length))
            at = start + length + draw.choice([0, 0, 5, 10, 15])
    return schedule(listed, staff)


def problem(day: Schedule, *, step: int = 5, move: int = 30) -> Problem:
    return problem_of(analyze(day).record, DAY, step=step * 60, move=move * 60, keep=())
