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

#: The most pieces of the rows of a date: as many as 316 rows have of which each lies within the one before, six times
#: what a therapist treats on it. They take some seconds; a date may have more if they are few for its rows. How many
#: dates are read together decides nothing: what is analyzed day by day is analyzed as a month, too.
MOST_PIECES = 100_000
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
    """Refuse rows of which so many are open at once that nobody would see the answer.

    Parameters
    ----------
    intervals
        `INTERVALS`, of one date or several.
    file
        What the rows were read from, for the message.

    Raises
    ------
    ScheduleError: the rows of a date would be cut into more pieces than are analyzed.
    """
    dates = pd.factorize(intervals["date"])[0]
    most = np.maximum(MOST_PIECES, FEW * np.bincount(dates))
    faults = []
    for who in _REPAIR:
        named = (intervals[who] != "").to_numpy()
        pieces = np.bincount(dates[named], _cut(intervals[named], who)[1], len(most)).astype(np.int64)
        if (pieces > most).any():
            worst = int((pieces - most).argmax())
            faults.append(_fault(file, who, _densest(intervals[named & (dates == worst)], who), int(most[worst])))
    if faults:
        raise ScheduleError(faults)


def _fault(file: str, who: str, crowd: _Crowd, most: int) -> Fault:
    problem = (
        f"{crowd.rows:,} rows of {crowd.date} have the same {who}, {crowd.at_once:,} of them at once, and would be cut "
        f"into {crowd.pieces:,} pieces where others start or end; at most {most:,} are analyzed of all rows of a date"
    )
    return Fault(file, None, who, "", problem, _REPAIR[who])


def _densest(named: pd.DataFrame, who: str) -> _Crowd:
    """Describe the rows of one date and one provider, patient or group that have the most pieces."""
    crowd, pieces = _cut(named, who)
    here = crowd == np.bincount(crowd, weights=pieces).argmax()
    starts, ends = (np.sort(named[name].to_numpy()[here]) for name in ("start_second", "end_second"))
    at_once = np.arange(1, len(starts) + 1) - np.searchsorted(ends, starts, side="right")
    return _Crowd(str(named["date"].to_numpy()[here][0]), len(starts), int(at_once.max()), int(pieces[here].sum()))


def _cut(named: pd.DataFrame, who: str) -> tuple[Numbers, Numbers]:
    """Return, of each row that names one, the number of its date and person, and how many pieces it has."""
    crowd = named.groupby(["date", who], sort=False).ngroup().to_numpy().astype(np.int64)
    starts, ends = (named[name].to_numpy().astype(np.int64) for name in ("start_second", "end_second"))
    if not len(crowd):
        return crowd, crowd
    first = int(starts.min())
    apart = int(ends.max()) - first + 1
    edges = np.unique(np.concatenate([crowd * apart + starts - first, crowd * apart + ends - first]))
    return crowd, np.searchsorted(edges, crowd * apart + ends - first) - np.searchsorted(
        edges, crowd * apart + starts - first
    )
