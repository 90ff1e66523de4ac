"""Patterns over days: minutes at the edge of a unit, the same minutes again and again, no interruption ever.

Each is an exact test with its number of visits and its base rate, and asks a question: a pattern is no proof.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from fractions import Fraction
from functools import partial
from math import ceil
from typing import NamedTuple

import numpy as np

from timeline.attendance.numbered import Coded, Ints
from timeline.audit.exact import is_unlikely, none_by_chance
from timeline.audit.parts import ShownOf, by_part
from timeline.audit.seen import SeenVisits, seen
from timeline.audit.tallies import Others, Tallies, Tally, merged, tallied
from timeline.clock import MINUTE
from timeline.finding import Finding, FindingRule
from timeline.policies.rules import UnitRule
from timeline.policies.thresholds import Thresholds
from timeline.record import Record
from timeline.shown import Shown, finding_of, in_place
from timeline.units.counting import threshold_of
from timeline.vocabulary import Severity

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


class _Found(NamedTuple):
    """What a test found, in words, with the visits that show it: places among those tested."""

    told: str
    visits: Ints


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
_Test = Callable[[SeenVisits, Others, Limits], _Found | None]
_CLOCK = "Are these minutes read from a clock?"


#: Returns the visits of some providers and of some clinics in the order of their dates, each part with its number.
Visits = Callable[[Collection[str], Collection[str]], Iterable[tuple[int, SeenVisits]]]
#: Name of a provider or clinic -> the patterns that its numbers do not exclude.
_Asked = Mapping[str, Set[FindingRule]]


def patterns(
    record: Record, parts: Iterable[Tallies], shown: ShownOf, visits: Visits | None = None
) -> Iterator[Finding]:
    """Test each provider's visits, and a clinic's together where none of its providers stands out.

    Parameters
    ----------
    parts
        What was counted, in the order of the dates.
    shown
        Shows rows of the parts.
    visits
        Returns visits that were counted; None: those of the record.
    """
    found = merged(parts)
    if found is None:
        return
    stated, everybody = record.thresholds(found.last), found.everybody
    leads, clinics = (groups.of_at_least(stated.patterns.observations) for groups in (found.leads, found.clinics))
    limits = _limits(stated, len(leads) + len(clinics))
    of_leads = {name: _possible(tally, everybody.without(tally.own), limits) for name, tally in leads.items()}
    of_clinics = {name: _possible(tally, Others(0, 0), limits) for name, tally in clinics.items()}
    asked = [{name: rules for name, rules in each.items() if rules} for each in (of_leads, of_clinics)]
    if any(asked):
        parted = list((visits or partial(visits_of, record))(*asked))
        drawn = _tested(SeenVisits.joined([each for _, each in parted]), asked, everybody, limits)
        part = np.repeat([number for number, _ in parted], [len(each) for _, each in parted])
        yield from _findings(list(drawn), part, shown)


def _possible(tally: Tally, others: Others, limits: Limits) -> set[FindingRule]:
    """Name the patterns that may be found in a group: those its numbers do not exclude."""
    found = set()
    if any(_is_heaped(past, limits) for past in (tally.pooled, tally.times)):
        found.add(HEAPING)
    if is_unlikely(tally.most_alike, tally.visits, limits.identical, limits.chance):
        found.add(IDENTICAL)
    if not tally.interrupted and _is_never_interrupted(tally.visits, others, limits):
        found.add(NO_INTERRUPTIONS)
    return found


class _Drawn(NamedTuple):
    """A finding before its rows are shown: what is asked of whom, of which visits, and which of them show it."""

    rule: FindingRule
    lead: str
    own: SeenVisits
    told: str
    showing: SeenVisits
    places: Ints


def _tested(visits: SeenVisits, asked: Sequence[_Asked], everybody: Others, limits: Limits) -> Iterator[_Drawn]:
    """Test the visits of providers and of clinics for what their numbers do not exclude."""
    leads, clinics = asked
    by_lead, by_clinic = _grouped(visits.lead, leads), _grouped(visits.clinic, clinics)
    for rule, test in _TESTS.items():
        told: set[str] = set()
        for lead, places in by_lead.items():
            if rule in leads[lead]:
                own = visits.take(places)
                mine = Others(len(own), int(np.count_nonzero(own.interrupted)))
                found = test(own, everybody.without(mine), limits)
                if found is not None:
                    told.update(own.clinic.words[np.unique(own.clinic.codes)].tolist())
                    yield _Drawn(rule, lead, own, found.told, own.take(found.visits), places[found.visits])
        for clinic, places in by_clinic.items():
            if rule in clinics[clinic] and clinic not in told:
                own = visits.take(places)
                found = test(own, Others(0, 0), limits)
                if found is not None:
                    yield _Drawn(rule, "", own, found.told, own.take(found.visits), places[found.visits])


def _limits(stated: Thresholds, groups: int) -> Limits:
    return Limits(
        stated.patterns.observations,
        stated.patterns.chance / max(1, groups),
        stated.heaping.window_minutes,
        stated.identical.share,
        stated.identical.patients,
        stated.no_interruptions.share,
    )


def _grouped(who: Coded, asked: _Asked) -> dict[str, Ints]:
    """Return where the visits of each of those asked about are."""
    order = np.argsort(who.codes, kind="stable")
    found, first = np.unique(who.codes[order], return_index=True)
    listed = zip(who.words[found].tolist(), np.split(order, first[1:]), strict=True)
    return {name: places for name, places in listed if name in asked}


def counted(record: Record, part: int) -> list[Tallies]:
    """Count the visits of a record for the patterns."""
    del part
    visits = seen(record)
    if not len(visits):
        return []
    first = str(visits.date.words[visits.date.codes[0]])
    return [tallied(visits, ceil(2 / record.thresholds(first).identical.share))]


def visits_of(record: Record, leads: Collection[str], clinics: Collection[str]) -> Iterator[tuple[int, SeenVisits]]:
    """Return the visits of some providers and clinics as those of the only part."""
    yield 0, seen(record).of(leads, clinics)


def _heaping(own: SeenVisits, others: Others, limits: Limits) -> _Found | None:
    """Look for visits, or else times of a code, that end on the edge of a unit far more often than just above it."""
    pooled = np.flatnonzero(own.is_pooled)
    visits, codes = (pooled, own.past_edge[pooled]), (own.visit_of_entry, own.entry_past_edge)
    for what, (visit, past) in (("visits", visits), ("times of one code in a visit", codes)):
        hits = visit[past == 0]
        counts = dict(enumerate(np.bincount(past).tolist()))
        if _is_heaped(counts, limits):
            told = f"{len(hits)} of {len(past)} {what} have exactly {_edges(own.rules[own.rule[hits[0]]])} minutes"
            measure = f"spread evenly over these and the next {limits.window - 1} minutes, they would number about"
            expected = _expected(int(np.count_nonzero(past < limits.window)), Fraction(1, limits.window))
            return _Found(f"{told}; {measure} {expected}. {_CLOCK}", np.unique(hits))
    return None


def _is_heaped(past: Mapping[int, int], limits: Limits) -> bool:
    """Whether far more than chance explains are on an edge: how many are how many minutes past one."""
    near = sum(count for minutes, count in past.items() if minutes < limits.window)
    enough = sum(past.values()) >= limits.observations
    return enough and is_unlikely(past.get(0, 0), near, Fraction(1, limits.window), limits.chance)


def _edges(rule: UnitRule) -> str:
    """Name the first minutes at which one more unit is earned."""
    edge, length = threshold_of(rule), rule.unit_minutes
    return f"{edge}, {edge + length}, {edge + 2 * length} or {edge + 3 * length}"


def _expected(count: int, base: Fraction) -> int:
    """Round the expected count to a whole number."""
    return int(count * base + Fraction(1, 2))


def _identical(own: SeenVisits, others: Others, limits: Limits) -> _Found | None:
    """Look for one set of codes and minutes that recurs for many patients."""
    alike: dict[tuple[tuple[str, int], ...], list[int]] = defaultdict(list)
    for visit, minutes in enumerate(own.times()):
        alike[minutes].append(visit)
    minutes_of, most = max(alike.items(), key=lambda group: len(group[1]))
    patients, base = len(np.unique(own.patient.codes[most])), limits.identical
    if patients < limits.patients or not is_unlikely(len(most), len(own), base, limits.chance):
        return None
    what = " and ".join(f"{minutes} minutes of {code}" for code, minutes in minutes_of)
    return _Found(
        f"{len(most)} of {len(own)} visits, with {patients} patients, have exactly {what}; more than about "
        f"{_expected(len(own), base)} would be unusual. {_CLOCK}",
        np.array(most, np.int64),
    )


def _no_interruptions(own: SeenVisits, others: Others, limits: Limits) -> _Found | None:
    """Compare a record without any interruption with the colleagues' visits, else with a base rate."""
    if own.interrupted.any() or not _is_never_interrupted(len(own), others, limits):
        return None
    measure = (
        f"{others.interrupted} of the colleagues' {others.visits} visits were"
        if others.interrupted
        else f"about {_expected(len(own), limits.interrupted)} would be expected"
    )
    told = f"none of {len(own)} visits was interrupted and no rest is recorded, while {measure}"
    return _Found(f"{told}. Are breaks left out of the record?", np.zeros(0, np.int64))


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


