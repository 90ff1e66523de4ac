"""The bookings of a date as a constraint model: one yes-or-no for each place a unit may have.

Time is cut where something may start or end. In each piece a provider has at most one thing at once, or the piece
counts as contested; to be handed to somebody a booking needs a piece that is not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from timeline.planning.aims import Assignment
from timeline.planning.problem import Place, Problem, Unit
from timeline.spans import Span

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel


class _Choice(NamedTuple):
    """A unit, a place it may have, and the variable that says so."""

    unit: int
    place: Place
    chosen: Any


class Model:
    """The model of one problem, and one expression for each aim.

    Parameters
    ----------
    model
        Where the variables and constraints go.
    group
        Codes to have side by side.
    places
        The places each unit may have; None: all of its own.
    clear
        Whether no time may be contested at all; else it is counted.
    """

    def __init__(
        self,
        problem: Problem,
        model: CpModel,
        *,
        group: Collection[str] = (),
        places: Sequence[Sequence[Place]] | None = None,
        clear: bool = False,
    ) -> None:
        self.problem, self.model, self._group, self._is_clear = problem, model, frozenset(group), clear
        self.choices: list[list[_Choice]] = [
            [_Choice(number, place, model.new_bool_var("")) for place in listed]
            for number, listed in enumerate(places or [unit.places for unit in problem.units])
        ]
        self._with: dict[str, list[_Choice]] = defaultdict(list)
        for choice in (choice for own in self.choices for choice in own):
            if problem.units[choice.unit].demands:
                self._with[choice.place.provider].append(choice)
        self._choose()
        self._keep_patients_in_one_place()
        self._leave_time_to_travel()
        self._busy = {who: list(self._pieces(who)) for who in sorted(self._with)}
        self.contested = self._clear() if clear else self._contested()

    def hint(self, assignment: Assignment) -> None:
        """Start the search from an assignment."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for own, place in zip(self.choices, assignment, strict=True):
            for choice in own:
                self.model.add_hint(choice.chosen, choice.place == place)

    def forbid_touching(self, units: Collection[int]) -> None:
        """Ask for another set of changed units than this one."""
        stays = {one.unit: one.chosen for own in self.choices for one in own if not self._is_changed(one)}
        others = [number for number in range(len(self.choices)) if number not in units]
        if all(number in stays for number in others):  # else one of them is changed in any case
            self.model.add_bool_or([*(stays[n] for n in units if n in stays), *(~stays[n] for n in others)])

    @property
    def groups(self) -> list[list[int]]:
        """The variables of each unit, by number; one of them is chosen."""
        return [[one.chosen.index for one in own] for own in self.choices]

    def chosen(self, solver: Any) -> Assignment:
        """Return where a solver put each unit."""
        return tuple(next(one.place for one in own if solver.boolean_value(one.chosen)) for own in self.choices)

    @property
    def touched(self) -> Any:
        """Bookings with another provider or start."""
        return sum(self._rows(one) * one.chosen for own in self.choices for one in own if self._is_changed(one))

    @property
    def hand_overs(self) -> Any:
        """Bookings with another provider."""
        return sum(
            self._rows(choice) * choice.chosen
            for own in self.choices
            for choice in own
            if choice.place.provider != self.problem.units[choice.unit].provider
        )

    @property
    def moved(self) -> Any:
        """Seconds by which bookings start later or earlier, added up."""
        return sum(self._rows(one) * abs(one.place.shift) * one.chosen for own in self.choices for one in own)

    @cached_property
    def idle(self) -> Any:
        """Seconds in which providers have nothing between their first and last patient."""
        return sum(self._idle_of(who) for who in self._busy)

    @cached_property
    def spread(self) -> Any:
        """The most less the least booked seconds among the providers of one role, added up over roles."""
        by_role: dict[str, list[Any]] = defaultdict(list)
        for who, role in sorted(self.problem.roles.items()):
            booked = sum(self.problem.units[one.unit].seconds * one.chosen for one in self._with.get(who, ()))
            by_role[role].append(booked)
        whole = sum(unit.seconds for unit in self.problem.units)
        total: Any = 0
        for listed in by_role.values():
            if len(listed) > 1:
                most, least = (self.model.new_int_var(0, whole, "") for _ in range(2))
                for booked in listed:
                    self.model.add(most >= booked)
                    self.model.add(least <= booked)
                total += most - least
        return total

    def _is_changed(self, choice: _Choice) -> bool:
        return choice.place != self.problem.units[choice.unit].booked

    def _rows(self, choice: _Choice) -> int:
        return len(self.problem.units[choice.unit].rows)

    def _choose(self) -> None:
        """Give every unit one place, and all units of a block the same shift."""
        for own in self.choices:
            self.model.add_exactly_one(choice.chosen for choice in own)
        for numbers in self.problem.blocks.values():
            first, *others = numbers
            for other in others:
                for shift, chosen in self._by_shift(first).items():
                    self.model.add(sum(chosen) == sum(self._by_shift(other).get(shift, [])))

    def _by_shift(self, unit: int) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = defaultdict(list)
        for choice in self.choices[unit]:
            found[choice.place.shift].append(choice.chosen)
        return found

    def _keep_patients_in_one_place(self) -> None:
        """Let no two blocks of a patient overlap, and leave time between clinics."""
        for blocks in self.problem.of_patient.values():
            for one, other in combinations(blocks, 2):
                self._keep_apart(one, other)

    def _keep_apart(self, one: int, other: int) -> None:
        mine, theirs = (self.problem.blocks[block] for block in (one, other))
        for shift, chosen in self._by_shift(mine[0]).items():
            for later, taken in self._by_shift(theirs[0]).items():
                both = ((self.problem.units[a], shift, self.problem.units[b], later) for a in mine for b in theirs)
                if (shift or later) and any(self._collide(*pair) for pair in both):
                    self.model.add(sum(chosen) + sum(taken) <= 1)

    def _collide(self, one: Unit, shift: int, other: Unit, later: int) -> bool:
        """Whether nobody could be in both units: they overlap, or leave too little time to travel."""
        trip = self.problem.trip_between(one.clinic, other.clinic)
        first = (one.spans[0][0] + shift, one.spans[-1][1] + shift)
        second = (other.spans[0][0] + later, other.spans[-1][1] + later)
        return first[0] < second[1] + trip and second[0] < first[1] + trip

    def _leave_time_to_travel(self) -> None:
        """Let no provider treat in two clinics without time to get from one to the other, unless it is so booked."""
        for choices in self._with.values():
            if len({self.problem.units[choice.unit].clinic for choice in choices}) < 2:
                continue
            for one, other in combinations(choices, 2):
                mine, theirs = self.problem.units[one.unit], self.problem.units[other.unit]
                if mine.clinic == theirs.clinic or (one.place == mine.booked and other.place == theirs.booked):
                    continue
                if self._collide(mine, one.place.shift, theirs, other.place.shift):
                    self.model.add_at_most_one(one.chosen, other.chosen)

    def _pieces(self, who: str) -> Iterator[_Piece]:
        """Cut a provider's time: in each piece, the choices that would fill it."""
        opening: dict[int, list[_Choice]] = defaultdict(list)
        closing: dict[int, list[_Choice]] = defaultdict(list)
        for choice in self._with[who]:
            for start, end in self.problem.units[choice.unit].at(choice.place):
                opening[start].append(choice)
                closing[end].append(choice)
        away = self.problem.away.get(who, ())
        edges = sorted({*opening, *closing, *(edge for span in away for edge in span)})
        here: dict[tuple[int, Place], _Choice] = {}
        for start, end in pairwise(edges):
            for choice in closing[start]:
                del here[choice.unit, choice.place]
            for choice in opening[start]:
                here[choice.unit, choice.place] = choice
            yield _Piece(start, end, list(here.values()), any(left <= start < right for left, right in away))

    def _clear(self) -> int:
        """Let a provider have one thing at once."""
        for piece in (piece for listed in self._busy.values() for piece in listed):
            if piece.away:
                self.model.add_bool_and(~choice.chosen for choice in piece.choices)
            elif len(piece.choices) > 1:
                self.model.add_at_most_one(choice.chosen for choice in piece.choices)
        return 0

    def _contested(self) -> Any:
        """Return the seconds in which providers have two or more things at once."""
        total: Any = 0
        for who, listed in self._busy.items():
            for piece in listed:
                own: dict[int, list[Any]] = defaultdict(list)
                guests: list[Any] = []
                for one in piece.choices:
                    is_own = self.problem.units[one.unit].provider == who
                    (own[one.unit] if is_own else guests).append(one.chosen)
                if len(own) + piece.away > 1:
                    total += (piece.end - piece.start) * self._twice(
                        [sum(each) for each in own.values()], guests, piece
                    )
                elif piece.away:
                    self.model.add_bool_and(~guest for guest in guests)
                elif len(piece.choices) > 1:
                    self.model.add_at_most_one(one.chosen for one in piece.choices)
        return total

    def _twice(self, own: Sequence[Any], guests: Sequence[Any], piece: _Piece) -> Any:
        """Return whether a provider has two or more own bookings at once, or one and time away; then no guest's.

        Two bookings at once say so by themselves, which is more than all of them say together.
        """
        twice = self.model.new_bool_var("")
        guest = sum(guests)
        if piece.away:
            for each in own:
                self.model.add(each <= twice)
            self.model.add(guest <= 0)
            return twice
        self.model.add(sum(own) + guest <= 1 + (len(own) - 1) * twice)
        if len(own) > 2:
            for one, other in combinations(own, 2):
                self.model.add(one + other + guest <= 1 + twice)
        return twice

    def _idle_of(self, who: str) -> Any:
        """Return a provider's idle seconds: from the first patient to the last, less what is there and time away.

        A piece lies between them where somebody has come, and somebody is there or still to come. Outside one of the
        two is missing, and for a provider without patients both are.
        """
        listed = self._busy[who]
        used = self.model.new_bool_var("")
        self.model.add(used <= sum(choice.chosen for choice in self._with[who]))
        total: Any = 0
        for piece, come, to_come in zip(listed, self._so_far(listed), self._so_far(listed[::-1])[::-1], strict=True):
            if not piece.away and come is not None and to_come is not None:
                total += (piece.end - piece.start) * (come + to_come - used - self._taken(piece))
        return total

    def _so_far(self, listed: Sequence[_Piece]) -> list[Any]:
        """Return for each piece whether a patient is there or was before; None where none can be."""
        found: list[Any] = []
        before: Any = None
        seen: dict[int, dict[Place, Any]] = defaultdict(dict)
        for piece in listed:
            fresh = [choice for choice in piece.choices if choice.place not in seen[choice.unit]]
            if fresh:
                now = self.model.new_bool_var("")
                for choice in fresh:
                    seen[choice.unit][choice.place] = choice.chosen
                # All places of one unit together: it has one of them, which is more than each alone says.
                for unit in dict.fromkeys(choice.unit for choice in fresh):
                    self.model.add(now >= sum(seen[unit].values()))
                if before is not None:
                    self.model.add_implication(before, now)
                before = now
            found.append(before)
        return found

    def _taken(self, piece: _Piece) -> Any:
        """Return whether a patient is there in a piece."""
        here = sum(choice.chosen for choice in piece.choices)
        if self._is_clear or len(piece.choices) < 2:
            return here
        taken = self.model.new_bool_var("")
        self.model.add(taken <= here)
        return taken

    @cached_property
    def grouped(self) -> Any:
        """Return the number of neighbors of one of the codes to group."""
        total: Any = 0
        for who, choices in self._with.items():
            like = [choice for choice in choices if self.problem.units[choice.unit].code in self._group]
            for one in like:
                total += sum(self._neighbors(who, one, other) for other in like if self._may_follow(one, other))
        return total

    def _may_follow(self, one: _Choice, other: _Choice) -> bool:
        mine, theirs = self.problem.units[one.unit], self.problem.units[other.unit]
        return one.unit != other.unit and mine.code == theirs.code and self._key(one) < self._key(other)

    def _key(self, choice: _Choice) -> tuple[Span, tuple[int, ...]]:
        unit = self.problem.units[choice.unit]
        return unit.at(choice.place)[0], unit.rows

    def _neighbors(self, who: str, one: _Choice, other: _Choice) -> Any:
        """Return whether two choices are both made and nothing of the provider's comes between."""
        both = self.model.new_bool_var("")
        self.model.add_implication(both, one.chosen)
        self.model.add_implication(both, other.chosen)
        for between in self._with[who]:
            if between.unit not in (one.unit, other.unit) and self._key(one) < self._key(between) < self._key(other):
                self.model.add_at_most_one(both, between.chosen)
        return both


class _Piece(NamedTuple):
    """A piece of a provider's time, the choices that would fill it, and whether the provider is away."""

    start: int
    end: int
    choices: list[_Choice]
    away: bool
