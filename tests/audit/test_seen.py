"""What the patterns over days see of many visits at once is what each visit's account says."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
from hypothesis import given, settings

from tests.audit.test_registry import analysis_of
from tests.schedules_of import analysed
from tests.seen import APART, RULE, Visit, seen_of
from tests.strategies import rows
from timeline.audit.credits import credits_of
from timeline.audit.seen import SeenVisits, seen
from timeline.code_table import code_table
from timeline.record import Record
from timeline.visits import VisitAccount
from timeline.vocabulary import PAUSING_ACTIVITIES


def as_accounted(record: Record) -> list[tuple[object, ...]]:
    """Read every visit with timed minutes off its account."""
    told = []
    interrupted = set(zip(*(record.attendance.interruptions[name] for name in KEY), strict=True))
    for visit in record.accounts.values():
        minutes = tuple(
            (code, seconds // 60)
            for code, found in visit.seconds.codes.items()
            if (seconds := found.by_rule[visit.contest]) >= 60 and code in TIMED
        )
        lead = lead_of(record, visit)
        if visit.rules is not None and minutes and lead:
            paused = visit.key in interrupted or has_pause(record, visit)
            attended = tuple(row for row in visit.positions if record.rows.nature[row].attended)
            edges = (
                min(record.rows.start[row] for row in visit.positions),
                max(record.rows.end[row] for row in visit.positions),
            )
            told.append((*visit.key[:2], visit.clinic, visit.rules.units, lead, minutes, paused, edges, attended))
    return told


KEY = ("date", "patient", "discipline")
TIMED = {code for code, known in code_table().items() if known.pool == "cms15"}


def lead_of(record: Record, visit: VisitAccount) -> str:
    seconds: dict[str, int] = {}
    for credit in credits_of(record, visit):
        if credit.code and credit.counts_as == "earned" and credit.under(visit.contest):
            name = record.rows.provider[record.index[credit.interval_id]]
            seconds[name] = seconds.get(name, 0) + credit.end - credit.start
    return min(seconds, key=lambda name: (-seconds[name], name), default="")


def has_pause(record: Record, visit: VisitAccount) -> bool:
    of = record.rows
    until: dict[tuple[str, str], int] = {}
    for row in sorted(visit.positions, key=of.start.__getitem__):
        if of.nature[row].attended and of.code[row]:
            work = of.code[row], of.provider[row]
            if until.get(work, of.start[row]) < of.start[row]:
                return True
            until[work] = max(until.get(work, of.end[row]), of.end[row])
    return any(of.activity[row] in PAUSING_ACTIVITIES for row in visit.positions)


def as_told(visits: SeenVisits) -> list[tuple[object, ...]]:
    named = [of.words[of.codes].tolist() for of in (visits.date, visits.patient, visits.clinic)]
    rules = [visits.rules[rule] for rule in visits.rule.tolist()]
    spans = zip(visits.start.tolist(), visits.end.tolist(), strict=True)
    attended = [tuple(own.tolist()) for own in np.split(visits.row, np.cumsum(visits.rows))][:-1]
    leads = visits.lead.words[visits.lead.codes].tolist()
    flags = visits.interrupted.tolist()
    return list(zip(*named, rules, leads, visits.times(), flags, spans, attended, strict=True))


@settings(max_examples=15)
@given(rows())
def test_the_visits_of_a_random_day_are_seen_as_their_accounts_say(day: list[dict[str, Any]]) -> None:
    record = analysis_of(day).record
    assert as_told(seen(record)) == as_accounted(record)


def test_minutes_that_the_payer_does_not_pay_by_telehealth_are_minutes_all_the_same() -> None:
    record = analysed("9:00-9:30 P1 PT1 97110", "9:30-10:00 P1 PT1 97140 place=02 payer=tricare").record
    assert as_told(seen(record)) == as_accounted(record)
    assert seen(record).times() == [(("97110", 30), ("97140", 30))]


def test_minutes_past_the_last_edge_are_counted_and_short_of_the_first_a_whole_unit() -> None:
    visits = seen_of([Visit(minutes=(minutes,)) for minutes in (7, 8, 9, 22, 23, 38)])
    assert visits.past_edge.tolist() == visits.entry_past_edge.tolist() == [15, 0, 1, 14, 0, 0]


def test_visits_of_some_providers_and_sites_are_taken_with_what_they_have_and_put_together_again() -> None:
    one = seen_of([Visit("PT1", minutes=(8, 9)), Visit("PT2", "P2", minutes=(23,), rule=APART), Visit("PT3")])
    other = seen_of([Visit("PT0", minutes=(7, 7, 7), rule=APART, interrupted=True), Visit("PT2", day="2026-01-01")])
    parts = [each.of({"PT2"}, {"PT0's"}) for each in pickle.loads(pickle.dumps([one, other]))]  # noqa: S301 (our own)
    both = SeenVisits.joined(parts)
    assert as_told(both) == [as_told(one)[1], *as_told(other)]
    assert both.rules == (RULE, APART)
    assert one.of({"PT1", "PT2"}, {"PT3's"}) is one


def test_of_a_record_without_visits_nothing_is_seen() -> None:
    assert len(seen(analysed("9:00-9:30 P1 PT1 appointment").record).of({"PT1"}, {"clinic"})) == 0
