"""Provider accounts: where each provider's day went (meaning §5), before any contest rule."""

from __future__ import annotations

import numpy as np
import pandas as pd

from timeline import contracts
from timeline.attendance.numbered import Flags, Ints, alike, texts
from timeline.attendance.rows import Rows
from timeline.attendance.span_tables import SpanNumbers
from timeline.vocabulary import Doing, Kind


def provider_accounts(engagements: SpanNumbers, rows: Rows) -> pd.DataFrame:
    """Sum `ENGAGEMENTS` per date, evidence and provider to `PROVIDERS`.

    Presence is the union of shift, busy and attended rows; without shifts it is inferred, from first
    start to last end.
    """
    of = rows.numbers.texts
    key = [engagements.places(name, of[name].words.tolist()) for name in ("date", "evidence", "provider")]
    account, first = alike(key, len(engagements))
    order = np.lexsort([codes[first] for codes in reversed(key)])
    seconds = engagements["seconds"]
    parts = {str(each): engagements.where("doing", each) for each in Doing}
    parts["outside_shift"] = ~engagements["in_shift"]
    date, _, provider = (codes[first[order]] for codes in key)
    listed, on_shift = _first_rows(rows, date * len(of["provider"].words) + provider)
    named = zip(("date", "evidence", "provider"), key, strict=True)
    return contracts.from_columns(
        contracts.PROVIDERS,
        {
            **{name: of[name].words[codes[first[order]]] for name, codes in named},
            "role": of["role"].at(listed),
            "clinic": of["clinic"].at(listed),
            "presence": texts(["inferred", "shift"])[on_shift.astype(np.int64)],
            **{
                f"{name}_seconds": np.bincount(account[part], seconds[part], len(first)).astype(np.int64)[order]
                for name, part in parts.items()
            },
        },
    )


def _first_rows(rows: Rows, days: Ints) -> tuple[Ints, Flags]:
    """Find the first row of a date's provider (equal starts: by site and role), and who has a shift."""
    of = rows.numbers
    date, provider, clinic, role = (of.texts[name].codes for name in ("date", "provider", "clinic", "role"))
    day = date * len(of.texts["provider"].words) + provider
    order = np.lexsort((role, clinic, of.start, day))
    own = order[np.flatnonzero(np.diff(day[order], prepend=-1))]
    return own[np.searchsorted(day[own], days)], np.isin(days, day[of.texts["kind"].where(Kind.SHIFT)])
