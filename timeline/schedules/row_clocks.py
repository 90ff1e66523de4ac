"""What the clocks of a row mean."""

from __future__ import annotations

from typing import NamedTuple

from timeline.sheets import Fix

ONE_AM, SIX_AM = 3600, 6 * 3600


class Instant(NamedTuple):
    """One clock: seconds on the clinic's line, and the wall clock read as if it were UTC."""

    second: int
    wall: int


class RowClocks(NamedTuple):
    """Start and end of a row, or why there are none: (column, what is wrong)."""

    start: Instant | None
    end: Instant | None
    problems: tuple[tuple[str, Fix], ...]
