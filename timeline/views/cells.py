"""What printed pages and evidence pages share: a recorded row as cells, spans, and the privacy notice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from timeline.clock import clock
from timeline.views.people import People
from timeline.vocabulary import Activity, Kind

if TYPE_CHECKING:
    from timeline.result import Analysis


class RowCells(NamedTuple):
    """A recorded row, ready to be set in a table."""

    interval_id: str
    date: str
    clocks: str
    patient: str
    provider: str
    role: str
    code: str
    recorded_as: str
    claimed: str


def row_cells(row: Mapping[str, Any], people: People) -> RowCells:
    """Return a row of `INTERVALS` as cells; `start` and `end` may be clocks or ISO texts of them."""
    kind = "" if row["kind"] == Kind.SERVICE else row["kind"]
    activity = "" if row["activity"] == Activity.INTERVENTION else row["activity"]
    units = row["billed_units"]
    return RowCells(
        interval_id=row["interval_id"],
        date=str(row["date"]),
        clocks=clocks(*(_clock_of(row[edge]) for edge in ("start", "end"))),
        patient=people.patient(row["patient"]),
        provider=people.provider(row["provider"]) if row["provider"] else "nobody",
        role=row["role"],
        code=row["code"],
        recorded_as=", ".join(text.replace("_", "-") for text in (kind, row["mode"], activity, *_stated(row)) if text),
        claimed="" if pd.isna(units) else f"{int(units)} {row['billed_modifiers']}".strip(),
    )


def _stated(row: Mapping[str, Any]) -> tuple[str, str]:
    """Write the place of service and the quantity; empty where the row states none."""
    place, quantity = row["place"], row["quantity"]
    return f"place {place}" if place else "", "" if pd.isna(quantity) else f"quantity {int(quantity)}"


def _clock_of(value: datetime | str) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def clocks(start: datetime, end: datetime) -> str:
    """Write a span as its clock times.

    >>> clocks(datetime(2026, 3, 3, 23, 30), datetime(2026, 3, 4, 0, 15))
    '23:30–00:15 next day'
    """
    return f"{clock(start)}–{clock(end)}" + ("" if start.date() == end.date() else " next day")


#: Level of pseudonyms -> what it hides, and what stays.
_HIDDEN = {
    "ids": "people have pseudonyms; dates, times, codes and the clinic are real",
    "sites": "people and sites have pseudonyms; dates, times and codes are real",
    "dates": "people and sites have pseudonyms, dates are moved by whole weeks; times and codes are real",
}


def privacy(result: Analysis, *, names: bool) -> str:
    """State which personal data a page holds."""
    if level := result.schedule.pseudonymised:
        return f"Pseudonymized: {_HIDDEN[level]}"
    return "Contains patient data: ids and names" if names else "Contains patient data: ids, no names"
