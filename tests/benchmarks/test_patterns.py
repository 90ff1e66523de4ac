"""How fast and in what memory patterns are sought in a long period.

`pytest tests/benchmarks --benchmark-enable` counts 400,000 visits, else a few. A year of a whole country is
`python -m tests.benchmarks.test_patterns 20000 250 8`: providers, days, visits of each on a day.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Collection, Iterator
from datetime import date, timedelta

from pytest_benchmark.fixture import BenchmarkFixture

from timeline import analyze
from timeline.audit.patterns import patterns
from timeline.audit.tallies import Seen, Tallies, tallied
from timeline.finding import Finding
from timeline.policies.rules import Method, UnitRule
from timeline.policies.thresholds import thresholds_on
from timeline.record import Record
from timeline.samples.generate import sample

RULE = UnitRule(Method.TOTAL_MINUTES, 15, 8)
CODES = ("97110", "97112", "97116", "97140", "97530", "97535")
#: One provider of so many writes the minutes of a unit down rather than those of a clock.
ROUNDED = 500


def day_of(number: int, providers: int, visits: int) -> Iterator[Seen]:
    """Draw the visits of one day: codes and minutes at random, every tenth interrupted."""
    drawn, on = random.Random(number), (date(2026, 1, 1) + timedelta(days=number)).isoformat()
    for provider in range(providers):
        for visit in range(visits):
            times = tuple((code, drawn.randrange(8, 31)) for code in drawn.sample(CODES, 2))
            if provider % ROUNDED == 0:
                times = tuple((code, 23) for code, _ in times)
            who = f"P{provider}-{drawn.randrange(200)}"
            start = number * 86_400 + 28_800 + visit * 3_600
            span = (start, start + 60 * sum(minutes for _, minutes in times))
            lead, clinic = f"PT{provider}", f"C{provider // 10}"
            yield Seen(on, who, clinic, RULE, lead, times, drawn.random() < 0.1, span, ())


def year(record: Record, days: int, providers: int, visits: int) -> list[Finding]:
    """Count the visits of one day after another, and find the patterns; visits asked for are drawn again."""
    policy = thresholds_on(date(2026, 1, 1))

    def parts() -> Iterator[Tallies]:
        for day in range(days):
            counted = tallied(day_of(day, providers, visits), lambda _: policy)
            if counted is not None:
                yield counted

    def again(leads: Collection[str], clinics: Collection[str]) -> Iterator[Seen]:
        for day in range(days):
            for seen in day_of(day, providers, visits):
                if seen.lead in leads or seen.clinic in clinics:
                    yield seen

    return list(patterns(record, parts(), again))


def test_seeking_patterns_in_many_days(benchmark: BenchmarkFixture) -> None:
    days, providers = (25, 2_000) if benchmark.enabled else (13, 10)
    record = analyze(sample()).record
    found = benchmark.pedantic(year, args=(record, days, providers, 8), rounds=1)
    assert {finding.rule.id for finding in found if finding.providers == ("PT0",)} >= {"pattern.heaping"}


if __name__ == "__main__":
    many, long, each = map(int, sys.argv[1:4])
    began = time.process_time()
    listed = year(analyze(sample()).record, long, many, each)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = f"{many * long * each:,} visits, {len(listed)} findings"
    sys.stdout.write(f"{told}: {time.process_time() - began:.0f} s CPU, {memory} MB\n")
