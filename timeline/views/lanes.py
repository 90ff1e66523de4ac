"""Where each bar is placed: rows of people, and in a row as many lanes as spans overlap, so that none hides another."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

#: Height of a lane of bookings, where a lane of what happened is 1.
THIN = 0.5
#: Free height between two rows.
GAP = 0.35


def pack_lanes(start: Ints, end: Ints) -> tuple[Ints, int]:
    """Assign every span the first free lane.

    Spans in one lane never overlap, touching ones may share it, and there are as many lanes as spans
    overlap at the busiest instant.

    Parameters
    ----------
    start, end
        Half-open spans, shape (n_spans,), `end` > `start`; any unit.

    Returns
    -------
    The lane of every span, from 0, shape (n_spans,), and the number of lanes.

    Examples
    --------
    >>> lane, lanes = pack_lanes(np.array([0, 5, 10]), np.array([10, 20, 15]))
    >>> lane.tolist(), lanes
    ([0, 1, 0], 2)
    """
    lane = np.zeros(len(start), dtype=np.int64)
    taken: list[tuple[int, int]] = []
    free: list[int] = []
    lanes = 0
    for span in np.lexsort((-end, start)).tolist():
        while taken and taken[0][0] <= start[span]:
            heapq.heappush(free, heapq.heappop(taken)[1])
        if not free:
            heapq.heappush(free, lanes)
            lanes += 1
        lane[span] = heapq.heappop(free)
        heapq.heappush(taken, (int(end[span]), int(lane[span])))
    return lane, lanes


@dataclass(frozen=True, eq=False, slots=True)
class Shelves:
    """Heights of bars and rows, counted downwards from 0; a lane of what happened is 1 high.

    Parameters
    ----------
    middle, height
        Of every bar, shape (n_bars,).
    top, bottom
        Of every row, shape (n_rows,).
    """

    middle: Floats
    height: Floats
    top: Floats
    bottom: Floats


def shelve(row: Ints, span: tuple[Ints, Ints], thin: npt.NDArray[np.bool_], whole: npt.NDArray[np.bool_]) -> Shelves:
    """Stack the lanes of every row, and the rows.

    What happened comes first, the thin lanes of what was booked below it; bars that mark a whole row
    take its full height and no lane.

    Parameters
    ----------
    row
        Row of every bar, from 0 and without gaps, shape (n_bars,).
    span
        Start and end of every bar.
    thin, whole
        Which bars are bookings, and which mark the whole row.
    """
    middle, height = np.zeros(len(row)), np.where(thin, THIN, 1.0)
    rows = int(row.max()) + 1 if len(row) else 0
    top, bottom = np.zeros(rows), np.zeros(rows)
    level = 0.0
    for number in range(rows):
        top[number] = level
        for kind in (~thin & ~whole, thin):
            level += _stack(np.flatnonzero(kind & (row == number)), span, middle, height, level)
        # A row without bars keeps the room of one.
        bottom[number] = level = max(level, top[number] + 1)
        own = whole & (row == number)
        middle[own] = (top[number] + level) / 2
        height[own] = level - top[number]
        level += GAP
    return Shelves(middle, height, top, bottom)


def _stack(bars: Sequence[int] | Ints, span: tuple[Ints, Ints], middle: Floats, height: Floats, level: float) -> float:
    """Place bars of one height from `level` on and return the total height of their lanes."""
    if not len(bars):
        return 0
    lane, lanes = pack_lanes(span[0][bars], span[1][bars])
    each = float(height[bars[0]])
    middle[bars] = level + (lane + 0.5) * each
    return lanes * each
