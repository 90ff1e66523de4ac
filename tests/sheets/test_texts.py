from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from timeline.sheets.texts import Numbered, Stamps, Table, Texts, Typed

CELLS = st.lists(st.sampled_from(["", "a", "b", "A", " "]), max_size=12)


@given(CELLS)
def test_a_column_holds_the_cells_it_was_made_of(cells: list[str]) -> None:
    column = Texts.of(cells)
    assert (list(column), column[:], [column[place] for place in range(len(cells))]) == (cells, cells, cells)
    assert column.used() == list(dict.fromkeys(cells))
    assert column.counts() == {cell: cells.count(cell) for cell in cells}


@given(CELLS, st.data())
def test_what_is_asked_of_each_value_holds_of_each_row(cells: list[str], data: st.DataObject) -> None:
    rows = np.array(data.draw(st.lists(st.booleans(), min_size=len(cells), max_size=len(cells))), dtype=np.bool_)
    kept = [cell for cell, row in zip(cells, rows, strict=True) if row]
    column = Texts.of(cells)
    part = column.take(rows)
    assert list(part.meaning(str.upper)) == [cell.upper() for cell in kept]
    assert part.where(str.isupper).tolist() == [cell.isupper() for cell in kept]
    assert column.counts(rows) == {cell: kept.count(cell) for cell in kept}
    other = Texts.same("other", len(cells))
    told = ["other" if row else cell for cell, row in zip(cells, rows, strict=True)]
    assert list(column.or_else(other, rows)) == told
    assert list(Texts.joined([column, part, other])) == [*cells, *kept, *other]


@given(CELLS, CELLS)
def test_columns_merged_are_the_same_rows_and_list_no_value_twice(one: list[str], other: list[str]) -> None:
    merged = Texts.merged([Texts.of(one), Texts.of(other)])
    assert (list(merged), len(set(merged.distinct))) == ([*one, *other], len(merged.distinct))


@given(st.lists(st.integers(2, 9)), st.data())
def test_numbered_texts_are_a_column_like_any_other(numbers: list[int], data: st.DataObject) -> None:
    column, written = Numbered("day.csv:", np.array(numbers, dtype=np.int64)), [f"day.csv:{each}" for each in numbers]
    rows = np.array(data.draw(st.lists(st.booleans(), min_size=len(numbers), max_size=len(numbers))), dtype=np.bool_)
    kept = [text for text, row in zip(written, rows, strict=True) if row]
    assert (column[:], [column[place] for place in range(len(column))], list(column.distinct)) == (written,) * 3
    assert (list(column.take(rows)), column.filled().all()) == (kept, True)
    assert list(Texts.merged([column, column.take(rows)])) == [*written, *kept]
    assert list(Texts.merged([column, Numbered("other:", column.numbers)]))[len(numbers) :] == [
        f"other:{each}" for each in numbers
    ]


def test_values_that_stand_on_no_row_are_not_asked() -> None:
    asked: list[str] = []
    part = Texts.of(["a", "b"]).take(np.array([False, True]))
    part.meaning(lambda text: asked.append(text) or text)
    assert asked == ["b"]
    assert part.used() == ["b"]


def test_moments_are_text_where_text_is_asked_for() -> None:
    stamps = Stamps(np.array([0, 90]), np.array([1, 2, 0]))
    assert list(stamps) == ["1970-01-01 00:01:30", "", "1970-01-01 00:00:00"]
    assert type(stamps[0]) is Typed
    assert stamps.filled().tolist() == [True, False, True]
    assert list(stamps.take(np.array([0]))) == ["1970-01-01 00:01:30"]


def test_moments_that_stand_on_no_row_are_not_asked() -> None:
    asked: list[str] = []
    stamps = Stamps(np.array([0, 90]), np.array([1, 1]))
    assert list(stamps.meaning(lambda text: asked.append(text) or "read")) == ["read", "read"]
    assert asked == ["1970-01-01 00:01:30"]


@given(st.lists(st.lists(st.sampled_from(["", "a", "b"]), max_size=4), max_size=8))
def test_a_table_tells_every_record_as_it_was(records: list[list[str]]) -> None:
    table = Table.of(records, 2)
    assert list(table.records()) == records
    filled = [(place, record) for place, record in enumerate(records) if record]
    assert list(table) == [[*record, "", ""][:2] for _, record in filled]
    assert [table.place(row) for row in range(len(table))] == [place for place, _ in filled]
    assert table[1:] == list(table)[1:]
    assert [table[row] for row in range(len(table))] == list(table)
