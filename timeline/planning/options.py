"""Plans over several dates: the best of each date combined."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from timeline.planning.aims import Aims
from timeline.planning.placing import Day, Placement
from timeline.planning.problem import Problem
from timeline.planning.solve import AIMS, Solved, best_assignments


@dataclass(frozen=True, eq=False)
class Option:
    """One plan for all dates.

    Parameters
    ----------
    days
        The problem of each date, with where its units stand.
    aims
        What the plan comes to, over all dates.
    proved, bounds
        Of which aims that is proved to be the best, and how good the others could be at most.
    placement
        Who of the waiting list is placed.
    """

    days: tuple[Day, ...]
    aims: Aims
    proved: dict[str, bool]
    bounds: dict[str, int]
    placement: Placement


def over_dates(problems: Sequence[Problem], *, count: int, ends: float, group: Collection[str]) -> list[Option]:
    """Combine the best assignments of each date into the best plans for all; dates are independent."""
    found = [Option((), Aims(), dict.fromkeys(AIMS, True), {}, Placement())]
    for number, problem in enumerate(problems):
        left = max(0.0, ends - time.monotonic()) / (len(problems) - number)
        own = list(best_assignments(problem, count=count, seconds=left, group=group))
        joined = [_joined(option, problem, solved) for option in found for solved in own]
        least = min(option.aims.contested for option in joined)
        found = sorted((option for option in joined if option.aims.contested == least), key=lambda one: one.aims.order)
        found = found[:count]
    return found


def _joined(option: Option, problem: Problem, solved: Solved) -> Option:
    bounds = {
        name: option.bounds.get(name, getattr(option.aims, name)) + solved.bounds.get(name, getattr(solved.aims, name))
        for name in AIMS
        if name in option.bounds or name in solved.bounds
    }
    return Option(
        days=(*option.days, (problem, solved.assignment)),
        aims=option.aims + solved.aims,
        proved={name: option.proved[name] and solved.proved[name] for name in AIMS},
        bounds=bounds,
        placement=option.placement,
    )
