"""Visits as the patterns over days see them, made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from timeline.attendance.numbered import coded
from timeline.audit.seen import SeenVisits
from timeline.policies.rules import Method, UnitRule

RULE = UnitRule(Method.TOTAL_MINUTES, 15, 8)
APART = UnitRule(Method.MIDPOINT, 15)
CODES = ("97110", "97112", "97140")


class Visit(NamedTuple):
    """One visit: `minutes` are those of the first codes, one after the other; it has one row for each."""

    lead: str = "PT1"
    patient: str = "P1"
    day: str = "2026-03-02"
    minutes: tuple[int, ...] = (23,)
    rule: UnitRule = RULE
    interrupted: bool = False


def seen_of(visits: Sequence[Visit]) -> SeenVisits:
    """Put visits into arrays."""
    entries = np.array([len(visit.minutes) for visit in visits], np.int64)
    rules = tuple(dict.fromkeys(visit.rule for visit in visits))
    return SeenVisits(
        date=coded([visit.day for visit in visits]),
        patient=coded([visit.patient for visit in visits]),
        clinic=coded([f"{visit.lead}'s" for visit in visits]),
        lead=coded([visit.lead for visit in visits]),
        rule=np.array([rules.index(visit.rule) for visit in visits], np.int64),
        rules=rules,
        interrupted=np.array([visit.interrupted for visit in visits], bool),
        start=np.zeros(len(visits), np.int64),
        end=np.array([60 * sum(visit.minutes) for visit in visits], np.int64),
        entries=entries,
        code=coded([code for visit in visits for code, _ in zip(CODES, visit.minutes, strict=False)]),
        minutes=np.array([minutes for visit in visits for minutes in visit.minutes], np.int64),
        rows=entries,
        row=np.arange(entries.sum()),
    )
