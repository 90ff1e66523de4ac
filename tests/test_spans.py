from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.spans import Cover, Span, is_within, joined, length, overlap, pieces, shared, subtract, union

bounds = st.tuples(st.integers(0, 40), st.integers(1, 9))
raw = st.lists(bounds.map(lambda pair: (pair[0], pair[0] + pair[1])), max_size=6)
named = raw.map(lambda spans: [(start, end, name) for name, (start, end) in enumerate(spans)])


def seconds(spans: list[Span]) -> set[int]:
    return {second for start, end in spans for second in range(start, end)}


@given(named)
def test_in_every_second_of_a_piece_the_same_intervals_are_open(intervals: list[tuple[int, int, int]]) -> None:
    for left, right, here in pieces(intervals):
        for second in range(left, right):
            assert sorted(here) == [name for start, end, name in intervals if start <= second < end]


@given(named, st.lists(st.integers(0, 60), max_size=4))
def test_pieces_follow_one_another_from_the_first_edge_to_the_last_and_meet_every_cut(
    intervals: list[tuple[int, int, int]], cuts: list[int]
) -> None:
    parts = list(pieces(intervals, cuts))
    edges = {edge for start, end, _ in intervals for edge in (start, end)} | set(cuts)
    assert all(one[1] == other[0] for one, other in pairwise(parts))
    assert len(edges) < 2 or {edge for left, right, _ in parts for edge in (left, right)} == edges


@given(named)
def test_what_is_open_stands_in_the_order_of_starts_and_then_as_given(intervals: list[tuple[int, int, int]]) -> None:
    place = {name: (start, name) for start, _, name in intervals}
    for _, _, here in pieces(intervals):
        assert here == sorted(here, key=place.__getitem__)


def test_an_interval_that_does_not_last_is_never_open() -> None:
    assert list(pieces([(0, 4, "long"), (2, 2, "none")])) == [(0, 2, ["long"]), (2, 4, ["long"])]


@given(named)
def test_joining_keeps_every_second_and_leaves_no_neighbours_that_say_the_same(
    intervals: list[tuple[int, int, int]],
) -> None:
    parts = [(start, end, len(here)) for start, end, here in pieces(intervals) if here]
    runs = list(joined(parts, lambda depth: depth > 1))
    assert seconds([run[:2] for run in runs]) == seconds([part[:2] for part in parts])
    assert [value for run in runs for value in run[3]] == [value for _, _, value in parts]
    assert all({value > 1 for value in values} == {said} for _, _, said, values in runs)
    assert not any(one[1] == other[0] and one[2] == other[2] for one, other in pairwise(runs))


@given(raw)
def test_united_spans_hold_the_same_seconds_and_stand_apart(spans: list[Span]) -> None:
    united = union(spans)
    assert seconds(united) == seconds(spans)
    assert all(left[1] < right[0] for left, right in pairwise(united))


@given(raw)
def test_the_pieces_in_which_anything_is_open_unite_to_the_union(spans: list[Span]) -> None:
    parts = ((left, right, bool(here)) for left, right, here in pieces((*span, span) for span in spans))
    assert [run[:2] for run in joined(parts, bool) if run[2]] == union(spans)


@given(raw, raw)
def test_what_is_left_and_what_was_taken_make_the_whole(spans: list[Span], taken: list[Span]) -> None:
    left = subtract(union(spans), union(taken))
    assert seconds(left) == seconds(spans) - seconds(taken)
    assert length(left) == len(seconds(left))


@given(raw, raw)
def test_two_spans_share_the_seconds_both_hold(one: list[Span], other: list[Span]) -> None:
    for left in one:
        assert shared(left, union(other)) == len(seconds([left]) & seconds(other))
        for right in other:
            assert overlap(left, right) == len(seconds([left]) & seconds([right]))


@given(raw, raw)
def test_a_span_is_within_windows_apart_where_they_hold_all_its_seconds(one: list[Span], other: list[Span]) -> None:
    for span in one:
        assert is_within(span, union(other)) == (seconds([span]) <= seconds(other))


@given(raw, st.integers(0, 50))
def test_a_cover_holds_an_instant_where_a_span_does(spans: list[Span], instant: int) -> None:
    cover = Cover(spans)
    assert cover.at(instant) == (instant in seconds(spans))
    if cover.at(instant):
        start, end = cover.around(instant)
        assert (start, end) in cover.spans
        assert start <= instant < end
    else:
        with pytest.raises(ValueError, match="no span covers"):
            cover.around(instant)
