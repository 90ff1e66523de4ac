"""Planned against actual: what became of every booking, and who came without one.

Bookings decide no minute (meaning §1); here they are laid beside what is recorded. `timeline.analysis.bookings` says
which service rows belong to which booking. A row with activity `waiting` is no service: whoever waits is not treated
yet. Bookings of a day nobody has recorded yet are open, not missed. A row left out as cancelled or no_show is a
booking, whether it was written as one or as the service that did not take place; its own status stands, and what the
record shows of that patient nevertheless belongs to other bookings or is a walk-in.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Literal

import numpy as np
import pandas as pd

from timeline import contracts
from timeline.analysis.bookings import Planned, match
from timeline.analysis.given import Result, facts_of
from timeline.analysis.handed_out import handed_out
from timeline.attendance.rows import Rows, discipline_of
from timeline.clock import MINUTE, to_wall
from timeline.contracts import records
from timeline.errors import WrongValueError
from timeline.exports import plain_records
from timeline.record import Record
from timeline.spans import Span
from timeline.vocabulary import Activity, Booked, Evidence, Kind, Status

Key = Literal["date", "provider", "patient", "clinic"]
KEYS: tuple[Key, ...] = ("date", "provider", "patient", "clinic")
#: A visit that begins so many seconds after its booking is late: a whole minute, as clocks show it.
LATE = MINUTE


@dataclass(frozen=True, slots=True)
class Case:
    """One booking and what became of it, or one walk-in; spans in seconds on the clinic's line."""

    id: str
    date: str
    patient: str
    discipline: str
    clinic: str
    provider: str
    state: Booked
    booked: Span | None = None
    actual: Span | None = None
    #: Providers of the service rows, in the order in which they begin; the rows.
    attending: tuple[str, ...] = ()
    services: tuple[str, ...] = ()

    @property
    def apart(self) -> tuple[int, int, int, int] | None:
        """Seconds late, early, short and over; None without a booking or without a visit."""
        if self.booked is None or self.actual is None:
            return None
        start, end = self.actual[0] - self.booked[0], self.actual[1] - self.booked[1]
        return max(0, start), max(0, -start), max(0, -end), max(0, end)

    @property
    def late(self) -> bool:
        """Whether the visit began late."""
        return self.apart is not None and self.apart[0] >= LATE

    @property
    def handed_over(self) -> bool:
        """Whether none of the service rows is of the provider booked."""
        return bool(self.provider and self.services) and self.provider not in self.attending

    @property
    def counted_with(self) -> str:
        """The provider it is counted with: the one booked, or of a walk-in the first who attended."""
        return self.provider or (self.attending[0] if self.state == Booked.WALK_IN and self.attending else "")


def cases(record: Record) -> list[Case]:
    """Say what became of every booking that is shown, by date, patient and clock.

    Where one provider is shown, so are bookings with the provider and visits the provider attended.
    """
    whole, shown = record.whole, record.narrowing
    found = [*_recorded(whole), *_not_kept(whole)]
    own = (
        case
        for case in found
        if shown.has_date(case.date) and shown.has_clinic(case.clinic)
        if not shown.provider or shown.provider in (case.provider, *case.attending)
    )
    return sorted(own, key=_order)


def _order(case: Case) -> tuple[object, ...]:
    span = case.booked or case.actual
    return case.date, case.patient, case.discipline, span, case.provider, case.clinic, case.id


def _recorded(record: Record) -> Iterator[Case]:
    """Lay kept bookings beside service rows, patient by patient, date by date, discipline by discipline."""
    rows = record.rows
    booked: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    served: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for row, kind in enumerate(rows.kind):
        key = rows.date[row], rows.patient[row], rows.discipline[row]
        if kind == Kind.SERVICE and rows.activity[row] != Activity.WAITING:
            served[key].append(row)
        elif kind == Kind.APPOINTMENT:
            booked[key].append(row)
    for key in booked.keys() | served.keys():
        yield from _matched(rows, key, booked[key], served[key])


