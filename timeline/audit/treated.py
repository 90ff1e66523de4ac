"""What payers' rules do with the codes of many visits: looked up once for each payer, plan of care, date and code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from timeline.attendance.numbered import ranges_of
from timeline.audit.columns import Mask, Numbers, columns, different, groups
from timeline.audit.once import once
from timeline.record import Record
from timeline.units.counting import POOLED
from timeline.units.plan import Plan, plan_for
from timeline.units.treatments import Treatment, Way
from timeline.vocabulary import Evidence


class Treated:
    """The codes of a record's visits as the payers' rules treat them; codes have their numbers in `Columns`.

    Attributes
    ----------
    counted, booked
        Of each visit, whether units are counted for it; whether it is a booking that some rules speak of.
    together, limited
        Whether the minutes of all its timed codes make the units together; whether a limit cuts them.
    bounds, code
        Where the codes of each visit begin, and their numbers.
    pooled, plain, adds_on
        Of each code of each visit: whether it shares the timed units; whether it does so by itself, under its own
        name; whether it earns only beside another.
    """

    def __init__(self, record: Record) -> None:
        of = record.visit_arrays
        self._names = columns(record).codes
        number = {name: place for place, name in enumerate(self._names)}
        self.bounds = of.code_bounds
        self.code = of.code.each(lambda name: number.get(name, 0))
        ruled, documented = of.rules >= 0, of.evidence.where(Evidence.DOCUMENTED)
        self.counted: Mask = ruled & documented
        self.booked: Mask = ruled & of.evidence.where(Evidence.SCHEDULED)
        self._plan = groups([of.rules, of.discipline.codes, of.date.codes])
        first = np.flatnonzero(np.diff(self._plan, prepend=-1))
        first = first[np.unique(self._plan[first], return_index=True)[1]]
        self._plans: list[Plan | None] = [
            plan_for(of.listed_rules[rules], discipline, date.fromisoformat(day)) if rules >= 0 else None
            for rules, discipline, day in zip(
                of.rules[first].tolist(), of.discipline.at(first), of.date.at(first), strict=True
            )
        ]
        told = [
            (0, 0, False, False)
            if plan is None
            else (plan.length, plan.threshold, plan.rules.units.method in POOLED, plan.rules.caps is not None)
            for plan in self._plans
        ]
        self._length, self._threshold, together, limited = np.array(told, np.int64).reshape(-1, 4).T
        self.together, self.limited = (each.astype(bool)[self._plan] for each in (together, limited))
        self._known: dict[int, int] = {}
        self._pairs: dict[int, int] = {}
        flags = self._flags(of.code_visit, self.code)
        self.pooled, self.plain, self.adds_on = (flags & bit > 0 for bit in (1, 2, 4))

    def units(self, visit: Numbers, minutes: Numbers) -> Numbers:
        """Count the units that minutes of one pile earn."""
        length = np.maximum(1, self._length[self._plan[visit]])
        units = minutes // length
        return units + (minutes - units * length >= self._threshold[self._plan[visit]])

    def least(self, visit: Numbers, units: Numbers) -> Numbers:
        """Return the fewest minutes of one pile that earn some units, at least one."""
        plan = self._plan[visit]
        found: Numbers = (units - 1) * self._length[plan] + self._threshold[plan]
        return found

    def of_codes(self, visit: Numbers, code: Numbers) -> tuple[Mask, Mask]:
        """Return `pooled` and `plain` of codes, whether their visits have them or not."""
        flags = self._flags(visit, code)
        return flags & 1 > 0, flags & 2 > 0

    def _flags(self, visit: Numbers, code: Numbers) -> Numbers:
        room = len(self._names)

        def told(key: int) -> int:
            plan = self._plans[key // room]
            return 0 if plan is None else _flags_of(plan.of(self._names[key % room]))

        return _each(self._plan[visit] * room + code, told, self._known).astype(np.int64)

    def look(self, values: npt.NDArray[Any], visit: Numbers, code: Numbers) -> npt.NDArray[Any]:
        """Return values of codes of visits, given those of each code of each visit; 0 where a visit lacks the code."""
        return np.append(values, np.zeros(1, values.dtype))[self._entry(visit, code)]

    def _entry(self, visit: Numbers, code: Numbers) -> Numbers:
        """Find codes of visits among those listed; -1 where a visit does not have one."""
        order, keys = self._sorted
        asked = visit * len(self._names) + code
        place = np.minimum(np.searchsorted(keys, asked), max(0, len(keys) - 1))
        if not len(keys):
            return np.full(len(asked), -1)
        return np.where(keys[place] == asked, order[place], -1)

    @cached_property
    def _sorted(self) -> tuple[Numbers, Numbers]:
        visit = np.repeat(np.arange(len(self.bounds) - 1), np.diff(self.bounds))
        keys = visit * len(self._names) + self.code
        order = np.argsort(keys, kind="stable")
        return order, keys[order]

    @cached_property
    def paired(self) -> tuple[Numbers, Numbers]:
        """Two codes each of one visit, by their places, that a pair looks at."""
        end = np.repeat(self.bounds[1:], np.diff(self.bounds))
        one, other = ranges_of(np.arange(len(self.code)) + 1, end)
        visit = np.repeat(np.arange(len(self.bounds) - 1), np.diff(self.bounds))
        own = self.counted[visit[one]]
        one, other = one[own], other[own]
        met = self.meet(visit[one], self.code[one], self.code[other])
        return one[met], other[met]

    def meet(self, visit: Numbers, one: Numbers, other: Numbers) -> Mask:
        """Whether a pair in force looks at two codes."""
        room = len(self._names)

        def told(key: int) -> bool:
            plan, first, second = self._plans[key // room**2], key // room % room, key % room
            return plan is not None and _is_pair(plan, self._names[first], self._names[second])

        return _each((self._plan[visit] * room + one) * room + other, told, self._pairs).astype(bool)


def _each(keys: Numbers, what: Callable[[int], int], known: dict[int, int]) -> Numbers:
    """Look up every key, each different one once."""
    listed = different(keys)
    for key in listed.tolist():
        if key not in known:
            known[key] = what(key)
    values = np.array([known[key] for key in listed.tolist()], np.int64)
    return values[np.searchsorted(listed, keys)] if len(keys) else keys


def _flags_of(how: Treatment) -> int:
    """Say of a code: 1 if it shares the timed units, 2 if it does so plainly, 4 if it earns only beside another."""
    pooled = how.way is Way.POOL
    plain = pooled and not how.primary and how.billed == how.code and not how.by_therapist
    return pooled + 2 * plain + 4 * (bool(how.primary) and how.way is not Way.NOTHING)


def _is_pair(plan: Plan, one: str, other: str) -> bool:
    """Whether a pair in force on the date looks at two codes as they are billed."""
    first, second = plan.of(one).billed, plan.of(other).billed
    listed = (*plan.pairs.get(first, {}).get(second, ()), *plan.pairs.get(second, {}).get(first, ()))
    return any(pair.governs(plan.on) for pair in listed)


@once
def treated(record: Record) -> Treated:
    """Look up what the payers' rules do with the codes of a record's visits."""
    return Treated(record)
