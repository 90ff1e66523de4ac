"""A good assignment, quickly: a few bookings at a time are placed anew, around what is wrong with it."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence

import numpy as np

from timeline.planning.aims import Assignment, changed, contested_pieces, measured
from timeline.planning.model import Model
from timeline.planning.problem import Problem
from timeline.planning.solver import library, solver_until

#: How many blocks are placed anew at once: more, where fewer do not help.
FEW, MANY = (10, 16, 24), (24, 36)
#: How much work one search may take; roughly seconds.
_WORK = 1.0
#: What one more of each aim weighs against the next: among so few blocks, later ones hardly outweigh an earlier one.
_WEIGHTS = {"contested": 120_000, "touched": 1_200_000, "hand_overs": 45_000, "moved": 1}


def repaired(
    problem: Problem,
    assignment: Assignment,
    ends: float,
    *,
    sizes: Sequence[int] = FEW,
    forbidden: Sequence[Collection[int]] = (),
) -> Assignment:
    """Return an assignment that is as good or better, found around contested time first, then around changes.

    Parameters
    ----------
    assignment
        Where to start.
    ends
        Until when to look, as `time.monotonic` counts.
    sizes
        How many blocks to place anew at once, one size after the other.
    forbidden
        Sets of units: what is returned changes another one, with as little contested time, if anything is found.
    """
    search = _Repair(problem, assignment, ends, forbidden)
    for size in sizes:
        search.improve(search.contests, size)
    for size in FEW[:2]:
        search.improve(search.changes, size)
    return search.best


class _Repair:
    """The best assignment so far, and how it is made better."""

    def __init__(
        self, problem: Problem, assignment: Assignment, ends: float, forbidden: Sequence[Collection[int]]
    ) -> None:
        self._problem, self._ends, self._forbidden, self.best = problem, ends, forbidden, assignment
        self._least = measured(problem, assignment).contested if forbidden else 0
        self._is_found = not forbidden
        self._random = np.random.default_rng(1)
        self._library = library()

    def improve(self, places: Callable[[], list[frozenset[int]]], size: int) -> None:
        """Place blocks anew around each of some sets of units, until that helps nowhere."""
        is_better = True
        while is_better and time.monotonic() < self._ends:
            is_better = False
            for units in places():
                if units in places():
                    is_better |= self._better(units, size)

    def contests(self) -> list[frozenset[int]]:
        """Return the units that meet, at random."""
        found = [units for units, _ in contested_pieces(self._problem, self.best)]
        self._random.shuffle(found)
        return found

    def changes(self) -> list[frozenset[int]]:
        """Return the changed units, each alone, at random."""
        found = [frozenset({unit}) for unit in sorted(changed(self._problem, self.best))]
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
        for units_changed in self._forbidden:
            model.forbid_touching(units_changed)
        model.hint(self.best)
        solver = solver_until(self._ends, work=_WORK)
        if solver.solve(model.model) not in (self._library.OPTIMAL, self._library.FEASIBLE):
            return False
        found = model.chosen(solver)
        now, before = (measured(self._problem, each).order[:4] for each in (found, self.best))
        if now[0] < self._least or (now >= before if self._is_found else now[0] > self._least):
            return False
        self.best, self._is_found = found, True
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
