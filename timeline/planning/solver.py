"""The solver, set so that it gives the same answer every time."""

from __future__ import annotations

import time
from typing import Any

from timeline.errors import MissingExtraError

#: Seconds that are always left for one question.
_LEAST = 0.1


def library() -> Any:
    """Return OR-Tools' CP-SAT.

    Raises
    ------
    MissingExtraError: it is not installed.
    """
    try:
        from ortools.sat.python import cp_model
    except ImportError:
        raise MissingExtraError("A plan", "plan") from None
    return cp_model


def linear_library() -> tuple[Any, Any]:
    """Return OR-Tools' linear solver and its messages, which come with CP-SAT."""
    from ortools.linear_solver import linear_solver_pb2, pywraplp

    return pywraplp, linear_solver_pb2


def solver_until(ends: float, *, work: float | None = None) -> Any:
    """Return a solver that stops at an instant, as `time.monotonic` counts.

    One worker, for several race each other and answer differently from run to run. All linear relaxations are used
    from the start: most of what has to be proved follows from them.

    Parameters
    ----------
    work
        After how much of its own work it stops, whatever the clock says; roughly seconds. None: no limit.
    """
    solver = library().CpSolver()
    parameters = solver.parameters
    parameters.max_time_in_seconds = max(_LEAST, ends - time.monotonic())
    if work is not None:
        parameters.max_deterministic_time = work
    parameters.num_workers, parameters.random_seed = 1, 1
    parameters.linearization_level, parameters.add_lp_constraints_lazily = 2, False
    parameters.cp_model_probing_level = 0
    return solver
