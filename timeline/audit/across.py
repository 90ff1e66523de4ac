"""Checks that look across dates: what each needs of some dates is collected first, and settled once for all of them.

Dates do not touch one another (meaning, L7), so a schedule of any length can be looked at a few dates at a time; what
is collected of each part, in the order of the dates, settles to the findings of the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from timeline.audit import alike, edit_tables, oversight, patterns, thresholds, visit_rules
from timeline.audit.likeness import Pair
from timeline.audit.parts import ShownOf, shown_of
from timeline.finding import Finding
from timeline.record import Record


class Across(NamedTuple):
    """A check across dates.

    `look` collects of a record what the check needs, plain and small, given the number of the part it is; `settle`
    makes findings of everything collected. The record given to `settle` is for its clinic, zone and thresholds alone.
    """

    look: Callable[[Record, int], Sequence[Any]]
    settle: Callable[[Record, Any, ShownOf], Iterator[Finding]]


ALIKE, PATTERNS = "alike", "patterns"
ACROSS: dict[str, Across] = {
    ALIKE: Across(alike.stakes_of, alike.alike),
    "unknown_limit": Across(oversight.dates_without_limit, oversight.unknown_limit),
    PATTERNS: Across(patterns.counted, patterns.patterns),
    "unknown_codes": Across(visit_rules.unknown_codes_of, visit_rules.unknown_codes),
    "refusals": Across(visit_rules.refused_by, visit_rules.refusals),
    "thresholds": Across(thresholds.unknown_of, thresholds.unknown),
    "snapshot": Across(edit_tables.used_beyond, edit_tables.snapshot),
}

#: What was collected for each check, of one part after another.
Collected = dict[str, Iterable[Any]]


def collect(record: Record, pairs: Sequence[Pair] | None = None, part: int = 0) -> Collected:
    """Collect of a record what the checks across dates need.

    Parameters
    ----------
    pairs
        The ids that look alike among more rows than the record's; default: those among its own.
    part
        Which of the parts it is that are settled together.
    """
    return {
        name: list(alike.stakes_of(record, part, pairs) if name == ALIKE else check.look(record, part))
        for name, check in ACROSS.items()
    }


def settle(
    record: Record, collected: Collected, visits: patterns.Visits | None = None, shown: ShownOf | None = None
) -> Iterator[Finding]:
    """Make the findings across dates of everything collected, in the order of the dates.

    `visits` returns those that were counted for the patterns, `shown` rows of the parts; None: those of the record.
    """
    shows = shown or shown_of(record)
    for name, check in ACROSS.items():
        if name == PATTERNS:
            yield from patterns.patterns(record, collected[name], shows, visits)
        else:
            yield from check.settle(record, collected[name], shows)
