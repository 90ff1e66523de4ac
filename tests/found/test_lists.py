from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from timeline.attendance.numbered import texts
from timeline.found import Lists

LETTERS = texts(["a", "b", "c", "d"])
lists = st.lists(st.lists(st.integers(0, 3), max_size=20), max_size=8)


def plain(listed: Lists) -> list[list[int]]:
    edges = listed.bounds.tolist()
    return [listed.items[start:end].tolist() for start, end in pairwise(edges)]


@given(lists)
def test_ranks_sort_lists_as_tuples_are_sorted(drawn: list[list[int]]) -> None:
    ranks = Lists.of(drawn).ranks().tolist()
    distinct = sorted({rank: tuple(each) for rank, each in zip(ranks, drawn, strict=True)}.items())
    assert [each for _, each in distinct] == sorted(map(tuple, set(map(tuple, drawn))))


def test_a_list_that_goes_on_is_ranked_behind_one_that_is_its_beginning() -> None:
    whole = list(range(16))
    assert Lists.of([[*whole, 4], whole, [*whole, 4, 1], [*whole, 3]]).ranks().tolist() == [3, 1, 4, 2]


@given(lists)
def test_texts_are_the_words_of_each_list(drawn: list[list[int]]) -> None:
    made = Lists.of(drawn)
    assert made.texts(LETTERS, ", ").tolist() == [", ".join("abcd"[item] for item in each) for each in drawn]
    assert made.tuples(LETTERS) == [tuple("abcd"[item] for item in each) for each in drawn]


@given(lists, st.data())
def test_some_of_many_lists_are_those_lists(drawn: list[list[int]], data: st.DataObject) -> None:
    places = data.draw(st.lists(st.integers(0, len(drawn) - 1), max_size=6)) if drawn else []
    assert plain(Lists.of(drawn).take(np.array(places, np.int64))) == [drawn[place] for place in places]


def test_lists_put_behind_others_stay_as_they_are() -> None:
    assert plain(Lists.joined([Lists.of([[1], []]), Lists.of([[2, 3]])])) == [[1], [], [2, 3]]
