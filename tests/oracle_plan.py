"""Every plan of a small day, one by one and minute by minute: what is possible, and what it comes to.

Written from what a plan may do and not from the model: it shares no code with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product
from typing import NamedTuple

DISCIPLINE = {"PT": "PT", "PTA": "PT", "OT": "OT", "OTA": "OT"}


class Booking(NamedTuple):
    """A booking of one patient, in minutes of the day."""

    patient: str
    provider: str
    start: int
    end: int
    code: str = "97110"


class Clinician(NamedTuple):
    """Somebody on shift, and when that person is away."""

    role: str
    shift: tuple[int, int]
    away: tuple[tuple[int, int], ...] = ()


class Found(NamedTuple):
    """What a plan touches and comes to: contested, touched, handed over, moved, idle, spread."""

    touched: frozenset[int]
    aims: tuple[int, ...]


def plans(bookings: Sequence[Booking], staff: dict[str, Clinician], *, step: int, move: int) -> Iterator[Found]:
    """Yield every plan that is possible."""
    for places in product(*(list(_places(booking, staff, step, move)) for booking in bookings)):
        if _is_possible(bookings, places):
            yield Found(
                frozenset(n for n, (one, was) in enumerate(zip(places, bookings, strict=True)) if one != was),
                _aims(bookings, places, staff),
            )


def best(bookings: Sequence[Booking], staff: dict[str, Clinician], *, step: int, move: int, count: int) -> list[Found]:
    """Return the best plans: equal in contested minutes, each touching another set of bookings."""
    of_set: dict[frozenset[int], Found] = {}
    for found in plans(bookings, staff, step=step, move=move):
        if found.touched not in of_set or found.aims < of_set[found.touched].aims:
            of_set[found.touched] = found
    ordered = sorted(of_set.values(), key=lambda found: found.aims)
    alike = [found for found in ordered if found.aims[0] == ordered[0].aims[0]]
    return alike[: count if alike[0].touched else 1]


def _places(booking: Booking, staff: dict[str, Clinician], step: int, move: int) -> Iterator[Booking]:
    for shift in range(-(move // step) * step, move + 1, step):
        for who, clinician in staff.items():
            placed = booking._replace(provider=who, start=booking.start + shift, end=booking.end + shift)
            on_shift = clinician.shift[0] <= placed.start and placed.end <= clinician.shift[1]
            may = who == booking.provider or _may_take(booking, staff, clinician, placed)
            if placed == booking or (on_shift and may):
                yield placed


def _may_take(booking: Booking, staff: dict[str, Clinician], clinician: Clinician, placed: Booking) -> bool:
    if DISCIPLINE[clinician.role] != DISCIPLINE[staff[booking.provider].role]:
        return False
    if booking.code == "97161" and clinician.role not in ("PT", "OT"):
        return False
    return not any(_meet(placed, span) for span in clinician.away)


def _meet(one: Booking, span: tuple[int, int]) -> bool:
    return one.start < span[1] and span[0] < one.end


def _is_possible(bookings: Sequence[Booking], places: Sequence[Booking]) -> bool:
    for n, one in enumerate(places):
        for m, other in enumerate(places):
            if n == m or not _meet(one, (other.start, other.end)):
                continue
            if one.patient == other.patient:
                return False
            if one.provider == other.provider and one.provider != bookings[n].provider:
                return False  # handed to somebody who is not free
    return True


def _aims(bookings: Sequence[Booking], places: Sequence[Booking], staff: dict[str, Clinician]) -> tuple[int, ...]:
    minutes = [
        _minutes(tuple(sorted((place.start, place.end) for place in places if place.provider == who)), clinician.away)
        for who, clinician in staff.items()
    ]
    contested, idle = (sum(of) for of in zip(*minutes, strict=True))
    changed = [(was, now) for was, now in zip(bookings, places, strict=True) if was != now]
    booked = {who: sum(place.end - place.start for place in places if place.provider == who) for who in staff}
    by_role = [
        [booked[who] for who in staff if staff[who].role == role] for role in {one.role for one in staff.values()}
    ]
    return (
        contested,
        len(changed),
        sum(was.provider != now.provider for was, now in changed),
        sum(abs(now.start - was.start) for was, now in changed),
        idle,
        sum(max(listed) - min(listed) for listed in by_role),
    )


@cache
def _minutes(own: tuple[tuple[int, int], ...], away: tuple[tuple[int, int], ...]) -> tuple[int, int]:
    """Count the minutes in which somebody with these visits is contested, and idle between them."""
    contested = idle = 0
    for minute in range(min((start for start, _ in own), default=0), max((end for _, end in own), default=0)):
        here = sum(start <= minute < end for start, end in own)
        gone = any(start <= minute < end for start, end in away)
        contested += here + gone > 1
        idle += not here and not gone
    return contested, idle
