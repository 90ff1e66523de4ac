"""Intervals to attendance: who was with whom, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from timeline import contracts
from timeline.attendance.day import Days
from timeline.attendance.engines import tables_of
from timeline.attendance.numbered import Ints
from timeline.attendance.rows import Rows, read_rows
from timeline.attendance.span_tables import SpanNumbers, SpanTables
from timeline.code_table import Code, code_table
from timeline.vocabulary import ContestRule, Engine, Kind


@dataclass(frozen=True, eq=False, repr=False)
class Attendance:
    """Who was with whom, as tables (contracts in `timeline.contracts`).

    `rows` are the classified rows. `days` works a date out for questions about an instant; only
    `timeline.attendance` reads it, so that any engine may fill the tables. `engine` is the one asked for.
    """

    contest: ContestRule
    zone: ZoneInfo | None
    rows: Rows
    days: Days
    tables: SpanTables
    not_seen: pd.DataFrame
    engine: Engine = Engine.AUTO

    @property
    def attendance(self) -> pd.DataFrame:
        """`ATTENDANCE`."""
        return self.tables["attendance"]

    @property
    def code_spans(self) -> pd.DataFrame:
        """`CODE_SPANS`."""
        return self.tables["code_spans"]

    @property
    def engagements(self) -> pd.DataFrame:
        """`ENGAGEMENTS`."""
        return self.tables["engagements"]

    @property
    def demands(self) -> pd.DataFrame:
        """`DEMANDS`."""
        return self.tables["demands"]

    @property
    def co_attendance(self) -> pd.DataFrame:
        """`CO_ATTENDANCE`."""
        return self.tables["co_attendance"]

    @property
    def interruptions(self) -> pd.DataFrame:
        """`INTERRUPTIONS`."""
        return self.tables["interruptions"]

    @property
    def displacements(self) -> pd.DataFrame:
        """`DISPLACEMENTS`."""
        return self.tables["displacements"]

    def numbers(self, name: str) -> SpanNumbers:
        """Return one of the tables as arrays of numbers: no text of it is written, and no data frame made."""
        return self.tables.numbers(name)

    @property
    def dates(self) -> list[str]:
        """The dates that have an account, sorted."""
        return list(self.days.dates)


def attend(
    intervals: pd.DataFrame,
    *,
    contest: ContestRule = ContestRule.NESTED,
    zone: ZoneInfo | None = None,
    codes: Mapping[str, Code] | None = None,
    engine: Engine = Engine.AUTO,
    columns: Mapping[str, Any] | None = None,
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
    engine
        What works it out; the tables are the same.
    columns
        The columns that `intervals` was made of, where they are at hand.

    Raises
    ------
    MissingExtraError: the columnar engine is asked for, and numba is not installed.
    """
    rows = read_rows(intervals, code_table() if codes is None else codes, columns)
    return Attendance(
        contest=contest,
        zone=zone,
        rows=rows,
        days=Days.of(rows),
        tables=tables_of(rows, contest, zone, engine),
        not_seen=contracts.from_records(contracts.NOT_SEEN, _not_seen(rows)),
        engine=engine,
    )


def _not_seen(rows: Rows) -> list[tuple[str, str, str]]:
    """List the bookings that are only a plan and whose patient was not seen that date, sorted."""
    return sorted((rows.date[row], rows.patient[row], rows.id[row]) for row in missed(rows).tolist())


def missed(rows: Rows) -> Ints:
    """Find the rows of `NOT_SEEN`."""
    of = rows.numbers
    kind, evidence, date, patient = (of.texts[name] for name in ("kind", "evidence", "date", "patient"))
    whose = date.codes * len(patient.words) + patient.codes
    plans = kind.where(Kind.APPOINTMENT) & evidence.where("")
    found: Ints = np.flatnonzero(plans)[~np.isin(whose[plans], whose[kind.where(Kind.SERVICE)])]
    return found
