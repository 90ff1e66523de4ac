from __future__ import annotations

from datetime import datetime

from timeline.views.walls import wall, written_span

NINE, TEN = datetime(1970, 1, 1, 9), datetime(1970, 1, 1, 10)


def test_a_span_is_drawn_from_its_start_for_as_long_as_the_clock_runs() -> None:
    assert wall(NINE, TEN, 3600) == (9 * 3_600_000, 3_600_000)


def test_where_the_clock_was_turned_back_the_elapsed_time_is_drawn() -> None:
    assert wall(TEN, NINE, 60) == (10 * 3_600_000, 60_000)
    assert wall(TEN, TEN, 3600) == (10 * 3_600_000, 3_600_000)


def test_a_span_is_written_with_its_clocks_and_its_length() -> None:
    assert written_span(NINE, TEN, 3600) == "09:00–10:00 · 60 minutes"
    assert written_span(TEN, datetime(1970, 1, 2, 1), 15 * 3600) == "10:00–01:00 next day · 900 minutes"
