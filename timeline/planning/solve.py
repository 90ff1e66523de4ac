"""The best assignments of a date: one aim at a time, each proved before the next, or said not to be."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from math import ceil
from typing import Any

from timeline.planning.aims import Aims, Assignment, changed, measured
from timeline.planning.model import Model
from timeline.planning.problem import Place, Problem
from timeline.planning.relaxed import Relaxed
from timeline.planning.repair import MANY, repaired
from timeline.planning.solver import library, solver_until

AIMS = tuple(field.name for field in fields(Aims))
#: Seconds that are always left to search for a first assignment.
_LEAST = 0.5
#: Which part of the time that is left goes to a plan, where others are to follow, and to one question of a plan.
_SHARE_OF_PLAN, _SHARE = 0.75, 0.5
#: How much work a look at few places may take, before more are looked at; roughly seconds.
_WORK = 2.0
#: Bounds of the solver are floating-point numbers.
_NEAR = 1e-4


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
    shared: list[tuple[Model, Relaxed]] = []
    for number in range(count):
        now = time.monotonic()
        share = 1.0 if number == count - 1 else _SHARE_OF_PLAN
        search = _Search(problem, group, now + max(_LEAST, (ends - now) * share), found, shared)
        solved = search.best()
        if solved is None:
            return
        yield solved
        found.append(solved)
        if not solved.aims.touched:
            return  # nothing can be mended; other plans would change bookings for nothing


class _Search:
    """One search through the aims, until an instant."""

    def __init__(
        self,
        problem: Problem,
        group: Collection[str],
        ends: float,
        found: Sequence[Solved],
        shared: list[tuple[Model, Relaxed]],
    ) -> None:
        self._library, self._shared = library(), shared
        self.problem, self._group, self._ends, self._found = problem, group, ends, found
        self._booked = tuple(unit.booked for unit in problem.units)
        self._proved: dict[str, bool] = {}
        self._bounds: dict[str, int] = {}
        self._settled: dict[str, int] = {}
        self._is_clear, self._is_impossible = True, False
        self._places: Sequence[Sequence[Place]] = [unit.places for unit in problem.units]
        self._most = sum(len(unit.rows) for unit in problem.units)

    def best(self) -> Solved | None:
        """Return the best assignment that touches another set of bookings than those found before; None without one."""
        least = self._found[0].aims.contested if self._found else None
        best = None if least else self._settle("touched", None, self._share())
        if best is not None:
            self._proved["contested"] = True
        elif least is None or least or not self._is_impossible:
            best = self._least_contested(least)
        if best is None:
            return None
        for name in AIMS[2 if "touched" in self._proved else 1 :]:
            best = self._next(name, best)
        return Solved(best, measured(self.problem, best, self._group), self._proved, self._bounds)

    def _share(self) -> float:
        """Return until when to search, if something else is to follow."""
        now = time.monotonic()
        return now + (self._ends - now) * _SHARE

    def _least_contested(self, least: int | None) -> Assignment | None:
        """Look for the least contested time, then for the fewest changed bookings with it."""
        self._is_clear = False
        self._places = [unit.places for unit in self.problem.units]
        best = self._repaired(self._found[0].assignment if self._found else self._booked)
        if best is not None and not self._value("contested", best):
            self._is_clear = self._proved["contested"] = True
        elif least is None:
            best = self._settle("contested", best, self._share())
        else:
            self._proved["contested"] = self._found[0].proved["contested"]
            self._settled["contested"] = least
        if self._proved["contested"]:
            return self._settle("touched", best, self._ends)
        if best is not None and not self._found:
            best = repaired(self.problem, best, self._ends, sizes=MANY)
        return best

    def _repaired(self, start: Assignment) -> Assignment | None:
        """Return a good assignment that touches another set of bookings than those found before; None without one."""
        known = [changed(self.problem, other.assignment) for other in self._found]
        best = repaired(self.problem, start, self._share(), forbidden=known)
        return None if changed(self.problem, best) in known else best

    def _next(self, name: str, best: Assignment) -> Assignment:
        """Settle an aim under those settled before."""
        if not self._proved["contested"]:
            return self._as_is(name, best, False)  # a better plan may still clear more; nothing can be proved
        if name == "grouped":
            return self._grouped(best) if self._group else self._as_is(name, best, self._is_known(name))
        return self._settle(name, best, self._ends) or best

    def _as_is(self, name: str, best: Assignment, is_proved: bool) -> Assignment:
        self._proved[name] = is_proved
        self._settled[name] = self._value(name, best)
        return best

    def _is_known(self, name: str) -> bool:
        """Whether every aim before one is proved."""
        return all(self._proved.get(other, True) for other in AIMS[: AIMS.index(name)])

    def _value(self, name: str, assignment: Assignment) -> int:
        found: int = getattr(measured(self.problem, assignment, self._group), name)
        return found

    def _model(self, places: Sequence[Sequence[Place]]) -> Model:
        """Return a model of some places that keeps what is settled."""
        model = Model(self.problem, self._library.CpModel(), group=self._group, places=places, clear=self._is_clear)
        for other in self._found:
            model.forbid_touching(changed(self.problem, other.assignment))
        for name, value in self._settled.items():
            model.model.add(getattr(model, name) <= value)
        return model

    def _settle(self, name: str, best: Assignment | None, ends: float) -> Assignment | None:
        """Find the best of one aim under those settled; None where nothing is known and nothing is found in time.

        What the relaxation proves says which places an assignment can have that comes close to it. Those few are looked
        at first; only if they do not suffice, more.
        """
        known = None if best is None else self._value(name, best)
        if best is not None and known == 0:
            return self._as_is(name, best, self._is_known(name))
        model, relaxed = self._relaxed(name, ends)
        if known is None and not relaxed.is_feasible:
            self._is_impossible = True
            return None
        bound = max(relaxed.bound, self._least(name))
        limits = _limits(name, bound, known, self._most)
        for number, limit in enumerate(limits, start=1):
            if (known is not None and known <= bound) or time.monotonic() > ends:
                break
            limit = limit if known is None else min(limit, known)
            solver = solver_until(ends, work=None if number == len(limits) else _WORK)
            found, status, least = self._within(name, best, limit, _kept(model, relaxed, limit), solver)
            bound = max(bound, relaxed.rounded(least))
            if found is not None and (known is None or self._value(name, found) < known):
                best, known = found, self._value(name, found)  # else nothing changes for nothing
            self._is_impossible = known is None and status == self._library.INFEASIBLE and limit == self._most
        if best is None or known is None:
            return None
        is_proved = known <= bound
        self._proved[name] = is_proved and self._is_known(name)
        if not self._proved[name] and self._is_known(name):
            self._bounds[name] = bound
        self._places = _kept(model, relaxed, known)
        self._settled[name] = known
        return best

    def _relaxed(self, name: str, ends: float) -> tuple[Model, Relaxed]:
        """Return the relaxation of an aim; where nothing is settled or contested, that of the first plan serves all."""
        is_first = name == "touched" and self._is_clear and not self._settled
        if is_first and self._shared:
            return self._shared[0]
        model = self._model(self._places)
        model.model.minimize(getattr(model, name))
        relaxed = Relaxed(model.model, model.groups, ends)
        if is_first:
            self._shared.append((model, relaxed))
        return model, relaxed

    def _least(self, name: str) -> int:
        """Return what the plan before proves of the bookings this one must touch; it is no better in any aim."""
        last = self._found[-1] if self._found else None
        return last.aims.touched if last is not None and name == "touched" and last.proved[name] else 0

    def _within(
        self, name: str, best: Assignment | None, limit: int, places: Sequence[Sequence[Place]], solver: Any
    ) -> tuple[Assignment | None, int, int]:
        """Look for the best of an aim up to a limit; return it, the solver's answer, and the least that is possible."""
        model = self._model(places)
        aim = getattr(model, name)
        model.model.add(aim <= limit)
        model.model.minimize(aim)
        model.hint(best or self._booked)
        status = solver.solve(model.model)
        if status == self._library.INFEASIBLE:
            return None, status, limit + 1
        if status == self._library.UNKNOWN:
            return None, status, _least_of(solver)
        return model.chosen(solver), status, _least_of(solver)

    def _grouped(self, best: Assignment) -> Assignment:
        """Have as many codes side by side as the other aims leave open."""
        model = self._model(self._places)
        model.model.maximize(model.grouped)
        model.hint(best)
        solver = solver_until(self._ends)
        status = solver.solve(model.model)
        if status in (self._library.OPTIMAL, self._library.FEASIBLE):
            found = model.chosen(solver)
            if self._value("grouped", found) > self._value("grouped", best):
                best = found  # else what is known is as good, and nothing changes for nothing
        return self._as_is("grouped", best, status == self._library.OPTIMAL and self._is_known("grouped"))


def _least_of(solver: Any) -> int:
    """Return the least an aim can be, as the solver proved it."""
    least: float = max(solver.best_objective_bound, 0)
    return ceil(least - _NEAR)


def _limits(name: str, bound: int, known: int | None, most: int) -> list[int]:
    """Return up to which values of an aim to look, one after the other.

    Parameters
    ----------
    bound
        It is not less than this.
    known
        It can be as little as this; None: nothing is known.
    most
        It is not more than this.
    """
    if known is None:
        return [*(min(bound + more, most) for more in (0, 1, 3, 7)), most]
    if name == "contested":
        return [known]  # what is contested at least can hardly be told from a relaxation
    return sorted({bound, bound + (known - bound) // 4, known})


def _kept(model: Model, relaxed: Relaxed, limit: int) -> list[list[Place]]:
    """Return the places that units may have where the aim of a relaxation is no more than a limit."""
    may = relaxed.may_be_chosen(limit)
    return [[one.place for one in own if may[one.chosen.index]] for own in model.choices]
