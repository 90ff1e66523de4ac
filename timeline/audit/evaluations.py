"""Evaluations of one kind that a patient had twice on one date (claims §2, evaluations)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from timeline.audit.columns import columns, places
from timeline.code_table.evaluations import evaluations
from timeline.finding import Finding, FindingRule
from timeline.record import Record
from timeline.visits import VisitAccount, VisitKey
from timeline.vocabulary import Severity
from timeline.words import series

TWICE = FindingRule(
    "evaluation.twice",
    "A patient has two evaluations of one kind on one date, by two therapists or under two codes: one service.",
    "Claim one evaluation of the kind, in the name of the therapist who made it and set the plan of care; have the "
    "author of the other record say by addendum what it was.",
    "cms-ncci-manual ch. 11 §P.1",
)


def twice(record: Record) -> Iterator[Finding]:
    """Report evaluations of one kind that two therapists recorded for one patient on one date, or two codes earn."""
    rows, known = record.rows, evaluations()
    by_visit: dict[VisitKey, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in places(columns(record).attended):
        if rows.code[row] in known and rows.therapist[row] and rows.nature[row].earns:
            by_visit[record.visit_of(row).key][known[rows.code[row]].kind].append(row)
    for key, by_kind in by_visit.items():
        visit = record.accounts[key]
        if visit.units is None:
            continue
        for kind, listed in by_kind.items():
            if _is_twice(record, visit, listed):
                yield _twice(record, visit, kind, listed)


def _is_twice(record: Record, visit: VisitAccount, listed: list[int]) -> bool:
    """Whether two therapists recorded one of the codes, or more than one of them still earns a unit."""
    rows = record.rows
    by_code: dict[str, set[str]] = defaultdict(set)
    for row in listed:
        by_code[rows.code[row]].add(rows.provider[row])
    units = visit.units[visit.contest].units if visit.units else {}
    return any(len(who) > 1 for who in by_code.values()) or sum(units.get(code, 0) for code in by_code) > 1


def _twice(record: Record, visit: VisitAccount, kind: str, listed: list[int]) -> Finding:
    rows = record.rows
    listed = sorted(listed, key=lambda row: (rows.start[row], rows.code[row], rows.provider[row]))
    told = [f"{rows.code[row]} with {rows.provider[row]} at {record.clock(rows.start[row])}" for row in listed]
    return record.finding(
        TWICE,
        Severity.REVIEW,
        listed,
        f"{visit.key[1]} has more than one {kind} evaluation on {visit.key[0]}: {series(told)}. Evaluations of one "
        "kind are one unit of the date, whoever furnished them.",
        about=kind,
    )
