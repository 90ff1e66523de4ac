from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.contracts.test_published import KEPT, TABLE, told
from timeline.contracts import ALL, conform, published
from timeline.contracts.columnar import columns_of, in_columns, whole_numbers
from timeline.contracts.contract import Table
from timeline.contracts.sentences import Words, words_of
from timeline.exports import ArrowTables

COLUMNS = {name: words_of(KEPT[name].tolist()) for name in KEPT} | {"clinic": words_of(["annex", "annex"])}


def test_a_table_in_columns_is_the_frame_that_is_handed_out() -> None:
    pd.testing.assert_frame_equal(in_columns(TABLE, COLUMNS).frame(), told())


def test_texts_may_be_given_as_they_are() -> None:
    listed = {name: KEPT[name].tolist() for name in KEPT} | {"clinic": ["annex", "annex"]}
    pd.testing.assert_frame_equal(in_columns(TABLE, listed).frame(), told())


def test_a_text_that_is_missing_is_missing_in_the_frame_and_in_a_file() -> None:
    listed = {name: KEPT[name].tolist() for name in KEPT} | {"clinic": [None, "annex"]}
    made = in_columns(TABLE, listed)
    assert made.frame()["clinic"].isna().tolist() == [True, False]
    assert ArrowTables().of(made).column("clinic").to_pylist() == [None, "annex"]


def test_words_may_stand_in_any_order_and_on_no_row() -> None:
    words = Words(np.array([2, 0]), np.array(["b", "on no row", "a"], dtype=object))
    assert words.texts().tolist() == ["a", "b"]
    assert words.taken(np.array([1, 1])).texts().tolist() == ["b", "b"]


def test_a_number_that_stands_for_none_is_missing() -> None:
    assert whole_numbers(np.array([4, -1]), -1).tolist() == [4, pd.NA]


def test_the_days_of_a_table_are_those_of_its_rows() -> None:
    days = in_columns(TABLE, COLUMNS).days
    assert days[0] == np.datetime64("2026-03-02")
    assert np.isnat(days[1])
    assert (columns_of(TABLE, told()).days[:1] == days[:1]).all()


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_an_empty_table_in_columns_has_the_types_of_its_contract(table: Table) -> None:
    empty = in_columns(table, {column.name: () for column in table.published})
    nothing = {column.name: lambda frame: [] for column in table.joined}
    pd.testing.assert_frame_equal(empty.frame(), published(table, conform(table, []), nothing))
    assert len(empty) == 0
