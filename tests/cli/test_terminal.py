from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from timeline.cli.terminal import Page

words = st.text("abcdefg.", min_size=1, max_size=9)
cells = st.lists(words, min_size=1, max_size=5).map(" ".join)


@given(rows=st.lists(st.tuples(cells, words, cells, words), min_size=1, max_size=4), width=st.integers(44, 90))
def test_no_word_of_a_cell_is_broken_where_all_words_have_room(rows: list[tuple[str, ...]], width: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        page = Page(plain=True)
        page.table("", ["What happened", "Sequestration", "Recommendation", "Id"], rows)
    lines = page.text.split("\n")
    told = lines[next(place for place, line in enumerate(lines) if "─" in line) + 1 :]
    assert max(map(cell_len, lines)) <= width
    assert sorted(word for row in rows for cell in row for word in cell.split()) == sorted(
        word for line in told for word in line.split()
    )
