from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.found.test_findings import RULE, drawn
from tests.schedules_of import analysed
from tests.strategies import rows
from timeline.finding import Finding
from timeline.found import PLACE_OF, Findings, Lists, found_of
from timeline.record import Record
from timeline.vocabulary import Severity


def columns(record: Record, shown: Sequence[Sequence[int]], **stated: Any) -> list[Finding]:
    made = found_of(
        record,
        RULE,
        np.full(len(shown), PLACE_OF[Severity.NOTE]),
        Lists.of(shown),
        lambda places: [record.rows.code[shown[place][0]] for place in places.tolist()],
        **stated,
    )
    return [each.named("", "") for each in Findings(made)]


def one_by_one(record: Record, shown: Sequence[Sequence[int]], span: tuple[int, int] | None = None) -> list[Finding]:
    return [record.finding(RULE, Severity.NOTE, each, record.rows.code[each[0]], span=span) for each in shown]


@given(rows(), st.data())
def test_many_findings_are_what_each_is_by_itself(day: list[dict[str, Any]], data: st.DataObject) -> None:
    record = drawn(day).record
    row = st.integers(0, max(0, len(record.rows) - 1))
    many = 4 if len(record.rows) else 0
    shown = data.draw(st.lists(st.lists(row, min_size=1, max_size=4, unique=True), max_size=many))
    assert columns(record, shown) == one_by_one(record, shown)
    span = (np.full(len(shown), 60), np.full(len(shown), 200))
    assert columns(record, shown, span=span) == one_by_one(record, shown, (60, 200))


def test_of_rows_that_begin_together_at_two_clinics_the_first_name_is_where_a_finding_is() -> None:
    day = ("9:00-9:30 P1 PT1 97110 clinic=west", "9:00-9:30 P2 PT1 97110 clinic=east", "8:00-8:30 P3 PT1 clinic=west")
    record = analysed(*day).record
    assert [each.clinic for each in columns(record, [[0, 1], [1, 0], [1, 2]])] == ["east", "east", "west"]


def test_what_stands_in_the_place_of_a_code_and_is_none_is_in_no_message() -> None:
    record = analysed("9:00-9:30 P1 PT1 code=TESTCASE", "10:00-10:30 P1 PT1 97110").record
    assert [each.message for each in columns(record, [[0], [1], [1, 0]])] == [
        "A text that is no code",
        "97110",
        "97110",
    ]
    assert [each.message for each in columns(record, [[1], [0]])] == ["97110", "A text that is no code"]
