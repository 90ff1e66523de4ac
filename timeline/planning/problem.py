"""What may change on a date that is only booked: every place each booking may have, and what it must not meet.

Bookings that belong together are one block and move by the same time: the members of a group session, and bookings
of one patient that overlap. Within a block, the rows that keep one provider busy with one engagement are one unit,
which one provider has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as calendar_date
from functools import cached_property
from itertools import combinations

from timeline.analysis.roster import Roster, is_qualified
from timeline.analysis.what_if import bookings_of, worked_out
from timeline.attendance.day import Day
from timeline.attendance.engagement import engagement_of
from timeline.attendance.rows import Rows
from timeline.clock import MINUTE
from timeline.policies.oversight import oversight
from timeline.record import Record
from timeline.spans import Span, is_within, subtract, union
from timeline.vocabulary import ASSISTANTS, DISCIPLINE_OF_ROLE, THERAPISTS, Kind, Role


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit may stand: seconds later than booked (earlier: negative), and with whom."""

    shift: int
    provider: str
    role: str


@dataclass(frozen=True, slots=True)
class Unit:
    """Bookings that keep one provider busy with one engagement.

    Parameters
    ----------
    block
        Number of the block it moves with.
    rows
        Positions among the rows of the date.
    spans
        When they are booked, joined.
    provider, clinic
        Who is booked, and where.
    code
        The code of all of them; empty where they have none or several.
    demands
        Whether they keep the provider from others.
    places
        Where it may stand; the first is where it is booked.
    """

    block: int
    rows: tuple[int, ...]
    spans: tuple[Span, ...]
    provider: str
    clinic: str
    code: str
    demands: bool
    places: tuple[Place, ...]

    @property
    def booked(self) -> Place:
        """Where it is booked."""
        return self.places[0]

    @property
    def seconds(self) -> int:
        """How long it lasts."""
        return sum(end - start for start, end in self.spans)

    def at(self, place: Place) -> list[Span]:
        """Return its spans at a place."""
        return [(start + place.shift, end + place.shift) for start, end in self.spans]


@dataclass(frozen=True)
class Problem:
    """The bookings of one date and everything that limits them.

    Parameters
    ----------
    units
        By the position of their first row.
    away
        Provider -> when the provider is occupied without a patient.
    roles
        Provider -> role, of the therapists and assistants of the date.
    trips
        Pair of clinics -> seconds it takes from one to the other.
    """

    day: Day
    roster: Roster
    units: tuple[Unit, ...]
    away: Mapping[str, Sequence[Span]]
    roles: Mapping[str, str]
    trips: Mapping[frozenset[str], int]
    trip: int
    possible: Possible

    @cached_property
    def blocks(self) -> dict[int, list[int]]:
        """Block -> its units, by number."""
        found: dict[int, list[int]] = defaultdict(list)
        for number, unit in enumerate(self.units):
            found[unit.block].append(number)
        return dict(found)

    @cached_property
    def of_patient(self) -> dict[str, list[int]]:
        """Patient -> the blocks with a booking of the patient."""
        found: dict[str, dict[int, None]] = defaultdict(dict)
        for unit in self.units:
            for row in unit.rows:
                found[self.day.rows.patient[row]][unit.block] = None
        return {patient: list(blocks) for patient, blocks in found.items()}

    def trip_between(self, one: str, other: str) -> int:
        """Return the seconds between two clinics; none within one."""
        return 0 if one == other else self.trips.get(frozenset((one, other)), self.trip)


