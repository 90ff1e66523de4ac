"""One person recorded at two clinics at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

import numpy as np

from timeline.audit.columns import columns, groups, in_several
from timeline.audit.stakes import units_lost
from timeline.audit.words import at_risk
from timeline.finding import Finding, FindingRule
from timeline.record import Record
from timeline.spans import union
from timeline.vocabulary import ContestRule, Severity
from timeline.words import series

TWO_SITES = FindingRule(
    "overlap.two_sites",
    "One person is recorded at two clinics at the same time.",
    "Find out which clinic the person was at, and have the author correct the other record.",
)


def two_sites(record: Record) -> Iterator[Finding]:
    """Report a provider attending, or a patient treated, at two clinics at once."""
    rows, of = record.rows, columns(record)
    spans: dict[tuple[str, str, str, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for kind, number, mask in (("patient", of.patient, of.analysed), ("provider", of.provider, of.attended)):
        listed = np.flatnonzero(mask)
        at = in_several(groups([of.date[listed], number[listed]]), of.clinic[listed])
        for row in listed[at].tolist():
            name = rows.patient[row] if kind == "patient" else rows.provider[row]
            spans[rows.date[row], rows.evidence[row], kind, name][rows.clinic[row]].append(row)
    for (date, _, kind, person), by_clinic in spans.items():
        for one, other in combinations(sorted(by_clinic), 2):
            yield from _two_sites(record, (date, kind, person), (one, other), (by_clinic[one], by_clinic[other]))


def _two_sites(
    record: Record, who: tuple[str, str, str], sites: tuple[str, str], listed: tuple[list[int], list[int]]
) -> Iterator[Finding]:
    rows = record.rows
    date, kind, person = who
    shared = [
        (max(rows.start[a], rows.start[b]), min(rows.end[a], rows.end[b]), a, b) for a in listed[0] for b in listed[1]
    ]
    met = [item for item in shared if item[0] < item[1]]
    for start, end in union((start, end) for start, end, _, _ in met):
        concerned = sorted({row for left, right, a, b in met if start <= left and right <= end for row in (a, b)})
        risk = _documented(record, concerned, (start, end))
        yield record.finding(
            TWO_SITES,
            record.severity(concerned[0], Severity.ERROR),
            concerned,
            f"{person} is recorded at {series(sites)} at the same time {record.when(date, start, end)}. Nobody is at "
            f"two clinics at once, so one of the records is wrong; {at_risk(risk)}.",
            span=(start, end),
            units_at_risk=risk,
            providers=(person,) if kind == "provider" else (),
        )


def _documented(record: Record, positions: Iterable[int], span: tuple[int, int]) -> int:
    """Count the timed units that depend on what some rows document in a span; bookings document nothing."""
    listed = list(positions)
    providers = {record.rows.provider[row] for row in listed}
    visits = {visit.key: visit for visit in map(record.visit_of, listed) if not visit.is_scheduled}.values()
    return units_lost(record, visits, [span], providers=providers, contest=ContestRule.DOCUMENTED)
