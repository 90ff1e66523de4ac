"""What many questions name by number: plans, codes, and what plans do with codes, each settled once (claims §2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from math import lcm
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from timeline.attendance.numbered import NONE
from timeline.clock import MINUTE
from timeline.code_table.evaluations import evaluations
from timeline.policies.model import Rules
from timeline.policies.ncci import NEVER
from timeline.policies.rules import Cap, CapScope, Measure, OnExcess
from timeline.units.chains import add_ons, primaries
from timeline.units.counting import own_threshold, threshold_of
from timeline.units.edits import pairs_among
from timeline.units.plan import Plan, plan_for
from timeline.units.remembered import reads_since
from timeline.units.treatments import Way

Ints = npt.NDArray[np.int64]

WAYS = list(Way)
SCOPES = list(CapScope)
#: What a limit makes of a code: it counts it by this much a unit, or by its minutes, or has no value for it.
BY_MINUTES, UNVALUED = -1, -2
_FACTS, _PLANS, _CAPS = 15, 32, 4
#: How many sets of modifiers a line may have.
_MARKS = 16


class Pages(NamedTuple):
    """A book as arrays; columns are those of `kernels.payable` and `kernels.claimed`.

    Parameters
    ----------
    facts
        What a plan does with a code: a row for each that was asked about.
    plans
        What a plan says of every code.
    rank
        Of each code, its place in the order of text.
    pair_at, pairs
        Table of pairs, code, code -> the pair's row or -1; pairs of a table in the order in which they are looked at.
    caps, cap_weights
        Limits, those of one payer together; limit, code -> what a unit measures.
    """

    facts: Ints
    plans: Ints
    rank: Ints
    pair_at: Ints
    pairs: Ints
    caps: Ints
    cap_weights: Ints


class Book:
    """Plans and codes by number; what was written stays, so that numbers given out keep their meaning."""

    def __init__(self) -> None:
        self.codes: list[str] = []
        self.plans: list[Plan] = []
        self._codes: dict[str, int] = {}
        self._plans: dict[tuple[Rules, str, date], int] = {}
        self._facts: dict[tuple[int, int], int] = {}
        self._rows: list[list[int]] = []
        self._size, self._pages = (0, 0, 0), Pages(*(np.zeros((0, 0), np.int64) for _ in Pages._fields))

    def code(self, word: str) -> int:
        """Return the number of a code."""
        number = self._codes.setdefault(word, len(self.codes))
        if number == len(self.codes):
            self.codes.append(word)
        return number

    def plan(self, rules: Rules, discipline: str, on: date) -> int:
        """Return the number of a payer's rules for a plan of care on a date, and on every date like it."""
        number = self._plans.get((rules, discipline, on))
        if number is None:
            since = reads_since(rules, on)
            number = self._plans.setdefault((rules, discipline, since), len(self.plans))
            if number == len(self.plans):
                self.plans.append(plan_for(rules, discipline, since))
            self._plans[rules, discipline, on] = number
        return number

    def facts(self, plan: Ints, code: Ints) -> Ints:
        """Return the row of `Pages.facts` of each plan and code."""
        many = len(self.codes)
        keys = plan * many + code
        met = np.zeros(len(self.plans) * many, np.bool_)
        met[keys] = True
        at = np.zeros(len(met), np.int64)
        for key in np.flatnonzero(met).tolist():
            at[key] = self._fact(*divmod(key, many))
        found: Ints = at[keys]
        return found

    def _fact(self, plan: int, code: int) -> int:
        found = self._facts.get((plan, code))
        if found is not None:
            return found
        number = self._facts[plan, code] = len(self._rows)
        row: list[int] = []
        self._rows.append(row)
        word, of = self.codes[code], self.plans[plan]
        treatment, ceiling = of.of(word), of.ceilings.get(of.of(word).billed)
        known, first = evaluations().get(word), primaries().get(word)
        own = treatment.way is Way.OWN
        row += [
            WAYS.index(treatment.way),
            treatment.length,
            treatment.threshold,
            own_threshold(of.rules.units, treatment.length * MINUTE) if own else 0,
            self.code(treatment.billed),
            int(treatment.in_pool),
            int(treatment.by_therapist),
            int(treatment.apart_by_time),
            self._fact(plan, self.code(treatment.primary)) if treatment.primary else NONE,
            NONE if first is None else self._fact(plan, self.code(first)),
            NONE if first is None else self._fact(plan, self.code(add_ons()[first])),
            NONE if ceiling is None else ceiling.units,
            0 if known is None else known.least_minutes,
            int(bool(treatment.remarks)),
            code,
        ]
        return number

    def pages(self) -> Pages:
        """Return the book as arrays; what has not grown is not written anew."""
        size = (len(self.codes), len(self.plans), len(self._rows))
        if self._size[:2] != size[:2]:
            self._pages = self._written()
        elif self._size != size:
            self._pages = self._pages._replace(facts=_table(self._rows, _FACTS))
        self._size = size
        return self._pages

    def rank(self) -> Ints:
        """Return the place of each code in the order of text."""
        rank = np.empty(len(self.codes), np.int64)
        rank[sorted(range(len(self.codes)), key=self.codes.__getitem__)] = np.arange(len(self.codes))
        return rank

    def _written(self) -> Pages:
        tables: dict[tuple[int, date], int] = {}
        limits: dict[int, tuple[int, int]] = {}
        caps: list[Cap] = []
        for plan in self.plans:
            if plan.pairs:
                tables.setdefault((id(plan.pairs), plan.on), len(tables))
            if id(plan.rules) not in limits:
                own = plan.rules.caps.limits if plan.rules.caps is not None else ()
                limits[id(plan.rules)] = (len(caps), len(caps) + len(own))
                caps += own
        plans = [
            _plan(plan, tables.get((id(plan.pairs), plan.on), NONE), limits[id(plan.rules)]) for plan in self.plans
        ]
        listed = [_cap(cap, self.codes) for cap in caps]
        return Pages(
            _table(self._rows, _FACTS),
            _table(plans, _PLANS),
            self.rank(),
            *self._pairs(tables),
            _table([own for own, _ in listed], _CAPS),
            _table([weights for _, weights in listed], len(self.codes)),
        )

    def _pairs(self, tables: Iterable[tuple[int, date]]) -> tuple[Ints, Ints]:
        """Write the pairs among the codes of the book, of each table and period."""
        by_table = {(id(plan.pairs), plan.on): plan.pairs for plan in self.plans}
        listed = [
            sorted(
                pairs_among(self.codes, by_table[key], key[1]),
                key=lambda pair: (pair.indicator != NEVER, pair.column_one, pair.column_two),
            )
            for key in tables
        ]
        at = np.full((len(listed), len(self.codes), len(self.codes)), NONE, np.int64)
        rows: list[list[int]] = []
        for table, pairs in enumerate(listed):
            for pair in pairs:
                at[table, self._codes[pair.column_one], self._codes[pair.column_two]] = len(rows)
                one, two = self._codes[pair.column_one], self._codes[pair.column_two]
                rows.append([one, two, int(pair.indicator == NEVER), int(pair.separate_site)])
        return at, _table(rows, 4)


