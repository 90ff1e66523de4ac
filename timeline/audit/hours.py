"""Time that is impossible: more treatment than hours of presence, clinics too far apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from timeline.attendance.minutes import sums
from timeline.attendance.numbered import texts
from timeline.audit.billed_rows import visit_rows
from timeline.audit.columns import Mask, Numbers, columns, different, groups
from timeline.audit.demands import demands
from timeline.audit.fewest import needed, over_claimed, over_claimed_of
from timeline.audit.once import once
from timeline.audit.stakes import contest_stakes
from timeline.audit.telling import About, durations
from timeline.audit.words import at_risk
from timeline.clock import MINUTE, duration
from timeline.finding import Finding, FindingRule
from timeline.found import PLACE_OF, Found, Lists, found_of
from timeline.found.told import each_told
from timeline.record import Record
from timeline.spans import length, subtract
from timeline.vocabulary import Severity

IMPOSSIBLE = FindingRule(
    "time.impossible",
    "More treatment is recorded or claimed for a provider or a clinic than fits in the hours of presence; or the "
    "time between treatments at two clinics is too short to travel from one to the other.",
    "Find out who treated whom and when; have the author correct the record by addendum, and claim only what remains.",
    "hertel-brown days beyond staffed hours",
)


class _Presence(NamedTuple):
    """How long somebody was there, and whether shifts show it."""

    seconds: int
    by_shift: bool


class _Excess(NamedTuple):
    """Providers with more treatment on a date than presence: what there is, and what they were there for, in seconds.

    `day` is the number of each one's date and provider, as in `_Days`; `claimed` says whether the treatment is claimed.
    """

    day: Numbers
    treated: Numbers
    claimed: Mask
    present: Numbers
    by_shift: Mask


def hours(record: Record) -> Found:
    """Report providers with more treatment recorded or claimed than hours of presence."""
    found, of = _excess(record), columns(record)
    days = of.date * _room(record) + of.provider
    row = np.flatnonzero(of.attended & of.documented & np.isin(days, found.day))
    owner = np.searchsorted(found.day, days[row])
    rows = Lists.grouped(owner, row, len(found.day))
    risk = _risks(record, found, rows)

    def told(places: Numbers) -> list[str]:
        about = About(record, rows.take(places))
        listed = zip(
            about.providers,
            durations(found.treated[places]),
            found.claimed[places].tolist(),
            about.dates,
            about.clocks,
            durations(found.present[places]),
            found.by_shift[places].tolist(),
            each_told(risk[places], at_risk),
            strict=True,
        )
        return [_told(*one) for one in listed]

    severity = np.where(found.by_shift, PLACE_OF[Severity.ERROR], PLACE_OF[Severity.REVIEW])
    return found_of(
        record,
        IMPOSSIBLE,
        severity,
        rows,
        told,
        units_at_risk=risk,
        seconds=found.treated - found.present,
        about=texts(["hours"] * len(found.day)),
    )


def _told(
    provider: str, treated: str, claimed: bool, date: str, clock: str, present: str, by_shift: bool, risk: str
) -> str:
    what = f"units claimed that take at least {treated} of treatment" if claimed else f"{treated} of treatment recorded"
    shown = "" if by_shift else ", from the first record to the last"
    return (
        f"{provider} has {what} on {date}, {clock}, but was present for {present}{shown}. Nobody can treat for longer "
        f"than they are present; {risk}."
    )


def sites(record: Record) -> Iterator[Finding]:
    """Report clinics with more treatment claimed than hours of presence, where no provider's excess says so already."""
    of, needs = record.visit_arrays, needed(record)
    site = of.date.codes * len(of.clinic.words) + of.clinic.codes
    took = sums(site, needs.visit, int(site.max(initial=-1)) + 1)
    told = _found_days(record)
    for place in np.flatnonzero(took).tolist():
        date, clinic = (
            str(each)
            for each in (of.date.words[place // len(of.clinic.words)], of.clinic.words[place % len(of.clinic.words)])
        )
        treating = [
            one for one in record.staff.sites.get((date, clinic), ()) if (date, one.provider) in _treating(record)
        ]
        seconds = sum(length(one.on_duty) if one.by_shift else length(one.spans) for one in treating)
        # Where nobody treats, no shift says how long anybody was there.
        there = _Presence(seconds, bool(treating) and all(one.by_shift for one in treating))
        told_already = any((date, one.provider) in told for one in treating)
        if took[place] > seconds and _is_known(record, date, there) and not told_already:
            yield _site(
                record, (date, clinic), np.flatnonzero((site == place) & (needs.visit > 0)), there, int(took[place])
            )


def _is_known(record: Record, date: str, there: _Presence) -> bool:
    """Whether presence is a whole day's: from shifts, or long; a file with a few rows shows no one's day."""
    return there.by_shift or there.seconds >= record.thresholds(date).inferred_presence.minutes * MINUTE


def _room(record: Record) -> int:
    """Return how many numbers of providers there are in `Columns`."""
    return int(columns(record).provider.max(initial=-1)) + 1


@once
def _excess(record: Record) -> _Excess:
    of, room, rows = columns(record), _room(record), record.rows
    days, was, claimed = _work(record)
    present, by_shift = _present(record, days)
    excess = np.maximum(was, claimed) > present
    kept = np.flatnonzero(excess)
    row = np.unique(of.date, return_index=True)[1][days[kept] // max(1, room)]
    known = [
        _is_known(record, rows.date[at], _Presence(seconds, shift))
        for at, seconds, shift in zip(row.tolist(), present[kept].tolist(), by_shift[kept].tolist(), strict=True)
    ]
    kept = kept[np.array(known, bool)]
    recorded = was[kept] > present[kept]
    treated = np.where(recorded, was[kept], claimed[kept])
    return _Excess(days[kept], treated, ~recorded, present[kept], by_shift[kept])


@once
def _found_days(record: Record) -> set[tuple[str, str]]:
    """Name the providers and dates of which an excess is reported."""
    return _named(record, _excess(record).day)


@once
def _treating(record: Record) -> set[tuple[str, str]]:
    """Name the providers and dates of which treatment is recorded."""
    return _named(record, _recorded(record)[0])


def _named(record: Record, days: Numbers) -> set[tuple[str, str]]:
    of, rows = columns(record), record.rows
    kept = np.flatnonzero(np.isin(of.date * _room(record) + of.provider, days)).tolist()
    return {(rows.date[row], rows.provider[row]) for row in kept}


def _work(record: Record) -> tuple[Numbers, Numbers, Numbers]:
    """Return the days of providers with work, sorted: their numbers, the seconds recorded, and those claims take."""
    (recorded, seconds), needs = _recorded(record), needed(record)
    days = different(np.concatenate([recorded, needs.day]))
    was, claimed = np.zeros((2, len(days)), np.int64)
    was[np.searchsorted(days, recorded)] = seconds
    claimed[np.searchsorted(days, needs.day)] = needs.of_day
    return days, was, claimed


def _present(record: Record, days: Numbers) -> tuple[Numbers, Mask]:
    """Find how long each provider was there: shifts less time away, or else first start to last end."""
    of, room, staff, rows = columns(record), _room(record), record.staff, record.rows
    day = of.date * room + of.provider
    own = np.flatnonzero(np.isin(day, days))
    place = np.searchsorted(days, day[own])
    first, last = np.full(len(days), np.iinfo(np.int64).max), np.full(len(days), np.iinfo(np.int64).min)
    np.minimum.at(first, place, of.start[own])
    np.maximum.at(last, place, of.end[own])
    seconds, by_shift = last - first, np.zeros(len(days), bool)
    shown = dict(zip(place.tolist(), own.tolist(), strict=True))
    if staff.shifts or staff.away:
        for at, row in shown.items():
            key = rows.date[row], rows.provider[row]
            away, shifts = staff.away.get(key, ()), staff.shifts.get(key)
            if shifts is not None or away:
                by_shift[at] = shifts is not None
                seconds[at] = length(subtract(shifts or [(int(first[at]), int(last[at]))], away))
    return seconds, by_shift


@once
def _recorded(record: Record) -> tuple[Numbers, Numbers]:
    """Add up what is recorded of each provider and date, every patient and every group by itself."""
    every, of = demands(record), columns(record)
    treated = np.flatnonzero(every.documented & ~every.busy)
    if not len(treated):
        return treated, treated
    # Several rows of one engagement in one span are one contact.
    contact = groups([every.day[treated], every.start[treated], every.engagement[treated]])
    once_each = treated[np.unique(contact, return_index=True)[1]]
    row = every.row[once_each]
    days, which = np.unique(of.date[row] * _room(record) + of.provider[row], return_inverse=True)
    return days, sums(which, every.end[once_each] - every.start[once_each], len(days))


def _risks(record: Record, found: _Excess, rows: Lists) -> Numbers:
    """Count the timed units that depend on what is more than presence, of all visits at once."""
    of, room = columns(record), _room(record)
    visits = Lists.grouped(rows.owners, of.visit[rows.items], len(found.day))
    owner, visit = visits.owners, visits.items
    provider = found.day[owner] % room
    claimed = found.claimed[owner]
    units = np.zeros(len(owner), np.int64)
    units[~claimed] = contest_stakes(record).of_providers(visit[~claimed], provider[~claimed])
    units[claimed] = over_claimed_of(record, visit[claimed], provider[claimed])
    return sums(owner, units, len(found.day))


def _site(record: Record, site: tuple[str, str], visits: Numbers, there: _Presence, took: int) -> Finding:
    date, clinic = site
    positions = sorted(visit_rows(record, visits).items.tolist())
    extent = record.extent(positions)
    risk = int(over_claimed(record)[visits].sum())
    return record.finding(
        IMPOSSIBLE,
        Severity.ERROR if there.by_shift else Severity.REVIEW,
        positions,
        f"At {clinic}, the units claimed take at least {duration(took)} of treatment on {date}, "
        f"{record.clock(extent.start)}–{record.clock(extent.end)}, but the therapists and assistants were present for "
        f"{duration(there.seconds)}. Nobody can treat for longer than they are present; {at_risk(risk)}.",
        units_at_risk=risk,
        seconds=took - there.seconds,
        about=f"hours {clinic}",
        clinic=clinic,
    )
