"""Tests of columns find what a walk over all rows would find."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.schedules_of import analysed
from timeline.audit.columns import columns, groups, in_several, overlapping, places

SPANS = st.lists(st.tuples(st.integers(0, 2), st.integers(-3, 9), st.integers(1, 4)), max_size=9)


def test_rows_are_arrays_in_their_order() -> None:
    record = analysed("9:00-9:30 P1 PT1 97110", "9:00-9:20 P2 AIDE1 97110", "8:00-12:00 PT1 shift").record
    of, rows = columns(record), record.rows
    assert columns(record) is of
    assert places(of.analysed) == [row for row in range(len(rows)) if rows.evidence[row]] == places(of.documented)
    assert places(of.attended) == [rows.patient.index("P1")]
    assert places(of.unattended) == [rows.patient.index("P2")]
    assert [of.end[row] - of.start[row] for row in range(len(rows))] == [
        end - start for start, end in zip(rows.start, rows.end, strict=True)
    ]


def test_texts_have_numbers_in_their_own_order_and_no_text_the_first() -> None:
    record = analysed("9:00-9:30 P2 PT1 97110", "9:00-9:30 P1 PT2", "8:00-12:00 PT1 shift").record
    of, rows = columns(record), record.rows
    for number, words in ((of.patient, rows.patient), (of.provider, rows.provider), (of.code, rows.code)):
        ranked = sorted({"", *words})
        assert number.tolist() == [ranked.index(word) for word in words]
    assert of.codes == ["", "97110"]


@given(st.lists(st.tuples(st.integers(-2, 2), st.integers(-2, 2)), max_size=9))
def test_places_are_in_one_group_where_every_key_agrees(keys: list[tuple[int, int]]) -> None:
    one, two = (np.array([key[side] for key in keys], np.int64) for side in (0, 1))
    found = groups([one, two]).tolist()
    assert [first == second for first in found for second in found] == [one == two for one in keys for two in keys]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=9))
def test_a_group_has_several_values_where_two_differ(listed: list[tuple[int, int]]) -> None:
    values: dict[int, set[int]] = defaultdict(set)
    for group, value in listed:
        values[group].add(value)
    group, value = (np.array([each[side] for each in listed], np.int64) for side in (0, 1))
    assert in_several(group, value).tolist() == [len(values[each]) > 1 for each, _ in listed]


@given(SPANS)
def test_a_group_overlaps_where_two_of_its_spans_do(spans: list[tuple[int, int, int]]) -> None:
    group, start, length = (np.array([span[side] for span in spans], np.int64) for side in range(3))
    meets = {
        one[0]
        for place, one in enumerate(spans)
        for two in spans[place + 1 :]
        if one[0] == two[0] and max(one[1], two[1]) < min(one[1] + one[2], two[1] + two[2])
    }
    assert overlapping(group, start, start + length).tolist() == [span[0] in meets for span in spans]
