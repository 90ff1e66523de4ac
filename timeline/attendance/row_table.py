"""The classified rows as a table: what became of each recorded row, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from timeline import contracts
from timeline.attendance.rows import Rows, discipline_of
from timeline.vocabulary import EITHER, OFF_FLOOR, UNSKILLED_ACTIVITIES, Evidence, Kind, Mode


def rows_table(rows: Rows, zone: ZoneInfo | None = None) -> pd.DataFrame:
    """Return `ROWS`: every kept row with the mode, discipline, payer and evidence it was given, and the reasons.

    Rows that take no part in attendance (a booking that is only a plan, a shift, time away) were given
    nothing: their `mode`, `discipline`, `payer` and `evidence` are empty, and `why` says what they are.

    Parameters
    ----------
    rows
        The classified rows; `Attendance.rows`.
    zone
        The clinic's time zone, for showing wall clocks; None if clocks are read as they are.
    """
    return contracts.from_records(contracts.ROWS, list(_records(rows)), zone)


def _records(rows: Rows) -> Iterator[dict[str, Any]]:
    # Patients who have a row with a discipline of its own on a date.
    told = {
        (rows.date[i], rows.patient[i])
        for i in range(len(rows))
        if rows.evidence[i] and discipline_of(rows.stated_discipline[i], rows.role[i])
    }
    for i, what in enumerate(rows.nature):
        analysed = bool(rows.evidence[i])
        yield {
            "interval_id": rows.id[i],
            "date": rows.date[i],
            "start": rows.start[i],
            "end": rows.end[i],
            "seconds": rows.end[i] - rows.start[i],
            "patient": rows.patient[i],
            "provider": rows.provider[i],
            "role": rows.role[i],
            "discipline": rows.discipline[i] if analysed else "",
            "code": rows.code[i],
            "kind": rows.kind[i],
            "mode": what.mode if analysed else "",
            "activity": rows.activity[i],
            "group": rows.group[i],
            "evidence": rows.evidence[i],
            "payer": rows.payer[i] if analysed else "",
            "clinic": rows.clinic[i],
            "place": rows.place[i],
            "quantity": rows.quantity[i],
            "attended": analysed and what.attended,
            "earns": analysed and what.earns and (what.attended or what.mode == Mode.SUPERVISED),
            "suspends": what.suspends if analysed else "",
            "why": _why(rows, i, (rows.date[i], rows.patient[i]) in told),
        }


def _why(rows: Rows, row: int, discipline_told: bool) -> str:
    if not rows.evidence[row]:
        return _apart(rows, row)
    parts = {
        "mode": _why_mode(rows, row),
        "discipline": _why_discipline(rows, row, discipline_told),
        "payer": "as recorded" if rows.stated_payer[row] else f"none recorded, so {rows.payer[row]}",
        "evidence": "a kept service"
        if rows.evidence[row] == Evidence.DOCUMENTED
        else "a booking, and neither its clinic nor its patient has a kept service that date",
    }
    return "; ".join(f"{name}: {reason}" for name, reason in parts.items())


def _apart(rows: Rows, row: int) -> str:
    """Explain why a row takes no part in attendance."""
    if rows.kind[row] == Kind.APPOINTMENT:
        return "only a plan: a booking whose clinic or patient has a kept service that date"
    if rows.kind[row] == Kind.SHIFT:
        return "a shift: the provider is on site"
    return "time away: the provider is busy without a patient"


def _why_mode(rows: Rows, row: int) -> str:
    """Name the rule that decided the mode (meaning §2, mode), and why nobody attends where nobody does."""
    code_mode, what = rows.code_mode[row], rows.nature[row]
    if rows.activity[row] in UNSKILLED_ACTIVITIES:
        return f"{rows.activity[row]} is not treatment"
    if code_mode == OFF_FLOOR:
        return "the code is furnished off the clinic floor"
    if rows.stated_mode[row]:
        reason = "as recorded"
        if what.contradicts:
            reason += ", which contradicts the code"
    elif code_mode == EITHER:
        reason = f"the code may be either, and the row names {'a' if rows.group[row] else 'no'} group"
    elif code_mode:
        reason = "from its code"
    else:
        unknown = "unknown code" if rows.code[row] else "no code"
        reason = f"{unknown}, {'with' if rows.provider[row] else 'without'} a provider"
    if what.unattended_claim:
        reason += ", but nobody attends" if not rows.provider[row] else f", but {rows.role[row]} may not attend alone"
    return reason


def _why_discipline(rows: Rows, row: int, discipline_told: bool) -> str:
    """Name the rule that decided the discipline (meaning §1, visits)."""
    if rows.stated_discipline[row]:
        return "as recorded"
    if discipline_of("", rows.role[row]):
        return f"from the role {rows.role[row]}"
    return "from the patient's first row that has one" if discipline_told else "PT, because no row says otherwise"
