"""Evaluations of one kind that a patient had twice on one date (claims §2, evaluations)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from timeline.audit.columns import columns, places, visit_at
from timeline.code_table.evaluations import evaluations
from timeline.finding import Finding, FindingRule
from timeline.record import Record
from timeline.visits import VisitAccount
from timeline.vocabulary import CONTEST_RULES, Severity
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
    rows, known, of = record.rows, evaluations(), columns(record)
    is_one = np.array([code in known for code in of.codes], bool)
    by_visit: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in places(of.attended & of.earns & is_one[of.code]):
        if rows.therapist[row]:
            by_visit[int(of.visit[row])][known[rows.code[row]].kind].append(row)
    for place, by_kind in by_visit.items():
        for kind, listed in by_kind.items():
            if _is_twice(record, place, listed):
                yield _twice(record, visit_at(record, place), kind, listed)


def _is_twice(record: Record, visit: int, listed: list[int]) -> bool:
    """Whether two therapists recorded one of the codes, or more than one of them still earns a unit."""
    rows, of = record.rows, record.visit_arrays
    if of.answer[visit] < 0:
        return False
    by_code: dict[str, set[str]] = defaultdict(set)
    for row in listed:
        by_code[rows.code[row]].add(rows.provider[row])
    own = slice(int(of.named_bounds[visit]), int(of.named_bounds[visit + 1]))
    units = of.named_units[CONTEST_RULES.index(record.contest), own].tolist()
    earned = zip(of.named.words[of.named.codes[own]].tolist(), units, strict=True)
    return any(len(who) > 1 for who in by_code.values()) or sum(many for code, many in earned if code in by_code) > 1


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
