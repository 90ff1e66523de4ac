from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from timeline.audit.laid import Laid
from timeline.spans import overlap

SPANS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(-9, 40), st.integers(1, 20)).map(lambda t: (t[0], t[1], t[1] + t[2]))
)


def columns(listed: list[tuple[int, int, int]]) -> list[np.ndarray]:
    return list(np.array(listed, np.int64).reshape(-1, 3).T)


@given(SPANS, SPANS)
def test_seconds_shared_with_a_group_are_added_up_span_by_span(
    laid: list[tuple[int, int, int]], asked: list[tuple[int, int, int]]
) -> None:
    expected = [
        sum(overlap((start, end), (first, last)) for of, first, last in laid if of == group)
        for group, start, end in asked
    ]
    assert Laid(*columns(laid)).seconds(*columns(asked)).tolist() == expected
