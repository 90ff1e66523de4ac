"""How many patients a provider has at one time, quarter hour by quarter hour, before and after a plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from timeline.clock import MINUTE
from timeline.planning.aims import demands_of
from timeline.planning.placing import Day
from timeline.planning.problem import Place, Problem
from timeline.record import Record
from timeline.spans import pieces

_QUARTER = 15 * MINUTE


def load_table(number: int, days: Sequence[Day], record: Record) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of `PLAN_LOAD` of one plan."""
    for problem, assignment in days:
        midnight = record.midnight(problem.day.date)
        before = _load(problem, [unit.booked for unit in problem.units], midnight)
        after = _load(problem, assignment, midnight)
        for who, quarter in sorted(before.keys() | after.keys()):
            start = midnight + quarter * _QUARTER
            yield number, problem.day.date, who, start, before.get((who, quarter), 0), after.get((who, quarter), 0)


def _load(problem: Problem, assignment: Sequence[Place], midnight: int) -> dict[tuple[str, int], int]:
    """Return the most engagements at one instant of each quarter hour; bookings that only touch never meet."""
    found: dict[tuple[str, int], int] = defaultdict(int)
    for who, listed in demands_of(problem, assignment).items():
        spans = [(start, end, number) for number, (_, own) in enumerate(listed) for start, end in own]
        for start, end, here in pieces(spans):
            if here:
                for quarter in range((start - midnight) // _QUARTER, -(-(end - midnight) // _QUARTER)):
                    found[who, quarter] = max(found[who, quarter], len(set(here)))
    return found
