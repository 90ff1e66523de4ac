"""Tables as they are handed out: with real dates, ordered categories, and whose visit and site a row is."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from timeline.contracts import Table, published, records
from timeline.record import Record

_VISIT = ("date", "patient", "discipline")


def handed_out(record: Record, table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Publish a table of a record.

    `clinic` and `payer` are those of the visit a row belongs to, else the clinic of its source row, else that of the
    provider's date; empty where a claim has no visit.
    """
    clinic = _clinic_of_visit if set(_VISIT) <= set(frame.columns) else _clinic_of_row_or_provider
    return published(table, frame, {"clinic": clinic(record), "payer": _payer(record)})


def _clinic_of_visit(record: Record) -> Callable[[pd.DataFrame], list[str]]:
    sites = {key: account.clinic for key, account in record.whole.accounts.items()}
    return lambda frame: [sites.get(key, "") for key in records(frame, _VISIT)]


def _payer(record: Record) -> Callable[[pd.DataFrame], list[str]]:
    payers = {key: account.payer for key, account in record.whole.accounts.items()}
    return lambda frame: [payers.get(key, "") for key in records(frame, _VISIT)]


def _clinic_of_row_or_provider(record: Record) -> Callable[[pd.DataFrame], list[str]]:
    whole = record.whole

    def listed(frame: pd.DataFrame) -> list[str]:
        if "interval_id" in frame.columns:
            return [whole.rows.clinic[whole.index[interval]] for interval in frame["interval_id"].tolist()]
        days = ("date", "evidence", "provider")
        sites = {tuple(day): clinic for *day, clinic in records(whole.providers, (*days, "clinic"))}
        return [sites.get(day, "") for day in records(frame, days)]

    return listed
