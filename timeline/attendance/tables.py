"""Intervals to attendance: who was with whom, as tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from timeline import contracts
from timeline.attendance.day import Day, days
from timeline.attendance.provider_records import break_records, demand_records, engagement_records
from timeline.attendance.rows import Rows, read_rows
from timeline.attendance.visit_records import attendance_records, co_attendance_records, code_span_records
from timeline.code_table import Code, code_table
from timeline.vocabulary import ContestRule, Kind


@dataclass(frozen=True, eq=False, repr=False)
class Attendance:
    """Who was with whom, as tables (contracts in `timeline.contracts`).

    `rows` are the classified rows. `days` is how this engine holds a date; only `timeline.attendance`
    reads it, so that another engine may fill the same tables.
    """

    contest: ContestRule
    zone: ZoneInfo | None
    rows: Rows
    days: tuple[Day, ...]
    attendance: pd.DataFrame
    code_spans: pd.DataFrame
    engagements: pd.DataFrame
    demands: pd.DataFrame
    co_attendance: pd.DataFrame
    interruptions: pd.DataFrame
    displacements: pd.DataFrame
    not_seen: pd.DataFrame

    @cached_property
    def dates(self) -> list[str]:
        """The dates that have an account, sorted."""
        return sorted({day.date for day in self.days})


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
        The clinic's time zone, for showing wall clocks; None if clocks are read as they are.
    codes
        The code table; default: the shipped one.
    """
    rows = read_rows(intervals, code_table() if codes is None else codes)
    listed = tuple(days(rows))
    visits = [(day, visit) for day in listed for patient in day.patients for visit in day.visits(patient)]
    broken = [record for day in listed for record in break_records(day, contest)]

    def table(contract: contracts.Table, records: Iterable[Any]) -> pd.DataFrame:
        return contracts.from_records(contract, list(records), zone)

    return Attendance(
        contest=contest,
        zone=zone,
        rows=rows,
        days=listed,
        attendance=table(contracts.ATTENDANCE, chain.from_iterable(attendance_records(*v, contest) for v in visits)),
        code_spans=table(contracts.CODE_SPANS, chain.from_iterable(code_span_records(*v) for v in visits)),
        engagements=table(contracts.ENGAGEMENTS, chain.from_iterable(engagement_records(d, contest) for d in listed)),
        demands=table(contracts.DEMANDS, chain.from_iterable(demand_records(d, contest) for d in listed)),
        co_attendance=table(
            contracts.CO_ATTENDANCE, chain.from_iterable(co_attendance_records(d, contest) for d in listed)
        ),
        interruptions=table(contracts.INTERRUPTIONS, sorted(record for inside, record in broken if inside)),
        displacements=table(contracts.DISPLACEMENTS, sorted(record for inside, record in broken if not inside)),
        not_seen=table(contracts.NOT_SEEN, _not_seen(rows)),
    )


def _not_seen(rows: Rows) -> list[tuple[str, str, str]]:
    """List the bookings that are only a plan and whose patient was not seen that date."""
    seen = {(rows.date[i], rows.patient[i]) for i in range(len(rows)) if rows.kind[i] == Kind.SERVICE}
    return sorted(
        (rows.date[i], rows.patient[i], rows.id[i])
        for i in range(len(rows))
        if rows.kind[i] == Kind.APPOINTMENT and not rows.evidence[i] and (rows.date[i], rows.patient[i]) not in seen
    )
