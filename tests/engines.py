"""The engines of attendance under test; the kernels of the columnar one as they stand, without a compiler."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import pytest

from timeline.attendance import tables
from timeline.attendance.columnar import columnar_tables
from timeline.attendance.compiled import plain
from timeline.attendance.engines import Tables
from timeline.attendance.tree import tree_tables

ENGINES: Mapping[str, Tables] = {"tree": tree_tables, "columnar": partial(columnar_tables, kernels=plain)}


@pytest.fixture(scope="module", params=list(ENGINES))
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """Let every engine work attendance out, one after another."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "tables_of", lambda rows, contest, zone, _: ENGINES[request.param](rows, contest, zone))
        yield request.param
