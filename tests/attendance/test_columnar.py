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
from tests.engines import ENGINES, same_tables
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
    same_tables(engine(classified, contest, zone), tree_tables(classified, contest, zone))


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


#: An hour of one row whose provider is called away every minute: few rows, and many spans of each kind.
CALLED_AWAY = [f"9:{minute:02}:00-9:{minute:02}:30 PT1 away" for minute in range(1, 59)]


@each_rule
def test_few_rows_that_change_many_times_a_visit(contest: ContestRule) -> None:
    table = intervals("9:00-10:00 P1 PT1 97110", "9:00-10:00 P1 PTA1 97112", *CALLED_AWAY)
    compare(table, contest, codes=code_table())


def test_a_patient_alone_with_a_provider_who_is_called_away_many_times() -> None:
    compare(intervals("9:00-10:00 P1 PT1 97110", *CALLED_AWAY), ContestRule.NESTED, codes=code_table())


def test_a_row_that_rests_many_times() -> None:
    rests = [f"9:{minute:02}:00-9:{minute:02}:30 P1 rest" for minute in range(1, 59)]
    compare(intervals("9:00-10:00 P1 PT1 97110", *rests), ContestRule.NESTED, codes=code_table())
    compare(intervals("9:00-10:00 P1 PT1 97110", "9:00-10:00 P1 PTA1 97110", *rests), ContestRule.NESTED)


def test_a_group_whose_second_patient_comes_and_goes_many_times() -> None:
    comes = [f"9:{minute:02}:00-9:{minute:02}:30 P2 PT1 97150 group=G1" for minute in range(1, 59)]
    compare(intervals("9:00-10:00 P1 PT1 97150 group=G1", *comes), ContestRule.NESTED, codes=code_table())
    rests = [line.replace("PT1 97150 group=G1", "rest") for line in comes]
    whole = ["9:00-10:00 P1 PT1 97150 group=G1", "9:00-10:00 P2 PT1 97150 group=G1"]
    compare(intervals(*whole, *rests), ContestRule.NESTED, codes=code_table())


@each_rule
def test_many_rows_of_one_provider_at_once(contest: ContestRule) -> None:
    nested = [f"9:{10 + number}-10:{50 - number} P{number} PT1 97110" for number in range(20)]
    compare(intervals(*nested), contest, codes=code_table())


def test_many_modalities_beside_many_providers_of_one_patient() -> None:
    lines = [f"9:{number:02}-9:{50 - number} P1 PT{number} 97110" for number in range(8)]
    lines += [f"9:{number:02}-9:{50 - number} P1 {code}" for number in range(9) for code in ("G0283", "97010", "97012")]
    compare(intervals(*lines), ContestRule.NESTED, codes=code_table())


def test_the_codes_of_two_disciplines_of_one_patient_are_listed_apart() -> None:
    lines = ["9:00-9:10 P1 PT1 97530", "9:10-9:20 P1 PT1 97110", "9:20-9:30 P1 OT1 97535", "9:30-9:40 P1 OT1 97110"]
    lines += ["9:00-9:10 P2 PT2 97530", "9:10-9:20 P2 PT2 97110", "9:20-9:30 P2 PT2 97530"]
    compare(intervals(*lines), ContestRule.NESTED, codes=code_table())


@each_rule
def test_who_attends_beside_is_told_again_where_another_takes_over(contest: ContestRule) -> None:
    taken_over = ["9:00-9:20 P1 PT1 97110", "9:00-9:10 P1 PTA2 97110", "9:10-9:20 P1 PTA3 97110"]
    compare(intervals(*taken_over), contest, codes=code_table())
    compare(intervals(*taken_over, "9:00-9:20 P1 PTA1 97112"), contest, codes=code_table())
    last_comes_first = ["9:00-9:30 P1 PT1 97110", *(f"9:{20 - 4 * n}-9:30 P1 PTA{n % 3} 97112" for n in range(1, 3))]
    compare(intervals(*last_comes_first, "9:01-9:30 P1 PTA0 97112 "), contest, codes=code_table())


@each_rule
def test_a_provider_with_three_group_rows_of_one_patient_attends_beside_once(contest: ContestRule) -> None:
    group = [f"9:00-9:{end} P1 PTA1 97150 group=G1" for end in (20, 25, 30)]
    table = intervals("9:00-9:30 P1 PT1 97110", *group, "9:00-9:30 P2 PTA1 97150 group=G1", "9:05-9:20 P1 PTA2 97110")
    compare(table, contest, codes=code_table())


@each_rule
def test_rows_of_one_code_credited_from_one_instant_under_different_rules_stand_in_their_order(
    contest: ContestRule,
) -> None:
    table = intervals("9:10-9:15 P1 PT1 97110", "9:10-9:15 P1 PTA1 97110", "9:00-9:30 P2 PT1 97110")
    compare(table, contest, codes=code_table())


def test_a_schedule_without_rows_gives_empty_tables() -> None:
    compare(intervals(), ContestRule.NESTED)
    compare(intervals("9:00-10:00 PT1 shift"), ContestRule.NESTED)
    compare(intervals("9:00-10:00 P1 rest"), ContestRule.NESTED)
