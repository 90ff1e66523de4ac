"""The tree engine: attendance of a day at a time, from the objects of `timeline.attendance.day`."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from timeline import contracts
from timeline.attendance.day import days
from timeline.attendance.provider_records import break_records, demand_records, engagement_records
from timeline.attendance.rows import Rows
from timeline.attendance.span_tables import SpanTables
from timeline.attendance.visit_records import attendance_records, co_attendance_records, code_span_records
from timeline.vocabulary import ContestRule


def tree_tables(rows: Rows, contest: ContestRule, zone: ZoneInfo | None) -> SpanTables:
    """Work out the tables of `Attendance` but `not_seen`, by name; arguments as for `columnar_tables`."""
    listed = list(days(rows))
    visits = [(day, visit) for day in listed for patient in day.patients for visit in day.visits(patient)]
    broken = [record for day in listed for record in break_records(day, contest)]

    def table(contract: contracts.Table, records: Iterable[Any]) -> pd.DataFrame:
        return contracts.from_records(contract, list(records), zone)

    made = {
        "attendance": table(
            contracts.ATTENDANCE, chain.from_iterable(attendance_records(*visit, contest) for visit in visits)
        ),
        "code_spans": table(contracts.CODE_SPANS, chain.from_iterable(code_span_records(*visit) for visit in visits)),
        "engagements": table(
            contracts.ENGAGEMENTS, chain.from_iterable(engagement_records(day, contest) for day in listed)
        ),
        "demands": table(contracts.DEMANDS, chain.from_iterable(demand_records(day, contest) for day in listed)),
        "co_attendance": table(
            contracts.CO_ATTENDANCE, chain.from_iterable(co_attendance_records(day, contest) for day in listed)
        ),
        "interruptions": table(contracts.INTERRUPTIONS, sorted(record for inside, record in broken if inside)),
        "displacements": table(contracts.DISPLACEMENTS, sorted(record for inside, record in broken if not inside)),
    }
    return SpanTables(rows, made, zone)
