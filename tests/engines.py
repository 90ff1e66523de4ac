"""The engines of attendance under test; the kernels of the columnar one as they stand, without a compiler."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import currently_in_test_context

from timeline.attendance import tables
from timeline.attendance.columnar import columnar_tables
from timeline.attendance.compiled import plain
from timeline.attendance.engines import Tables
from timeline.attendance.rows import Rows
from timeline.attendance.span_tables import SpanTables
from timeline.attendance.tree import tree_tables
from timeline.vocabulary import ContestRule

ENGINES: Mapping[str, Tables] = {"tree": tree_tables, "columnar": partial(columnar_tables, kernels=plain)}


def same_tables(found: Mapping[str, pd.DataFrame], expected: Mapping[str, pd.DataFrame]) -> None:
    """Compare what two engines made of the same rows: row for row, type for type, order for order."""
    assert found.keys() == expected.keys()
    for name, table in expected.items():
        pd.testing.assert_frame_equal(found[name], table, obj=name)
        for column in table.columns.intersection(["state", "doing", "evidence", "discipline"]):
            assert [*map(type, found[name][column])] == [*map(type, table[column])], (name, column)


def _by_columns(rows: Rows, contest: ContestRule, zone: ZoneInfo | None) -> SpanTables:
    """Use the columnar engine; of a written day, hold every table against the tree's."""
    found = ENGINES["columnar"](rows, contest, zone)
    if not currently_in_test_context():
        same_tables(found, tree_tables(rows, contest, zone))
    return found


@pytest.fixture(scope="module", params=list(ENGINES))
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """Let every engine work attendance out, one after another."""
    used = {"tree": tree_tables, "columnar": _by_columns}[request.param]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "tables_of", lambda rows, contest, zone, _: used(rows, contest, zone))
        yield request.param
