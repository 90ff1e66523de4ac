"""Days on which a provider is with several patients at once for long, and no group treatment is recorded."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from timeline.attendance.minutes import sums
from timeline.attendance.numbered import united
from timeline.audit.columns import Numbers, columns, day_numbers, different, engaged_days, groups, in_several
from timeline.audit.credits import visits_beside
from timeline.audit.demands import Demands, demands
from timeline.audit.stakes import Asked, lost_of
from timeline.audit.telling import About, durations
from timeline.audit.words import at_risk
from timeline.clock import MINUTE
from timeline.finding import FindingRule
from timeline.found import PLACE_OF, Found, Lists, found_of
from timeline.found.told import each_told
from timeline.record import Record
from timeline.vocabulary import ContestRule, Doing, Evidence, Severity

CONCEALED = FindingRule(
    "group.concealed",
    "For much of a day, a provider is recorded one-on-one with two or more patients at the same time, and no group "
    "treatment is recorded.",
    "Review the day with the provider. Claim group treatment where the record shows it, and one-on-one treatment "
    "only where the provider was with one patient alone.",
    "cms-billing-scenarios item 5",
)


class _Days(NamedTuple):
    """Dates of providers: each one's number of date and provider, its rows, and when several patients claim it.

    `span` is the place of the day of each span of contested time, which stand apart; `contested` and `attended` are
    seconds.
    """

    day: Numbers
    rows: Lists
    span: Numbers
    start: Numbers
    end: Numbers
    contested: Numbers
    attended: Numbers


def concealed(record: Record) -> Found:
    """Report providers with much contested time on a date and no group treatment."""
    days = _kept(record, _days(record))
    first = days.rows.items[days.rows.bounds[:-1]]
    which, start, end = united(days.span, days.start, days.end)
    spans = Asked(np.bincount(which, minlength=len(days.day)), start, end)
    provider = columns(record).provider[first]
    risk = lost_of(record, ContestRule.DOCUMENTED, visits_beside(record, days.rows), provider, spans)
    begin, stop = (start[spans.bounds[:-1]], end[spans.bounds[1:] - 1]) if len(first) else (first, first)

    def told(places: Numbers) -> list[str]:
        about = About(record, days.rows.take(places))
        listed = zip(
            about.providers,
            about.patients,
            *(durations(each[places]) for each in (days.contested, days.attended)),
            about.dates,
            about.clocks_of(begin[places], stop[places]),
            each_told(risk[places], at_risk),
            strict=True,
        )
        return [
            f"{who} is recorded one-on-one with two or more of {patients} at once for {contested} of the {attended} "
            f"attended on {date}, {clock}, and no group treatment is recorded on that date. Treating patients together "
            f"is group treatment; {depends}."
            for who, patients, contested, attended, date, clock, depends in listed
        ]

    severity = np.full(len(first), PLACE_OF[Severity.REVIEW])
    return found_of(
        record,
        CONCEALED,
        severity,
        days.rows,
        told,
        span=(begin, stop),
        units_at_risk=risk,
        seconds=days.contested,
    )


def _kept(record: Record, days: _Days) -> _Days:
    """Keep the days with enough contested time of all that is attended, and without group treatment."""
    of, dates = columns(record), record.rows.date
    grouped = np.isin(days.day, day_numbers(record)[of.analysed & of.grouped])
    much = np.zeros(len(days.day), bool)
    first = days.rows.items[days.rows.bounds[:-1]].tolist()
    for place, (row, seconds, attended) in enumerate(
        zip(first, days.contested.tolist(), days.attended.tolist(), strict=True)
    ):
        limits = record.thresholds(dates[row]).group_concealed
        much[place] = seconds >= limits.contested_minutes * MINUTE and seconds >= limits.contested_share * attended
    kept = np.flatnonzero(much & ~grouped)
    own = np.isin(days.span, kept)
    span = np.searchsorted(kept, days.span[own])
    return _Days(
        days.day[kept],
        days.rows.take(kept),
        span,
        days.start[own],
        days.end[own],
        days.contested[kept],
        days.attended[kept],
    )


def _days(record: Record) -> _Days:
    """Collect the dates of the providers who are claimed by several patients at once for long enough."""
    found = _much_contested(record)
    numbers = day_numbers(record)[found.row]
    day = different(numbers)
    place = np.searchsorted(day, numbers)
    span = groups([place, found.start, found.end])
    first = np.unique(span, return_index=True)[1]
    rows = Lists.grouped(place, found.row, len(day))
    contested = sums(place[first], (found.end - found.start)[first], len(day))
    attended = _attended(record, day) if len(day) else contested
    return _Days(day, rows, place[first], found.start[first], found.end[first], contested, attended)


def _attended(record: Record, day: Numbers) -> Numbers:
    """Add up what providers attended on dates, services only."""
    engagements = record.attendance.numbers("engagements")
    treats = ~engagements.where("doing", Doing.BUSY, Doing.IDLE)
    own = np.flatnonzero(treats & engagements.where("evidence", Evidence.DOCUMENTED))
    of_day = engaged_days(record)[own]
    place = np.minimum(np.searchsorted(day, of_day), len(day) - 1)
    kept = day[place] == of_day
    return sums(place[kept], engagements["seconds"][own][kept], len(day))


def _much_contested(record: Record) -> Demands:
    """Return the demands of spans that several patients claim, of providers with enough of such time on a date."""
    every = demands(record)
    found = every.only(every.documented & ~every.busy)
    span = groups([found.day, found.start, found.end])
    several = in_several(span, columns(record).patient[found.row])
    if not several.any():
        return found.only(several)
    first = np.zeros(len(span), bool)
    first[np.unique(span, return_index=True)[1]] = True
    contested = np.bincount(found.day, (found.end - found.start) * (several & first))[found.day]
    return found.only(several & (contested >= _least(record, found)))


def _least(record: Record, found: Demands) -> Numbers:
    """Return for each demand the least contested seconds of its date that may conceal a group."""
    numbers, rows = columns(record).date[found.row], record.rows
    _, first, which = np.unique(numbers, return_index=True, return_inverse=True)
    each = [record.thresholds(rows.date[row]).group_concealed.contested_minutes for row in found.row[first].tolist()]
    least: Numbers = np.array(each, np.int64)[which] * MINUTE
    return least
