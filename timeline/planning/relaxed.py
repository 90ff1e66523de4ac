"""What a linear relaxation proves of a model: how good an aim can be at most, and which places none of the best has.

The prices of the constraints come from a floating-point solver. What follows from them is worked out in whole numbers,
and holds whatever the prices are: bad prices only prove less.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import reduce
from math import gcd
from typing import Any, NamedTuple

import numpy as np

from timeline.planning.solver import linear_library

#: Prices are whole multiples of one in this many.
_SCALE = 10**6
_INFINITE = 10**15


class _Row(NamedTuple):
    """A linear constraint: least <= sum of factors times variables <= most."""

    variables: list[int]
    factors: list[int]
    least: int
    most: int


class Relaxed:
    """The relaxation of one model and aim.

    Parameters
    ----------
    model
        A model whose aim is to be small.
    groups
        Numbers of variables, of which exactly one of each group is chosen.
    ends
        Until when to look for prices, as `time.monotonic` counts.
    """

    def __init__(self, model: Any, groups: Sequence[Sequence[int]], ends: float) -> None:
        proto = model.proto
        self._aim = np.zeros(len(proto.variables), dtype=np.int64)
        np.add.at(self._aim, list(proto.objective.vars), list(proto.objective.coeffs))
        self._offset = int(proto.objective.offset)
        domains = [list(each.domain) for each in proto.variables]
        self._least = np.array([domain[0] for domain in domains], dtype=np.int64)
        self._most = np.array([domain[-1] for domain in domains], dtype=np.int64)
        self._rows = [row for each in proto.constraints for row in _rows(each)]
        self._groups = [np.array(group, dtype=np.int64) for group in groups]
        self.is_feasible, prices = self._prices(ends)
        self.take(prices)

    @property
    def bound(self) -> int:
        """The least the aim can be, in its own unit."""
        return self.rounded(-(-self._bound // _SCALE) + self._offset)

    def rounded(self, value: int) -> int:
        """Return the least that the aim can be where it is not less than a value: it comes in steps."""
        step = reduce(gcd, (int(each) for each in self._aim), 0) or 1
        return -((self._offset - value) // step) * step + self._offset

    def may_be_chosen(self, value: int) -> np.ndarray:
        """Return for each variable whether it can be chosen where the aim is no more than a value."""
        kept: np.ndarray = self._bound + self._costs <= (value - self._offset) * _SCALE
        return kept

    def _prices(self, ends: float) -> tuple[bool, np.ndarray]:
        """Return whether the relaxation has a solution, and the prices of its constraints."""
        library, messages = linear_library()
        program = messages.MPModelProto()
        for least, most, factor in zip(self._least, self._most, self._aim, strict=True):
            program.variable.add(lower_bound=least, upper_bound=most, objective_coefficient=factor)
        for row in self._rows:
            program.constraint.add(
                lower_bound=row.least if row.least > -_INFINITE else -np.inf,
                upper_bound=row.most if row.most < _INFINITE else np.inf,
                var_index=row.variables,
                coefficient=row.factors,
            )
        solver = library.Solver.CreateSolver("GLOP")
        solver.LoadModelFromProto(program)
        solver.Objective().SetMinimization()
        solver.SetTimeLimit(max(1, int((ends - time.monotonic()) * 1000)))
        status = solver.Solve()
        if status not in (solver.OPTIMAL, solver.FEASIBLE):
            return status != solver.INFEASIBLE, np.zeros(len(self._rows), dtype=np.int64)
        found = np.array([each.dual_value() for each in solver.constraints()])
        return True, np.rint(np.nan_to_num(found) * _SCALE).astype(np.int64)

    def take(self, prices: np.ndarray) -> None:
        """Work out what prices prove: the least of the aim, and how much each variable adds to that if chosen."""
        bound, costs = 0, self._aim * _SCALE
        for row, price in zip(self._rows, prices.tolist(), strict=False):  # a price that is missing is 0
            side = row.least if price > 0 else row.most
            if price and abs(side) < _INFINITE:
                bound += price * side
                np.subtract.at(costs, row.variables, np.multiply(row.factors, price))
        free = np.ones(len(costs), dtype=bool)
        for group in self._groups:
            least = int(costs[group].min())
            bound += least
            costs[group] -= least
            free[group] = False
        bound += int(np.minimum(costs * self._least, costs * self._most)[free].sum())
        costs[free] = 0
        self._bound, self._costs = bound, costs


def _rows(constraint: Any) -> list[_Row]:
    """Return a constraint as rows of a linear program."""
    if constraint.has_linear():
        linear = constraint.linear
        domain = list(linear.domain)
        return [_Row(list(linear.vars), list(linear.coeffs), domain[0], domain[-1])]
    given = list(constraint.enforcement_literal)
    if constraint.has_exactly_one():
        return [_sum(list(constraint.exactly_one.literals), 1, 1)]
    if constraint.has_at_most_one():
        return [_sum(list(constraint.at_most_one.literals), -_INFINITE, 1)]
    if constraint.has_bool_or():
        return [_sum(list(constraint.bool_or.literals) + [-one - 1 for one in given], 1, _INFINITE)]
    return [_sum([one, *(-each - 1 for each in given)], 1, _INFINITE) for one in constraint.bool_and.literals]


def _sum(literals: Sequence[int], least: int, most: int) -> _Row:
    """Return a row that bounds how many literals are true; a negative one is the negation of another."""
    negated = sum(one < 0 for one in literals)
    variables = [one if one >= 0 else -one - 1 for one in literals]
    factors = [1 if one >= 0 else -1 for one in literals]
    bounds = (side if abs(side) >= _INFINITE else side - negated for side in (least, most))
    return _Row(variables, factors, *bounds)
