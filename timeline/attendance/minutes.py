"""Seconds per visit and code, summed from the tables: every printed minute is a sum of spans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from timeline.vocabulary import CONTEST_RULES, ContestRule, State

VisitKey = tuple[str, str, str]
Places: TypeAlias = npt.NDArray[np.int64]
Counts: TypeAlias = npt.NDArray[np.bool_]

_NO_SECONDS: dict[str, int] = dict.fromkeys(CONTEST_RULES, 0)
_STATES = tuple(State)  # an enum is slow to iterate
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

    `one_on_one` is one-on-one time under each contest rule, `credited` that and group time.
    """

    key: VisitKey
    evidence: str
    start: pd.Timestamp
    end: pd.Timestamp
    states: dict[str, int] = field(default_factory=_NO_STATES.copy)
    one_on_one: dict[str, int] = field(default_factory=_NO_SECONDS.copy)
    credited: dict[str, int] = field(default_factory=_NO_SECONDS.copy)
    treatment: int = 0
    uncoded: int = 0
    unearned: int = 0
    codes: dict[str, CodeSeconds] = field(default_factory=dict)


def visit_seconds(
    attendance: pd.DataFrame, code_spans: pd.DataFrame, contest: ContestRule
) -> dict[VisitKey, VisitSeconds]:
    """Sum `ATTENDANCE` and `CODE_SPANS` per visit, sorted by date, patient and discipline."""
    of_visit, of_span, keys = _visits_of(attendance, code_spans)
    seconds = attendance["seconds"].to_numpy()
    count = len(keys)

    def summed(counts: Counts) -> list[int]:
        listed: list[int] = sums(of_visit[counts], seconds[counts], count).tolist()
        return listed

    state = attendance["state"].to_numpy(dtype=object)
    under = [attendance[f"state_{rule}"].to_numpy(dtype=object) == State.ONE_ON_ONE for rule in CONTEST_RULES]
    group = [attendance[f"state_{rule}"].to_numpy(dtype=object) == State.GROUP for rule in CONTEST_RULES]
    _, first = np.unique(of_visit, return_index=True)
    ends = np.full(count, np.iinfo(np.int64).min)
    np.maximum.at(ends, of_visit, attendance["end"].to_numpy().astype("datetime64[s]").astype(np.int64))
    visits = [
        VisitSeconds(
            key, evidence, start, end, _by(_STATES, states), _by(CONTEST_RULES, alone), _by(CONTEST_RULES, every)
        )
        for key, evidence, start, end, states, alone, every in zip(
            keys,
            attendance["evidence"].to_numpy()[first].tolist(),
            attendance["start"].iloc[first].tolist(),
            pd.Series(ends.astype("datetime64[s]")).tolist(),
            zip(*[summed(state == each) for each in State], strict=True),
            zip(*[summed(alone) for alone in under], strict=True),
            zip(*[summed(alone | beside) for alone, beside in zip(under, group, strict=True)], strict=True),
            strict=True,
        )
    ]
    for visit, treatment in zip(visits, summed(attendance["treatment"].to_numpy()), strict=True):
        visit.treatment = treatment
    _sum_codes(visits, of_span, code_spans, contest)
    return {visit.key: visit for visit in visits}


def _visits_of(attendance: pd.DataFrame, code_spans: pd.DataFrame) -> tuple[Places, Places, list[VisitKey]]:
    """Give the visits places in the order of their keys: of each row of both tables its visit's, and the keys."""
    place: Places = np.zeros(len(attendance) + len(code_spans), dtype=np.int64)
    values = []
    for name in ("date", "patient", "discipline"):
        both = np.concatenate([attendance[name].to_numpy(dtype=object), code_spans[name].to_numpy(dtype=object)])
        codes, distinct = pd.factorize(both, sort=True)
        place = place * len(distinct) + codes
        values.append(distinct)
    numbers, of_row = np.unique(place, return_inverse=True)
    keys = []
    for distinct in reversed(values):
        numbers, part = np.divmod(numbers, max(1, len(distinct)))
        keys.append(distinct[part].tolist())
    return of_row[: len(attendance)], of_row[len(attendance) :], list(zip(*reversed(keys), strict=True))


def _by(names: Iterable[str], seconds: Iterable[int]) -> dict[str, int]:
    return dict(zip(names, seconds, strict=True))


def sums(groups: Places, values: Places, count: int) -> Places:
    """Sum whole numbers by group, exactly: below 2^53, as seconds are."""
    return np.bincount(groups, weights=values, minlength=count).astype(np.int64)


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


def _sum_codes(visits: Sequence[VisitSeconds], of_span: Places, code_spans: pd.DataFrame, contest: ContestRule) -> None:
    """Add what counts for codes, and what is credited without one, to visits; codes and activities as they are met."""
    seconds, count = code_spans["seconds"].to_numpy(), len(visits)
    under = {rule: code_spans[rule].to_numpy() for rule in CONTEST_RULES}
    counts_as = code_spans["counts_as"].to_numpy(dtype=object)
    earned = counts_as == "earned"
    uncoded = under[contest] & (counts_as == "uncoded")
    unearned = under[contest] & ~earned & ~uncoded
    for visit, without, spent in zip(
        visits,
        sums(of_span[uncoded], seconds[uncoded], count).tolist(),
        sums(of_span[unearned], seconds[unearned], count).tolist(),
        strict=True,
    ):
        visit.uncoded, visit.unearned = without, spent
    of_code, owners, codes = _groups(of_span[earned], code_spans["code"][earned])
    seconds = seconds[earned]
    by_rule = [sums(of_code, seconds * under[rule][earned], len(codes)).tolist() for rule in CONTEST_RULES]
    assisted = under[contest][earned] & code_spans["assistant"].to_numpy()[earned]
    listed = []
    for owner, code, each, assistant in zip(
        owners, codes, zip(*by_rule, strict=True), sums(of_code, seconds * assisted, len(codes)).tolist(), strict=True
    ):
        listed.append(CodeSeconds(dict(zip(CONTEST_RULES, each, strict=True)), assistant))
        visits[owner].codes[code] = listed[-1]
    counts = under[contest][earned]
    of_activity, owners, activities = _groups(of_code[counts], code_spans["activity"][earned][counts])
    for owner, activity, spent in zip(
        owners, activities, sums(of_activity, seconds[counts], len(activities)).tolist(), strict=True
    ):
        listed[owner].by_activity[activity] = spent


def _groups(owners: Places, names: pd.Series) -> tuple[Places, list[int], list[str]]:
    """Group rows by owner and name, as they are met: of each row its group, of each group its owner and name."""
    codes, distinct = pd.factorize(names.to_numpy(dtype=object))
    _, first, of_row = np.unique(owners * max(1, len(distinct)) + codes, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    first = first[order]
    return place[of_row], owners[first].tolist(), distinct[codes[first]].tolist()
