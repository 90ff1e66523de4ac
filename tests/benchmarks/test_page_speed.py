"""How fast a page of several days is made; shown with `pytest --benchmark-enable tests/benchmarks`."""

from __future__ import annotations

from typing import Any

import pytest

from timeline import analyze
from timeline.samples.generate import sample
from timeline.views.viewer.payload import page_payload


@pytest.mark.parametrize("days", [2, 4])
def test_a_page_of_several_days(benchmark: Any, days: int) -> None:
    result = analyze(sample(days=days, seed=3))
    assert result.finding_list
    payload = benchmark.pedantic(page_payload, args=(result,), rounds=1)
    assert len(payload["days"]) == days
