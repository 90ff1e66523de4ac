"""What the clocks of a row mean."""

from __future__ import annotations

from typing import NamedTuple

from timeline.clock import DAY
from timeline.sheets import Fix

_ONE_AM, _SIX_AM = 3600, 6 * 3600


class Instant(NamedTuple):
    """One clock: seconds on the clinic's line, and the wall clock read as if it were UTC."""

    second: int
    wall: int


class RowClocks(NamedTuple):
    """Start and end of a row, or why there are none: (column, what is wrong)."""

    start: Instant | None
    end: Instant | None
    problems: tuple[tuple[str, Fix], ...]

    @property
    def is_at_night(self) -> bool:
        """Whether it begins between one and six at night."""
        return self.start is not None and _ONE_AM <= self.start.wall % DAY < _SIX_AM
