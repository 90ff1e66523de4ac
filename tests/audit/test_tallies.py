"""Patterns are sought in numbers: they exclude no group that has one, and parts add up to the whole."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.seen import APART, RULE, Visit, seen_of
from timeline.audit.tallies import Commonest, Groups, Others, Tallies, merged, tallied

ROOM = 20


def counted(*visits: Visit) -> Tallies:
    return tallied(seen_of(visits), ROOM)


def told(groups: Groups) -> dict[str, object]:
    return dict(groups.of_at_least(1))


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 2), st.integers(-3, 3)), max_size=20), min_size=1, max_size=5),
    st.integers(1, 5),
)
def test_the_commonest_value_is_never_more_common_than_said_and_hardly_less(
    parts: list[list[tuple[int, int]]], room: int
) -> None:
    each = [np.array(part, np.int64).reshape(-1, 2) for part in parts]
    whole = Commonest.of(room, [Commonest.counting(room, part[:, 0], part[:, 1], 3) for part in each], 3)
    for group in range(3):
        values = [value for part in parts for of, value in part if of == group]
        most = max(Counter(values).values(), default=0)
        assert most <= whole.most[group] <= most + len(values) // (room + 1)
        assert np.count_nonzero(whole.group == group) <= room


def test_a_group_is_its_visits_in_numbers() -> None:
    found = counted(
        Visit("PT1", minutes=(23,)),
        Visit("PT1", minutes=(24,), day="2026-03-03", interrupted=True),
        Visit("PT2", minutes=(8, 15), rule=APART),
    )
    own, other = (found.leads.of_at_least(1)[name] for name in ("PT1", "PT2"))
    assert (own.visits, own.interrupted, own.own) == (2, 1, Others(2, 1))
    assert (own.pooled, own.times, own.most_alike) == ({0: 1, 1: 1}, {0: 1, 1: 1}, 1)
    assert (other.pooled, other.times) == ({}, {0: 1, 7: 1})
    assert (found.clinics.names, found.last, found.everybody) == (("PT1's", "PT2's"), "2026-03-03", Others(3, 1))
    assert list(found.leads.of_at_least(2)) == ["PT1"]


def test_parts_add_up_to_the_whole() -> None:
    days = [
        [
            Visit("PT1", minutes=(20 + day, 9)),
            Visit(f"PT{day}", day=f"2026-03-{day:02}", rule=RULE if day % 2 else APART),
        ]
        for day in range(1, 20)
    ]
    whole, parts = counted(*(each for day in days for each in day)), merged(counted(*day) for day in days)
    assert parts is not None
    assert told(parts.leads) == told(whole.leads)
    assert told(parts.clinics) == told(whole.clinics)
    assert (parts.last, parts.everybody) == (whole.last, whole.everybody)
    assert merged([]) is None


def test_only_visits_with_the_same_minutes_for_the_same_codes_are_alike() -> None:
    found = counted(
        Visit(minutes=(23, 8)),
        Visit(minutes=(23, 8)),
        Visit(minutes=(8, 23)),
        Visit(minutes=(31,)),
        Visit(minutes=(23,)),
    )
    assert found.leads.of_at_least(1)["PT1"].most_alike == 2
