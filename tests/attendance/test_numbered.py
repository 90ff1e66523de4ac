"""Columns of text as numbers, and spans of many groups."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from timeline.attendance.numbered import Coded, bounds_of, coded, entries_of, ranges_of, united
from timeline.sheets.texts import Texts
from timeline.spans import union

SPANS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(-9, 40), st.integers(1, 20)).map(lambda t: (t[0], t[1], t[1] + t[2]))
)
WORDS = st.lists(st.sampled_from(["", "PT2", "PT1", "Z", "a"]), max_size=8)


def columns(listed: list[tuple[int, int, int]]) -> list[np.ndarray]:
    return list(np.array(listed, np.int64).reshape(-1, 3).T)


def told(found: Coded) -> tuple[list[int], list[str]]:
    return found.codes.tolist(), found.words.tolist()


@given(WORDS, WORDS)
def test_a_column_that_has_numbers_is_coded_as_its_texts_are(cells: list[str], others: list[str]) -> None:
    both = Texts.joined([Texts.of(cells), Texts.of(others)])  # each text is listed in both
    assert told(coded(both)) == told(coded([*cells, *others]))
    some = np.arange(len(both)) % 2 == 0  # of some texts no row is left
    assert told(coded(both.take(some))) == told(coded([*cells, *others][::2]))


@given(WORDS)
def test_what_words_mean_is_coded_in_the_order_of_the_meanings(cells: list[str]) -> None:
    found = coded(cells).meaning(str.swapcase)
    assert found.written().tolist() == [cell.swapcase() for cell in cells]
    assert found.words.tolist() == sorted(found.words.tolist())


@given(SPANS)
@example([(0, 0, 9), (1, 0, 1), (1, 2, 3)])
def test_spans_of_each_group_are_joined_as_spans_by_themselves(listed: list[tuple[int, int, int]]) -> None:
    expected = [
        (group, start, end)
        for group in sorted({group for group, _, _ in listed})
        for start, end in union((start, end) for of, start, end in listed if of == group)
    ]
    found = united(*columns(listed))
    assert list(zip(*(each.tolist() for each in found), strict=True)) == expected


def test_spans_of_groups_with_very_large_numbers_stay_apart() -> None:
    group, start = np.array([0, 2**58, 2**58, 2**59]), np.array([0, 0, 5, 5])
    assert [each.tolist() for each in united(group, start, start + 5)] == [[0, 2**58, 2**59], [0, 0, 5], [5, 10, 10]]


@given(st.lists(st.tuples(st.integers(-3, 9), st.integers(0, 4))))
def test_ranges_are_listed_one_behind_the_other_place_by_place(ranges: list[tuple[int, int]]) -> None:
    first, counts = np.array(ranges, np.int64).reshape(-1, 2).T
    whose, place = ranges_of(first, first + counts)
    assert list(zip(whose.tolist(), place.tolist(), strict=True)) == [
        (number, start + step) for number, (start, count) in enumerate(ranges) for step in range(count)
    ]


@given(st.lists(st.integers(0, 3), min_size=1), st.data())
def test_entries_are_those_between_the_bounds_in_the_order_asked_for(counts: list[int], data: st.DataObject) -> None:
    places = data.draw(st.lists(st.integers(0, len(counts) - 1)))
    every = bounds_of(counts)
    bounds, entry = entries_of(every, np.array(places, np.int64))
    listed = [entry[begin:end].tolist() for begin, end in pairwise(bounds.tolist())]
    assert listed == [list(range(every[place], every[place + 1])) for place in places]
