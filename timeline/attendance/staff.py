"""Who was in which clinic, and when: from shifts, and where there are none from the rows themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
    shifts: dict[tuple[str, str], list[Span]] = defaultdict(list)
    away: dict[tuple[str, str], list[Span]] = defaultdict(list)
    by_site: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for row, provider in enumerate(rows.provider):
        if rows.kind[row] == Kind.APPOINTMENT:
            continue
        span = (rows.start[row], rows.end[row])
        if rows.kind[row] == Kind.SHIFT:
            shifts[rows.date[row], provider].append(span)
        if rows.kind[row] == Kind.AWAY:
            away[rows.date[row], provider].append(span)
        else:
            by_site[rows.date[row], rows.clinic[row], provider].append(row)
    sites: dict[Site, list[Presence]] = defaultdict(list)
    for (date, clinic, provider), listed in sorted(by_site.items()):
        if not any(rows.role[row] for row in listed):
            continue
        elsewhere = (date, provider) in shifts
        sites[date, clinic].append(_presence(rows, listed, away.get((date, provider), ()), on_shift=elsewhere))
    return Staff(
        dict(sites),
        {key: union(spans) for key, spans in shifts.items()},
        {key: union(spans) for key, spans in away.items()},
    )


def _presence(rows: Rows, listed: Sequence[int], away: Iterable[Span], *, on_shift: bool) -> Presence:
    spans = [(rows.start[row], rows.end[row]) for row in listed]
    working = [(rows.start[row], rows.end[row]) for row in listed if rows.kind[row] == Kind.SERVICE]
    recorded = union(spans)
    there = recorded if on_shift else [(recorded[0][0], recorded[-1][1])]
    first = min((row for row in listed if rows.role[row]), key=lambda row: (rows.start[row], rows.role[row]))
    return Presence(
        provider=rows.provider[first],
        role=Role(rows.role[first]),
        spans=tuple(there),
        on_duty=tuple(union([*subtract(recorded, union(away)), *working]) if on_shift else recorded),
        by_shift=on_shift,
    )
