"""Rules and tables behind the units of visits that nobody has checked for the date of service."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from operator import lt

import numpy as np

from timeline.audit.billed_rows import visit_rows
from timeline.audit.columns import Numbers, different, groups
from timeline.audit.remarked import remarked
from timeline.finding import Finding, FindingRule
from timeline.record import Record
from timeline.vocabulary import Severity
from timeline.words import counted

UNVERIFIED = FindingRule(
    "policy.unverified",
    "A rule or table behind the units of a visit has not been checked for its date of service.",
    "Check the policy's values against the payer's current publication.",
)


def unverified(record: Record) -> Iterator[Finding]:
    """Report, once per date and payer, what was not checked: a policy's later dates, a weak rule."""
    of = record.visit_arrays
    unchecked: dict[tuple[str, str, str, str], Numbers] = {}
    for visits, text, remedy in _unchecked(record):
        where = groups([of.date.codes[visits], of.payer.codes[visits]])
        for number in range(int(where.max(initial=-1)) + 1):
            own = visits[where == number]
            key = (of.date.at(own[:1])[0], of.payer.at(own[:1])[0], text, remedy)
            unchecked[key] = different(np.concatenate([unchecked.get(key, own), own]))
    for (_, payer, text, remedy), visits in sorted(unchecked.items(), key=lambda item: item[0]):
        positions = visit_rows(record, visits).items.tolist()
        told, _, rest = text.partition(". ")
        many = counted(len(visits), "visit")
        yield record.finding(
            UNVERIFIED,
            Severity.NOTE,
            sorted(positions),
            f"{told[:1].upper()}{told[1:].rstrip('.')}. This affects {many} for {payer} on this date.",
            patients=(),
            providers=(),
            about=f"{payer}: {text}",
            own_remedy=" ".join(filter(None, [rest, remedy])),
        )


def _unchecked(record: Record) -> Iterator[tuple[Numbers, str, str]]:
    """Yield what was not checked among the rules that count visits, with its remedy: of some visits each time."""
    of, found = record.visit_arrays, remarked(record, {UNVERIFIED.id})
    told = {(each.text, each.remedy): None for each in found.remarks}
    place = {what: number for number, what in enumerate(told)}
    which = np.array([place[each.text, each.remedy] for each in found.remarks], np.int64)[found.remark]
    for number, (text, remedy) in enumerate(told):
        yield found.visit[which == number], text, remedy
    for number, rules in enumerate(of.listed_rules):
        horizon = rules.verified_through
        if horizon is not None:
            late = of.date.each(partial(lt, horizon.isoformat()), bool)
            own = np.flatnonzero((of.rules == number) & (of.answer < 0) & late)
            for payer in different(of.payer.codes[own]).tolist():
                text = f"{of.payer.words[payer]} was verified for services through {horizon}"
                yield own[of.payer.codes[own] == payer], text, UNVERIFIED.remedy
