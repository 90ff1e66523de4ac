"""Seconds per visit and code, summed from the tables: every printed minute is a sum of spans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from timeline.contracts import records
from timeline.vocabulary import CONTEST_RULES, ContestRule, State

VisitKey = tuple[str, str, str]

_NO_SECONDS: dict[str, int] = dict.fromkeys(CONTEST_RULES, 0)
_NO_STATES: dict[str, int] = dict.fromkeys(State, 0)


@dataclass(slots=True)
class CodeSeconds:
    """Seconds of one code of one visit.

    `by_rule` under each contest rule; `assistant` and `by_activity` under the rule in force.
    """

    by_rule: dict[str, int] = field(default_factory=_NO_SECONDS.copy)
    assistant: int = 0
    by_activity: dict[str, int] = field(default_factory=dict)


@dataclass(repr=False, slots=True)
class VisitSeconds:
    """Seconds of one visit; `start` and `end` are wall clocks, `states` under the rule in force.

    `one_on_one` is one-on-one time under each contest rule.
    """

    key: VisitKey
    evidence: str
    start: pd.Timestamp
    end: pd.Timestamp
    states: dict[str, int] = field(default_factory=_NO_STATES.copy)
    one_on_one: dict[str, int] = field(default_factory=_NO_SECONDS.copy)
    treatment: int = 0
    uncoded: int = 0
    unearned: int = 0
    codes: dict[str, CodeSeconds] = field(default_factory=dict)


def visit_seconds(
    attendance: pd.DataFrame, code_spans: pd.DataFrame, contest: ContestRule
) -> dict[VisitKey, VisitSeconds]:
    """Sum `ATTENDANCE` and `CODE_SPANS` per visit, sorted by date, patient and discipline."""
    visits: dict[VisitKey, VisitSeconds] = {}
    columns = ("date", "patient", "discipline", "evidence", "start", "end", "seconds", "state", "treatment")
    by_rule = tuple(f"state_{rule}" for rule in ContestRule)
    for date, patient, discipline, evidence, start, end, seconds, state, treatment, *states in records(
        attendance, columns + by_rule
    ):
        key = (date, patient, discipline)
        visit = visits.get(key)
        if visit is None:
            visit = visits[key] = VisitSeconds(key, evidence, start, end)
        visit.end = max(visit.end, end)
        visit.states[state] += seconds
        visit.treatment += seconds if treatment else 0
        for rule, under in zip(CONTEST_RULES, states, strict=True):
            if under == State.ONE_ON_ONE:
                visit.one_on_one[rule] += seconds
    _sum_codes(visits, code_spans, contest)
    return {key: visits[key] for key in sorted(visits)}


def covered_only(visit: VisitSeconds, spans: Iterable[Sequence[Any]], contest: ContestRule) -> dict[str, CodeSeconds]:
    """Take the seconds of some spans out of a visit's codes.

    Parameters
    ----------
    spans
        Of each: its code, seconds, whether an assistant furnished it, and whether it counts under each contest rule.
    contest
        The rule in force.
    """
    left = {
        code: CodeSeconds(dict(found.by_rule), found.assistant, dict(found.by_activity))
        for code, found in visit.codes.items()
    }
    for code, seconds, assistant, *counts in spans:
        under = dict(zip(CONTEST_RULES, counts, strict=True))
        for rule, counts_here in under.items():
            left[code].by_rule[rule] -= seconds if counts_here else 0
        left[code].assistant -= seconds if assistant and under[contest] else 0
    return left


def _sum_codes(visits: dict[VisitKey, VisitSeconds], code_spans: pd.DataFrame, contest: ContestRule) -> None:
    columns = ("date", "patient", "discipline", "code", "seconds", "activity", "counts_as", "assistant", *ContestRule)
    for date, patient, discipline, code, seconds, activity, counts_as, assistant, *counts in records(
        code_spans, columns
    ):
        visit = visits[date, patient, discipline]
        under = dict(zip(CONTEST_RULES, counts, strict=True))
        if counts_as != "earned":
            spent = seconds if under[contest] else 0
            if counts_as == "uncoded":
                visit.uncoded += spent
            else:
                visit.unearned += spent
            continue
        counted = visit.codes.setdefault(code, CodeSeconds())
        for rule, counts_here in under.items():
            if counts_here:
                counted.by_rule[rule] += seconds
        if under[contest]:
            counted.assistant += seconds if assistant else 0
            counted.by_activity[activity] = counted.by_activity.get(activity, 0) + seconds
