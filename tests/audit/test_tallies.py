"""Patterns are sought in numbers: they exclude no group that has one, and parts add up to the whole."""

from __future__ import annotations

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from timeline.audit.tallies import Commonest, Others, Seen, Tallies, merged, past_edge, tallied
from timeline.policies.rules import Method, UnitRule
from timeline.policies.thresholds import thresholds_on

RULE = UnitRule(Method.TOTAL_MINUTES, 15, 8)
APART = UnitRule(Method.MIDPOINT, 15)
POLICY = thresholds_on(date(2026, 3, 2))


def visit(lead: str = "PT1", *, minutes: int = 23, day: str = "2026-03-02", rule: UnitRule = RULE) -> Seen:
    return Seen(day, "P1", f"{lead}'s", rule, lead, (("97110", minutes),), minutes % 2 == 0, (0, 60 * minutes), ())


def counted(*visits: Seen) -> Tallies:
    found = tallied(visits, lambda _: POLICY)
    assert found is not None
    return found


@given(st.lists(st.lists(st.integers(0, 6), max_size=20), max_size=5), st.integers(1, 5))
def test_the_commonest_value_is_never_more_common_than_said_and_hardly_less(parts: list[list[int]], room: int) -> None:
    whole = Commonest(room)
    for part in parts:
        one = Commonest(room)
        for value in part:
            one.add(value)
        whole.merge(one)
    values = [value for part in parts for value in part]
    most = max(Counter(values).values(), default=0)
    assert most <= whole.most <= most + len(values) // (room + 1)
    assert len(whole.counts) <= room


def test_minutes_past_the_last_edge_are_counted_and_short_of_the_first_a_whole_unit() -> None:
    assert [past_edge(RULE, minutes) for minutes in (7, 8, 9, 22, 23, 38)] == [15, 0, 1, 14, 0, 0]


def test_a_group_is_its_visits_in_numbers() -> None:
    found = counted(visit(minutes=23), visit(minutes=24, day="2026-03-03"), visit("PT2", rule=APART))
    own = found.leads["PT1"]
    assert (own.visits, own.interrupted, own.own) == (2, 1, Others(2, 1))
    assert (own.pooled, own.times, own.alike.most) == ({0: 1, 1: 1}, {0: 1, 1: 1}, 1)
    assert (found.leads["PT2"].pooled, found.leads["PT2"].times) == ({}, {0: 1})
    assert (list(found.clinics), found.last, found.everybody) == (["PT1's", "PT2's"], "2026-03-03", Others(3, 1))


def test_parts_add_up_to_the_whole() -> None:
    days = [[visit(minutes=20 + day), visit(f"PT{day}", day=f"2026-03-0{day}")] for day in range(1, 6)]
    whole, parts = counted(*(each for day in days for each in day)), merged(counted(*day) for day in days)
    assert parts is not None
    assert list(parts.leads) == list(whole.leads)
    for one, other in zip(parts.leads.values(), whole.leads.values(), strict=True):
        assert (one.own, one.pooled, one.times, one.alike.most) == (
            other.own,
            other.pooled,
            other.times,
            other.alike.most,
        )
    assert (parts.last, parts.everybody) == (whole.last, whole.everybody)
    assert merged([]) is tallied([], lambda _: POLICY) is None
