"""Every pattern the audit looks for, and the one function that looks for all of them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping

import numpy as np

from timeline.attendance.numbered import Ints
from timeline.audit import (
    billing,
    claims,
    concealed,
    contests,
    cotreatment,
    edges,
    evaluations,
    group_patterns,
    hours,
    late,
    lone,
    minutes,
    night,
    oversight,
    presence,
    rendering,
    repeated_rows,
    sites,
    telehealth,
    thresholds,
    travel,
    uncoded,
    unverified,
    visit_rules,
)
from timeline.audit.across import ACROSS, collect, settle
from timeline.audit.causes import causes_of
from timeline.finding import Finding, FindingRule
from timeline.found import Findings, Found, found_in, joined, order_of, row_numbers
from timeline.record import Record

#: Looks at a record; returns what it found as columns, or, where that is rare, finding by finding.
Check = Callable[[Record], Found | Iterable[Finding]]

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
    lone.groups_of_one,
    group_patterns.patterns,
    concealed.concealed,
    oversight.level,
    oversight.ratio,
    oversight.assistant_evaluations,
    evaluations.twice,
    hours.hours,
    hours.sites,
    travel.travel,
    presence.outside_shift,
    presence.absent,
    minutes.interruption_cost,
    uncoded.uncoded,
    minutes.over_midnight,
    night.at_night,
    billing.billed,
    billing.without_record,
    rendering.rendering_providers,
    telehealth.not_eligible,
    edges.on_edge,
    visit_rules.remarks,
    visit_rules.mixed_payers,
    visit_rules.mixed_roles,
    visit_rules.not_seen,
    thresholds.thresholds,
    unverified.unverified,
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


def audit(record: Record) -> Findings:
    """Run every check; findings are sorted by severity, date, clock, rule and people.

    Each gets its id and its cause. Findings with the same hash (two unknown codes in one span, say) get a
    number after it.
    """
    return audit_with(record, settle(record, collect(record)))


def audit_dates(record: Record) -> Findings:
    """Run the checks that look at each date by itself, and nothing across dates."""
    return audit_with(record, ())


def audit_with(record: Record, across: Iterable[Finding]) -> Findings:
    """Run the checks of each date, and sort and name their findings together with those across dates."""
    columns: list[Found] = []
    listed: list[Finding] = []
    given: list[Ints] = []
    single: list[int] = []
    count = 0
    for found in (*(check(record) for check in CHECKS), across):
        if isinstance(found, Found):
            columns.append(found)
            given.append(np.arange(count, count + len(found)))
            count += len(found)
        else:
            own = list(found)
            listed += own
            single += range(count, count + len(own))
            count += len(own)
    one_by_one = found_in(listed, row_numbers(record).words, _index(record, listed))
    every = joined([*columns, one_by_one], one_by_one.words)
    order = order_of(every, np.concatenate([*given, np.array(single, np.int64)]))
    sorted_ = every.take(order)
    return Findings(sorted_, causes_of(record, sorted_))


def _index(record: Record, findings: Iterable[Finding]) -> Mapping[str, int]:
    """Return the index of the rows of some findings: all rows are looked at only where others than those shown are."""
    shown = record.shown_index
    return shown if all(row in shown for finding in findings for row in finding.intervals) else record.index


def identified(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Assign ids to findings, in their order."""
    listed = list(findings)
    names = Findings(found_in(listed)).ids.tolist()
    return tuple([finding.named(own, finding.cause) for finding, own in zip(listed, names, strict=True)])
