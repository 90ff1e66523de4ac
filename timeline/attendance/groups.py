"""Group sessions: how many patients were in them, minute by minute."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

import pandas as pd

from timeline import contracts
from timeline.attendance.engagement import GROUP
from timeline.spans import joined, pieces


def group_sessions(demands: pd.DataFrame) -> list[dict[str, Any]]:
    """Cut every group into spans with constant participants: `GROUP_SESSIONS` records, clocks in seconds.

    A participant is a patient with an open attended row of the group, whoever the provider.
    """
    members: dict[tuple[str, str, str], list[tuple[int, int, tuple[str, str]]]] = defaultdict(list)
    columns = ("date", "evidence", "engagement_kind", "engagement", "start_second", "seconds", "patient", "provider")
    for date, evidence, kind, group, start, seconds, patient, provider in contracts.records(demands, columns):
        if kind == GROUP:
            members[date, evidence, group].append((start, start + seconds, (patient, provider)))
    return [
        {
            "date": date,
            "evidence": evidence,
            "engagement": group,
            "start": start,
            "end": end,
            "seconds": end - start,
            "participants": len({patient for patient, _ in present}),
            "providers": ", ".join(sorted({provider for _, provider in present})),
        }
        for (date, evidence, group), listed in sorted(members.items())
        for start, end, present, _ in joined(pieces(listed), frozenset)
        if present  # while the whole group pauses there is no session
    ]


def sessions_table(demands: pd.DataFrame, zone: Any) -> pd.DataFrame:
    """Return `GROUP_SESSIONS`."""
    return contracts.from_records(contracts.GROUP_SESSIONS, group_sessions(demands), zone)


def sessions_by_row(demands: pd.DataFrame, sessions: pd.DataFrame) -> Mapping[str, Sequence[int]]:
    """Return the positions in `GROUP_SESSIONS` of the spans each group row took part in, by interval id."""
    spans: dict[tuple[str, str, str], list[tuple[int, int, int]]] = defaultdict(list)
    columns = ("date", "evidence", "engagement", "start_second", "seconds")
    for place, (date, evidence, group, start, seconds) in enumerate(contracts.records(sessions, columns)):
        spans[date, evidence, group].append((start, start + seconds, place))
    found: dict[str, set[int]] = defaultdict(set)
    of_rows = (*columns, "engagement_kind", "interval_id")
    for date, evidence, group, start, seconds, kind, row in contracts.records(demands, of_rows):
        if kind == GROUP:
            here = spans[date, evidence, group]  # in order, and apart
            first, last = (
                bisect_right(here, start, key=itemgetter(1)),
                bisect_left(here, start + seconds, key=itemgetter(0)),
            )
            found[row].update(place for _, _, place in here[first:last])
    return {row: sorted(places) for row, places in found.items()}
