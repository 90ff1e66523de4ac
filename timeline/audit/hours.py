"""Time that is impossible: more treatment than hours of presence, clinics too far apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from timeline.attendance.minutes import sums
from timeline.audit.columns import columns, groups, in_several
from timeline.audit.demands import demands
from timeline.audit.stakes import contest_stakes, units_lost
from timeline.audit.words import at_risk
from timeline.clock import MINUTE, duration
from timeline.code_table import code_table
from timeline.finding import Finding, FindingRule
from timeline.record import Record
from timeline.spans import length, subtract
from timeline.units.counting import POOLED, threshold_of
from timeline.visits import VisitAccount
from timeline.vocabulary import Evidence, Severity

IMPOSSIBLE = FindingRule(
    "time.impossible",
    "More treatment is recorded or claimed for a provider or a clinic than fits in the hours of presence; or the "
    "time between treatments at two clinics is too short to travel from one to the other.",
    "Find out who treated whom and when; have the author correct the record by addendum, and claim only what remains.",
    "hertel-brown days beyond staffed hours",
)
#: Date and provider, or date and clinic.
Key = tuple[str, str]


class _Presence(NamedTuple):
    """How long a provider was there, and whether shifts show it."""

    seconds: int
    by_shift: bool


class _Excess(NamedTuple):
    """More treatment than presence: what there is, in seconds, and in words."""

    seconds: int
    told: str
    claimed: bool


def hours(record: Record) -> Iterator[Finding]:
    """Report providers, and else clinics, with more treatment recorded or claimed than hours of presence."""
    present, needs = _present(record), _claimed(record)
    recorded = _recorded(record)
    found: dict[Key, _Excess] = {}
    for key in {*recorded, *needs.by_provider}:
        there, was, needed = present[key], recorded[key], needs.by_provider[key]
        if was > there.seconds:
            excess = _Excess(was - there.seconds, f"{duration(was)} of treatment recorded", claimed=False)
        elif needed > there.seconds:
            words = f"units claimed that take at least {duration(needed)} of treatment"
            excess = _Excess(needed - there.seconds, words, claimed=True)
        else:
            continue
        if _is_known(record, key[0], there):
            found[key] = excess
    risks = _risks(record, found)
    for key, excess in found.items():
        yield _beyond(record, key, present[key], excess, risks[key])
    for site, needed in needs.by_site.items():
        treating = [one for one in record.staff.sites.get(site, ()) if (site[0], one.provider) in recorded]
        seconds = sum(length(one.on_duty) if one.by_shift else length(one.spans) for one in treating)
        # Where nobody treats, no shift says how long anybody was there.
        there = _Presence(seconds, bool(treating) and all(one.by_shift for one in treating))
        told_already = any((site[0], one.provider) in found for one in treating)
        if needed > seconds and _is_known(record, site[0], there) and not told_already:
            yield _site(record, site, there, needed)


def _is_known(record: Record, date: str, there: _Presence) -> bool:
    """Whether presence is a whole day's: from shifts, or long; a file with a few rows shows no one's day."""
    return there.by_shift or there.seconds >= record.thresholds(date).inferred_presence.minutes * MINUTE


def _present(record: Record) -> dict[Key, _Presence]:
    """Find how long each provider was there: shifts less time away, or else first start to last end."""
    rows, found = record.rows, {}
    for key, positions in record.rows_of.items():
        away = record.staff.away.get(key, [])
        if key in record.staff.shifts:
            found[key] = _Presence(length(subtract(record.staff.shifts[key], away)), by_shift=True)
        else:
            bounds = (min(rows.start[row] for row in positions), max(rows.end[row] for row in positions))
            found[key] = _Presence(length(subtract([bounds], away)), by_shift=False)
    return found


def _recorded(record: Record) -> Counter[Key]:
    """Add up what is recorded of each provider, every patient and every group by itself."""
    every, rows = demands(record), record.rows
    treated = np.flatnonzero(every.documented & ~every.busy)
    if not len(treated):
        return Counter()
    # Several rows of one engagement in one span are one contact.
    contact = groups([every.day[treated], every.start[treated], every.engagement[treated]])
    once = treated[np.unique(contact, return_index=True)[1]]
    days, first, which = np.unique(every.day[once], return_index=True, return_inverse=True)
    summed = sums(which, every.end[once] - every.start[once], len(days)).tolist()
    shown = every.row[once[first]].tolist()
    return Counter({(rows.date[row], rows.provider[row]): seconds for row, seconds in zip(shown, summed, strict=True)})


class _Needs(NamedTuple):
    """The fewest seconds that claimed units take, by provider and by clinic."""

    by_provider: Counter[Key]
    by_site: Counter[Key]


def _claimed(record: Record) -> _Needs:
    """Add up the fewest minutes the claimed timed units take; a provider's part is what no colleague recorded."""
    by_provider, by_site = Counter[Key](), Counter[Key]()
    for visit in record.accounts.values():
        date = visit.key[0]
        if needed := _fewest_seconds(visit):
            by_site[date, visit.clinic] += needed
            for provider, seconds in _own_parts(record, visit, needed).items():
                by_provider[date, provider] += seconds
    return _Needs(by_provider, by_site)


