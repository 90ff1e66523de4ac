"""How fast a period is audited: `pytest tests/benchmarks --benchmark-enable` takes 10,000 visits, else a few days."""

from __future__ import annotations

from pytest_benchmark.fixture import BenchmarkFixture

from timeline import analyze
from timeline.audit import Case, Identified, audit
from timeline.samples.generate import sample

VISITS, VISITS_A_DAY = 10_000, 40


def test_auditing_ten_thousand_visits(benchmark: BenchmarkFixture) -> None:
    days = VISITS // VISITS_A_DAY if benchmark.enabled else 2
    result = analyze(sample(days=days, seed=3))
    compared = result.compared

    def fresh() -> tuple[tuple[Case], dict[str, object]]:
        return (Case(result.found, result.accounts, result.intervals, compared, result.schedule.clinic),), {}

    found: list[Identified] = benchmark.pedantic(audit, setup=fresh, rounds=3)
    assert len(found) > len(result.accounts) / 2
