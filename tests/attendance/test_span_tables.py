"""The tables of attendance as numbers say what the data frames say, whichever engine made them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from tests import product
from tests.engines import ENGINES
from tests.strategies import SMALL_CODES, ticks
from timeline.attendance.engines import Tables
from timeline.attendance.rows import read_rows
from timeline.attendance.span_tables import SpanTables
from timeline.vocabulary import ContestRule

CODES = product.code_table(SMALL_CODES)


def compare(found: SpanTables, name: str, ids: list[str]) -> None:
    """Hold the numbers of a table against its data frame, column by column."""
    numbers, frame = found.numbers(name), found[name]
    assert len(numbers) == len(frame)
    for column in frame.columns:
        values = frame[column]
        if column == "start_second":
            assert numbers["start"].tolist() == values.tolist()
            assert (numbers["end"] - numbers["start"]).tolist() == frame["seconds"].tolist()
        elif isinstance(values.dtype, pd.StringDtype):
            assert numbers.texts(column, np.arange(len(frame))) == values.tolist()
            assert numbers.words(column)[numbers[column]].tolist() == values.tolist()
            assert len({*numbers[column].tolist()}) == values.nunique()
            assert numbers.where(column, "", "97110").tolist() == values.isin(["", "97110"]).tolist()
        elif column not in ("start", "end"):
            assert numbers[column].tolist() == values.tolist()
    if "interval_id" in frame:
        place = {text: row for row, text in enumerate(ids)}
        assert numbers.row().tolist() == [place.get(text, -1) for text in frame["interval_id"]]


@settings(max_examples=settings().max_examples // 2)  # each draws two sets of tables
@given(drawn=ticks)
def test_numbers_say_what_the_table_says(drawn: tuple[list[dict[str, Any]], int]) -> None:
    rows = read_rows(product.intervals(drawn[0]), CODES)
    for engine in ENGINES.values():
        found = engine(rows, ContestRule.NESTED, None)
        for name in ("attendance", "code_spans", "demands", "engagements"):
            compare(found, name, rows.id)


@pytest.mark.parametrize("engine", ENGINES.values(), ids=list(ENGINES))
def test_tables_without_a_row_have_numbers_too(engine: Tables) -> None:
    found = engine(read_rows(product.intervals([]), CODES), ContestRule.NESTED, None)
    numbers = found.numbers("attendance")
    assert (len(found), len(numbers), len(found["attendance"])) == (7, 0, 0)
    assert (numbers.places("patient", ["P1"]).tolist(), numbers.row().tolist()) == ([], [])
