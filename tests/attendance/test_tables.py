"""Attendance as tables: every table keeps its contract."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from tests import product
from tests.days import attended, intervals
from tests.strategies import SMALL_CODES, ticks
from timeline import contracts
from timeline.attendance import attend
from timeline.clock import to_seconds
from timeline.vocabulary import ContestRule

NAMES = (
    "attendance",
    "code_spans",
    "engagements",
    "demands",
    "co_attendance",
    "interruptions",
    "displacements",
    "not_seen",
)
CONTRACTS = {table.name: table for table in contracts.ALL}


@pytest.mark.parametrize("contest", list(ContestRule))
@given(drawn=ticks)
def test_every_table_has_its_columns_and_no_key_twice(
    drawn: tuple[list[dict[str, Any]], int], contest: ContestRule
) -> None:
    found = attend(product.intervals(drawn[0]), contest=contest, codes=product.code_table(SMALL_CODES))
    for name in NAMES:
        frame, contract = getattr(found, name), CONTRACTS[name]
        assert {column: str(dtype) for column, dtype in frame.dtypes.items()} == {
            c.name: c.dtype for c in contract.columns
        }
        assert not frame.duplicated(list(contract.key)).any(), name


def test_the_spans_of_a_code_name_the_row_they_come_from() -> None:
    spans = attended("9:00-9:30 P1 PT1 97110", "9:10-9:15 P2 PT1 97112", "9:40-9:50 P1 G0283").code_spans
    shown = spans[["code", "seconds", "interval_id", "state", "exclusive", "nested", "documented"]].values.tolist()
    assert shown == [
        ["97110", 600, "r1", "one_on_one", True, True, True],
        ["97110", 300, "r1", "one_on_one", False, False, True],
        ["97110", 900, "r1", "one_on_one", True, True, True],
        ["G0283", 600, "r3", "supervised", True, True, True],
        ["97112", 300, "r2", "one_on_one", False, True, True],
    ]


def test_seconds_are_elapsed_and_clocks_are_walls_across_a_clock_change() -> None:
    zone = ZoneInfo("America/New_York")
    table = intervals("0:00-0:10 P1 PT1 97110").assign(
        start_second=to_seconds(datetime(2026, 3, 8, 1, 30), zone),
        end_second=to_seconds(datetime(2026, 3, 8, 3, 30), zone),
    )
    (span,) = attend(table, zone=zone).attendance.to_dict("records")
    assert (span["seconds"], span["start"].hour, span["end"].hour) == (3600, 1, 3)
