"""Patterns over days: minutes at the edge of a unit, the same minutes again and again, no interruption ever.

Each is an exact test with its number of visits and its base rate, and asks a question: a pattern is no proof.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import NamedTuple

import numpy as np

from timeline.attendance.minutes import sums
from timeline.audit.credits import credited
from timeline.audit.exact import is_unlikely, none_by_chance
from timeline.audit.once import once
from timeline.audit.tallies import Others, Seen, Tallies, Tally, merged, past_edge, tallied
from timeline.clock import MINUTE
from timeline.code_table import code_table
from timeline.contracts import records
from timeline.finding import Finding, FindingRule
from timeline.policies.thresholds import Thresholds
from timeline.record import Record
from timeline.shown import finding_of, in_place
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


#: A test looks at a group of visits, and at all the others as a count.
_Test = Callable[[Sequence[Seen], Others, Limits], _Found | None]
_CLOCK = "Are these minutes read from a clock?"


#: Returns the visits of some providers and of some clinics, with their rows, in the order of their dates.
Visits = Callable[[Collection[str], Collection[str]], Iterable[Seen]]
#: Name of a provider or clinic -> the patterns that its numbers do not exclude.
_Asked = Mapping[str, Set[FindingRule]]


def patterns(record: Record, parts: Iterable[Tallies], visits: Visits | None = None) -> Iterator[Finding]:
    """Test each provider's visits, and a clinic's together where none of its providers stands out.

    Parameters
    ----------
    parts
        What was counted, in the order of the dates.
    visits
        Returns visits that were counted; None: those of the record.
    """
    found = merged(parts)
    if found is None:
        return
    stated, everybody = record.thresholds(found.last), found.everybody
    leads, clinics = (
        {name: tally for name, tally in groups.items() if tally.visits >= stated.patterns.observations}
        for groups in (found.leads, found.clinics)
    )
    limits = _limits(stated, len(leads) + len(clinics))
    of_leads = {name: _possible(tally, everybody.without(tally.own), limits) for name, tally in leads.items()}
    of_clinics = {name: _possible(tally, Others(0, 0), limits) for name, tally in clinics.items()}
    asked = [{name: rules for name, rules in each.items() if rules} for each in (of_leads, of_clinics)]
    if any(asked):
        listed = (visits or partial(visits_of, record))(*asked)
        yield from _tested(_grouped(listed, *asked), asked, everybody, limits)


def _possible(tally: Tally, others: Others, limits: Limits) -> set[FindingRule]:
    """Name the patterns that may be found in a group: those its numbers do not exclude."""
    found = set()
    if any(_is_heaped(past, limits) for past in (tally.pooled, tally.times)):
        found.add(HEAPING)
    if is_unlikely(tally.alike.most, tally.visits, limits.identical, limits.chance):
        found.add(IDENTICAL)
    if not tally.interrupted and _is_never_interrupted(tally.visits, others, limits):
        found.add(NO_INTERRUPTIONS)
    return found


def _tested(
    groups: tuple[Mapping[str, Sequence[Seen]], Mapping[str, Sequence[Seen]]],
    asked: Sequence[_Asked],
    everybody: Others,
    limits: Limits,
) -> Iterator[Finding]:
    """Test the visits of providers and of clinics for what their numbers do not exclude."""
    (by_lead, by_clinic), (leads, clinics) = groups, asked
    for rule, test in _TESTS.items():
        told: set[str] = set()
        for lead, own in by_lead.items():
            mine = Others(len(own), sum(visit.interrupted for visit in own))
            found = test(own, everybody.without(mine), limits) if rule in leads[lead] else None
            if found is not None:
                told.update(visit.clinic for visit in own)
                yield _finding(rule, lead, own, found)
        for clinic, own in by_clinic.items():
            found = test(own, Others(0, 0), limits) if rule in clinics[clinic] and clinic not in told else None
            if found is not None:
                yield _finding(rule, "", own, found)


def _limits(stated: Thresholds, groups: int) -> Limits:
    return Limits(
        stated.patterns.observations,
        stated.patterns.chance / max(1, groups),
        stated.heaping.window_minutes,
        stated.identical.share,
        stated.identical.patients,
        stated.no_interruptions.share,
    )


def _grouped(
    visits: Iterable[Seen], leads: Collection[str], clinics: Collection[str]
) -> tuple[dict[str, list[Seen]], dict[str, list[Seen]]]:
    by_lead: dict[str, list[Seen]] = defaultdict(list)
    by_clinic: dict[str, list[Seen]] = defaultdict(list)
    for visit in visits:
        if visit.lead in leads:
            by_lead[visit.lead].append(visit)
        if visit.clinic in clinics:
            by_clinic[visit.clinic].append(visit)
    return by_lead, by_clinic


def counted(record: Record) -> list[Tallies]:
    """Count the visits of a record for the patterns."""
    found = tallied(seen(record), record.thresholds)
    return [] if found is None else [found]


def visits_of(record: Record, leads: Collection[str], clinics: Collection[str]) -> Iterator[Seen]:
    """List the visits of some providers and clinics with their rows."""
    for visit in seen(record):
        if visit.lead in leads or visit.clinic in clinics:
            yield visit.shown_in(record)


@once
def seen(record: Record) -> list[Seen]:
    """Read every documented visit with timed minutes; its lead is the provider who furnished most of them."""
    interrupted, leads = _interrupted(record), _leads(record)
    timed = {code for code, known in code_table().items() if known.pool == "cms15"}
    of, found = record.rows, list[Seen]()
    for (key, account), leading in zip(record.accounts.items(), leads, strict=True):
        if account.rules is None:
            continue
        minutes = tuple(
            [
                (code, counted.by_rule[account.contest] // MINUTE)
                for code, counted in account.seconds.codes.items()
                if code in timed and counted.by_rule[account.contest] >= MINUTE
            ]
        )
        lead = leading if minutes else ""
        if lead:
            own = account.positions
            found.append(
                Seen(
                    *key[:2],
                    account.clinic,
                    account.rules.units,
                    lead,
                    minutes,
                    key in interrupted or _has_pause(record, account),
                    (min([of.start[row] for row in own]), max([of.end[row] for row in own])),
                    tuple([row for row in own if of.nature[row].attended]),
                )
            )
    return found


def _leads(record: Record) -> list[str]:
    """Name the provider who furnished most of each visit's earning time; of equals the first by name."""
    of, provider = credited(record), record.rows.provider
    own = np.flatnonzero(of.earned & of.under[record.contest] & (of.code != 0))
    names = sorted(set(provider))
    number = {name: place for place, name in enumerate(names)}
    who = np.array([number[provider[row]] for row in of.row[own].tolist()], np.int64)
    keys, which = np.unique(of.visit[own] * len(names) + who, return_inverse=True)
    seconds = sums(which, of.end[own] - of.start[own], len(keys))
    found = [""] * len(record.visit_arrays)
    for place in np.lexsort((-keys, seconds)).tolist():  # the last one told is the one that furnished most
        visit, name = divmod(int(keys[place]), len(names))
        found[visit] = names[name]
    return found


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


