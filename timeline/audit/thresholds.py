"""The yearly threshold: the visit that passes it, claims that do not say so, and what nobody has stated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from timeline.audit.billed_rows import visit_rows
from timeline.audit.columns import different, visit_at
from timeline.audit.parts import Places, ShownOf, all_shown
from timeline.audit.remarked import remarked
from timeline.finding import Finding, FindingRule
from timeline.record import Record
from timeline.shown import finding_of, in_place
from timeline.units import Remark, VisitUnits
from timeline.visits import VisitAccount
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
    lacking, found = _lacking(record), remarked(record, {CROSSED.id, REVIEW.id})
    said: dict[int, list[Remark]] = defaultdict(list)
    for place, remark in zip(found.visit.tolist(), found.remark.tolist(), strict=True):
        said[place].append(found.remarks[remark])
    for place in sorted({*lacking, *said}):
        visit, told, codes = visit_at(record, place), said[place], lacking.get(place, [])
        for remark in told:
            severity = Severity.ERROR if codes and remark.rule == CROSSED.id else remark.severity
            text = f"{remark.text}{_on_the_claim(codes, visit)}" if severity is Severity.ERROR else remark.text
            yield _finding(record, visit, replace(remark, severity=severity, text=text))
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
    of, told = record.visit_arrays, remarked(record, {UNKNOWN.id})
    said = [_what(remark) for remark in told.remarks]
    plain = dict(zip(said, told.remarks, strict=True))
    places = {what: place for place, what in enumerate(plain)}
    number = np.array([places[what] for what in said], np.int64)[told.remark]
    found = []
    for place, remark in enumerate(plain.values()):
        visits = different(told.visit[number == place])
        on_first = visits[of.date.codes[visits] == of.date.codes[visits[0]]]
        people = frozenset(of.patient.words[different(of.patient.codes[visits])].tolist())
        rows = Places(part, visit_rows(record, on_first).items)
        found.append(Unknown(replace(remark, codes=()), str(of.date.at(visits[:1])[0]), len(visits), people, rows))
    return found


def _what(remark: Remark) -> tuple[str, ...]:
    """Return what a remark says, whatever its codes."""
    return remark.rule, remark.severity, remark.text, remark.remedy, remark.source, *remark.intervals


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


def _lacking(record: Record) -> Mapping[int, list[str]]:
    """Find the codes of each visit, by its place, whose claimed lines attest fewer units than they must."""
    of, compared, found = record.visit_arrays, record.comparison, defaultdict[int, list[str]](list)
    attests = of.answers.attests.copy()
    attests[of.answers.others] = [_owes(of.answers[place]) for place in of.answers.others]
    owes = of.answers.per_visit(attests, of.answer)
    own = np.flatnonzero((compared.visit >= 0) & owes[compared.visit]) if len(owes) else compared.visit[:0]
    for place in own.tolist():
        each, visit = compared[place], int(compared.visit[place])
        rule = of.listed_rules[of.rules[visit]].threshold
        if rule is not None and each.lacks(rule.modifier):
            found[visit].append(each.code)
    return found


def _owes(units: VisitUnits) -> bool:
    """Whether a line that may be claimed must attest the threshold."""
    rule, might = units.rules.threshold, units.conditional
    if rule is None:
        return False
    every = (units.lines, *units.alternative_lines, *((might.lines, *might.alternative_lines) if might else ()))
    return any(rule.modifier in line.modifiers for lines in every for line in lines)


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
