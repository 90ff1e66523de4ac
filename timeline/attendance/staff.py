"""Who was in which clinic, and when: from shifts, and where there are none from the rows themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
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


@dataclass(frozen=True, eq=False, repr=False)
class Staff:
    """Everybody's presence and shifts, each collected when somebody asks for it; bookings show nobody's presence."""

    rows: Rows

    @cached_property
    def sites(self) -> Sites:
        """Date and clinic -> who was there, sorted by provider."""
        return Sites(self)

    @cached_property
    def shifts(self) -> dict[tuple[str, str], list[Span]]:
        """Date and provider -> the shifts, in whatever clinic."""
        return _by_date(self.rows, self.rows.numbers.texts["kind"].where(Kind.SHIFT))

    @cached_property
    def away(self) -> dict[tuple[str, str], list[Span]]:
        """Date and provider -> what was recorded as away."""
        return _by_date(self.rows, self.rows.numbers.texts["kind"].where(Kind.AWAY))


class Sites(Mapping[Site, list[Presence]]):
    """Who was where, by date and clinic; those of one are made objects when they are read."""

    def __init__(self, staff: Staff) -> None:
        self._staff, of = staff, staff.rows.numbers
        date, kind, clinic, provider, self._role = (
            of.texts[name] for name in ("date", "kind", "clinic", "provider", "role")
        )
        here = np.flatnonzero(~kind.where(Kind.APPOINTMENT) & ~kind.where(Kind.AWAY))
        self._who = (date.codes * len(clinic.words) + clinic.codes) * len(provider.words) + provider.codes
        self._here = here
        known = here[self._role.codes[here] > 0]
        known = known[np.lexsort((self._role.codes[known], of.start[known], self._who[known]))]
        #: The row that names the role of each of those who were somewhere.
        self._row: Ints = known[np.flatnonzero(np.diff(self._who[known], prepend=-1))]
        first = np.flatnonzero(np.diff(self._who[self._row] // len(provider.words), prepend=-1))
        keys = zip(date.at(self._row[first]).tolist(), clinic.at(self._row[first]).tolist(), strict=True)
        bounds = pairwise([*first.tolist(), len(self._row)])
        self._places = {key: slice(*own) for key, own in zip(keys, bounds, strict=True)}
        self._made: dict[Site, list[Presence]] = {}

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Site]:
        return iter(self._places)

    def __getitem__(self, site: Site) -> list[Presence]:
        if site not in self._made:
            self._made[site] = [self._presence(row) for row in self._row[self._places[site]].tolist()]
        return self._made[site]

    def roles(self, site: Site) -> list[str]:
        """List the role of each of those who were there."""
        found: list[str] = self._role.at(self._row[self._places[site]]).tolist()
        return found

    @cached_property
    def _recorded(self) -> _Joined:
        """When somebody was somewhere, by their rows."""
        return _Joined(self._who, self._here, self._staff.rows)

    @cached_property
    def _working(self) -> _Joined:
        """When somebody treated somewhere."""
        served = self._staff.rows.numbers.texts["kind"].where(Kind.SERVICE)
        return _Joined(self._who, np.flatnonzero(served), self._staff.rows)

    def _presence(self, row: int) -> Presence:
        rows, staff, who = self._staff.rows, self._staff, int(self._who[row])
        key, spans = (rows.date[row], rows.provider[row]), self._recorded.of(who)
        by_shift = key in staff.shifts
        on_duty = spans
        if by_shift and key in staff.away:
            on_duty = union([*subtract(spans, staff.away[key]), *self._working.of(who)])
        there = spans if by_shift else [(spans[0][0], spans[-1][1])]
        return Presence(key[1], Role(rows.role[row]), tuple(there), tuple(on_duty), by_shift)


class _Joined:
    """The spans of some rows by a number of each, those of one that overlap or touch joined."""

    def __init__(self, number: Ints, row: Ints, rows: Rows) -> None:
        self._number, self._start, self._end = united(number[row], rows.numbers.start[row], rows.numbers.end[row])

    def of(self, number: int) -> list[Span]:
        """Return the spans of one number."""
        first, last = (int(np.searchsorted(self._number, number, side=side)) for side in ("left", "right"))
        return list(zip(self._start[first:last].tolist(), self._end[first:last].tolist(), strict=True))


def _by_date(rows: Rows, which: Flags) -> dict[tuple[str, str], list[Span]]:
    """Join the spans of some rows by date and provider, in the order in which these are first met."""
    of, row = rows.numbers, np.flatnonzero(which)
    date, provider = of.texts["date"], of.texts["provider"]
    day, first = alike((date.codes[row], provider.codes[row]), len(row))
    keys = zip(date.at(row[first]).tolist(), provider.at(row[first]).tolist(), strict=True)
    joined = zip(*(each.tolist() for each in united(day, of.start[row], of.end[row])), strict=True)
    spans = groupby(joined, itemgetter(0))
    return {key: [(start, end) for _, start, end in own] for key, (_, own) in zip(keys, spans, strict=True)}
