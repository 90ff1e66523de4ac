from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.days import DATE
from tests.schedules_of import analysed
from timeline.audit.columns import place_of
from timeline.audit.stakes import Asked, ContestStakes, units_lost
from timeline.record import Record
from timeline.spans import Span, shared, union
from timeline.visits import VisitAccount
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
    return units_lost(case, [visit], [(start, start + 15 * 60)], providers=[of], contest=contest)


def test_units_that_hang_on_a_provider_s_minutes_are_lost_with_them() -> None:
    assert lost("9:00-9:30 P1 PT1 97110", of="PT1") == 1
    assert lost("9:00-9:30 P1 PT1 97110", of="PT2") == 0


def test_minutes_that_count_under_another_rule_only_are_lost_there_only() -> None:
    rows = ("9:00-9:15 P1 PT1 97110", "9:00-9:15 P2 PT1 97110")
    assert lost(*rows, of="PT1") == 0
    assert lost(*rows, of="PT1", contest=ContestRule.DOCUMENTED) == 1


def worth(record: Record, visit: VisitAccount, *asks: list[Span]) -> list[int]:
    """Give the units of a visit that hang on the contested minutes of each question's spans."""
    place = place_of(record, visit)
    return ContestStakes(record).lost(np.full(len(asks), place), Asked.of(asks)).tolist()


def of_providers(record: Record, visit: VisitAccount, *names: str) -> list[int]:
    """Give the units of a visit that hang on the contests of each of some providers."""
    return ContestStakes(record).of_asks([(visit, name) for name in names])


def at_stake(*lines: str, span: tuple[int, int]) -> int:
    """Give P1's units that hang on the contested minutes of a span, in minutes past nine."""
    record = analysed(*lines).record
    (visit,) = record.visits_of(DATE, ["P1"])
    nine = record.midnight(DATE) + 9 * 3600
    (units,) = worth(record, visit, [(nine + 60 * span[0], nine + 60 * span[1])])
    return units


TWICE = ("9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 PT1 97110")


@pytest.mark.parametrize(("span", "units"), [((0, 30), 2), ((0, 23), 2), ((0, 22), 1), ((0, 7), 0), ((30, 60), 0)])
def test_what_hangs_on_contested_minutes_are_the_units_without_them(span: tuple[int, int], units: int) -> None:
    assert at_stake(*TWICE, span=span) == units


def test_minutes_that_nobody_contests_are_not_at_stake() -> None:
    assert at_stake(TWICE[0], "9:20-9:30 P2 PT1 97110", span=(0, 20)) == 0


def test_minutes_another_code_gains_without_the_contest_are_taken_off() -> None:
    rows = ("9:00-9:30 P1 PT1 97110", "9:00-9:30 P1 PTA1 97112", "9:00-9:45 P2 PT1 97110")
    assert at_stake(*rows, span=(0, 30)) == 0


def test_a_provider_answers_for_own_contests_alone() -> None:
    record = analysed(*TWICE, "10:00-10:30 P1 PT2 97112", "10:00-10:15 P3 PT2 97112").record
    (visit,) = record.visits_of(DATE, ["P1"])
    assert of_providers(record, visit, "PT1", "PT2") == [2, 1]


def test_minutes_that_do_not_earn_and_minutes_out_of_the_span_are_not_lost() -> None:
    assert lost("9:00-9:15 P1 PT1 97110 group group=G1", "9:15-9:30 P1 PT1 97110", of="PT1") == 0
    assert lost("9:00-9:07 P1 PT1 97110", "9:15-9:30 P1 PT1 97110", of="PT1") == 0
    assert lost("9:00-9:08 P1 PT1 97110", "9:15-9:30 P1 PT1 97110", of="PT1") == 1


def test_several_spans_and_several_codes_at_stake_are_added_up() -> None:
    rows = ("9:00-9:15 P1 PT1 97110", "9:15-9:30 P1 PT1 97112", "9:00-9:30 P2 PT1 97110")
    record = analysed(*rows).record
    (visit,) = record.visits_of(DATE, ["P1"])
    nine = record.midnight(DATE) + 9 * 3600
    spans = [(nine, nine + 240), (nine + 26 * 60, nine + 30 * 60)]
    assert worth(record, visit, spans[:1], spans, spans) == [0, 1, 1]


def test_a_provider_answers_for_no_contest_in_which_the_visit_has_no_attended_row_of_theirs() -> None:
    rows = ("9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 PT1 97110", "10:00-10:30 P1 PT1 G0283", "10:00-10:30 P3 PT1 97110")
    others = ("10:00-10:30 P1 PT2 97112", "10:00-10:30 P4 PT2 97112", "10:00-10:30 P5 PT1 97110")
    record = analysed(*rows, *others).record
    (visit,) = record.visits_of(DATE, ["P1"])
    assert of_providers(record, visit, "PT1", "PT2") == [2, 2]
    booked = analysed(*(f"{row} appointment" for row in TWICE)).record
    (visit,) = booked.visits_of(DATE, ["P1"])
    assert of_providers(booked, visit, "PT1") == [2]


@pytest.mark.parametrize(("beside", "units"), [(7, 2), (8, 1), (22, 1), (23, 0)])
def test_what_another_code_gains_is_taken_off_minute_by_minute(beside: int, units: int) -> None:
    rows = ("9:00-9:30 P1 PT1 97110", f"9:00-9:{beside:02} P1 PTA1 97112", "9:00-9:45 P2 PT1 97110")
    assert at_stake(*rows, span=(0, 30)) == units


def test_contested_minutes_take_none_of_those_that_count() -> None:
    rows = ("9:00-9:15 P1 PT1 97110", "9:00-9:15 P2 PT1 97110", "9:15-9:30 P1 PT1 97110")
    assert lost(*rows, of="PT1") == 0
    assert lost(*rows, of="PT1", contest=ContestRule.DOCUMENTED) == 1
