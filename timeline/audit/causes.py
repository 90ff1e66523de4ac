"""Causes: findings about one fact share one.

An absent therapist is away, works more hours than there were, and is claimed by patients while away: three findings,
one fact. The finding of the fact itself is the cause; the others follow from it and carry its id.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from timeline.finding import Finding
from timeline.record import Record
from timeline.spans import overlap
from timeline.vocabulary import ContestRule

#: A rule, and the rules whose findings it may follow from, the likeliest first.
FOLLOWS: dict[str, tuple[str, ...]] = {
    "time.impossible": ("time.absent", "overlap.two_sites"),
    "time.outside_shift": ("time.absent",),
    "overlap.contested": ("time.absent", "overlap.two_sites", "group.concealed"),
    "interruption.cost": ("overlap.contested",),
    "claim.rendering_provider": ("time.absent",),
    "units.over_billed": (
        "claim.aide",
        "claim.student",
        "claim.unattended",
        "claim.assistant_evaluation",
        "claim.assistant_not_covered",
        "mode.contradicts_code",
        "group.of_one",
        "overlap.contested",
    ),
}


#: The rules whose findings others may follow from.
_CAUSES = frozenset(rule for rules in FOLLOWS.values() for rule in rules)


def causes_of(record: Record, findings: Sequence[Finding]) -> list[int]:
    """Find the cause of every finding, by position: the finding it follows from, or itself.

    A finding follows from another where both rest on a source row in common, so are of one date and provider, and
    overlap on the clock. An over-billed code follows from a contest only where the claim would be supported if every
    documented minute counted.
    """
    shown: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, finding in enumerate(findings):
        if finding.rule.id in _CAUSES:
            for interval in finding.intervals:
                shown[finding.rule.id, interval].append(index)

    def cause_of(finding: Finding) -> int | None:
        """Find the first finding of the likeliest rule: the order of findings decides, never that of rows."""
        for rule in FOLLOWS[finding.rule.id]:
            near = {other for interval in finding.intervals for other in shown.get((rule, interval), ())}
            follows = [other for other in near if _follows(record, finding, findings[other])]
            if follows:
                return min(follows)
        return None

    @cache
    def root(index: int) -> int:
        found = cause_of(findings[index]) if findings[index].rule.id in FOLLOWS else None
        return index if found is None else root(found)

    return [root(index) for index in range(len(findings))]


def _follows(record: Record, finding: Finding, cause: Finding) -> bool:
    """Whether a finding that shares a row with another is about the same fact."""
    if not overlap((finding.start, finding.end), (cause.start, cause.end)):
        return False
    if (finding.rule.id, cause.rule.id) != ("units.over_billed", "overlap.contested"):
        return True
    visit = record.visit_of(record.index[finding.intervals[0]])
    if visit.units is None:
        return False
    return visit.units.payable(ContestRule.DOCUMENTED).units.get(finding.about, 0) >= visit.billed[finding.about]