def _plan(plan: Plan, table: int, limits: tuple[int, int]) -> list[int]:
    rules, test, edits = plan.rules, plan.test, plan.rules.edits
    proof = NONE if edits is None or edits.proof_minutes is None else edits.proof_minutes * MINUTE
    return [
        plan.length,
        plan.threshold,
        threshold_of(rules.units, MINUTE),
        int(plan.pooled),
        table,
        int(edits is not None and edits.whole_date),
        proof,
        *limits,
        NONE if test is None else test.part,
        0 if test is None else test.whole,
        0 if test is None else test.therapist_minutes * MINUTE,
        int(bool(plan.modifiers[0])),
        int(rules.ceilings is not None and rules.ceilings.whole_date),
        int(bool(plan.modifiers[1])),
        int(rules.telehealth is not None),
        *_in_order([modifiers_of(plan, marks) for marks in range(_MARKS)]),
    ]


@lru_cache(maxsize=4096)
def modifiers_of(plan: Plan, marks: int) -> tuple[str, ...]:
    """Return the modifiers that the bits of a line stand for, in the order of a line."""
    edits, telehealth = plan.rules.edits, plan.rules.telehealth
    apart, video = edits.modifier if edits else "", telehealth.video if telehealth else ""
    return tuple(one for bit, one in enumerate((*plan.modifiers, apart, video)) if marks >> bit & 1)


def marks_of(plan: Plan) -> dict[tuple[str, ...], int]:
    """Return the bits of each list of modifiers that a line may have."""
    return {modifiers_of(plan, marks): marks for marks in reversed(range(_MARKS))}


def _in_order(told: Sequence[tuple[str, ...]]) -> list[int]:
    """Return the place of each of some lists of modifiers in the order of text; equal ones share it."""
    places = {each: place for place, each in enumerate(sorted(set(told)))}
    return [places[each] for each in told]


def _cap(cap: Cap, codes: Sequence[str]) -> tuple[list[int], list[int]]:
    """Write a limit, and what it makes of each code, in whole numbers."""
    parts = lcm(*[value.as_integer_ratio()[1] for value in (*cap.values.values(), cap.most)])
    weights = [0] * len(codes)
    for number, code in enumerate(codes):
        if cap.codes and code not in cap.codes:
            continue
        if cap.measure is Measure.RELATIVE_VALUE:
            weights[number] = int(cap.values[code] * parts) if code in cap.values else UNVALUED
        else:
            weights[number] = parts if cap.measure is Measure.UNITS else BY_MINUTES
    return [SCOPES.index(cap.scope), int(cap.on_excess is OnExcess.DENY), int(cap.most * parts), parts], weights


def _table(rows: Sequence[Sequence[int]], columns: int) -> Ints:
    return np.array(rows, np.int64).reshape(len(rows), columns)
