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
    shown: dict[str, dict[str, list[int]]] = {}
    for index, finding in enumerate(findings):
        if finding.rule.id in _CAUSES:
            of_rule = shown.setdefault(finding.rule.id, defaultdict(list))
            for interval in finding.intervals:
                of_rule[interval].append(index)
    spans = [(finding.start, finding.end) for finding in findings]

    def cause_of(finding: Finding) -> int | None:
        """Find the first finding of the likeliest rule: the order of findings decides, never that of rows."""
        for rule in FOLLOWS[finding.rule.id]:
            of_rule = shown.get(rule)
            if of_rule is None:
                continue
            shared = [of_rule[interval] for interval in finding.intervals if interval in of_rule]
            near = shared[0] if len(shared) == 1 else sorted({other for listed in shared for other in listed})
            for other in near:
                met = overlap(spans[other], (finding.start, finding.end))
                if met and _follows(record, finding, findings[other]):
                    return other
        return None

    @cache
    def root(index: int) -> int:
        found = cause_of(findings[index]) if findings[index].rule.id in FOLLOWS else None
        return index if found is None else root(found)

    return [root(index) for index in range(len(findings))]


def _follows(record: Record, finding: Finding, cause: Finding) -> bool:
    """Whether a finding that shares a row and a second with another is about the same fact."""
    if (finding.rule.id, cause.rule.id) != ("units.over_billed", "overlap.contested"):
        return True
    visit = record.visit_of(record.index[finding.intervals[0]])
    if visit.units is None:
        return False
    return visit.units.payable(ContestRule.DOCUMENTED).units.get(finding.about, 0) >= visit.billed[finding.about]
