"""Every pattern the audit looks for, and the one function that looks for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from timeline.audit import (
    billing,
    claims,
    edges,
    group_patterns,
    hours,
    late,
    minutes,
    overlap,
    oversight,
    patterns,
    presence,
    rendering,
    visit_rules,
)
from timeline.audit.case import Case
from timeline.audit.finding import Finding, FindingRule
from timeline.vocabulary import Severity

Check = Callable[[Case], Iterator[Finding]]

#: The checks, in the order their families are listed.
CHECKS: tuple[Check, ...] = (
    overlap.contested,
    overlap.same_patient,
    overlap.duplicate_rows,
    overlap.two_sites,
    overlap.cotreatment,
    claims.unattended,
    claims.contradictions,
    claims.groups_of_one,
    group_patterns.patterns,
    group_patterns.concealed,
    oversight.level,
    oversight.ratio,
    oversight.assistant_evaluations,
    hours.hours,
    hours.travel,
    presence.outside_shift,
    presence.absent,
    minutes.interruption_cost,
    minutes.uncoded,
    minutes.over_midnight,
    billing.billed,
    rendering.rendering_providers,
    edges.on_edge,
    patterns.patterns,
    visit_rules.remarks,
    visit_rules.unknown_codes,
    visit_rules.mixed_payers,
    visit_rules.mixed_roles,
    visit_rules.not_seen,
    visit_rules.refusals,
    visit_rules.unverified,
)

#: Every finding rule by id: what it means, how to mend it, where it stands.
FINDING_RULES: dict[str, FindingRule] = {
    value.id: value
    for module in (
        overlap,
        claims,
        group_patterns,
        oversight,
        hours,
        presence,
        minutes,
        billing,
        rendering,
        edges,
        patterns,
        late,
        visit_rules,
    )
    for value in (*vars(module).values(), *visit_rules.REMARKS.values())
    if isinstance(value, FindingRule)
}

_SEVERITY_ORDER = {severity: place for place, severity in enumerate(Severity)}


class Identified(NamedTuple):
    """A finding and its id."""

    id: str
    finding: Finding


def audit(case: Case) -> list[Identified]:
    """Run every check; findings are sorted by severity, date, clock, rule and people.

    Two findings with one hash (two unknown codes in one span, say) get a number behind it.
    """
    found = sorted((finding for check in CHECKS for finding in check(case)), key=_order)
    seen: dict[str, int] = {}
    listed = []
    for finding in found:
        identity = finding.identity
        seen[identity] = seen.get(identity, 0) + 1
        listed.append(Identified(identity if seen[identity] == 1 else f"{identity}-{seen[identity]}", finding))
    return listed


def _order(finding: Finding) -> tuple[object, ...]:
    return (
        _SEVERITY_ORDER[finding.severity],
        finding.date,
        finding.start,
        finding.end,
        finding.rule.id,
        finding.patients,
        finding.providers,
        finding.message,
        sorted(finding.intervals),
    )
