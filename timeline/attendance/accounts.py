"""Provider accounts: where each provider's day went (meaning §5), before any contest rule."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pandas as pd

from timeline import contracts
from timeline.attendance.rows import Rows
from timeline.vocabulary import Doing, Kind


def provider_accounts(engagements: pd.DataFrame, rows: Rows) -> pd.DataFrame:
    """Sum `ENGAGEMENTS` per date, evidence and provider to `PROVIDERS`.

    Presence is the union of shift, busy and attended rows; without shifts it is inferred, from first
    start to last end.
    """
    seconds: dict[tuple[str, str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    columns = ("date", "evidence", "provider", "seconds", "doing", "in_shift")
    for date, evidence, provider, span, doing, in_shift in contracts.records(engagements, columns):
        account = seconds[date, evidence, provider]
        account[doing] += span
        account["outside_shift"] += 0 if in_shift else span
    first, on_shift = _first_rows(rows)
    records: list[dict[str, Any]] = []
    for (date, evidence, provider), account in sorted(seconds.items()):
        row = first[date, provider]
        records.append(
            {
                "date": date,
                "evidence": evidence,
                "provider": provider,
                "role": rows.role[row],
                "clinic": rows.clinic[row],
                "presence": "shift" if (date, provider) in on_shift else "inferred",
                **{f"{name}_seconds": account[name] for name in (*Doing, "outside_shift")},
            }
        )
    return contracts.from_records(contracts.PROVIDERS, records)


def _first_rows(rows: Rows) -> tuple[dict[tuple[str, str], int], set[tuple[str, str]]]:
    """Find each provider's first row of a date (equal starts: by site and role), and who has a shift."""
    first: dict[tuple[str, str], tuple[int, str, str, int]] = {}
    on_shift = set()
    for row, provider in enumerate(rows.provider):
        key = (rows.date[row], provider)
        if rows.kind[row] == Kind.SHIFT:
            on_shift.add(key)
        found = (rows.start[row], rows.clinic[row], rows.role[row], row)
        first[key] = min(first.get(key, found), found)
    return {key: found[3] for key, found in first.items()}, on_shift