def _own_parts(record: Record, visit: VisitAccount, needed: int) -> dict[str, int]:
    """Give each provider's part of the seconds a visit's claim takes: what colleagues' timed rows cannot hold."""
    rows, codes = record.rows, code_table()
    furnished: dict[str, int] = defaultdict(int)
    for row in visit.positions:
        if rows.nature[row].attended and rows.code[row] in codes and codes[rows.code[row]].timed:
            furnished[rows.provider[row]] += rows.end[row] - rows.start[row]
    total = sum(furnished.values())
    return {provider: max(0, needed - (total - seconds)) for provider, seconds in furnished.items()}


def _fewest_seconds(visit: VisitAccount) -> int:
    """Count the fewest seconds in which a visit's claimed timed units can have been furnished."""
    if visit.rules is None or visit.is_scheduled:
        return 0
    rule, codes = visit.rules.units, code_table()
    claimed = [count for code, count in visit.billed.items() if code in codes and codes[code].pool == "cms15"]
    piles = [sum(claimed)] if rule.method in POOLED else claimed
    minutes = sum((count - 1) * rule.unit_minutes + threshold_of(rule) for count in piles if count)
    return minutes * MINUTE


def _treated(record: Record, key: Key) -> list[int]:
    """List the rows in which a provider treated on a date."""
    rows = record.rows
    return [
        row for row in record.rows_of[key] if rows.nature[row].attended and rows.evidence[row] == Evidence.DOCUMENTED
    ]


def _risks(record: Record, found: Mapping[Key, _Excess]) -> Counter[Key]:
    """Count the timed units that depend on what is more than presence, of all visits at once."""
    risks, asks = Counter[Key](), list[tuple[Key, VisitAccount]]()
    for key, excess in found.items():
        visits = {id(visit): visit for visit in map(record.visit_of, _treated(record, key))}.values()
        if excess.claimed:
            risks[key] = sum(_over_claimed_of(record, visit, key[1]) for visit in visits)
        else:
            asks += [(key, visit) for visit in visits]
    if asks:
        lost = contest_stakes(record).of_providers([(visit, key[1]) for key, visit in asks])
        for (key, _), units in zip(asks, lost, strict=True):
            risks[key] += units
    return risks


def _beyond(record: Record, key: Key, there: _Presence, excess: _Excess, risk: int) -> Finding:
    date, provider = key
    positions = _treated(record, key)
    extent = record.extent(positions)
    return record.finding(
        IMPOSSIBLE,
        Severity.ERROR if there.by_shift else Severity.REVIEW,
        positions,
        f"{provider} has {excess.told} on {date}, {record.clock(extent.start)}–{record.clock(extent.end)}, but was "
        f"present for {duration(there.seconds)}{_shown(there)}. Nobody can treat for longer than they are present; "
        f"{at_risk(risk)}.",
        units_at_risk=risk,
        seconds=excess.seconds,
        about="hours",
    )


def _shown(there: _Presence) -> str:
    return "" if there.by_shift else ", from the first record to the last"


def _over_claimed(visit: VisitAccount) -> int:
    """Count the claimed timed units that the record does not support."""
    codes = code_table()
    claimed = sum(count for code, count in visit.billed.items() if code in codes and codes[code].pool == "cms15")
    return max(0, claimed - (visit.timed_units or 0))