def _matched(rows: Rows, key: tuple[str, str, str], booked: Sequence[int], served: Sequence[int]) -> Iterator[Case]:
    found = match([_planned(rows, row) for row in booked], [_planned(rows, row) for row in served])
    for place, row in enumerate(booked):
        own = [served[service] for service in found.rows.get(place, ())]
        if own:
            state = Booked.SEEN
        elif place in found.joined:
            state = Booked.JOINED
        else:
            state = Booked.OPEN if rows.evidence[row] == Evidence.SCHEDULED else Booked.NOT_SEEN
        span = rows.start[row], rows.end[row]
        yield Case(rows.id[row], *key, rows.clinic[row], rows.provider[row], state, span, *_actual(rows, own))
    for stay in found.walk_ins:
        own = [served[service] for service in stay]
        first = own[0]
        yield Case(rows.id[first], *key, rows.clinic[first], "", Booked.WALK_IN, None, *_actual(rows, own))


def _planned(rows: Rows, row: int) -> Planned:
    return Planned(rows.start[row], rows.end[row], rows.provider[row], rows.clinic[row], rows.code[row], rows.id[row])


def _actual(rows: Rows, own: Sequence[int]) -> tuple[Span | None, tuple[str, ...], tuple[str, ...]]:
    if not own:
        return None, (), ()
    span = min(rows.start[row] for row in own), max(rows.end[row] for row in own)
    attending = dict.fromkeys(rows.provider[row] for row in own if rows.provider[row])
    return span, tuple(attending), tuple(rows.id[row] for row in own)


def _not_kept(record: Record) -> Iterator[Case]:
    columns = ("interval_id", "date", "patient", "discipline", "role", "clinic", "provider", "status")
    table = record.schedule.not_kept_table
    spans = records(table, ("start_second", "end_second"))
    for (interval, date, patient, stated, role, clinic, provider, status), (start, end) in zip(
        records(table, columns), spans, strict=True
    ):
        state = Booked.NO_SHOW if status == Status.NO_SHOW else Booked.CANCELLED
        yield Case(interval, date, patient, discipline_of(stated, role), clinic, provider, state, (start, end))


def planned_table(record: Record) -> pd.DataFrame:
    """Build `PLANNED` of the bookings and walk-ins that are shown."""
    columns: dict[str, list[Any]] = {column.name: [] for column in contracts.PLANNED.columns}
    for case in cases(record):
        for name, value in _cells(case, record).items():
            columns[name].append(value)
    return contracts.conform(contracts.PLANNED, columns)


def _cells(case: Case, record: Record) -> dict[str, Any]:
    late, early, short, over = case.apart or (None,) * 4
    wall = [to_wall(second, record.zone) for second in (*(case.booked or ()), *(case.actual or ()))]
    booked, actual = (wall[:2], wall[2:]) if case.booked else ([], wall)
    return {
        "interval_id": case.id,
        "date": case.date,
        "patient": case.patient,
        "discipline": case.discipline,
        "clinic": case.clinic,
        "provider": case.provider,
        "state": str(case.state),
        "booked_start": booked[0] if booked else None,
        "booked_end": booked[1] if booked else None,
        "booked_seconds": _length(case.booked),
        "start": actual[0] if actual else None,
        "end": actual[1] if actual else None,
        "actual_seconds": _length(case.actual),
        "late_seconds": late,
        "early_seconds": early,
        "short_seconds": short,
        "overrun_seconds": over,
        "providers": " ".join(sorted(case.attending)),
        "handed_over": case.handed_over,
    }


def _length(span: Span | None) -> int | None:
    return None if span is None else span[1] - span[0]


def planned_intervals_table(record: Record) -> pd.DataFrame:
    """Build `PLANNED_INTERVALS`: the service rows of every booking and walk-in that are shown."""
    rows = [(case.id, service) for case in cases(record) for service in case.services]
    return contracts.from_records(contracts.PLANNED_INTERVALS, rows)


