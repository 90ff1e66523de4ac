"""Which codes are timed, group, supervised or off the floor.

The table is data (`codes.csv`, one row a code, our own short names: the official descriptors are the
AMA's). Its `mode` says how a code must be attended, its `pool` how its minutes become units. Where `mode` is
`one_on_one`, `defined_one_on_one` tells codes whose definition asks for it from those that are taken so because
they are done hands-on. Rows with `verified` false rest on memory and are shown so.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from io import StringIO
from types import MappingProxyType

from timeline.period import Period, through


@dataclass(frozen=True, slots=True)
class Code:
    """One procedure code.

    Parameters
    ----------
    mode
        How it must be attended: `one_on_one`, `group`, `supervised`, `either` (one-on-one or in a group) or
        `off_floor`.
    pool
        How minutes become units (claims §2). `cms15`: 15-minute units, pooled where the payer pools; `own`: its own
        time base; `chain`: first unit and add-on; `area`: by area or number; `none`: one unit whatever the time.
    unit_minutes
        Minutes of one unit; None for untimed codes.
    medicare_status
        What Medicare does with it: `payable`, `bundled`, `use_instead:CODE`, …
    effective_from, effective_to
        First and last date of service, where known.
    verified
        Whether a source was read for family, timing and attendance.
    """

    code: str
    short_name: str
    family: str
    mode: str
    pool: str
    unit_minutes: int | None
    medicare_status: str
    typical_discipline: str
    effective_from: date | None
    effective_to: date | None
    notes: str
    source: str
    verified: bool

    @property
    def timed(self) -> bool:
        """Whether minutes, not sessions or areas, make its units."""
        return self.pool not in ("none", "area")

    @property
    def cited(self) -> str:
        """The row's source; a row that was not checked against one says so."""
        return f"code table, {self.source}" if self.verified else "code table, not verified"

    @property
    def in_use(self) -> Period:
        """The dates of service on which the code exists, as far as the table knows."""
        return through(self.effective_from, self.effective_to)

    def is_in_use(self, on: date) -> bool:
        """Whether the code exists on a date of service, as far as the table knows."""
        return self.in_use.governs(on)


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def code_table() -> Mapping[str, Code]:
    """Load the shipped code table, keyed by code."""
    text = files("timeline").joinpath("code_table", "codes.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(StringIO(text)))
    table = {
        row["code"]: Code(
            code=row["code"],
            short_name=row["short_name"],
            family=row["family"],
            mode=row["mode"],
            pool=row["pool"],
            unit_minutes=int(row["unit_minutes"]) if row["unit_minutes"] else None,
            medicare_status=row["medicare_status"],
            typical_discipline=row["typical_discipline"],
            effective_from=_date(row["effective_from"]),
            effective_to=_date(row["effective_to"]),
            notes=row["notes"],
            source=row["source"],
            verified=row["verified"] == "Y",
        )
        for row in rows
    }
    return MappingProxyType(table)
