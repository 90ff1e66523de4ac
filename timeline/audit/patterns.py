"""Patterns over days: minutes at the edge of a unit, the same minutes again and again, no interruption ever.

Each is an exact test with its number of visits and its base rate, and asks a question: a pattern is no proof.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from timeline.audit.exact import is_unlikely, none_by_chance
from timeline.clock import MINUTE
from timeline.code_table import code_table
from timeline.contracts import records
from timeline.finding import Finding, FindingRule
from timeline.policies.rules import UnitRule
from timeline.policies.thresholds import Thresholds
from timeline.record import Record
from timeline.shown import Shown, finding_of, in_place
from timeline.spans import Span
from timeline.units.counting import POOLED, threshold_of
from timeline.visits import VisitAccount
from timeline.vocabulary import PAUSING_ACTIVITIES, Severity

_ASK = (
    "Ask how times are recorded, and compare some with another record of the day. A pattern alone is no reason to "
    "correct anything."
)
HEAPING = FindingRule(
    "pattern.heaping",
    "Far more treatments than chance explains last exactly the minutes at which one more unit is earned, such as 8, "
    "23, 38 or 53.",
    _ASK,
    "cms-claims-5 §20.2.C",
)
IDENTICAL = FindingRule(
    "pattern.identical",
    "Patient after patient has the same minutes for the same codes, far more often than a clock would give.",
    _ASK,
    "oig-oei-2006 analysis of aberrant billing",
)
NO_INTERRUPTIONS = FindingRule(
    "pattern.no_interruptions",
    "Over many visits, no treatment was ever interrupted and no patient ever rested.",
    _ASK,
    "cms-claims-5 §20.3",
)


class Seen(NamedTuple):
    """One visit as the patterns see it.

    `rule` counts its units, `lead` furnished most of it, `minutes` are whole ones per timed code; `span` is from the
    first start to the last end of its rows, and `rows` are the attended ones.
    """

    date: str
    patient: str
    clinic: str
    rule: UnitRule
    lead: str
    minutes: tuple[tuple[str, int], ...]
    interrupted: bool
    span: Span
    rows: tuple[Shown, ...]

    @property
    def timed(self) -> int:
        """Whole minutes of all timed codes."""
        return sum(minutes for _, minutes in self.minutes)


@dataclass(frozen=True, slots=True)
class _Found:
    """What a test found, in words, with the visits that show it."""

    told: str
    visits: Sequence[Seen]


class Limits(NamedTuple):
    """The limits the tests use.

    `chance` is shared among the groups tested, so that a clinic with many providers is not asked more often.
    """

    observations: int
    chance: Fraction
    window: int
    identical: Fraction
    patients: int
    interrupted: Fraction


class _Others(NamedTuple):
    """Counts of everybody else's visits: how many there are, and how many had an interruption."""

    visits: int
    interrupted: int


#: A test looks at a group of visits, and at all the others as a count.
_Test = Callable[[Sequence[Seen], _Others, Limits], _Found | None]
_CLOCK = "Are these minutes read from a clock?"


def patterns(record: Record, visits: Sequence[Seen]) -> Iterator[Finding]:
    """Test each provider's visits, and a clinic's together where none of its providers stands out."""
    if not visits:
        return
    stated = record.thresholds(max(visit.date for visit in visits))
    leads, clinics = (
        {name: own for name, own in groups.items() if len(own) >= stated.patterns.observations}
        for groups in _grouped(visits)
    )
    limits = _limits(stated, len(leads) + len(clinics))
    everybody = _count(visits)
    for rule, test in _TESTS.items():
        told: set[str] = set()
        for lead, own in leads.items():
            mine = _count(own)
            others = _Others(everybody.visits - mine.visits, everybody.interrupted - mine.interrupted)
            found = test(own, others, limits)
            if found is not None:
                told.update(visit.clinic for visit in own)
                yield _finding(rule, lead, own, found)
        for clinic, own in clinics.items():
            found = test(own, _Others(0, 0), limits) if clinic not in told else None
            if found is not None:
                yield _finding(rule, "", own, found)


