"""Lanes: no bar hides another, and none is higher than needed."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from timeline.views.lanes import GAP, THIN, pack_lanes, shelve

Span = tuple[int, int]
span_lists = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 15)).map(lambda at: (at[0], at[0] + at[1])), max_size=25
)
#: Row, span and kind (a bar, a booking, the whole row) of some bars.
bars = st.lists(
    st.tuples(st.integers(0, 3), st.tuples(st.integers(0, 20), st.integers(1, 9)), st.sampled_from("bbtw")),
    min_size=1,
    max_size=20,
)


def columns(spans: list[Span]) -> tuple[np.ndarray, np.ndarray]:
    table = np.array(spans, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


@given(span_lists)
def test_spans_in_one_lane_never_overlap(spans: list[Span]) -> None:
    lane, _ = pack_lanes(*columns(spans))
    for one, other in combinations(range(len(spans)), 2):
        assert lane[one] != lane[other] or not overlap(spans[one], spans[other])


@given(span_lists)
def test_there_are_as_many_lanes_as_spans_overlap_at_the_busiest_instant(spans: list[Span]) -> None:
    lane, lanes = pack_lanes(*columns(spans))
    peak = max((sum(start <= second < end for start, end in spans) for second in range(60)), default=0)
    assert lanes == peak == len(set(lane.tolist()))


def test_touching_spans_share_a_lane() -> None:
    assert pack_lanes(*columns([(0, 5), (5, 9)]))[1] == 1


def shelved(drawn: list[tuple[int, Span, str]]) -> tuple[np.ndarray, list[Span], str, object]:
    numbers = {row: place for place, row in enumerate(sorted({row for row, _, _ in drawn}))}
    row = np.array([numbers[each[0]] for each in drawn])
    spans = [(start, start + length) for _, (start, length), _ in drawn]
    kinds = "".join(kind for _, _, kind in drawn)
    is_kind = {kind: np.array([each == kind for each in kinds]) for kind in "tw"}
    return row, spans, kinds, shelve(row, columns(spans), is_kind["t"], is_kind["w"])


@given(bars)
def test_no_bar_covers_another_except_the_ones_behind_a_whole_row(drawn: list[tuple[int, Span, str]]) -> None:
    _, spans, kinds, shelves = shelved(drawn)
    for one, other in combinations([place for place, kind in enumerate(kinds) if kind != "w"], 2):
        apart = abs(shelves.middle[one] - shelves.middle[other]) + 1e-9
        assert not overlap(spans[one], spans[other]) or apart >= (shelves.height[one] + shelves.height[other]) / 2


@given(bars)
def test_every_bar_stands_within_its_row_and_rows_keep_their_distance(drawn: list[tuple[int, Span, str]]) -> None:
    row, _, kinds, shelves = shelved(drawn)
    assert (shelves.middle - shelves.height / 2 >= shelves.top[row] - 1e-9).all()
    assert (shelves.middle + shelves.height / 2 <= shelves.bottom[row] + 1e-9).all()
    assert np.allclose(shelves.top[1:] - shelves.bottom[:-1], GAP)
    assert all(shelves.height[place] == THIN for place, kind in enumerate(kinds) if kind == "t")


def test_what_was_booked_stands_below_what_happened() -> None:
    _, _, _, shelves = shelved([(0, (0, 9), "t"), (0, (0, 9), "b")])
    assert shelves.middle[0] > shelves.middle[1]
