from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.audit.test_registry import analysis_of
from tests.schedules_of import analysed
from tests.strategies import rows
from timeline.audit.changes import grouped, units_added_by
from timeline.audit.columns import columns
from timeline.audit.piles import Changes
from timeline.vocabulary import ContestRule


@given(rows(), st.lists(st.sampled_from((-900, -480, -61, -1, 1, 60, 480)), min_size=1))
def test_units_of_all_questions_at_once_are_those_of_each(day: list[dict[str, Any]], seconds: list[int]) -> None:
    record = analysis_of(day).record
    codes, visits = columns(record).codes, list(record.accounts.values())
    asks = [
        (
            place,
            {
                code: seconds[(place + number + again) % len(seconds)]
                for number, code in enumerate(sorted({*visit.earning, *codes[1 : 1 + again]}))
            },
        )
        for place, visit in enumerate(visits)
        for again in (0, 0, 1, 4)
    ]
    told = [(ask, codes.index(code), more) for ask, (_, changes) in enumerate(asks) for code, more in changes.items()]
    each = np.array(told, np.int64).reshape(-1, 3).T
    changes = Changes(np.array([place for place, _ in asks], np.int64), *each)
    for contest in ContestRule:
        expected = [
            visits[place].units_with(contest, changed) - (visits[place].timed_units_under(contest) or 0)
            if changed
            else 0
            for place, changed in asks
        ]
        assert units_added_by(record, contest, changes).tolist() == expected


def test_seconds_of_one_code_of_a_question_are_added_up_and_nothing_is_no_change() -> None:
    each = [np.array(listed, np.int64) for listed in ([0, 0, 1, 1, 2], [1, 1, 1, 2, 0], [60, 30, 5, -5, 0])]
    found = grouped(np.zeros(3, np.int64), *each, codes=["", "97110", "97140"])
    assert [column.tolist() for column in found[1:]] == [[0, 1, 1], [1, 1, 2], [90, 5, -5]]


def test_without_changes_nothing_is_added() -> None:
    record = analysed("9:00-9:30 P1 PT1 97110").record
    none = np.zeros(0, np.int64)
    changes = Changes(np.zeros(2, np.int64), none, none, none)
    assert units_added_by(record, record.contest, changes).tolist() == [0, 0]
