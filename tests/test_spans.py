from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from timeline.spans import Cover, Span, overlap, subtract, union

bounds = st.tuples(st.integers(0, 40), st.integers(1, 9))
raw = st.lists(bounds.map(lambda pair: (pair[0], pair[0] + pair[1])), max_size=6)


def seconds(spans: list[Span]) -> set[int]:
    return {second for start, end in spans for second in range(start, end)}


@given(raw)
def test_joined_spans_hold_the_same_seconds_and_stand_apart(spans: list[Span]) -> None:
    joined = union(spans)
    assert seconds(joined) == seconds(spans)
    assert all(left[1] < right[0] for left, right in pairwise(joined))


@given(raw, raw)
def test_what_is_left_and_what_was_taken_make_the_whole(spans: list[Span], taken: list[Span]) -> None:
    assert seconds(subtract(union(spans), union(taken))) == seconds(spans) - seconds(taken)


@given(raw, raw)
def test_two_spans_share_the_seconds_both_hold(one: list[Span], other: list[Span]) -> None:
    for left in one:
        for right in other:
            assert overlap(left, right) == len(seconds([left]) & seconds([right]))


@given(raw, st.integers(0, 50))
def test_a_cover_holds_an_instant_where_a_span_does(spans: list[Span], instant: int) -> None:
    assert Cover(spans).at(instant) == (instant in seconds(spans))
