from __future__ import annotations

from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.schedules_of import analysed
from timeline.attendance.numbered import texts
from timeline.clock import clock_at, duration
from timeline.contracts.sentences import written
from timeline.found import Lists
from timeline.found.told import all_series, clocks_said, each_told, row_clocks_said, when_said
from timeline.words import series

NEW_YORK = ZoneInfo("America/New_York")


@given(st.lists(st.lists(st.integers(0, 3), max_size=11), max_size=6))
def test_many_lists_are_listed_in_sentences_as_each_is(drawn: list[list[int]]) -> None:
    told = all_series(Lists.of(drawn), texts(["a", "b", "c", "d"])).tolist()
    assert told == [series("abcd"[item] for item in each) for each in drawn]


@given(st.lists(st.integers(1_772_000_000, 1_776_000_000), max_size=5))
def test_many_clocks_are_written_as_each_is_also_where_they_change(seconds: list[int]) -> None:
    told = written(clocks_said(np.array(seconds, np.int64), NEW_YORK)).tolist()
    assert told == [clock_at(each, NEW_YORK) for each in seconds]


def test_when_many_things_were_is_written_as_the_record_writes_it_of_one() -> None:
    record = analysed("9:00-9:30 P1 PT1 97110", "9:10-9:20:30 P2 PT1 97110").record
    assert written(row_clocks_said(record, np.arange(2))).tolist() == [record.row_clock(0), record.row_clock(1)]
    start, end = np.array(record.rows.start), np.array(record.rows.end)
    told = when_said(texts(record.rows.date), start, end, record.zone, seconds=np.array([60, 90]))
    assert [each.partition("(")[2] for each in written(told).tolist()] == ["1 minute)", "1 min 30 s)"]


def test_what_is_the_same_is_written_once() -> None:
    asked: list[int] = []

    def tell(value: int) -> str:
        asked.append(value)
        return duration(value)

    assert (each_told(np.array([60, 120, 60]), tell).tolist(), asked) == (
        ["1 minute", "2 minutes", "1 minute"],
        [60, 120],
    )
