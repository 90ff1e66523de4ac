"""How many pieces the rows of a schedule are cut into, and the most that are analyzed.

Time is cut wherever a row of one provider, patient or group starts or ends, and each piece of each row has an answer of
its own. A clinic's rows have a few pieces each. Where every row of a date is open at once and starts at an instant of
its own, the pieces are the square of the rows, and so are the answers: no computer is fast enough for that.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from timeline.errors import Fault, ScheduleError

Numbers = NDArray[np.int64]

#: The most pieces of the rows of a date: as many as 447 rows have of which each lies within the one before, far more
#: than anybody treats. They take some seconds; a date may have more if they are few for its rows.
MOST_PIECES = 200_000
#: So many pieces a row are few; a busy clinic has about five.
FEW = 50

_REPAIR = {
    "provider": "Name who treated each patient, and when: a room is no provider, opening hours are no treatment.",
    "patient": "Name whom each row is about, and when it was: opening hours are no treatment.",
    "group": "Give each session a group of its own, and its own start and end.",
}


class _Crowd(NamedTuple):
    """Rows of one provider, patient or group on one date: how many, how many at once at most, how many pieces."""

    date: str
    rows: int
    at_once: int
    pieces: int


def check_crowding(intervals: pd.DataFrame, file: str) -> None:
    """Refuse dates on which so many rows are open at once that nobody would see the answer.

    Parameters
    ----------
    intervals
        `INTERVALS`; each date is judged by itself.
    file
        What the rows were read from, for the message.

    Raises
    ------
    ScheduleError: the rows of a date would be cut into more pieces than are analyzed.
    """
    date = pd.factorize(intervals["date"])[0].astype(np.int64)
    most = np.maximum(MOST_PIECES, FEW * np.bincount(date))
    faults = [fault for who in _REPAIR if (fault := _fault(intervals, file, who, date, most)) is not None]
    if faults:
        raise ScheduleError(faults)


def _fault(intervals: pd.DataFrame, file: str, who: str, date: Numbers, most: Numbers) -> Fault | None:
    named = (intervals[who] != "").to_numpy()
    crowd, pieces = _cut(intervals[named], who)
    of_date = np.bincount(date[named], weights=pieces, minlength=len(most))
    over = (of_date > most)[date[named]]
    if not over.any():
        return None
    here = crowd == np.bincount(crowd, weights=pieces * over).argmax()
    on = date[named][here][0]
    found = _crowd(intervals[named][here], int(pieces[here].sum()))
    problem = (
        f"{found.rows:,} rows of {found.date} have the same {who}, {found.at_once:,} of them at once, and would be cut "
        f"into {found.pieces:,} pieces where others start or end; at most {most[on]:,} of a date are analyzed"
    )
    return Fault(file, None, who, "", problem, _REPAIR[who])


def _crowd(rows: pd.DataFrame, pieces: int) -> _Crowd:
    """Describe the rows of one date and one provider, patient or group."""
    starts, ends = (np.sort(rows[name].to_numpy()) for name in ("start_second", "end_second"))
    at_once = np.arange(1, len(starts) + 1) - np.searchsorted(ends, starts, side="right")
    return _Crowd(str(rows["date"].iloc[0]), len(starts), int(at_once.max()), pieces)


def _cut(rows: pd.DataFrame, who: str) -> tuple[Numbers, Numbers]:
    """Return, of each row, the number of its date and person, and how many pieces it has."""
    crowd = rows.groupby(["date", who], sort=False).ngroup().to_numpy().astype(np.int64)
    starts, ends = (rows[name].to_numpy().astype(np.int64) for name in ("start_second", "end_second"))
    if not len(crowd):
        return crowd, crowd
    first = int(starts.min())
    apart = int(ends.max()) - first + 1
    edges = np.unique(np.concatenate([crowd * apart + starts - first, crowd * apart + ends - first]))
    return crowd, np.searchsorted(edges, crowd * apart + ends - first) - np.searchsorted(
        edges, crowd * apart + starts - first
    )