def _over_claimed_of(record: Record, visit: VisitAccount, provider: str) -> int:
    """Count the same for one provider: no more units than its own part of what the claim takes can hold."""
    own = _own_parts(record, visit, _fewest_seconds(visit)).get(provider, 0)
    if not own or visit.rules is None:
        return 0
    rule = visit.rules.units
    each = rule.unit_minutes if rule.method in POOLED else threshold_of(rule)
    return min(_over_claimed(visit), own // (each * MINUTE) + 1)


def _site(record: Record, site: Key, there: _Presence, needed: int) -> Finding:
    date, clinic = site
    visits = [visit for visit in record.visits_on(date) if visit.clinic == clinic and _fewest_seconds(visit)]
    positions = sorted(row for visit in visits for row in visit.positions)
    extent = record.extent(positions)
    risk = sum(_over_claimed(visit) for visit in visits)
    return record.finding(
        IMPOSSIBLE,
        Severity.ERROR if there.by_shift else Severity.REVIEW,
        positions,
        f"At {clinic}, the units claimed take at least {duration(needed)} of treatment on {date}, "
        f"{record.clock(extent.start)}–{record.clock(extent.end)}, but the therapists and assistants were present for "
        f"{duration(there.seconds)}. Nobody can treat for longer than they are present; {at_risk(risk)}.",
        units_at_risk=risk,
        seconds=needed - there.seconds,
        about=f"hours {clinic}",
        clinic=clinic,
    )


def travel(record: Record) -> Iterator[Finding]:
    """Report providers whose treatments in two clinics are closer together than the trip takes."""
    rows = record.rows
    minutes = {frozenset((way.origin, way.destination)): way.minutes for way in record.schedule.clinic.travel}
    of = columns(record)
    listed = np.flatnonzero(of.attended & of.documented)
    moving: dict[Key, list[int]] = defaultdict(list)
    for row in listed[in_several(groups([of.date[listed], of.provider[listed]]), of.clinic[listed])].tolist():
        moving[rows.date[row], rows.provider[row]].append(row)
    for (date, provider), treated in moving.items():
        for one, other in _moves(record, treated):
            way = frozenset((rows.clinic[one], rows.clinic[other]))
            stated = way in minutes
            needed = minutes.get(way, record.thresholds(date).travel.minutes) * MINUTE
            if rows.start[other] - rows.end[one] < needed:
                yield _travel(record, (date, provider), (one, other), needed, stated=stated)


def _moves(record: Record, treated: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Pair the last treatment in one clinic with the next in another; overlaps are another finding.

    Of treatments that end together the later to start is the last; of equal ones, file order decides nothing.
    """
    rows = record.rows
    last: int | None = None
    for row in sorted(treated, key=lambda row: (rows.start[row], rows.patient[row], rows.order[row])):
        if last is not None and rows.clinic[row] != rows.clinic[last] and rows.end[last] <= rows.start[row]:
            yield last, row
        if last is None or rows.end[row] >= rows.end[last]:
            last = row


def _travel(record: Record, key: Key, pair: tuple[int, int], needed: int, *, stated: bool) -> Finding:
    rows, (date, provider), (one, other) = record.rows, key, pair
    start, end = rows.end[one], rows.start[other]
    told = f"the trip takes {duration(needed)}" if stated else "the clinic file gives no travel time between them"
    between = f"{duration(end - start)} after" if end > start else "right after"
    # One of the two rows is wrong, nobody knows which.
    risk = max(
        units_lost(record, [record.visit_of(row)], [(rows.start[row], rows.end[row])], providers=(provider,))
        for row in pair
    )
    return record.finding(
        IMPOSSIBLE,
        Severity.ERROR if stated else Severity.REVIEW,
        pair,
        f"{provider} is recorded with {rows.patient[other]} at {rows.clinic[other]} {between} {rows.patient[one]} at "
        f"{rows.clinic[one]} on {date}, {record.clock(start)}–{record.clock(end)}; {told}. One of the two records "
        f"has the wrong time, clinic or provider; {at_risk(risk)}.",
        span=(start, end),
        units_at_risk=risk,
        about="way",
        own_source=str(record.thresholds(date).dated["travel"].sources[0]),
    )
