"""How long providers were there, as arrays: on each of their dates, and at each clinic."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from timeline.attendance.minutes import sums
from timeline.attendance.numbered import united
from timeline.audit.columns import Mask, Numbers, columns, day_numbers, provider_room
from timeline.audit.laid import Laid
from timeline.audit.once import once
from timeline.record import Record
from timeline.vocabulary import Kind


class There(NamedTuple):
    """How long each of some was there, and whether shifts show it."""

    seconds: Numbers
    by_shift: Mask


class AtSites(NamedTuple):
    """Providers at clinics, sorted by `site`.

    Parameters
    ----------
    site
        The date and clinic of each, as `site_numbers` numbers those of rows.
    day
        The date and provider, as in `day_numbers`.
    there
        How long each was on duty; without a shift, from the first start to the last end.
    """

    site: Numbers
    day: Numbers
    there: There


def on_days(record: Record, days: Numbers) -> There:
    """Find how long each provider was there: shifts less time away, or else first start to last end less time away.

    Parameters
    ----------
    days
        Numbers of dates and providers as in `day_numbers`, sorted.
    """
    of, day = columns(record), day_numbers(record)
    own = np.flatnonzero(np.isin(day, days))
    place = np.searchsorted(days, day[own])
    first, last = np.full(len(days), np.iinfo(np.int64).max), np.full(len(days), np.iinfo(np.int64).min)
    np.minimum.at(first, place, of.start[own])
    np.maximum.at(last, place, of.end[own])
    shift = spans_of(record, Kind.SHIFT)
    by_shift = np.isin(days, shift[0])
    kept = np.isin(shift[0], days)
    number, start, end = (
        np.concatenate([every[kept], each[~by_shift]]) for every, each in zip(shift, (days, first, last), strict=True)
    )
    place = np.searchsorted(days, number)
    return There(sums(place, end - start - _away(record).seconds(number, start, end), len(days)), by_shift)


@once
def site_numbers(record: Record) -> Numbers:
    """Give a number to the date and the clinic of each row."""
    of = columns(record)
    return of.date * len(record.rows.numbers.texts["clinic"].words) + of.clinic


@once
def at_sites(record: Record) -> AtSites:
    """Find how long providers were on duty at clinics; bookings and time away alone show nobody's presence."""
    of, texts, day = columns(record), record.rows.numbers.texts, day_numbers(record)
    here = ~texts["kind"].where(Kind.APPOINTMENT) & ~texts["kind"].where(Kind.AWAY)
    who = site_numbers(record) * provider_room(record) + of.provider
    named = np.flatnonzero(here & (texts["role"].codes > 0))
    listed, first = np.unique(who[named], return_index=True)
    row = named[first]

    def spans(rows: Mask) -> tuple[Numbers, Numbers, Numbers]:
        own = np.flatnonzero(rows & np.isin(who, listed))
        number, start, end = united(who[own], of.start[own], of.end[own])
        return np.searchsorted(listed, number), start, end

    def away(place: Numbers, start: Numbers, end: Numbers) -> Numbers:
        return sums(place, _away(record).seconds(day[row[place]], start, end), len(listed))

    place, start, end = spans(here)
    # Who treats while recorded as away is on duty.
    on_duty = sums(place, end - start, len(listed)) - away(place, start, end)
    on_duty += away(*spans(texts["kind"].where(Kind.SERVICE)))
    last = np.searchsorted(place, np.arange(len(listed)), side="right") - 1
    whole = end[last] - start[np.searchsorted(place, np.arange(len(listed)))]
    by_shift = np.isin(day[row], day[texts["kind"].where(Kind.SHIFT)])
    return AtSites(site_numbers(record)[row], day[row], There(np.where(by_shift, on_duty, whole), by_shift))


@once
def _away(record: Record) -> Laid:
    """Lay out what is recorded as away, by the number of date and provider."""
    return Laid(*spans_of(record, Kind.AWAY))


def spans_of(record: Record, kind: Kind) -> tuple[Numbers, Numbers, Numbers]:
    """Join the spans of rows of a kind that overlap or touch: of each its number as in `day_numbers`, and its edges."""
    of, row = columns(record), np.flatnonzero(record.rows.numbers.texts["kind"].where(kind))
    return united(day_numbers(record)[row], of.start[row], of.end[row])
