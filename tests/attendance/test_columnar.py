"""The columnar engine gives the tables of the tree engine: row for row, type for type, order for order."""

from __future__ import annotations

import random
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import product
from tests.days import intervals
from tests.engines import ENGINES
from tests.strategies import DAY, SMALL_CODES, rows, ticks
from timeline.attendance.columnar import columnar_tables
from timeline.attendance.engines import Tables
from timeline.attendance.rows import read_rows
from timeline.attendance.tree import tree_tables
from timeline.code_table import code_table
from timeline.vocabulary import ContestRule

CODES = product.code_table(SMALL_CODES)
each_rule = pytest.mark.parametrize("contest", list(ContestRule))
Drawn = tuple[list[dict[str, Any]], int]


def compare(
    table: pd.DataFrame,
    contest: ContestRule,
    *,
    engine: Tables = ENGINES["columnar"],
    zone: ZoneInfo | None = None,
    codes: Any = CODES,
) -> None:
    """Compare the tables of both engines, down to the types of their words."""
    classified = read_rows(table, codes)
    by_tree, by_columns = tree_tables(classified, contest, zone), engine(classified, contest, zone)
    assert by_tree.keys() == by_columns.keys()
    for name, expected in by_tree.items():
        pd.testing.assert_frame_equal(by_columns[name], expected, obj=name)
        for column in expected.columns.intersection(["state", "doing", "evidence", "discipline"]):
            assert [*map(type, by_columns[name][column])] == [*map(type, expected[column])], (name, column)


@each_rule
@given(drawn=ticks)
def test_both_engines_give_the_same_tables(drawn: Drawn, contest: ContestRule) -> None:
    compare(product.intervals(drawn[0]), contest)


@given(one=rows(max_size=40), two=rows(tick=1, max_size=40), contest=st.sampled_from(ContestRule))
def test_both_engines_give_the_same_tables_of_crowded_dates(
    one: list[dict[str, Any]], two: list[dict[str, Any]], contest: ContestRule
) -> None:
    later = [
        row | {"id": f"next.{row['id']}", "start": row["start"] + 2 * DAY, "end": row["end"] + 2 * DAY} for row in two
    ]
    compare(product.intervals(one + later), contest)


def test_compiled_kernels_give_the_tables_of_thousands_of_rows() -> None:
    drawn = random.Random(11)
    people = [f"P{number}" for number in range(60)]
    providers = ["PT1", "PT2", "OT1", "PTA1", "X1:AIDE"]
    extras = [
        "97110",
        "97112",
        "97150 group=G1",
        "97150",
        "G0283",
        "rest",
        "setup",
        "",
        "97545",
        "99999X",
        "97110 next",
    ]
    lines = []
    for number in range(2_000):
        start = drawn.randrange(7 * 3600, 18 * 3600, 60)
        end = start + drawn.randrange(60, 5400, 30)
        words = [drawn.choice(people), drawn.choice(providers), drawn.choice(extras)]
        if number % 20 == 0:
            words = [drawn.choice(providers), drawn.choice(["away", "shift"])]
        lines.append(f"{clock(start)}-{clock(end)} {' '.join(words)}")
    compare(intervals(*lines), ContestRule.NESTED, engine=columnar_tables, codes=code_table())


def clock(second: int) -> str:
    return f"{second // 3600}:{second // 60 % 60:02}:{second % 60:02}"


def test_clocks_are_walls_of_the_zone_in_both_engines() -> None:
    zone = ZoneInfo("America/New_York")
    table = intervals("9:00-9:30 P1 PT1 97110", "9:10-9:15 P2 PT1 97112", "9:40-9:50 P1 G0283", "9:00-10:00 PT2 shift")
    compare(table, ContestRule.NESTED, zone=zone, codes=code_table())


@each_rule
def test_engagements_that_read_alike_are_told_apart(contest: ContestRule) -> None:
    table = intervals(
        "9:00-10:00 P1 PT1 97150",
        "9:00-10:00 P2 PT1 97150 group=PT1:97150",
        "9:10-9:40 P3 PT1 97150 group=P1",
        "9:20-9:30 P1 PT1 97110",
        "9:20-9:50 P4 PT1 97150 group=busy",
        "9:25-9:28 PT1 away",
    )
    compare(table, contest, codes=code_table())


def test_a_schedule_without_rows_gives_empty_tables() -> None:
    compare(intervals(), ContestRule.NESTED)
    compare(intervals("9:00-10:00 PT1 shift"), ContestRule.NESTED)
    compare(intervals("9:00-10:00 P1 rest"), ContestRule.NESTED)
