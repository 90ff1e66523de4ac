"""Every pattern the audit looks for, and the one function that looks for all of them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from timeline.audit import (
    billing,
    claims,
    contests,
    cotreatment,
    edges,
    evaluations,
    group_patterns,
    hours,
    late,
    minutes,
    night,
    oversight,
    presence,
    rendering,
    repeated_rows,
    sites,
    telehealth,
    thresholds,
    visit_rules,
)
from timeline.audit.across import ACROSS, collect, settle
from timeline.audit.causes import causes_of
from timeline.finding import Finding, FindingRule
from timeline.record import Record
from timeline.vocabulary import Severity

Check = Callable[[Record], Iterator[Finding]]

#: The checks that look at each date by itself, in the order their families are listed; `ACROSS` has the others.
CHECKS: tuple[Check, ...] = (
    contests.contested,
    repeated_rows.same_patient,
    repeated_rows.duplicate_rows,
    sites.two_sites,
    cotreatment.cotreatment,
    claims.unattended,
    claims.not_covered,
    claims.contradictions,
    claims.groups_of_one,
    group_patterns.patterns,
    group_patterns.concealed,
    oversight.level,
    oversight.ratio,
    oversight.assistant_evaluations,
    evaluations.twice,
    hours.hours,
    hours.travel,
    presence.outside_shift,
    presence.absent,
    minutes.interruption_cost,
    minutes.uncoded,
    minutes.over_midnight,
    night.at_night,
    billing.billed,
    rendering.rendering_providers,
    telehealth.not_eligible,
    edges.on_edge,
    visit_rules.remarks,
    visit_rules.mixed_payers,
    visit_rules.mixed_roles,
    visit_rules.not_seen,
    thresholds.thresholds,
    visit_rules.unverified,
)

#: Those that state what the checks find; `late` is asked by itself, of two exports.
_MODULES = {
    late,
    *(sys.modules[check.__module__] for check in CHECKS),
    *(sys.modules[check.settle.__module__] for check in ACROSS.values()),
}
#: Every finding rule by id: what it means, how to correct it, and its source.
FINDING_RULES: dict[str, FindingRule] = {
    rule.id: rule
    for module in sorted(_MODULES, key=lambda module: module.__name__)
    for value in vars(module).values()
    for rule in (value.values() if isinstance(value, dict) else (value,))
    if isinstance(rule, FindingRule)
}

_SEVERITY_ORDER = {severity: index for index, severity in enumerate(Severity)}


def audit(record: Record) -> tuple[Finding, ...]:
    """Run every check; findings are sorted by severity, date, clock, rule and people.

    Each gets its id and its cause. Findings with the same hash (two unknown codes in one span, say) get a
    number after it.
    """
    return audit_with(record, settle(record, collect(record)))


def audit_dates(record: Record) -> tuple[Finding, ...]:
    """Run the checks that look at each date by itself, and nothing across dates."""
    return audit_with(record, ())


def audit_with(record: Record, across: Iterable[Finding]) -> tuple[Finding, ...]:
    """Run the checks of each date, and sort and name their findings together with those across dates."""
    found = _sorted((*(finding for check in CHECKS for finding in check(record)), *across))
    names = names_of(found)
    named = zip(found, names, causes_of(record, found), strict=True)
    return tuple([finding.named(own, names[cause]) for finding, own, cause in named])


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings and give each its id."""
    return identified(_sorted(findings))


def identified(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Assign ids to findings, in their order."""
    listed = list(findings)
    return tuple([finding.named(own, finding.cause) for finding, own in zip(listed, names_of(listed), strict=True)])


def names_of(findings: Iterable[Finding]) -> list[str]:
    """Name findings in their order: by their identity, with a number behind it where several share one."""
    seen: dict[str, int] = {}
    names = []
    for finding in findings:
        identity = finding.identity
        number = seen[identity] = seen.get(identity, 0) + 1
        names.append(f"{identity}-{number}" if number > 1 else identity)
    return names


def _sorted(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings; what they say is read only of those that nothing else tells apart."""
    listed = list(findings)
    place = list(map(_place, listed))
    order = sorted(range(len(listed)), key=place.__getitem__)
    found: list[Finding] = []
    for _, equals in groupby(order, key=place.__getitem__):
        tied = [listed[index] for index in equals]
        found += sorted(tied, key=_words) if len(tied) > 1 else tied
    return found


def _place(finding: Finding) -> tuple[int, str, int, int, str, tuple[str, ...], tuple[str, ...]]:
    """Where a finding stands among others."""
    return (
        _SEVERITY_ORDER[finding.severity],
        finding.date,
        finding.start,
        finding.end,
        finding.rule.id,
        finding.patients,
        finding.providers,
    )


def _words(finding: Finding) -> tuple[str, list[str]]:
    """Where a finding stands among those of its place."""
    return finding.message, sorted(finding.intervals)
