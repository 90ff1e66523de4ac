from __future__ import annotations

import pytest

from tests.schedules.mapped import Mapped, faults, spans
from timeline.clock import DAY
from timeline.schedules.clock_faults import TOO_LONG
from timeline.schedules.row_clocks import Instant, RowClocks
from timeline.schedules.span_clocks import SpanClocks


@pytest.mark.parametrize(("hour", "night"), [(0.99, False), (1, True), (5.99, True), (6, False), (13, False)])
def test_a_row_that_begins_from_one_to_six_is_at_night(hour: float, *, night: bool) -> None:
    wall = 20_000 * DAY + int(hour * 3600)
    assert SpanClocks.of([RowClocks(Instant(wall, wall), None, ())]).at_night.tolist() == [night]


def test_a_row_without_a_start_is_at_no_time() -> None:
    assert not SpanClocks.of([RowClocks(None, None, (("start", TOO_LONG),))]).at_night.any()


def test_a_length_of_more_than_a_day_is_no_visit(mapped: Mapped) -> None:
    mapping = '[columns]\nprovider = ""\nend = { after = "start", length = "hours", unit = "hours" }\n'
    found = mapped("patient,start,hours\nP1,2026-03-02 9:00,24\nP2,2026-03-02 9:00,25\n", mapping)
    assert (list(spans(found)), faults(found)) == (["day.csv:2"], {3: TOO_LONG.problem})


def test_only_an_end_that_is_a_time_alone_may_lie_past_midnight(mapped: Mapped) -> None:
    mapping = '[columns]\nprovider = ""\n[format]\npast_midnight = "next day"\n'
    rows = ["P1,2026-03-02,23:00,0:30", "P2,2026-03-02,23:00,2026-03-02 0:30"]
    found = mapped("\n".join(["patient,date,start,end", *rows]), mapping)
    assert spans(found) == {"day.csv:2": "2026-03-02 23:00:00 2026-03-03 00:30:00"}
    assert list(faults(found)) == [3]