@dataclass(slots=True)
class _Sum:
    """What the bookings of one key come to."""

    states: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    late: list[int] = field(default_factory=list)
    handed_over: int = 0

    def add(self, case: Case) -> None:
        """Add one booking or walk-in."""
        self.states[case.state] += 1
        self.handed_over += case.handed_over
        if case.apart is not None:
            names = ("late", "early", "short", "overrun", "booked", "actual")
            lengths = (*case.apart, _length(case.booked) or 0, _length(case.actual) or 0)
            self.seconds.update(dict(zip(names, lengths, strict=True)))
        if case.late and case.apart is not None:
            self.late.append(case.apart[0])

    def cells(self) -> tuple[Any, ...]:
        """Return the figures in the order of `PLANNED_SUMMARY`."""
        counts = [self.states[state] for state in Booked if state != Booked.WALK_IN]
        due = sum(self.states[state] for state in DUE)
        return (
            sum(counts),
            *counts,
            self.states[Booked.WALK_IN],
            self.handed_over,
            len(self.late),
            float(median(self.late)) if self.late else None,
            *(self.seconds[name] for name in ("late", "early", "short", "overrun", "booked", "actual")),
            sum(self.states[state] for state in MISSED) / due if due else None,
        )


#: Bookings to which nobody came, and those that were to take place.
MISSED = (Booked.NO_SHOW, Booked.NOT_SEEN)
DUE = (Booked.SEEN, Booked.JOINED, *MISSED)


def planned_summary(result: Result, *, by: Sequence[Key] = KEYS) -> pd.DataFrame:
    """Count what became of bookings, added up by some of date, provider, patient and clinic.

    Parameters
    ----------
    result
        An analysis.
    by
        What to add up by; with none, everything comes to one row.

    Returns
    -------
    `PLANNED_SUMMARY` with the columns of `by`, sorted by them.

    Raises
    ------
    WrongTypeError: `result` is no analysis.
    WrongValueError: an unknown key.
    """
    record = facts_of(result, "planned_summary")
    unknown = [key for key in by if key not in KEYS]
    if unknown:
        raise WrongValueError(f"by: no such key, got {unknown[0]!r}; known: {', '.join(KEYS)}.")
    frame = contracts.published(contracts.PLANNED_SUMMARY, _summed(record, by))
    return frame[[*by, *(name for name in contracts.PLANNED_SUMMARY.names if name not in KEYS)]]


def summary_table(record: Record) -> pd.DataFrame:
    """Build `PLANNED_SUMMARY` by date, provider, patient and clinic."""
    return _summed(record, KEYS)


def _summed(record: Record, by: Sequence[Key]) -> pd.DataFrame:
    """Add up by some keys; the others are empty."""
    sums: dict[tuple[str, ...], _Sum] = defaultdict(_Sum)
    for case in cases(record):
        told = {"date": case.date, "provider": case.counted_with, "patient": case.patient, "clinic": case.clinic}
        sums[tuple(told[key] if key in by else "" for key in KEYS)].add(case)
    order = [KEYS.index(key) for key in by]
    rows = [
        (*key, *found.cells()) for key, found in sorted(sums.items(), key=lambda item: [item[0][at] for at in order])
    ]
    return contracts.from_records(contracts.PLANNED_SUMMARY, rows)


def not_kept_table(record: Record) -> pd.DataFrame:
    """Return `NOT_KEPT` of what is shown."""
    table, shown = record.whole.schedule.not_kept_table, record.narrowing
    keep = [shown.has(*told) for told in records(table, ("date", "clinic", "provider"))]
    return table[np.array(keep, dtype=bool)].reset_index(drop=True)


def planned_dict(result: Result, *, by: Sequence[Key] = ()) -> dict[str, Any]:
    """Return the document of `timeline planned`: totals, sums by the keys asked for, and every booking.

    `not_counted` are rows left out as cancelled or no_show that do not say whom they expected, or when.
    """
    record = facts_of(result, "planned")
    totals = plain_records(planned_summary(result, by=()))
    table = handed_out(record, contracts.PLANNED, planned_table(record))
    return {
        "totals": totals[0] if totals else {},
        "by": list(by),
        "summary": plain_records(_as_text(planned_summary(result, by=by))) if by else [],
        "planned": plain_records(contracts.as_text(contracts.PLANNED, table)),
        "not_counted": not_counted(record),
    }


def not_counted(record: Record) -> int:
    """Count rows left out as cancelled or no_show that are not among the bookings."""
    schedule = record.whole.schedule
    left_out = schedule.skipped_table["why"].isin([str(Status.CANCELLED), str(Status.NO_SHOW)])
    return int(left_out.sum()) - len(schedule.not_kept_table)


def _as_text(table: pd.DataFrame) -> pd.DataFrame:
    return contracts.as_text(contracts.PLANNED_SUMMARY, table)
