"""Group sessions: how many patients were in them, minute by minute."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd

from timeline import contracts
from timeline.attendance.engagement import GROUP
from timeline.attendance.span_tables import SpanNumbers
from timeline.spans import joined, pieces


def group_sessions(demands: SpanNumbers) -> list[dict[str, Any]]:
    """Cut every group into spans with constant participants: `GROUP_SESSIONS` records, clocks in seconds.

    A participant is a patient with an open attended row of the group, whoever the provider.
    """
    members: dict[tuple[str, str, str], list[tuple[int, int, tuple[str, str]]]] = defaultdict(list)
    for date, evidence, group, start, end, *who in _of_groups(demands, ("patient", "provider")):
        members[date, evidence, group].append((start, end, (who[0], who[1])))
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


def sessions_table(demands: SpanNumbers, zone: Any) -> pd.DataFrame:
    """Return `GROUP_SESSIONS`."""
    return contracts.from_records(contracts.GROUP_SESSIONS, group_sessions(demands), zone)


def sessions_by_row(demands: SpanNumbers, sessions: pd.DataFrame) -> Mapping[str, Sequence[int]]:
    """Return the positions in `GROUP_SESSIONS` of the spans each group row took part in, by interval id."""
    spans: dict[tuple[str, str, str], list[tuple[int, int, int]]] = defaultdict(list)
    columns = ("date", "evidence", "engagement", "start_second", "seconds")
    for place, (date, evidence, group, start, seconds) in enumerate(contracts.records(sessions, columns)):
        spans[date, evidence, group].append((start, start + seconds, place))
    found: dict[str, set[int]] = defaultdict(set)
    for date, evidence, group, start, end, row in _of_groups(demands, ("interval_id",)):
        here = spans[date, evidence, group]  # in order, and apart
        first, last = bisect_right(here, start, key=itemgetter(1)), bisect_left(here, end, key=itemgetter(0))
        found[row].update(place for _, _, place in here[first:last])
    return {row: sorted(places) for row, places in found.items()}


def _of_groups(demands: SpanNumbers, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Walk the demands of groups: date, evidence, group, start, end, and some columns of text."""
    own = np.flatnonzero(demands.where("engagement_kind", GROUP))
    told = (demands.texts(name, own) for name in ("date", "evidence", "engagement"))
    spans = (demands[name][own].tolist() for name in ("start", "end"))
    return zip(*told, *spans, *(demands.texts(name, own) for name in names), strict=True)
