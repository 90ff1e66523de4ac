"""Clocks read all at once are those read one by one."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from timeline.clock import DAY
from timeline.schedules.clock_formats import Formats
from timeline.schedules.clocks import Clocks
from timeline.schedules.span_clocks import SpanClocks, read_spans
from timeline.sheets.texts import Stamps, Texts

NEW_YORK = ZoneInfo("America/New_York")
#: An island whose clocks change by half an hour.
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
DATES = st.sampled_from(["", "2026-03-02", "2026-03-08", "2026-11-01", "2026-04-05", "x", "3/2/2026", "02/30/2026"])
CLOCKS = st.sampled_from(
    [
        *("", "9:00", "9:30 AM", "0:00", "24:00", "01:30", "02:30", "23:59:30", "x", "9:00.5", "2026-03-02 09:00"),
        *("2026-03-08 02:30", "2026-11-01 01:30", "2026-11-01T01:30:00-05:00", "2026-03-02T14:00Z", "2026-03-03 00:00"),
        *("2026-04-05 01:45", "2026-03-02", "3/2/2026 9:15", "2026-03-02T9:15", "2026-03-02T09:15", "09:15"),
        *("2026-03-02T25:00", "2026-13-02T09:00", "2026-03-02T09:00", "2026-03-02 24:00", "2026-02-30T09:00"),
    ]
)
FORMATS = st.sampled_from(
    [Formats(), Formats(past_midnight="next day"), Formats(stored_in="UTC"), Formats(time=("%H:%M",))]
)


@settings(max_examples=60)
@example([("", "2026-03-02T09:00", "2026-03-02T09:30")], None, Formats())
@example([("", "2026-02-30T09:00", "09:30")], None, Formats())
@given(st.lists(st.tuples(DATES, CLOCKS, CLOCKS), max_size=12), st.sampled_from([None, NEW_YORK, LORD_HOWE]), FORMATS)
def test_all_at_once_is_one_by_one(rows: list[tuple[str, str, str]], zone: ZoneInfo | None, formats: Formats) -> None:
    known = [text for row in rows for text in row]
    together, apart = Clocks(formats, zone, known), Clocks(formats, zone, known)
    columns = [Texts.of(row[place] for row in rows) for place in range(3)]
    found, single = read_spans(together, *columns), SpanClocks.of(apart.span(*row) for row in rows)
    assert [found[place] for place in range(len(rows))] == [single[place] for place in range(len(rows))]
    assert (found.problems, together.tells_half) == (single.problems, apart.tells_half)
    assert found.at_night.tolist() == single.at_night.tolist()


@pytest.mark.parametrize("zone", [None, NEW_YORK])
def test_moments_of_a_file_are_read_as_their_text_is(zone: ZoneInfo | None) -> None:
    day = 20_514 * DAY  # 2026-03-02
    walls = np.array([day + 3600, day + 2 * 3600, day + 10 * 3600, day + 6 * DAY + 9_000], dtype=np.int64)
    starts, ends = Stamps(walls, np.array([0, 1, 2, 4, 3, 0])), Stamps(walls, np.array([1, 2, 1, 0, 3, 4]))
    dates = Texts.of(["", "2026-03-02", "", "", "", "2026-03-03"])
    together, apart = Clocks(Formats(), zone, ()), Clocks(Formats(), zone, ())
    found = read_spans(together, dates, starts, ends)
    assert [found[place] for place in range(6)] == [apart.span(*row) for row in zip(dates, starts, ends, strict=True)]
    assert together.tells_half == apart.tells_half


@pytest.mark.parametrize(
    ("start", "tells"), [("2026-03-02T02:30", True), ("2026-03-02T25:00", False), ("2026-13-02T02:30", False)]
)
def test_only_a_clock_that_is_read_says_which_half_of_the_day_it_means(start: str, *, tells: bool) -> None:
    clocks = Clocks(Formats(), None, ())
    read_spans(clocks, *(Texts.of([text]) for text in ("", start, "03:00")))
    assert clocks.tells_half == tells


def test_a_moment_after_noon_says_which_half_of_the_day_it_means() -> None:
    clocks = Clocks(Formats(), None, ())
    read_spans(clocks, Texts.same("", 1), Stamps(np.array([12 * 3600]), np.array([0])), Texts.same("", 1))
    assert not clocks.tells_half
    read_spans(clocks, Texts.same("", 1), Stamps(np.array([13 * 3600]), np.array([0])), Texts.same("", 1))
    assert clocks.tells_half
