"""The classified rows as a table: what became of each recorded row, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from timeline import contracts
from timeline.attendance.numbered import Flags, Ints, Texts, alike, coded, texts
from timeline.attendance.rows import Nature, Rows, discipline_of
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
    analysed = np.array(rows.evidence, dtype=object) != ""
    told = _discipline_told(rows, analysed)
    kinds, first = alike(_told(rows, told), len(rows))
    natures = [rows.nature[row] for row in first.tolist()]

    def given(values: Sequence[str] | Texts) -> Texts:
        """Blank what rows that are not analyzed were given."""
        return np.where(analysed, texts(values), "")

    def of_kind(values: Sequence[Any]) -> Texts:
        return texts(values)[kinds]

    return contracts.from_columns(
        contracts.ROWS,
        {
            "interval_id": texts(rows.id),
            "date": texts(rows.date),
            "start": np.array(rows.start, dtype=np.int64),
            "end": np.array(rows.end, dtype=np.int64),
            "seconds": np.array(rows.end, dtype=np.int64) - np.array(rows.start, dtype=np.int64),
            **{name: texts(getattr(rows, name)) for name in _AS_RECORDED},
            "quantity": rows.quantity,
            "evidence": texts(rows.evidence),
            "discipline": given(rows.discipline),
            "payer": given(rows.payer),
            "mode": given(of_kind([what.mode for what in natures])),
            "attended": analysed & np.array([what.attended for what in natures], dtype=bool)[kinds],
            "earns": analysed & np.array([_earns(what) for what in natures], dtype=bool)[kinds],
            "suspends": given(of_kind([what.suspends for what in natures])),
            "why": of_kind([_why(rows, row, bool(told[row])) for row in first.tolist()]),
        },
        zone,
    )


_AS_RECORDED = ("patient", "provider", "role", "code", "kind", "activity", "group", "clinic", "place")


def _earns(what: Nature) -> bool:
    return what.earns and (what.attended or what.mode == Mode.SUPERVISED)


def _discipline_told(rows: Rows, analysed: Flags) -> Flags:
    """Say which rows are of patients who have a row with a discipline of its own on the date."""
    date, patient, role = (coded(column) for column in (rows.date, rows.patient, rows.role))
    by_itself = (coded(rows.stated_discipline).codes > 0) | role.each(lambda word: bool(discipline_of("", word)), bool)
    day = date.codes * len(patient.words) + patient.codes
    return np.isin(day, day[analysed & by_itself])


def _told(rows: Rows, told: Flags) -> Iterator[Ints | Flags]:
    """List what the reasons of a row rest on."""
    yield told
    yield pd.factorize(texts(rows.nature))[0].astype(np.int64)
    for name in ("evidence", "kind", "activity", "code_mode", "stated_mode", "role", "payer"):
        yield coded(getattr(rows, name)).codes
    for name in ("group", "code", "provider", "stated_discipline", "stated_payer"):
        yield coded(getattr(rows, name)).codes > 0


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
