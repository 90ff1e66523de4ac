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

CONTRACTS = {table.name: table for table in contracts.ALL}


@pytest.mark.parametrize("contest", list(ContestRule))
@given(drawn=ticks)
def test_every_table_has_its_columns_and_no_key_twice(
    drawn: tuple[list[dict[str, Any]], int], contest: ContestRule
) -> None:
    found = attend(product.intervals(drawn[0]), contest=contest, codes=product.code_table(SMALL_CODES))
    for name in product.TABLES:
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


def test_bookings_nobody_kept_stand_in_the_order_of_dates_and_patients() -> None:
    booked = [
        f"9:00-9:30 P{n} PT1 appointment {more}" for n, more in ((3, "next"), (2, ""), (1, ""), (4, "clinic=annex"))
    ]
    others = ("9:00-9:30 P6 PT3 appointment clinic=north", "8:00-12:00 PT1 shift", "8:00-8:30 PT1 away")
    found = attended(*booked, "9:00-9:30 P4 PT2 97110", "9:00-9:30 P5 PT2 97110 next", *others)
    assert found.not_seen[["patient", "interval_id"]].values.tolist() == [["P1", "r3"], ["P2", "r2"], ["P3", "r1"]]
    assert found.dates == ["2026-03-02", "2026-03-03"]


def test_spans_of_one_code_stand_in_the_order_of_the_clock_and_of_the_schedule() -> None:
    rows = ("9:30-9:40 P1 PT1 97110", "9:00-9:10 P1 PT2 97110", "9:00-9:05 P1 PT1 97140", "9:40-9:50 P1 PT1 97110")
    spans = attended(*rows).code_spans
    assert spans[["code", "interval_id", "seconds"]].values.tolist() == [
        ["97110", "r2", 300],
        ["97110", "r1", 600],
        ["97110", "r4", 600],
        ["97140", "r3", 300],
    ]


def test_a_modality_of_a_therapist_and_an_assistant_at_once_is_the_assistant_s() -> None:
    rows = ("9:00-9:20 P1 PT1 G0283", "9:00-9:20 P1 PTA1 G0283", "9:00-9:20 P1 PTA2 G0283")
    spans = attended(*rows).code_spans
    assert spans[["interval_id", "assistant", "seconds"]].values.tolist() == [["r2", True, 1200]]


def test_who_attends_beside_is_counted_once_for_each_provider() -> None:
    rows = ("9:00-9:20 P1 PT1 97110", "9:00-9:20 P1 PTA1 97112", "9:00-9:20 P1 PTA2 97110", "9:10-9:20 P1 G0283")
    table = attended(*rows).attendance
    assert table[["co_attending", "treatment", "seconds"]].values.tolist() == [[2, True, 600], [2, True, 600]]


def test_only_a_modality_that_earns_is_treatment_where_nobody_is_credited() -> None:
    rows = ("9:00-9:10 P1 G0283", "9:10-9:20 P1 97110 supervised", "9:20-9:30 P1 supervised", "9:30-9:40 P1 OT1 G0283")
    table = attended(*rows).attendance.query("discipline == 'OT'")
    assert table["treatment"].tolist() == [True, False, True]