def _count(visits: Sequence[Seen]) -> _Others:
    return _Others(len(visits), sum(visit.interrupted for visit in visits))


def _limits(stated: Thresholds, groups: int) -> Limits:
    return Limits(
        stated.patterns.observations,
        stated.patterns.chance / max(1, groups),
        stated.heaping.window_minutes,
        stated.identical.share,
        stated.identical.patients,
        stated.no_interruptions.share,
    )


def _grouped(visits: Sequence[Seen]) -> tuple[dict[str, list[Seen]], dict[str, list[Seen]]]:
    by_lead: dict[str, list[Seen]] = defaultdict(list)
    by_clinic: dict[str, list[Seen]] = defaultdict(list)
    for visit in visits:
        by_lead[visit.lead].append(visit)
        by_clinic[visit.clinic].append(visit)
    return by_lead, by_clinic


def seen(record: Record) -> list[Seen]:
    """Read every documented visit with timed minutes; its lead is the provider who furnished most of them."""
    codes, interrupted = code_table(), _interrupted(record)
    of, found = record.rows, list[Seen]()
    for key, account in record.accounts.items():
        if account.rules is None:
            continue
        minutes = tuple(
            (code, counted.by_rule[account.contest] // MINUTE)
            for code, counted in account.seconds.codes.items()
            if codes[code].pool == "cms15" and counted.by_rule[account.contest] >= MINUTE
        )
        lead = _lead(record, account) if minutes else ""
        if lead:
            found.append(
                Seen(
                    *key[:2],
                    account.clinic,
                    account.rules.units,
                    lead,
                    minutes,
                    key in interrupted or _has_pause(record, account),
                    (min(of.start[row] for row in account.positions), max(of.end[row] for row in account.positions)),
                    record.all_shown(row for row in account.positions if of.nature[row].attended),
                )
            )
    return found


def _lead(record: Record, account: VisitAccount) -> str:
    seconds: Counter[str] = Counter()
    for credit in record.credits[account.key]:
        if credit.code and credit.counts_as == "earned" and credit.under(account.contest):
            seconds[record.rows.provider[record.index[credit.interval_id]]] += credit.end - credit.start
    return min(seconds, key=lambda provider: (-seconds[provider], provider), default="")


def _interrupted(record: Record) -> set[tuple[str, str, str]]:
    return set(records(record.attendance.interruptions, ("date", "patient", "discipline")))


def _has_pause(record: Record, account: VisitAccount) -> bool:
    """Whether a rest or a wait is recorded, or one provider's work on a code stops and goes on later."""
    rows = record.rows
    if any(rows.activity[row] in PAUSING_ACTIVITIES for row in account.positions):
        return True
    last: dict[tuple[str, str], int] = {}
    attended = (row for row in account.positions if rows.nature[row].attended and rows.code[row])
    for row in sorted(attended, key=lambda row: rows.start[row]):
        key = (rows.code[row], rows.provider[row])
        if last.get(key, rows.start[row]) < rows.start[row]:
            return True
        last[key] = max(last.get(key, 0), rows.end[row])
    return False


def _heaping(own: Sequence[Seen], others: _Others, limits: Limits) -> _Found | None:
    """Look for visits, or else times of a code, that end on the edge of a unit far more often than just above it."""
    visits = [(visit, visit.timed) for visit in own if visit.rule.method in POOLED]
    codes = [(visit, minutes) for visit in own for _, minutes in visit.minutes]
    for what, listed in (("visits", visits), ("times of one code in a visit", codes)):
        near = [(visit, past) for visit, minutes in listed if (past := _past_edge(visit, minutes)) < limits.window]
        hits = [visit for visit, past in near if past == 0]
        enough = len(listed) >= limits.observations
        if enough and is_unlikely(len(hits), len(near), Fraction(1, limits.window), limits.chance):
            told = f"{len(hits)} of {len(listed)} {what} have exactly {_edges(hits[0])} minutes"
            measure = f"spread evenly over these and the next {limits.window - 1} minutes, they would number about"
            expected = _expected(len(near), Fraction(1, limits.window))
            return _Found(f"{told}; {measure} {expected}. {_CLOCK}", list(dict.fromkeys(hits)))
    return None


def _past_edge(visit: Seen, minutes: int) -> int:
    """Count the minutes since the last edge of a unit; short of the first edge it is a whole unit."""
    threshold, length = threshold_of(visit.rule), visit.rule.unit_minutes
    return (minutes - threshold) % length if minutes >= threshold else length


def _edges(visit: Seen) -> str:
    """Name the first minutes at which one more unit is earned."""
    edge, length = threshold_of(visit.rule), visit.rule.unit_minutes
    return f"{edge}, {edge + length}, {edge + 2 * length} or {edge + 3 * length}"


def _expected(count: int, base: Fraction) -> int:
    """Round the expected count to a whole number."""
    return int(count * base + Fraction(1, 2))


def _identical(own: Sequence[Seen], others: _Others, limits: Limits) -> _Found | None:
    """Look for one set of codes and minutes that recurs for many patients."""
    alike: dict[tuple[tuple[str, int], ...], list[Seen]] = defaultdict(list)
    for visit in own:
        alike[visit.minutes].append(visit)
    minutes_of, most = max(alike.items(), key=lambda group: len(group[1]))
    patients = {visit.patient for visit in most}
    base = limits.identical
    if len(patients) < limits.patients or not is_unlikely(len(most), len(own), base, limits.chance):
        return None
    what = " and ".join(f"{minutes} minutes of {code}" for code, minutes in minutes_of)
    return _Found(
        f"{len(most)} of {len(own)} visits, with {len(patients)} patients, have exactly {what}; more than about "
        f"{_expected(len(own), base)} would be unusual. {_CLOCK}",
        most,
    )


def _no_interruptions(own: Sequence[Seen], others: _Others, limits: Limits) -> _Found | None:
    """Compare a record without any interruption with the colleagues' visits, else with a base rate."""
    if any(visit.interrupted for visit in own):
        return None
    if others.interrupted:
        unlikely = none_by_chance(len(own), others.visits, others.interrupted) < limits.chance
        measure = f"{others.interrupted} of the colleagues' {others.visits} visits were"
    else:
        share = limits.interrupted
        unlikely = (1 - share) ** len(own) < limits.chance
        measure = f"about {_expected(len(own), share)} would be expected"
    told = f"none of {len(own)} visits was interrupted and no rest is recorded, while {measure}"
    return _Found(f"{told}. Are breaks left out of the record?", []) if unlikely else None


_TESTS: dict[FindingRule, _Test] = {
    HEAPING: _heaping,
    IDENTICAL: _identical,
    NO_INTERRUPTIONS: _no_interruptions,
}


def _finding(rule: FindingRule, lead: str, own: Sequence[Seen], found: _Found) -> Finding:
    clinic, dates = own[0].clinic, sorted({visit.date for visit in own})
    period = f"on {dates[0]}" if len(dates) == 1 else f"from {dates[0]} to {dates[-1]}"
    seconds = sum(visit.timed for visit in found.visits or own) * MINUTE
    return finding_of(
        rule,
        Severity.REVIEW,
        in_place(row for visit in found.visits for row in visit.rows),
        f"With {lead or f'everybody at {clinic}'}, {period}, {found.told}",
        span=(min(visit.span[0] for visit in own), max(visit.span[1] for visit in own)),
        date=dates[0],
        patients=(),
        providers=(lead,) if lead else (),
        seconds=seconds,
        about="" if lead else clinic,
        clinic=clinic,
    )
