"""Tables as they are handed out: with real dates, ordered categories, and whose visit and site a row is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from timeline.attendance.engagement import GROUP
from timeline.contracts import Table, published, records
from timeline.record import Record

_VISIT, _PERSON = ("date", "patient", "discipline"), ("date", "person", "discipline")
_DAY, _SESSION = ("date", "evidence", "provider"), ("date", "evidence", "engagement")


def handed_out(record: Record, table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Publish a table of a record.

    `clinic` and `payer` are those of the visit a row belongs to, else the clinic of its source row, of its group
    session or of the provider's date; empty where a claim has no visit. `discipline` is that of the source row.
    """
    return published(
        table,
        frame,
        {
            "clinic": lambda frame: _clinics(record.whole, frame),
            "payer": lambda frame: _payers(record.whole, frame),
            "discipline": lambda frame: _of_rows(record.whole, frame, record.whole.rows.discipline),
        },
    )


def _clinics(whole: Record, frame: pd.DataFrame) -> list[str]:
    if set(_VISIT) <= set(frame.columns):
        return _found({key: account.clinic for key, account in whole.accounts.items()}, records(frame, _VISIT))
    if "interval_id" in frame.columns:
        return _of_rows(whole, frame, whole.rows.clinic)
    if "engagement" in frame.columns:
        return _found(_sites_of_sessions(whole), records(frame, _SESSION))
    sites = {tuple(day): clinic for *day, clinic in records(whole.providers, (*_DAY, "clinic"))}
    return _found(sites, records(frame, _DAY))


def _payers(whole: Record, frame: pd.DataFrame) -> list[str]:
    payers = {key: account.payer for key, account in whole.accounts.items()}
    if set(_VISIT) <= set(frame.columns):
        return _found(payers, records(frame, _VISIT))
    if "person" in frame.columns:
        return _found(payers, records(frame, _PERSON))
    disciplines = _of_rows(whole, frame, whole.rows.discipline)
    people = records(frame, ("date", "patient"))
    return _found(payers, ((*who, discipline) for who, discipline in zip(people, disciplines, strict=True)))


def _of_rows(whole: Record, frame: pd.DataFrame, values: Sequence[str]) -> list[str]:
    """Return what the source row of each row of a table has."""
    return [values[whole.index[interval]] for interval in frame["interval_id"].tolist()]


def _sites_of_sessions(whole: Record) -> dict[tuple[str, ...], str]:
    """Return the site of each group session: that of its first row."""
    demands, sites = whole.attendance.demands, dict[tuple[str, ...], str]()
    listed = demands[demands["engagement_kind"] == GROUP].sort_values("start_second", kind="stable")
    for *session, interval in records(listed, (*_SESSION, "interval_id")):
        sites.setdefault(tuple(session), whole.rows.clinic[whole.index[interval]])
    return sites


def _found(values: Mapping[Any, str], keys: Iterable[Any]) -> list[str]:
    return [values.get(key, "") for key in keys]