def _heaping(own: Sequence[Seen], others: Others, limits: Limits) -> _Found | None:
    """Look for visits, or else times of a code, that end on the edge of a unit far more often than just above it."""
    visits = [(visit, visit.timed) for visit in own if visit.rule.method in POOLED]
    codes = [(visit, minutes) for visit in own for _, minutes in visit.minutes]
    for what, listed in (("visits", visits), ("times of one code in a visit", codes)):
        near = [(visit, past) for visit, minutes in listed if (past := past_edge(visit.rule, minutes)) < limits.window]
        hits = [visit for visit, past in near if past == 0]
        if _is_heaped(Counter(past_edge(visit.rule, minutes) for visit, minutes in listed), limits):
            told = f"{len(hits)} of {len(listed)} {what} have exactly {_edges(hits[0])} minutes"
            measure = f"spread evenly over these and the next {limits.window - 1} minutes, they would number about"
            expected = _expected(len(near), Fraction(1, limits.window))
            return _Found(f"{told}; {measure} {expected}. {_CLOCK}", list(dict.fromkeys(hits)))
    return None


def _is_heaped(past: Mapping[int, int], limits: Limits) -> bool:
    """Whether far more than chance explains are on an edge: how many are how many minutes past one."""
    near = sum(count for minutes, count in past.items() if minutes < limits.window)
    enough = sum(past.values()) >= limits.observations
    return enough and is_unlikely(past.get(0, 0), near, Fraction(1, limits.window), limits.chance)


def _edges(visit: Seen) -> str:
    """Name the first minutes at which one more unit is earned."""
    edge, length = threshold_of(visit.rule), visit.rule.unit_minutes
    return f"{edge}, {edge + length}, {edge + 2 * length} or {edge + 3 * length}"


def _expected(count: int, base: Fraction) -> int:
    """Round the expected count to a whole number."""
    return int(count * base + Fraction(1, 2))


def _identical(own: Sequence[Seen], others: Others, limits: Limits) -> _Found | None:
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


def _no_interruptions(own: Sequence[Seen], others: Others, limits: Limits) -> _Found | None:
    """Compare a record without any interruption with the colleagues' visits, else with a base rate."""
    if any(visit.interrupted for visit in own) or not _is_never_interrupted(len(own), others, limits):
        return None
    measure = (
        f"{others.interrupted} of the colleagues' {others.visits} visits were"
        if others.interrupted
        else f"about {_expected(len(own), limits.interrupted)} would be expected"
    )
    told = f"none of {len(own)} visits was interrupted and no rest is recorded, while {measure}"
    return _Found(f"{told}. Are breaks left out of the record?", [])


def _is_never_interrupted(own: int, others: Others, limits: Limits) -> bool:
    """Whether it is unlikely that so many visits have no interruption by chance."""
    if others.interrupted:
        return none_by_chance(own, others.visits, others.interrupted) < limits.chance
    return (1 - limits.interrupted) ** own < limits.chance


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