def problem_of(record: Record, date: str, *, step: int, move: int, keep: Collection[str]) -> Problem:
    """Collect what may change on a date.

    Parameters
    ----------
    step, move
        Seconds: bookings move by multiples of `step`, by at most `move`.
    keep
        Patients whose bookings stay as they are.
    """
    day = worked_out(bookings_of(record, date))
    roster = Roster(day)
    away: dict[str, list[Span]] = defaultdict(list)
    for row, kind in enumerate(day.rows.kind):
        if kind == Kind.AWAY and day.rows.provider[row]:
            away[day.rows.provider[row]].append((day.rows.start[row], day.rows.end[row]))
    possible = Possible(record, day, roster, {who: union(spans) for who, spans in away.items()})
    shifts = [0, *(sign * at for at in range(step, move + 1, step) for sign in (-1, 1))]
    units = [
        _unit(number, listed, day.rows, possible, shifts, keep)
        for number, block in enumerate(_blocks(day.rows))
        for listed in _units_of(day.rows, block)
    ]
    travel = record.schedule.clinic.travel
    return Problem(
        day=day,
        roster=roster,
        units=tuple(sorted(_agreed(units), key=lambda unit: unit.rows[0])),
        away=possible.away,
        roles={who: role for _, staff in sorted(roster.staff.items()) for who, role in sorted(staff.items())},
        trips={frozenset((way.origin, way.destination)): way.minutes * MINUTE for way in travel},
        trip=record.thresholds(date).travel.minutes * MINUTE,
        possible=possible,
    )


def _blocks(rows: Rows) -> list[list[int]]:
    """Group the bookings that move together, in the order of the rows."""
    parent = list(range(len(rows)))

    def root(row: int) -> int:
        while parent[row] != row:
            parent[row] = row = parent[parent[row]]
        return row

    booked = [row for row, kind in enumerate(rows.kind) if kind == Kind.APPOINTMENT]
    for one, other in _ties(rows, booked):
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    found: dict[int, list[int]] = defaultdict(list)
    for row in booked:
        found[root(row)].append(row)
    return [found[first] for first in sorted(found)]


