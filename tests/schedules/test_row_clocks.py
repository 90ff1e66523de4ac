from __future__ import annotations

import pytest

from timeline.clock import DAY
from timeline.schedules.clock_faults import TOO_LONG
from timeline.schedules.row_clocks import Instant, RowClocks


@pytest.mark.parametrize(("hour", "night"), [(0.99, False), (1, True), (5.99, True), (6, False), (13, False)])
def test_a_row_that_begins_from_one_to_six_is_at_night(hour: float, *, night: bool) -> None:
    wall = 20_000 * DAY + int(hour * 3600)
    assert RowClocks(Instant(wall, wall), None, ()).is_at_night is night


def test_a_row_without_a_start_is_at_no_time() -> None:
    assert not RowClocks(None, None, (("start", TOO_LONG),)).is_at_night
