"""Which service rows belong to which booking: of one patient, one date and one discipline; nothing is guessed beyond.

1. A service row belongs to the booking it overlaps longest; of several to the one whose start is nearest, then to the
   one of its own provider, then to the first in order.
2. Rows without a gap of an hour or more between them are one stay. A row that overlaps no booking goes with the
   nearest row of its stay that has one: a visit that begins early or runs over is still the visit that was booked.
3. Stays without a booking and bookings that no row overlaps are paired one to one, the nearest starts first.
4. What is left are walk-ins, and bookings to which nobody came; a booking during which the patient was treated all
   the same, in a row that belongs to another booking, is joined to that one.

No row belongs to two bookings, and a booking has rows of one visit only. The order of rows never decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from timeline.attendance.crediting import AWAY_SECONDS
from timeline.spans import overlap


class Planned(NamedTuple):
    """A booking or a service row: its span in seconds on the clinic's line, then what orders equal ones."""

    start: int
    end: int
    provider: str
    clinic: str
    code: str
    id: str


class Matched(NamedTuple):
    """What became of one patient's bookings of one date in one discipline, by position.

    Parameters
    ----------
    rows
        The service rows of each booking that was kept.
    joined
        Bookings during which the patient was treated in rows of another one.
    walk_ins
        The service rows of each stay nobody booked.
    """

    rows: Mapping[int, Sequence[int]]
    joined: frozenset[int]
    walk_ins: Sequence[Sequence[int]]


def match(bookings: Sequence[Planned], services: Sequence[Planned]) -> Matched:
    """Assign service rows to bookings of the same patient, date and discipline."""
    longest = {row: _longest(service, bookings) for row, service in enumerate(services)}
    owner = {row: booking for row, booking in longest.items() if booking is not None}
    free: list[Sequence[int]] = []
    for stay in stays(services):
        settled = [row for row in stay if row in owner]
        if settled:
            near = {row: min(settled, key=lambda one, row=row: _apart(services[row], services[one])) for row in stay}  # type: ignore[misc]
            owner |= {row: owner[near[row]] for row in stay if row not in owner}
        else:
            free.append(stay)
    met = {booking for booking in range(len(bookings)) if any(_meets(bookings[booking], each) for each in services)}
    unmet = set(range(len(bookings))) - met
    for booking, matched in _nearest(bookings, sorted(unmet), services, free):
        owner |= dict.fromkeys(matched, booking)
        free.remove(matched)
    rows: dict[int, list[int]] = defaultdict(list)
    for row in sorted(owner, key=lambda row: services[row]):
        rows[owner[row]].append(row)
    return Matched(dict(rows), frozenset(met - rows.keys()), free)


def stays(services: Sequence[Planned]) -> list[list[int]]:
    """Divide service rows where an hour or more lies between them; each stay in order."""
    found: list[list[int]] = []
    last = 0
    for row in sorted(range(len(services)), key=services.__getitem__):
        if not found or services[row].start - last >= AWAY_SECONDS:
            found.append([])
            last = services[row].end
        found[-1].append(row)
        last = max(last, services[row].end)
    return found


def _meets(booking: Planned, service: Planned) -> bool:
    return overlap((booking.start, booking.end), (service.start, service.end)) > 0


def _longest(service: Planned, bookings: Sequence[Planned]) -> int | None:
    """Return the booking a row overlaps longest, or None."""
    meeting = [place for place, booking in enumerate(bookings) if _meets(booking, service)]
    return min(meeting, key=lambda place: _rank(service, bookings[place]), default=None)


def _rank(service: Planned, booking: Planned) -> tuple[object, ...]:
    common = overlap((booking.start, booking.end), (service.start, service.end))
    return -common, abs(booking.start - service.start), booking.provider != service.provider, booking


def _apart(row: Planned, other: Planned) -> tuple[object, ...]:
    return max(0, other.start - row.end, row.start - other.end), other


def _nearest(
    bookings: Sequence[Planned], unmet: Sequence[int], services: Sequence[Planned], free: Sequence[Sequence[int]]
) -> list[tuple[int, Sequence[int]]]:
    """Pair bookings and stays, the nearest starts first; each at most once."""
    ways = sorted(
        (abs(bookings[booking].start - services[stay[0]].start), bookings[booking], services[stay[0]], booking, place)
        for booking in unmet
        for place, stay in enumerate(free)
    )
    pairs: list[tuple[int, Sequence[int]]] = []
    taken: set[int] = set()
    used: set[int] = set()
    for *_, booking, place in ways:
        if booking not in taken and place not in used:
            taken.add(booking)
            used.add(place)
            pairs.append((booking, free[place]))
    return pairs