def _ties(rows: Rows, booked: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield pairs of rows that move together."""
    groups: dict[object, int] = {}
    of_patient: dict[str, list[int]] = defaultdict(list)
    for row in booked:
        engagement = engagement_of(rows, row)
        if engagement.kind == "group" and rows.nature[row].attended:
            yield groups.setdefault(engagement, row), row
        of_patient[rows.patient[row]].append(row)
    for own in of_patient.values():
        own.sort(key=lambda row: rows.start[row])
        for one, other in combinations(own, 2):
            if rows.start[other] < rows.end[one]:
                yield one, other


def _units_of(rows: Rows, block: Iterable[int]) -> list[list[int]]:
    """Group the rows of a block that one engagement of one provider is made of; others stand alone."""
    found: dict[object, list[int]] = defaultdict(list)
    for row in block:
        attended = rows.nature[row].attended
        key = (rows.provider[row], engagement_of(rows, row), rows.clinic[row]) if attended else row
        found[key].append(row)
    return list(found.values())


def _unit(
    block: int,
    listed: Sequence[int],
    rows: Rows,
    possible: Possible,
    shifts: Sequence[int],
    keep: Collection[str],
) -> Unit:
    first = listed[0]
    booked = Place(0, rows.provider[first], rows.role[first])
    codes = {rows.code[row] for row in listed}
    stays = any(rows.patient[row] in keep for row in listed)
    found = [booked] if stays else [booked, *(place for place in possible.places(listed, shifts) if place != booked)]
    return Unit(
        block=block,
        rows=tuple(listed),
        spans=tuple(union((rows.start[row], rows.end[row]) for row in listed)),
        provider=rows.provider[first],
        clinic=rows.clinic[first],
        code=codes.pop() if len(codes) == 1 else "",
        demands=rows.nature[first].attended,
        places=tuple(found),
    )


def _agreed(units: Sequence[Unit]) -> Iterator[Unit]:
    """Keep the shifts that every unit of a block can make."""
    shifts: dict[int, set[int]] = {}
    for unit in units:
        own = {place.shift for place in unit.places}
        shifts[unit.block] = shifts.get(unit.block, own) & own
    for unit in units:
        places = tuple(place for place in unit.places if place.shift in shifts[unit.block])
        yield Unit(unit.block, unit.rows, unit.spans, unit.provider, unit.clinic, unit.code, unit.demands, places)


class Possible:
    """Where bookings could stand: within shifts, with providers who may furnish them, under the oversight they need."""

    def __init__(self, record: Record, day: Day, roster: Roster, away: Mapping[str, Sequence[Span]]) -> None:
        self.away = away
        self._record, self._day, self._roster = record, day, roster
        self._on = calendar_date.fromisoformat(day.date)

    def places(self, listed: Sequence[int], shifts: Sequence[int]) -> Iterator[Place]:
        """List the places of a unit."""
        rows, first = self._day.rows, listed[0]
        provider, clinic = rows.provider[first], rows.clinic[first]
        spans = union((rows.start[row], rows.end[row]) for row in listed)
        attended = rows.nature[first].attended
        for shift in shifts:
            moved = [(start + shift, end + shift) for start, end in spans]
            if not attended:
                yield Place(shift, provider, rows.role[first])
                continue
            for who, role in sorted(self._roster.staff[clinic].items()):
                if who == provider:
                    role = rows.role[first]
                    windows = self._roster.windows(who, clinic)
                else:
                    windows = subtract(self._roster.presence(who, clinic), self.away.get(who, ()))
                    if not all(is_qualified(role, rows.discipline[row], rows.code[row]) for row in listed):
                        continue
                place = Place(shift, who, role)
                if (
                    all(is_within(span, windows) for span in moved)
                    and self._overseen(listed, role, moved)
                    and self._stays_on_site(listed, place)
                ):
                    yield place

    def _overseen(self, listed: Sequence[int], role: str, moved: Sequence[Span]) -> bool:
        """Whether somebody of a role may treat then."""
        rows = self._day.rows
        for clinic, payer in dict.fromkeys((rows.clinic[row], rows.payer[row]) for row in listed):
            there = self.overseen(role, clinic, payer)
            if there is not None and not all(is_within(span, there) for span in moved):
                return False
        return True

    def _stays_on_site(self, listed: Sequence[int], place: Place) -> bool:
        """Whether a therapist whom assistants need on site comes no later and leaves no earlier than booked.

        With shifts that is certain; without, the therapist is there from the first booking to the last. Those two stay.
        """
        rows, first = self._day.rows, listed[0]
        provider, clinic, discipline = rows.provider[first], rows.clinic[first], rows.discipline[first]
        if rows.role[first] not in THERAPISTS or self._roster.has_shift(provider):
            return True
        there = self._roster.presence(provider, clinic)
        certain = self._therapists(clinic, discipline, by_shift=True)
        if all(is_within(span, certain) for span in there) or not self._needs_therapist(clinic, discipline):
            return True
        own = [row for row, who in enumerate(rows.provider) if who == provider and rows.clinic[row] == clinic]
        comes = min(own, key=lambda row: rows.start[row]) in listed
        leaves = max(own, key=lambda row: rows.end[row]) in listed
        if not comes and not leaves:
            return True
        return place.provider == provider and not (comes and place.shift > 0) and not (leaves and place.shift < 0)

    def _needs_therapist(self, clinic: str, discipline: str) -> bool:
        """Whether assistants of a discipline may treat in a clinic only while a therapist is there."""
        rows = self._day.rows
        roles = {role for role in self._roster.staff[clinic].values() if role in ASSISTANTS}
        payers = {payer for payer, where in zip(rows.payer, rows.clinic, strict=True) if where == clinic}
        return any(
            DISCIPLINE_OF_ROLE[Role(role)] == discipline and self.overseen(role, clinic, payer) is not None
            for role in roles
            for payer in payers
        )

    def overseen(self, role: str, clinic: str, payer: str) -> Sequence[Span] | None:
        """Return when somebody of a role may treat; None: always.

        An assistant only with a therapist on site, where payer or state asks for one.
        """
        if role not in ASSISTANTS:
            return None
        stated = self._record.schedule.clinic
        required = oversight().required(payer, setting=stated.setting, state=stated.state, on=self._on)
        if required is None or not required.level.needs_presence:
            return None
        return self._therapists(clinic, str(DISCIPLINE_OF_ROLE[Role(role)]))

    def _therapists(self, clinic: str, discipline: str, *, by_shift: bool = False) -> list[Span]:
        """Return when a therapist of a discipline is in a clinic; `by_shift`: as a shift says."""
        return union(
            span
            for who, role in self._roster.staff[clinic].items()
            if role in THERAPISTS
            and DISCIPLINE_OF_ROLE[Role(role)] == discipline
            and (not by_shift or self._roster.has_shift(who))
            for span in self._roster.presence(who, clinic)
        )
