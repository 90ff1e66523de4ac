"""Services by telehealth that the payer does not pay so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from timeline.audit.columns import columns, different, visit_at
from timeline.audit.credits import credits_of, unpaid
from timeline.audit.piles import units_added
from timeline.audit.words import would_add
from timeline.finding import Finding, FindingRule
from timeline.policies import Rules
from timeline.record import Record
from timeline.visits import VisitAccount
from timeline.vocabulary import Mode, Severity
from timeline.words import counted, series

NOT_ELIGIBLE = FindingRule(
    "telehealth.not_eligible",
    "A code is recorded at a place of service of telehealth, and its payer does not pay it so on that date.",
    "If the patient was in the clinic, have the author correct the place by addendum; otherwise leave the code off the "
    "claim.",
)


def not_eligible(record: Record) -> Iterator[Finding]:
    """Report, for each code of a visit, the telehealth rows that earn nothing because of their place."""
    rows = record.rows
    refused = np.flatnonzero(unpaid(record))
    for place in different(columns(record).visit[refused]).tolist():
        visit = visit_at(record, place)
        if visit.rules is None:
            continue
        by_code: dict[str, list[int]] = defaultdict(list)
        for row in visit.positions:
            what = rows.nature[row]
            if rows.id[row] in visit.unpaid and what.earns and (what.attended or what.mode == Mode.SUPERVISED):
                by_code[rows.code[row]].append(row)
        for code, listed in sorted(by_code.items()):
            yield _finding(record, visit, visit.rules, code, listed)


def _finding(record: Record, visit: VisitAccount, rules: Rules, code: str, listed: Sequence[int]) -> Finding:
    rows = record.rows
    places = sorted({rows.place[row] for row in listed})
    lost = sum(
        credit.end - credit.start
        for credit in credits_of(record, visit)
        if credit.interval_id in visit.unpaid and credit.code == code and credit.under(visit.contest)
    )
    risk = units_added(visit, {code: lost})
    providers = record.extent(listed).providers
    with_whom = f" with {series(providers)}" if providers else ""
    return record.finding(
        NOT_ELIGIBLE,
        Severity.ERROR,
        listed,
        f"{code} for {visit.key[1]}{with_whom} was furnished by telehealth (place of service {series(places)}) "
        f"{record.when_of(listed)}. {_why(rules, code, places)} {counted(lost // 60, 'minute')} of it "
        f"{'earns' if lost // 60 == 1 else 'earn'} nothing; claiming the time {would_add(risk)}.",
        units_at_risk=risk,
        about=code,
        own_remedy=_remedy(rules),
        own_source=rules.source("telehealth"),
    )


def _why(rules: Rules, code: str, places: Sequence[str]) -> str:
    rule = rules.telehealth
    if rule is None:
        why = rules.gaps.get("telehealth", "")
        return f"The policy {rules.payer} has no rule by which telehealth is paid on that date. {why}".strip()
    if code not in rule.codes:
        return f"The policy {rules.payer} does not list {code} among the codes it pays by telehealth."
    refused = series([place for place in places if place not in rule.places])
    return f"The policy {rules.payer} does not pay telehealth with place of service {refused}."


def _remedy(rules: Rules) -> str:
    if rules.telehealth is None:
        return f"{NOT_ELIGIBLE.remedy} A payer that pays telehealth says so in its policy, in a rule named telehealth."
    weak = rules.unverified.get("telehealth")
    return NOT_ELIGIBLE.remedy if weak is None else f"{NOT_ELIGIBLE.remedy} The rule is unverified. {weak}"
