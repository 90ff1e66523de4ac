"""A plan carried out: the schedule with its bookings where the plan has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from timeline.clock import to_wall
from timeline.contracts import INTERVALS, conform
from timeline.planning.placing import Day, Placed, Placement
from timeline.schedules import Schedule
from timeline.vocabulary import Activity, Kind, Status


def applied(schedule: Schedule, days: Sequence[Day], placement: Placement) -> Schedule:
    """Return a schedule with changed bookings and new ones; rows keep their ids, new ones have those of the list."""
    table = schedule.interval_table
    zone = schedule.clinic.zone
    names = {who: name for who, name in zip(table["provider"], table["provider_name"], strict=True) if who and name}
    columns: dict[str, list[Any]] = {name: table[name].tolist() for name in INTERVALS.names}
    position = {interval: place for place, interval in enumerate(columns["interval_id"])}
    for problem, assignment in days:
        rows = problem.day.rows
        for unit, place in zip(problem.units, assignment, strict=True):
            for row in unit.rows if place != unit.booked else ():
                at = position[rows.id[row]]
                for name in ("start", "end"):
                    columns[f"{name}_second"][at] += place.shift
                    columns[name][at] = to_wall(columns[f"{name}_second"][at], zone)
                if place.provider != unit.provider:
                    columns["provider"][at], columns["role"][at] = place.provider, place.role
                    columns["provider_name"][at] = names.get(place.provider, "")
    for placed in placement.placed:
        for name, value in _new_row(placed, names, schedule).items():
            columns[name].append(value)
    return replace(schedule, interval_table=_typed(columns, table))


def _typed(columns: dict[str, list[Any]], table: pd.DataFrame) -> pd.DataFrame:
    for name in ("start", "end"):
        columns[name] = pd.Series(columns[name]).astype(table[name].dtype)  # type: ignore[assignment]
    return conform(INTERVALS, columns)


def _new_row(placed: Placed, names: dict[str, str], schedule: Schedule) -> dict[str, Any]:
    """Return a booking of the waiting list as a row."""
    blank: dict[str, Any] = dict.fromkeys(INTERVALS.names, "")
    zone = schedule.clinic.zone
    return blank | {
        "interval_id": placed.waiting.id,
        "date": placed.gap.date,
        "start": to_wall(placed.start, zone),
        "end": to_wall(placed.end, zone),
        "start_second": placed.start,
        "end_second": placed.end,
        "patient": placed.waiting.patient,
        "provider": placed.gap.provider,
        "provider_name": names.get(placed.gap.provider, ""),
        "role": placed.gap.role,
        "code": placed.waiting.code,
        "activity": str(Activity.INTERVENTION),
        "kind": str(Kind.APPOINTMENT),
        "status": str(Status.KEPT),
        "payer": schedule.clinic.default_payer,
        "clinic": placed.gap.clinic,
        "quantity": None,
        "billed_units": None,
    }
