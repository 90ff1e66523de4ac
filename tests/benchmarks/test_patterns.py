"""How fast and in what memory patterns are sought in a long period.

`pytest tests/benchmarks --benchmark-enable` counts 400,000 visits, else a few. A year of a whole country is
`python -m tests.benchmarks.test_patterns 20000 250 8`: providers, days, visits of each on a day.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Collection, Iterator
from datetime import date, timedelta

import numpy as np
from pytest_benchmark.fixture import BenchmarkFixture

from timeline import analyze
from timeline.attendance.numbered import Coded, Texts, coded, texts
from timeline.audit.parts import shown_of
from timeline.audit.patterns import patterns
from timeline.audit.seen import SeenVisits
from timeline.audit.tallies import Tallies, tallied
from timeline.finding import Finding
from timeline.policies.rules import Method, UnitRule
from timeline.record import Record
from timeline.samples.generate import sample

RULE = UnitRule(Method.TOTAL_MINUTES, 15, 8)
CODES = ("97110", "97112", "97116", "97140", "97530", "97535")
#: One provider of so many writes the minutes of a unit down rather than those of a clock.
ROUNDED = 500
#: Patients of a clinic, its providers, and values that are counted of each.
PATIENTS, STAFF, ROOM = 2_000, 10, 20


def names_of(letter: str, count: int) -> Texts:
    """Number some names so that they are sorted, after the empty one."""
    return texts(["", *(f"{letter}{number:07}" for number in range(count))])


class Year:
    """Visits drawn day by day: two codes with minutes at random, every tenth visit interrupted."""

    def __init__(self, providers: int, visits: int) -> None:
        self.provider = np.repeat(np.arange(providers), visits)
        self.hour = np.tile(np.arange(visits), providers)
        named = (("PT", providers), ("C", providers // STAFF + 1), ("P", PATIENTS))
        self.names = {letter: names_of(letter, count) for letter, count in named}

    def day(self, number: int) -> SeenVisits:
        """Draw the visits of one day."""
        drawn, many = np.random.default_rng(number), len(self.provider)
        first, step = drawn.integers(0, len(CODES), many), drawn.integers(1, len(CODES), many)
        code = np.stack([first, (first + step) % len(CODES)], axis=1).ravel() + 1
        minutes = drawn.integers(8, 31, 2 * many)
        minutes[np.repeat(self.provider % ROUNDED == 0, 2)] = 23
        start = number * 86_400 + 28_800 + self.hour * 3_600
        zero = np.zeros(many, np.int64)
        return SeenVisits(
            date=coded([(date(2026, 1, 1) + timedelta(days=number)).isoformat()] * many),
            patient=Coded(drawn.integers(0, PATIENTS, many) + 1, self.names["P"]),
            clinic=Coded(self.provider // STAFF + 1, self.names["C"]),
            lead=Coded(self.provider + 1, self.names["PT"]),
            rule=zero,
            rules=(RULE,),
            interrupted=drawn.random(many) < 0.1,
            start=start,
            end=start + 60 * minutes.reshape(-1, 2).sum(axis=1),
            entries=zero + 2,
            code=Coded(code, texts(["", *CODES])),
            minutes=minutes,
            rows=zero,
            row=zero[:0],
        )


def year(record: Record, days: int, providers: int, visits: int) -> list[Finding]:
    """Count the visits of one day after another, and find the patterns; visits asked for are drawn again."""
    drawn = Year(providers, visits)

    def parts() -> Iterator[Tallies]:
        for day in range(days):
            yield tallied(drawn.day(day), ROOM)

    def again(leads: Collection[str], clinics: Collection[str]) -> Iterator[tuple[int, SeenVisits]]:
        for day in range(days):
            yield day, drawn.day(day).of(leads, clinics)

    return list(patterns(record, parts(), shown_of(record), again))


def test_seeking_patterns_in_many_days(benchmark: BenchmarkFixture) -> None:
    days, providers = (25, 2_000) if benchmark.enabled else (13, 10)
    record = analyze(sample()).record
    found = benchmark.pedantic(year, args=(record, days, providers, 8), rounds=1)
    assert {finding.rule.id for finding in found if finding.providers == ("PT0000000",)} >= {"pattern.heaping"}


if __name__ == "__main__":
    many, long, each = map(int, sys.argv[1:4])
    began = time.process_time()
    listed = year(analyze(sample()).record, long, many, each)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = f"{many * long * each:,} visits, {len(listed)} findings"
    sys.stdout.write(f"{told}: {time.process_time() - began:.0f} s CPU, {memory} MB\n")
