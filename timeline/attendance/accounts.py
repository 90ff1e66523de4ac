"""Provider accounts: where each provider's day went (meaning §5), before any contest rule."""

from __future__ import annotations

import numpy as np
import pandas as pd

from timeline import contracts
from timeline.attendance.numbered import alike, coded
from timeline.attendance.rows import Rows
from timeline.vocabulary import Doing, Kind


def provider_accounts(engagements: pd.DataFrame, rows: Rows) -> pd.DataFrame:
    """Sum `ENGAGEMENTS` per date, evidence and provider to `PROVIDERS`.

    Presence is the union of shift, busy and attended rows; without shifts it is inferred, from first
    start to last end.
    """
    key = [coded(engagements[name].to_numpy(dtype=object)) for name in ("date", "evidence", "provider")]
    account, of = alike((column.codes for column in key), len(engagements))
    order = np.lexsort([column.codes[of] for column in reversed(key)])
    seconds, doing = engagements["seconds"].to_numpy(), coded(engagements["doing"].to_numpy(dtype=object))
    parts = {str(each): doing.where(each) for each in Doing}
    parts["outside_shift"] = ~engagements["in_shift"].to_numpy()
    date, evidence, provider = (column.at(of[order]) for column in key)
    first, on_shift = _first_rows(rows)
    listed = [first[day] for day in zip(date, provider, strict=True)]
    return contracts.from_columns(
        contracts.PROVIDERS,
        {
            "date": date,
            "evidence": evidence,
            "provider": provider,
            "role": [rows.role[row] for row in listed],
            "clinic": [rows.clinic[row] for row in listed],
            "presence": ["shift" if day in on_shift else "inferred" for day in zip(date, provider, strict=True)],
            **{
                f"{name}_seconds": np.bincount(account[part], seconds[part], len(of)).astype(np.int64)[order]
                for name, part in parts.items()
            },
        },
    )


def _first_rows(rows: Rows) -> tuple[dict[tuple[str, str], int], set[tuple[str, str]]]:
    """Find each provider's first row of a date (equal starts: by site and role), and who has a shift."""
    date, provider, clinic, role = (coded(column) for column in (rows.date, rows.provider, rows.clinic, rows.role))
    day = date.codes * len(provider.words) + provider.codes
    order = np.lexsort((role.codes, clinic.codes, np.array(rows.start, dtype=np.int64), day))
    own = order[np.flatnonzero(np.diff(day[order], prepend=-1))].tolist()
    shifts = (row for row, kind in enumerate(rows.kind) if kind == Kind.SHIFT)
    return (
        {(rows.date[row], rows.provider[row]): row for row in own},
        {(rows.date[row], rows.provider[row]) for row in shifts},
    )
