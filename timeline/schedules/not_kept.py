"""Bookings that were cancelled or to which nobody came, as they were planned: counted, never analyzed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from timeline.contracts import NOT_KEPT, conform
from timeline.schedules.part import Part
from timeline.vocabulary import Kind

_COPIED = ("interval_id", "patient", "provider", "role", "clinic", "discipline")
#: A row of these kinds says that a patient was expected; that of a service nobody came to does, too.
_EXPECTED = (Kind.APPOINTMENT, Kind.SERVICE)


def not_kept(parts: Sequence[Part]) -> pd.DataFrame:
    """Return `NOT_KEPT`: rows left out for their status that say whom they expected, and when.

    A row left out is never a fault, so one whose clocks or patient cannot be read is listed in `SKIPPED` alone. Where
    one row holds a booking and the service for it, only the booking counts: it was one, and not two.
    """
    return conform(NOT_KEPT, [booking for part in parts for booking in _bookings(part)])


def _bookings(part: Part) -> Iterator[dict[str, Any]]:
    found: dict[int, dict[str, list[dict[str, Any]]]] = {}
    for place, status in part.left_out.items():
        booking = _booking(part, place, status)
        if booking is not None:
            kinds = found.setdefault(part.rows[place], {})
            kinds.setdefault(part.texts["kind"][place], []).append(booking)
    for kinds in found.values():
        yield from kinds.get(Kind.APPOINTMENT) or kinds[Kind.SERVICE]


def _booking(part: Part, place: int, status: str) -> dict[str, Any] | None:
    span, texts = part.clocks[place], part.texts
    if not (span.start and span.end) or span.problems or not texts["patient"][place]:
        return None
    if texts["kind"][place] not in _EXPECTED:
        return None
    (start_second, start), (end_second, end) = span.start, span.end
    walls = [np.int64(wall).astype("datetime64[s]") for wall in (start, end)]
    return {
        "status": status,
        "date": str(walls[0].astype("datetime64[D]")),
        "start": walls[0],
        "end": walls[1],
        "start_second": start_second,
        "end_second": end_second,
        **{name: texts[name][place] for name in _COPIED},
    }
