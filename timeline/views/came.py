"""On the Gantt: when a booked visit took place, as a bracket on its booking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from timeline.analysis.planned import Case, cases
from timeline.clock import MINUTE, clock, duration, to_wall
from timeline.record import Record
from timeline.views.lanes import Shelves
from timeline.views.marks import Bar, safe
from timeline.views.palette import INK, MUTED
from timeline.vocabulary import Booked


@dataclass(frozen=True, slots=True)
class Came:
    """The visit of a booking: the bar of the booking by position, clocks of the visit in milliseconds, what to say."""

    bar: int
    start: int
    end: int
    apart: bool
    told: tuple[str, ...]


def came(record: Record, date: str, bars: Sequence[Bar]) -> list[Came]:
    """Collect the visits of the bookings that are drawn on a date."""
    place = {bar.interval_id: number for number, bar in enumerate(bars)}
    return [
        _came(case, place[case.id], record)
        for case in cases(record)
        if case.date == date and case.state == Booked.SEEN and case.id in place
    ]


def _came(case: Case, bar: int, record: Record) -> Came:
    first, last = case.actual or (0, 0)
    walls = [to_wall(second, record.zone) for second in (first, last)]
    start, end = (int(np.datetime64(wall, "ms").astype(np.int64)) for wall in walls)
    late, early, short, over = case.apart or (0,) * 4
    named = ((late, "late"), (early, "before the booked start"), (short, "short of the end"), (over, "over the end"))
    said = [f"{duration(seconds)} {words}" for seconds, words in named if seconds]
    who = f"seen by {', '.join(case.attending)}" if case.handed_over else "as booked" if not said else ""
    told = (
        safe(case.patient),
        f"came {clock(walls[0])}–{clock(walls[1])}",
        "; ".join(said) or "to the minute",
        safe(who),
        "",
        safe(case.id),
    )
    return Came(bar, start, end, late >= MINUTE or over >= MINUTE, told)


def brackets(found: Sequence[Came], shelves: Shelves) -> dict[str, Any]:
    """Draw a line from the start to the end of each visit, with an upright at both; darker where late or over."""
    x, y, colours, told = [], [], [], []
    for each in found:
        x += [each.start, each.end, each.end]
        y += [float(shelves.middle[each.bar])] * 2 + [None]
        colours += [INK if each.apart else MUTED] * 3
        told += [each.told] * 3
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": "Came",
        "legendrank": 1100,
        "x": np.array(x, dtype="datetime64[ms]"),
        "y": y,
        "line": {"color": MUTED, "width": 1.5},
        "marker": {"symbol": "line-ns", "size": 9, "line": {"width": 2, "color": colours}},
        "customdata": np.array(told, dtype=object),
        "hovertemplate": "<br>".join(f"%{{customdata[{line}]}}" for line in range(6)) + "<extra></extra>",
    }
