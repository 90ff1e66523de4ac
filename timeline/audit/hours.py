"""Time that is impossible: more treatment than hours of presence, clinics too far apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from timeline.attendance.minutes import sums
from timeline.attendance.numbered import texts
from timeline.audit.billed_rows import visit_rows
from timeline.audit.columns import Mask, Numbers, columns, day_numbers, different, groups, provider_room
from timeline.audit.demands import demands
from timeline.audit.fewest import needed, over_claimed, over_claimed_of
from timeline.audit.once import once
from timeline.audit.stakes import contest_stakes
from timeline.audit.telling import About, durations
from timeline.audit.there import at_sites, on_days
from timeline.audit.words import at_risk
from timeline.clock import MINUTE, duration
from timeline.finding import Finding, FindingRule
from timeline.found import PLACE_OF, Found, Lists, found_of, places_in
from timeline.found.told import each_told
from timeline.record import Record
from timeline.vocabulary import Severity

IMPOSSIBLE = FindingRule(
    "time.impossible",
    "More treatment is recorded or claimed for a provider or a clinic than fits in the hours of presence; or the "
    "time between treatments at two clinics is too short to travel from one to the other.",
    "Find out who treated whom and when; have the author correct the record by addendum, and claim only what remains.",
    "hertel-brown days beyond staffed hours",
)


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
    days = day_numbers(record)
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
    of, needs, clinics = record.visit_arrays, needed(record), record.rows.numbers.texts["clinic"].words
    # A visit is of one date, whose number is that of its rows; its clinic is one of theirs.
    date = columns(record).date[of.first_row]
    site = date * len(clinics) + places_in(clinics, of.clinic.words)[of.clinic.codes]
    listed = different(site[needs.visit > 0])
    took = sums(np.searchsorted(listed, site[needs.visit > 0]), needs.visit[needs.visit > 0], len(listed))
    there = _treating(record, listed)
    for place in np.flatnonzero((took > there.seconds) & ~there.told).tolist():
        seconds, by_shift = int(there.seconds[place]), bool(there.by_shift[place])
        visits = np.flatnonzero((site == listed[place]) & (needs.visit > 0))
        day = of.date.words[of.date.codes[visits[0]]]
        if _is_known(record, day, seconds, by_shift=by_shift):
            told = day, str(of.clinic.words[of.clinic.codes[visits[0]]])
            yield _site(record, told, visits, (seconds, by_shift), int(took[place]))


class _Treating(NamedTuple):
    """How long those who treat at clinics were there, whether shifts show it, and whether an excess of one is told."""

    seconds: Numbers
    by_shift: Mask
    told: Mask


def _treating(record: Record, listed: Numbers) -> _Treating:
    """Add up presence by the numbers of dates and clinics."""
    at = at_sites(record)
    own = np.flatnonzero(np.isin(at.day, _recorded(record)[0]) & np.isin(at.site, listed))
    place, many = np.searchsorted(listed, at.site[own]), len(listed)
    by_shift, told = at.there.by_shift[own], np.isin(at.day[own], _excess(record).day)
    # Where nobody treats, no shift says how long anybody was there.
    shown = (np.bincount(place, minlength=many) > 0) & (np.bincount(place[~by_shift], minlength=many) == 0)
    seconds = sums(place, at.there.seconds[own], many)
    return _Treating(seconds, shown, np.bincount(place[told], minlength=many) > 0)


def _is_known(record: Record, date: str, seconds: int, *, by_shift: bool) -> bool:
    """Whether presence is a whole day's: from shifts, or long; a file with a few rows shows no one's day."""
    return by_shift or seconds >= record.thresholds(date).inferred_presence.minutes * MINUTE


@once
def _excess(record: Record) -> _Excess:
    dates = record.rows.numbers.texts["date"].words
    days, was, claimed = _work(record)
    present, by_shift = on_days(record, days)
    excess = np.maximum(was, claimed) > present
    kept = np.flatnonzero(excess)
    date = dates[days[kept] // provider_room(record)].tolist()
    known = [
        _is_known(record, on, seconds, by_shift=shift)
        for on, seconds, shift in zip(date, present[kept].tolist(), by_shift[kept].tolist(), strict=True)
    ]
    kept = kept[np.array(known, bool)]
    recorded = was[kept] > present[kept]
    treated = np.where(recorded, was[kept], claimed[kept])
    return _Excess(days[kept], treated, ~recorded, present[kept], by_shift[kept])


def _work(record: Record) -> tuple[Numbers, Numbers, Numbers]:
    """Return the days of providers with work, sorted: their numbers, the seconds recorded, and those claims take."""
    (recorded, seconds), needs = _recorded(record), needed(record)
    days = different(np.concatenate([recorded, needs.day]))
    was, claimed = np.zeros((2, len(days)), np.int64)
    was[np.searchsorted(days, recorded)] = seconds
    claimed[np.searchsorted(days, needs.day)] = needs.of_day
    return days, was, claimed


@once
def _recorded(record: Record) -> tuple[Numbers, Numbers]:
    """Add up what is recorded of each provider and date, every patient and every group by itself."""
    every = demands(record)
    treated = np.flatnonzero(every.documented & ~every.busy)
    if not len(treated):
        return treated, treated
    # Several rows of one engagement in one span are one contact.
    contact = groups([every.day[treated], every.start[treated], every.engagement[treated]])
    once_each = treated[np.unique(contact, return_index=True)[1]]
    days, which = np.unique(day_numbers(record)[every.row[once_each]], return_inverse=True)
    return days, sums(which, every.end[once_each] - every.start[once_each], len(days))


def _risks(record: Record, found: _Excess, rows: Lists) -> Numbers:
    """Count the timed units that depend on what is more than presence, of all visits at once."""
    of, room = columns(record), provider_room(record)
    visits = Lists.grouped(rows.owners, of.visit[rows.items], len(found.day))
    owner, visit = visits.owners, visits.items
    provider = found.day[owner] % room
    claimed = found.claimed[owner]
    units = np.zeros(len(owner), np.int64)
    units[~claimed] = contest_stakes(record).of_providers(visit[~claimed], provider[~claimed])
    units[claimed] = over_claimed_of(record, visit[claimed], provider[claimed])
    return sums(owner, units, len(found.day))


def _site(record: Record, site: tuple[str, str], visits: Numbers, there: tuple[int, bool], took: int) -> Finding:
    (date, clinic), (seconds, by_shift) = site, there
    positions = sorted(visit_rows(record, visits).items.tolist())
    extent = record.extent(positions)
    risk = int(over_claimed(record)[visits].sum())
    return record.finding(
        IMPOSSIBLE,
        Severity.ERROR if by_shift else Severity.REVIEW,
        positions,
        f"At {clinic}, the units claimed take at least {duration(took)} of treatment on {date}, "
        f"{record.clock(extent.start)}–{record.clock(extent.end)}, but the therapists and assistants were present for "
        f"{duration(seconds)}. Nobody can treat for longer than they are present; {at_risk(risk)}.",
        units_at_risk=risk,
        seconds=took - seconds,
        about=f"hours {clinic}",
        clinic=clinic,
    )
