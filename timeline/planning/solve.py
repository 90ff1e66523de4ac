"""The best assignments of a date: one aim at a time, each proved before the next, or said not to be."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields

from timeline.planning.aims import Aims, Assignment, contested_pieces, measured
from timeline.planning.model import Model
from timeline.planning.problem import Problem
from timeline.planning.solver import library, solver_until

AIMS = tuple(field.name for field in fields(Aims))
#: Seconds that are always left to search for a first assignment.
_LEAST = 0.5
#: Which part of the time that is left goes to a plan, where others are to follow.
_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Solved:
    """An assignment, what it comes to, and of which aims that is proved to be the best.

    Parameters
    ----------
    bounds
        The least an aim can be, of those that are not proved; in the unit of the aim.
    """

    assignment: Assignment
    aims: Aims
    proved: dict[str, bool]
    bounds: dict[str, int]


def best_assignments(problem: Problem, *, count: int, seconds: float, group: Collection[str] = ()) -> Iterator[Solved]:
    """Yield the best assignments, each touching another set of bookings and all equal in contested time.

    Parameters
    ----------
    count
        The most assignments.
    seconds
        How long to search, for all of them.
    group
        Codes to have side by side.

    Raises
    ------
    MissingExtraError: the solver is not installed.
    """
    ends = time.monotonic() + seconds
    booked = tuple(unit.booked for unit in problem.units)
    before = measured(problem, booked, group)
    if not before.contested:
        yield Solved(booked, before, dict.fromkeys(AIMS, True), {})
        return
    found: list[Solved] = []
    for number in range(count):
        now = time.monotonic()
        share = 1.0 if number == count - 1 else _SHARE
        search = _Search(problem, group, now + max(_LEAST, (ends - now) * share))
        solved = search.best(found)
        if solved is None:
            return
        yield solved
        found.append(solved)
        if not solved.aims.touched:
            return  # nothing can be mended; other plans would change bookings for nothing


def changed(problem: Problem, assignment: Assignment) -> set[int]:
    """Return the units that are not where they are booked."""
    return {n for n, (unit, place) in enumerate(zip(problem.units, assignment, strict=True)) if place != unit.booked}


class _Search:
    """One search through the aims, until an instant."""

    def __init__(self, problem: Problem, group: Collection[str], ends: float) -> None:
        self._library = library()
        self.problem, self._group, self._ends = problem, group, ends
        self._booked = tuple(unit.booked for unit in problem.units)
        self._proved: dict[str, bool] = {}
        self._bounds: dict[str, int] = {}

    def best(self, found: Sequence[Solved]) -> Solved | None:
        """Return the best assignment that touches another set of bookings than those found before; None without one."""
        least = found[0].aims.contested if found else None
        model, best = None, None
        if not least:
            model, best = self._cleared(found)
        if best is None and (found == [] or least):
            model, best = self._least_contested(found)
        if model is None or best is None:
            return None
        for name in AIMS[2:]:
            best = self._next(model, name, best)
        return Solved(best, measured(self.problem, best, self._group), self._proved, self._bounds)

    def _cleared(self, found: Sequence[Solved]) -> tuple[Model | None, Assignment | None]:
        """Look for the fewest changed bookings that leave nothing contested.

        Of bookings that meet, all but one must change. If no more change than that, only bookings that meet do, and
        nothing else needs to be looked at; this is the usual case, and fast.
        """
        pieces = contested_pieces(self.problem, self._booked)
        meeting = {unit for units, _ in pieces for unit in units}
        bound = self._cover(pieces)
        small = self._model({self.problem.units[unit].block for unit in meeting}, found)
        best = self._solved(small, "touched", None)
        if best is not None and self._value("touched", best) == bound:
            self._proved |= {"contested": True, "touched": True}
            self._fix(small, "touched", bound)
            return small, best
        whole = self._model(None, found)
        better = self._solved(whole, "touched", best)
        if better is None:
            return None, None
        self._proved["contested"] = True
        self._fix(whole, "touched", self._value("touched", better))
        return whole, better

    def _cover(self, pieces: Sequence[tuple[Collection[int], bool]]) -> int:
        """Return how many bookings must change at least: in every contested piece all but one."""
        model = self._library.CpModel()
        stays = {unit: model.new_bool_var("") for unit in sorted({unit for units, _ in pieces for unit in units})}
        for units, away in pieces:
            model.add(sum(stays[unit] for unit in units) <= (0 if away else 1))
        weights = {unit: len(self.problem.units[unit].rows) for unit in stays}
        model.minimize(sum(weights[unit] * (1 - stays[unit]) for unit in stays))
        solver = solver_until(self._ends)
        status = solver.solve(model)
        return round(solver.objective_value) if status == self._library.OPTIMAL else -1

    def _model(self, blocks: Collection[int] | None, found: Sequence[Solved], *, clear: bool = True) -> Model:
        model = Model(self.problem, self._library.CpModel(), group=self._group, blocks=blocks, clear=clear)
        for other in found:
            model.forbid_touching(changed(self.problem, other.assignment))
        return model

    def _least_contested(self, found: Sequence[Solved]) -> tuple[Model | None, Assignment | None]:
        """Look for the least contested time, then for the fewest changed bookings with it."""
        model = self._model(None, found, clear=False)
        if found:
            self._proved["contested"] = found[0].proved["contested"]
            self._fix(model, "contested", found[0].aims.contested)
            best = self._solved(model, "touched", None)
            if best is None:
                return None, None
        else:
            self._proved.clear()
            best = self._next(model, "contested", self._booked)
            best = self._next(model, "touched", best)
            return model, best
        self._fix(model, "touched", self._value("touched", best))
        return model, best

    def _next(self, model: Model, name: str, best: Assignment) -> Assignment:
        """Settle an aim under those settled before."""
        if name == "grouped" and not self._group:
            self._proved[name] = True
            return best
        if name != "grouped" and not self._value(name, best):
            self._proved[name] = all(self._proved.values())
        else:
            found = self._solved(model, name, best)
            better = found is not None and getattr(measured(self.problem, found, self._group), name)
            known = self._value(name, best)
            if found is not None and (better > known if name == "grouped" else better < known):
                best = found  # else what is known is as good, and nothing changes for nothing
        self._fix(model, name, self._value(name, best))
        return best

    def _value(self, name: str, assignment: Assignment) -> int:
        found: int = getattr(measured(self.problem, assignment, self._group), name)
        return found

    def _fix(self, model: Model, name: str, value: int) -> None:
        aim = getattr(model, name)
        model.model.add(aim >= value if name == "grouped" else aim <= value)

    def _solved(self, model: Model, name: str, best: Assignment | None) -> Assignment | None:
        """Find the best of one aim, and note whether it is proved; None where nothing is found in time."""
        known = all(self._proved.get(other, True) for other in AIMS[: AIMS.index(name)])
        if name == "grouped":
            model.model.maximize(model.grouped)
        else:
            model.model.minimize(getattr(model, name))
        model.hint(best or self._booked)
        solver = solver_until(self._ends)
        status = solver.solve(model.model)
        self._proved[name] = known and status == self._library.OPTIMAL
        if status not in (self._library.OPTIMAL, self._library.FEASIBLE):
            return None
        if not self._proved[name] and known:
            self._bounds[name] = int(solver.best_objective_bound)
        return tuple(
            next(choice.place for choice in own if solver.boolean_value(choice.chosen)) for own in model.choices
        )
