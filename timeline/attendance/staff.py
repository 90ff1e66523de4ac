"""Who was in which clinic, and when: from shifts, and where there are none from the rows themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np

from timeline.attendance.numbered import Flags, Ints, alike, united
from timeline.attendance.rows import Rows
from timeline.spans import Span, subtract, union
from timeline.vocabulary import Kind, Role

#: Date and clinic.
Site = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Presence:
    """One provider in one clinic on one date.

    Parameters
    ----------
    spans
        When the provider was there: shifts and own rows; without a shift from the first start to the last end.
    on_duty
        The same without what was recorded as away; without a shift only the own rows.
    by_shift
        Whether a shift says so.
    """

    provider: str
    role: Role
    spans: tuple[Span, ...]
    on_duty: tuple[Span, ...]
    by_shift: bool


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody's presence and shifts.

    Parameters
    ----------
    sites
        Date and clinic -> who was there, sorted by provider.
    shifts
        Date and provider -> the shifts, in whatever clinic.
    away
        Date and provider -> what was recorded as away.
    """

    sites: dict[Site, list[Presence]]
    shifts: dict[tuple[str, str], list[Span]]
    away: dict[tuple[str, str], list[Span]]


def staff_of(rows: Rows) -> Staff:
    """Collect who was where; bookings alone show nobody's presence."""
    of = rows.numbers
    kind, clinic, provider = (of.texts[name] for name in ("kind", "clinic", "provider"))
    booked, is_away = kind.where(Kind.APPOINTMENT), kind.where(Kind.AWAY)
    shifts, away = _by_date(rows, kind.where(Kind.SHIFT)), _by_date(rows, is_away)
    here = np.flatnonzero(~booked & ~is_away)
    site = (of.texts["date"].codes * len(clinic.words) + clinic.codes) * len(provider.words) + provider.codes
    recorded = dict(_spans_of(site[here], of.start[here], of.end[here]))
    served = here[kind.where(Kind.SERVICE)[here]] if away else here[:0]
    working = dict(_spans_of(site[served], of.start[served], of.end[served]))
    role = of.texts["role"].codes
    known = here[role[here] > 0]
    known = known[np.lexsort((role[known], of.start[known], site[known]))]
    sites: dict[Site, list[Presence]] = defaultdict(list)
    for row in known[np.flatnonzero(np.diff(site[known], prepend=-1))].tolist():
        key, spans = (rows.date[row], rows.provider[row]), recorded[int(site[row])]
        by_shift = key in shifts
        on_duty = spans
        if by_shift and key in away:
            on_duty = union([*subtract(spans, away[key]), *working.get(int(site[row]), ())])
        there = spans if by_shift else [(spans[0][0], spans[-1][1])]
        who = Presence(key[1], Role(rows.role[row]), tuple(there), tuple(on_duty), by_shift)
        sites[rows.date[row], rows.clinic[row]].append(who)
    return Staff(dict(sites), shifts, away)


def _by_date(rows: Rows, which: Flags) -> dict[tuple[str, str], list[Span]]:
    """Join the spans of some rows by date and provider, in the order in which these are first met."""
    of, row = rows.numbers, np.flatnonzero(which)
    date, provider = of.texts["date"], of.texts["provider"]
    day, first = alike((date.codes[row], provider.codes[row]), len(row))
    keys = zip(date.at(row[first]).tolist(), provider.at(row[first]).tolist(), strict=True)
    spans = (own for _, own in _spans_of(day, of.start[row], of.end[row]))
    return dict(zip(keys, spans, strict=True))


def _spans_of(group: Ints, start: Ints, end: Ints) -> Iterator[tuple[int, list[Span]]]:
    """Join the spans of each group."""
    of, *both = (each.tolist() for each in united(group, start, end))
    for number, own in groupby(zip(of, *both, strict=True), itemgetter(0)):
        yield number, [(begins, ends) for _, begins, ends in own]
