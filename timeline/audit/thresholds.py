"""The yearly threshold: the visit that passes it, claims that do not say so, and what nobody has stated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, cast

import numpy as np

from timeline.attendance.numbered import Ints
from timeline.audit.parts import Places, ShownOf, all_shown
from timeline.finding import Finding, FindingRule
from timeline.record import Record
from timeline.shown import finding_of, in_place
from timeline.units import Remark
from timeline.visits import Accounts, VisitAccount, VisitKey
from timeline.vocabulary import Severity
from timeline.words import counted, series

CROSSED = FindingRule(
    "threshold.crossed",
    "The year's allowed amount of a patient passes the threshold above which a line must attest that the treatment is "
    "necessary. An error where the claim sent does not attest it: the payer denies such a line.",
    "Add the modifier to that line and to later ones of the year, if the record shows that the treatment is medically "
    "necessary.",
    "cms-claims-5 §10.3",
)
REVIEW = FindingRule(
    "threshold.review",
    "The year's allowed amount of a patient is above the amount from which claims may be chosen for targeted medical "
    "review.",
    "Have the plan of care, the progress reports and the notes ready.",
    "cms-claims-5 §10.3",
)
UNKNOWN = FindingRule(
    "threshold.unknown",
    "Something that the yearly threshold needs is not known: what was used before, the amount of that year, or what "
    "the payer allows. Lines beyond the threshold may lack the modifier.",
    "State what was used with --year-to-date and what the payer allows with --allowed; for a year without an amount, "
    "name it in a policy file.",
    "cms-claims-5 §10.3",
)
_RULES = {rule.id: rule for rule in (CROSSED, REVIEW, UNKNOWN)}


def thresholds(record: Record) -> Iterator[Finding]:
    """Report the visits that pass an amount of the year, and claims of any later visit that do not attest it."""
    lacking = _lacking(record)
    for visit in record.accounts.values():
        told = [remark for remark in _remarks(visit) if remark.rule in (CROSSED.id, REVIEW.id)]
        codes = lacking.get(visit.key, [])
        for remark in told:
            severity = Severity.ERROR if codes and remark.rule == CROSSED.id else remark.severity
            said = f"{remark.text}{_on_the_claim(codes, visit)}" if severity is Severity.ERROR else remark.text
            yield _finding(record, visit, replace(remark, severity=severity, text=said))
        if codes and not any(remark.rule == CROSSED.id for remark in told):
            yield _finding(record, visit, _not_attested(visit, codes))


class Unknown(NamedTuple):
    """Visits for whose threshold one thing is not known: the remark, without codes, and the rows of their first date.

    `visits` counts them, and `patients` are theirs.
    """

    remark: Remark
    date: str
    visits: int
    patients: frozenset[str]
    rows: Places


def unknown_of(record: Record, part: int) -> list[Unknown]:
    """List what is not known for the threshold of some visits, each thing once."""
    visits, found = record.visit_arrays, dict[Remark, list[Ints]]()
    for remark, places in cast(Accounts, record.accounts).remarked():
        if remark.rule == UNKNOWN.id:
            found.setdefault(replace(remark, codes=()), []).append(places)
    listed = []
    for remark, parts in found.items():
        places = np.unique(np.concatenate(parts))  # sorted by date
        date = visits.date.codes[places[0]]
        on_first = np.zeros(len(visits), bool)
        on_first[places[visits.date.codes[places] == date]] = True
        patients = frozenset(visits.patient.words[np.unique(visits.patient.codes[places])].tolist())
        rows = Places(part, visits.row[on_first[visits.row_visit]])
        listed.append(Unknown(remark, str(visits.date.words[date]), len(places), patients, rows))
    return listed


def unknown(record: Record, found: Sequence[Unknown], shown: ShownOf) -> Iterator[Finding]:
    """Report once per pool and reason what the threshold needs and nobody has stated."""
    del record
    by_remark: dict[Remark, list[Unknown]] = defaultdict(list)
    for each in found:
        by_remark[each.remark].append(each)
    for remark, listed in by_remark.items():
        date = min(each.date for each in listed)
        rows = all_shown([each.rows for each in listed if each.date == date], shown)
        visits, people = (
            sum(each.visits for each in listed),
            len(frozenset().union(*(each.patients for each in listed))),
        )
        yield finding_of(
            UNKNOWN,
            remark.severity,
            in_place(rows),
            f"{_sentence(remark.text)} This affects {counted(visits, 'visit')} of {counted(people, 'patient')}, "
            f"the first on {date}.",
            patients=(),
            providers=(),
            about=remark.text,
            own_remedy=remark.remedy,
            own_source=remark.source,
        )


def _remarks(visit: VisitAccount) -> tuple[Remark, ...]:
    return visit.units[visit.contest].remarks if visit.units is not None else ()


def _lacking(record: Record) -> Mapping[VisitKey, list[str]]:
    """Find the codes of each visit whose claimed lines attest fewer units than they must."""
    found: dict[VisitKey, list[str]] = defaultdict(list)
    for compared in record.comparison:
        visit = record.accounts.get(compared.key)
        rule = visit.rules.threshold if visit is not None and visit.rules is not None else None
        if rule is not None and compared.lacks(rule.modifier):
            found[compared.key].append(compared.code)
    return found


def _modifier(visit: VisitAccount) -> str:
    rule = visit.rules.threshold if visit.rules is not None else None
    return "" if rule is None else rule.modifier


def _on_the_claim(codes: list[str], visit: VisitAccount) -> str:
    return f"; the claim sent has {series(sorted(codes))} without {_modifier(visit)}" if codes else ""


def _not_attested(visit: VisitAccount, codes: list[str]) -> Remark:
    modifier = _modifier(visit)
    return Remark(
        CROSSED.id,
        Severity.ERROR,
        f"the threshold of the year was passed before, and the claim sent has {series(sorted(codes))} without "
        f"{modifier}",
        f"Add {modifier} only if the record shows that the treatment is medically necessary.",
        tuple(codes),
        visit.rules.source("threshold", visit.key[0][:4]) if visit.rules is not None else "",
    )


def _finding(record: Record, visit: VisitAccount, remark: Remark) -> Finding:
    concerned = [row for row in visit.positions if record.rows.code[row] in remark.codes] or list(visit.positions)
    return record.finding(
        _RULES[remark.rule],
        remark.severity,
        concerned,
        f"{visit.key[1]} {record.when_of(concerned)}: {remark.text}.",
        own_remedy=remark.remedy,
        own_source=remark.source,
    )


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
