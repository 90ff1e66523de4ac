"""How fast a period is audited: `pytest tests/benchmarks --benchmark-enable` takes 10,000 visits, else a few days."""

from __future__ import annotations

from dataclasses import replace

from pytest_benchmark.fixture import BenchmarkFixture

from timeline import analyze
from timeline.audit import Finding, audit
from timeline.record import Record
from timeline.samples.generate import sample

VISITS, VISITS_A_DAY = 10_000, 40


def test_auditing_ten_thousand_visits(benchmark: BenchmarkFixture) -> None:
    days = VISITS // VISITS_A_DAY if benchmark.enabled else 2
    result = analyze(sample(days=days, seed=3))

    def fresh() -> tuple[tuple[Record], dict[str, object]]:
        return (replace(result.record),), {}

    found: tuple[Finding, ...] = benchmark.pedantic(audit, setup=fresh, rounds=3)
    assert len(found) > len(result.record.accounts) / 2
