from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.days import DATE
from tests.schedules_of import analysed
from timeline.audit.stakes import shared, units_lost
from timeline.spans import union
from timeline.vocabulary import ContestRule

SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)).map(lambda pair: (pair[0], sum(pair))))


@given(st.tuples(st.integers(0, 40), st.integers(1, 20)).map(lambda pair: (pair[0], sum(pair))), SPANS)
def test_shared_seconds_are_those_of_both(span: tuple[int, int], listed: list[tuple[int, int]]) -> None:
    covered = {second for start, end in listed for second in range(start, end)}
    assert shared(span, union(listed)) == len(covered & set(range(*span)))


def lost(*lines: str, of: str, contest: ContestRule | None = None) -> int:
    case = analysed(*lines).record
    (visit,) = case.visits_of(DATE, ["P1"])
    start = case.midnight(DATE) + 9 * 3600
    return units_lost(case, visit, [(start, start + 15 * 60)], providers=[of], contest=contest)


def test_units_that_hang_on_a_provider_s_minutes_are_lost_with_them() -> None:
    assert lost("9:00-9:30 P1 PT1 97110", of="PT1") == 1
    assert lost("9:00-9:30 P1 PT1 97110", of="PT2") == 0


def test_minutes_that_count_under_another_rule_only_are_lost_there_only() -> None:
    rows = ("9:00-9:15 P1 PT1 97110", "9:00-9:15 P2 PT1 97110")
    assert lost(*rows, of="PT1") == 0
    assert lost(*rows, of="PT1", contest=ContestRule.DOCUMENTED) == 1