def _findings(drawn: Sequence[_Drawn], part: Ints, shown: ShownOf) -> Iterator[Finding]:
    """Make findings, given the part of each visit; each part's rows are read once for all of them."""
    parts = [np.repeat(part[each.places], each.showing.rows) for each in drawn]
    every = [np.concatenate([*each, part[:0]]) for each in (parts, [each.showing.row for each in drawn])]
    known = {
        (place.part, row): told
        for place in by_part(*every)
        for row, told in zip(place.rows.tolist(), shown(*place), strict=True)
    }
    for each, own in zip(drawn, parts, strict=True):
        yield _finding(each, [known[key] for key in zip(own.tolist(), each.showing.row.tolist(), strict=True)])


def _finding(drawn: _Drawn, rows: Sequence[Shown]) -> Finding:
    lead, own = drawn.lead, drawn.own
    clinic, dates = str(own.clinic.words[own.clinic.codes[0]]), own.date.words[np.unique(own.date.codes)].tolist()
    period = f"on {dates[0]}" if len(dates) == 1 else f"from {dates[0]} to {dates[-1]}"
    return finding_of(
        drawn.rule,
        Severity.REVIEW,
        in_place(rows),
        f"With {lead or f'everybody at {clinic}'}, {period}, {drawn.told}",
        span=(int(own.start.min()), int(own.end.max())),
        date=dates[0],
        patients=(),
        providers=(lead,) if lead else (),
        seconds=int((drawn.showing if len(drawn.showing) else own).timed.sum()) * MINUTE,
        about="" if lead else clinic,
        clinic=clinic,
    )
