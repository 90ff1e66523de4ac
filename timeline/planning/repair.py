"""A good assignment, quickly: a few bookings at a time are placed anew, around what is wrong with it."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from random import Random
from typing import Any

from timeline.clock import MINUTE
from timeline.planning.aims import Assignment, contested_pieces, measured
from timeline.planning.model import Model
from timeline.planning.problem import Problem
from timeline.planning.solver import library, solver_until

#: How many blocks are placed anew at once: more, where fewer do not help.
_SIZES = (10, 16, 24)
#: How much work one search may take; roughly seconds.
_WORK = 1.0
#: What one more of each aim weighs against the next: no sum of later ones outweighs an earlier one on a usual day.
_WEIGHTS = {"contested": 10_000, "touched": 10_000 * MINUTE, "hand_overs": 100 * MINUTE, "moved": 1}


def repaired(problem: Problem, assignment: Assignment, ends: float, *, group: Collection[str] = ()) -> Assignment:
    """Return an assignment that is as good or better, found around contested time first, then around changes.

    Parameters
    ----------
    ends
        Until when to look, as `time.monotonic` counts.
    """
    search = _Repair(problem, assignment, ends)
    for size in _SIZES:
        search.around_contests(size)
    for size in _SIZES[:2]:
        search.around_changes(size)
    return search.best


class _Repair:
    """The best assignment so far, and how it is made better."""

    def __init__(self, problem: Problem, assignment: Assignment, ends: float) -> None:
        self._problem, self._ends, self.best = problem, ends, assignment
        self._random = Random(1)
        self._library = library()

    def around_contests(self, size: int) -> None:
        """Place blocks anew around contested time until none of it gets less."""
        while any(self._better(units, size) for units in self._contests()):
            pass

    def around_changes(self, size: int) -> None:
        """Place blocks anew around changed bookings until none of them gets better."""
        while any([self._better({unit}, size) for unit in self._changes()]):
            pass

    def _contests(self) -> list[Collection[int]]:
        found = [units for units, _ in contested_pieces(self._problem, self.best)]
        self._random.shuffle(found)
        return found

    def _changes(self) -> list[int]:
        units = zip(self._problem.units, self.best, strict=True)
        found = [number for number, (unit, place) in enumerate(units) if place != unit.booked]
        self._random.shuffle(found)
        return found

    def _better(self, units: Collection[int], size: int) -> bool:
        """Whether placing anew what is around some units made the assignment better."""
        if time.monotonic() >= self._ends:
            return False
        blocks = self._around(units, size)
        places = [
            unit.places if unit.block in blocks else [place]
            for unit, place in zip(self._problem.units, self.best, strict=True)
        ]
        model = Model(self._problem, self._library.CpModel(), places=places)
        model.model.minimize(sum(weight * getattr(model, name) for name, weight in _WEIGHTS.items()))
        model.hint(self.best)
        solver = solver_until(self._ends, work=_WORK)
        if solver.solve(model.model) not in (self._library.OPTIMAL, self._library.FEASIBLE):
            return False
        found = model.chosen(solver)
        if measured(self._problem, found).order[:4] >= measured(self._problem, self.best).order[:4]:
            return False
        self.best = found
        return True

    def _around(self, units: Collection[int], size: int) -> set[int]:
        """Return the blocks nearest in time to some units, of providers they could go to."""
        problem = self._problem
        who = {place.provider for unit in units for place in problem.units[unit].places}
        spans = [span for unit in units for span in problem.units[unit].at(self.best[unit])]
        start, end = min(span[0] for span in spans), max(span[1] for span in spans)
        near: dict[int, tuple[int, float]] = {}
        for number, (unit, place) in enumerate(zip(problem.units, self.best, strict=True)):
            if number in units:
                near[unit.block] = (-1, 0)
            elif place.provider in who:
                own = unit.at(place)
                away = max(own[0][0] - end, start - own[-1][1], 0)
                near[unit.block] = min(near.get(unit.block, (away, 1)), (away, self._random.random()))
        return set(sorted(near, key=lambda block: near[block])[:size])
