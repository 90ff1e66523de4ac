"""Seconds per visit and code, summed from the tables: every printed minute is a sum of spans."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from timeline.attendance.numbered import Coded, Flags, Ints, bounds_of, coded
from timeline.attendance.tables import Attendance
from timeline.attendance.visit_rows import VisitKey, VisitRows
from timeline.clock import wall_column
from timeline.vocabulary import CONTEST_RULES, State

_NO_SECONDS: dict[str, int] = dict.fromkeys(CONTEST_RULES, 0)
#: Wall clocks, to the second.
Walls: TypeAlias = npt.NDArray[np.datetime64]
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


class CodeSpans(NamedTuple):
    """The spans of `CODE_SPANS` that earn.

    Parameters
    ----------
    span
        Where each stands in the table.
    entry
        The place of its visit's code in `Seconds.code`.
    seconds
        Its length.
    assisted
        Whether an assistant furnished it, and it counts under the rule in force.
    under
        Whether it counts, by contest rule and span.
    """

    span: Ints
    entry: Ints
    seconds: Ints
    assisted: Flags
    under: Flags


@dataclass(frozen=True, eq=False, repr=False)
class Seconds:
    """Seconds of many visits, in the order of `VisitRows`; names as in `VisitSeconds`.

    Parameters
    ----------
    start, end
        Of each visit, dtype datetime64[s].
    states, one_on_one, credited
        By `State` or contest rule, and visit.
    bounds, code
        The codes that earn in each visit, as they are met.
    by_rule, assistant
        Of each: seconds by contest rule, and an assistant's under the rule in force.
    earned
        The spans they are summed from.
    """

    visits: VisitRows
    found: Attendance
    start: Walls
    end: Walls
    states: Ints
    one_on_one: Ints
    credited: Ints
    treatment: Ints
    uncoded: Ints
    unearned: Ints
    bounds: Ints
    code: Coded
    by_rule: Ints
    assistant: Ints
    earned: CodeSpans

    def at(self, place: int, key: VisitKey) -> VisitSeconds:
        """Return the seconds of one visit."""
        states, alone, every, treatment, uncoded, unearned = self._listed[place]
        return VisitSeconds(
            key,
            str(self.visits.evidence.words[self.visits.evidence.codes[place]]),
            pd.Timestamp(self.start[place]),
            pd.Timestamp(self.end[place]),
            dict(zip(_STATES, states, strict=True)),
            dict(zip(CONTEST_RULES, alone, strict=True)),
            dict(zip(CONTEST_RULES, every, strict=True)),
            treatment,
            uncoded,
            unearned,
            self.codes(place, self.by_rule, self.assistant),
        )

    @cached_property
    def _listed(self) -> list[tuple[Any, ...]]:
        """The sums of each visit: lists are read faster than arrays, once anybody reads a visit."""
        sums = (self.states.T, self.one_on_one.T, self.credited.T, self.treatment, self.uncoded, self.unearned)
        return list(zip(*(each.tolist() for each in sums), strict=True))

    def codes(self, place: int, by_rule: Ints, assistant: Ints) -> dict[str, CodeSeconds]:
        """Return what a visit has by code, as they are met: seconds as those of `Seconds`, or fewer."""
        own = slice(int(self.bounds[place]), int(self.bounds[place + 1]))
        if own.start == own.stop:
            return {}
        bounds, words, seconds = self._activities
        told = zip(
            self.code.words[self.code.codes[own]].tolist(),
            by_rule[:, own].T.tolist(),
            assistant[own].tolist(),
            bounds[own].tolist(),
            bounds[own.start + 1 : own.stop + 1].tolist(),
            strict=True,
        )
        return {
            code: CodeSeconds(
                dict(zip(CONTEST_RULES, each, strict=True)), of, dict(zip(words[i:j], seconds[i:j], strict=True))
            )
            for code, each, of, i, j in told
        }

    @cached_property
    def _activities(self) -> tuple[Ints, list[str], list[int]]:
        """The activities of each entry of `code` under the rule in force, as they are met, and their seconds."""
        counts = self.earned.under[CONTEST_RULES.index(self.found.contest)]
        activity = coded(self.found.numbers("code_spans").texts("activity", self.earned.span[counts]))
        of, bounds, name, first = _grouped(self.earned.entry[counts], activity, len(self.code.codes))
        seconds = sums(of, self.earned.seconds[counts], len(first))
        return bounds, activity.words[name].tolist(), seconds.tolist()


def seconds_of_visits(found: Attendance, visits: VisitRows) -> Seconds:
    """Sum `ATTENDANCE` and `CODE_SPANS` per visit."""
    table, count = found.numbers("attendance"), len(visits)
    of_visit, seconds = visits.of(table), table["seconds"]

    def summed(states: Ints) -> Ints:
        kind = states * count + of_visit
        return sums(kind, seconds, count * len(_STATES)).reshape(len(_STATES), count)

    under = np.array([summed(table.places(f"state_{rule}", _STATES)) for rule in CONTEST_RULES])
    alone, group = (under[:, _STATES.index(state)] for state in (State.ONE_ON_ONE, State.GROUP))
    treated = table["treatment"]
    return Seconds(
        visits,
        found,
        *_reach(found, of_visit, count),
        states=summed(table.places("state", _STATES)),
        one_on_one=alone,
        credited=alone + group,
        treatment=sums(of_visit[treated], seconds[treated], count),
        **_of_codes(found, visits),
    )


def _reach(found: Attendance, of_visit: Ints, count: int) -> tuple[Walls, Walls]:
    """Return the wall clocks at which visits begin and end."""
    table = found.numbers("attendance")
    first, ends = np.zeros(count, np.int64), np.full(count, np.iinfo(np.int64).min)
    first[of_visit[::-1]] = np.arange(len(table))[::-1]
    walls = [wall_column(each, found.zone) for each in (table["start"][first], table["end"])]
    np.maximum.at(ends, of_visit, walls[1].astype(np.int64))
    return walls[0], ends.astype("datetime64[s]")


def sums(groups: Ints, values: Ints, count: int) -> Ints:
    """Sum whole numbers by group, exactly: below 2^53, as seconds are."""
    return np.bincount(groups, weights=values, minlength=count).astype(np.int64)


def _of_codes(found: Attendance, visits: VisitRows) -> dict[str, Any]:
    """Sum what counts for codes, and what is credited without one."""
    table, count = found.numbers("code_spans"), len(visits)
    of_visit, seconds, under = visits.of(table), table["seconds"], np.array([table[rule] for rule in CONTEST_RULES])
    in_force = under[CONTEST_RULES.index(found.contest)]
    counts_as = table.places("counts_as", ("earned", "uncoded", "unearned"))
    earned, uncoded, unearned = (np.flatnonzero((counts_as == what) & (in_force | (what == 0))) for what in range(3))
    code = Coded(table.places("code", visits.code.words.tolist())[earned], visits.code.words)
    entry, bounds, names, _ = _grouped(of_visit[earned], code, count)
    assisted = in_force[earned] & table["assistant"][earned]
    spans = CodeSpans(earned, entry, seconds[earned], assisted, under[:, earned])
    return {
        "uncoded": sums(of_visit[uncoded], seconds[uncoded], count),
        "unearned": sums(of_visit[unearned], seconds[unearned], count),
        "bounds": bounds,
        "code": Coded(names, code.words),
        "by_rule": np.array([sums(entry, spans.seconds * each, len(names)) for each in spans.under]),
        "assistant": sums(entry, spans.seconds * assisted, len(names)),
        "earned": spans,
    }


def _grouped(owner: Ints, name: Coded, count: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Group rows by owner and name, those of an owner as they are met.

    Returns
    -------
    Of each row its group; where the groups of each owner begin; of each group its name, and its first row.
    """
    key = owner * len(name.words) + name.codes
    groups, first, of_row = np.unique(key, return_index=True, return_inverse=True)
    order = np.lexsort((first, groups // len(name.words)))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    groups, first = groups[order], first[order]
    bounds = bounds_of(np.bincount(groups // len(name.words), minlength=count))
    return place[of_row], bounds, groups % len(name.words), first
