"""Who is with whom at one instant, as a reviewer would ask."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import datetime, time
from html import escape
from typing import Any

import pandas as pd

from timeline.attendance.instant import PatientNow, ProviderNow, patients_at, providers_at
from timeline.clock import ImpossibleClockError, RepeatedClockError, clock, instant_to_seconds, to_seconds
from timeline.contracts import records
from timeline.errors import WrongValueError
from timeline.record import Record
from timeline.words import counted

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


@dataclass(frozen=True, slots=True)
class Instant:
    """Who is with whom at one instant: the providers' view and the patients' view."""

    wall: datetime
    providers: tuple[ProviderNow, ...]
    patients: tuple[PatientNow, ...]

    @property
    def provider_table(self) -> pd.DataFrame:
        """One row per provider present."""
        return _table(self.providers, ProviderNow)

    @property
    def patient_table(self) -> pd.DataFrame:
        """One row per visit under way."""
        return _table(self.patients, PatientNow)

    def to_dict(self) -> dict[str, Any]:
        """Return the instant as a JSON-ready dict; who demands a provider stands under `claims`, as it always has."""
        return {
            "at": self.wall.isoformat(),
            "providers": [_renamed(asdict(now), "demands", "claims") for now in self.providers],
            "patients": [asdict(now) for now in self.patients],
        }

    def __repr__(self) -> str:
        present = f"{counted(len(self.providers), 'provider')}, {counted(len(self.patients), 'patient')}"
        return f"Instant({self.wall.isoformat()}, {present})"

    def _repr_html_(self) -> str:
        shown = {
            f"Providers at {clock(self.wall)}": self.provider_table[
                ["provider", "role", "doing", "engaged_with", "patients"]
            ],
            f"Patients at {clock(self.wall)}": self.patient_table[
                ["patient", "state", "provider", "code", "co_attending"]
            ],
        }
        return "".join(f"<h4>{escape(title)}</h4>{table.to_html(index=False)}" for title, table in shown.items())


def _table(now: tuple[Any, ...], kind: type) -> pd.DataFrame:
    names = list(kind.__dataclass_fields__)  # type: ignore[attr-defined]
    records = [[_cell(getattr(item, name)) for name in names] for item in now]
    return pd.DataFrame(records, columns=names)


def _renamed(record: dict[str, Any], name: str, key: str) -> dict[str, Any]:
    """Put a value under another key, where it stood."""
    return {key if found == name else found: value for found, value in record.items()}


def _cell(value: Any) -> Any:
    return ", ".join(value) if isinstance(value, tuple) else value


def instant(record: Record, at: str | time, *, date: str | None = None) -> Instant:
    """Answer for a clock time, a `time` or `HH:MM[:SS]`, of a date of the schedule.

    Raises
    ------
    WrongValueError: an unreadable clock time, or a date that is needed or not in the schedule.
    """
    matched = _CLOCK.fullmatch(f"{at:%H:%M:%S}" if isinstance(at, time) else str(at).strip())
    hour, minute, second = (int(part or 0) for part in matched.groups()) if matched else (24, 0, 0)
    if hour > 23 or minute > 59 or second > 59:
        raise WrongValueError("at: not a clock time. Write it as HH:MM or HH:MM:SS, for example 10:57.")
    day = choose_date(record, date)
    wall = datetime.fromisoformat(day).replace(hour=hour, minute=minute, second=second)
    try:
        seconds = to_seconds(wall, record.zone)
    except ImpossibleClockError:
        raise WrongValueError("at: the clocks change and skip this time on that date. Give another time.") from None
    except RepeatedClockError:
        # The clock shows this time twice; the first time is meant.
        seconds = instant_to_seconds(wall.replace(tzinfo=record.zone, fold=0))
    found = record.attendance
    present = set(records(record.providers, ("date", "provider")))
    return Instant(
        wall,
        tuple(now for now in providers_at(found, day, seconds) if (day, now.provider) in present),
        tuple(now for now in patients_at(found, day, seconds) if (day, now.patient, now.discipline) in record.accounts),
    )


def choose_date(record: Record, date: str | None) -> str:
    """Settle which date is meant: the one stated, or the only one there is."""
    days = record.dates
    if date is None and len(days) == 1:
        return days[0]
    if date in days:
        return str(date)
    known = f"{days[0]} to {days[-1]}, {counted(len(days), 'date')}" if days else "none"
    problem = "which date is meant" if date is None else "the schedule does not have that date"
    raise WrongValueError(f"date: {problem}; known: {known}. Write it as YYYY-MM-DD.")
