"""Accounts that are objects already, as arrays: those of a part of an analysis, picked one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from timeline.attendance.numbered import NONE, Ints, bounds_of, coded
from timeline.attendance.rows import Rows
from timeline.attendance.visit_rows import VisitKey
from timeline.units.counted import Counted
from timeline.visit_arrays import VisitArrays
from timeline.visits.account import VisitAccount
from timeline.vocabulary import CONTEST_RULES, ContestRule, State


def arrays_of(accounts: Mapping[VisitKey, VisitAccount], rows: Rows, contest: ContestRule) -> VisitArrays:
    """Turn accounts that are objects already into arrays.

    Parameters
    ----------
    accounts
        Sorted by date, patient and discipline.
    rows
        The classified rows that the accounts point to.
    contest
        The contest rule in force.
    """
    visits = list(accounts.values())
    seconds = [visit.seconds for visit in visits]
    row_bounds, row = ragged([visit.positions for visit in visits])
    start, end = (np.array(column, np.int64)[row] for column in (rows.start, rows.end))
    distinct = {id(visit.rules): visit.rules for visit in visits if visit.rules is not None}
    number = {which: place for place, which in enumerate(distinct)}
    return VisitArrays(
        contest=contest,
        **_texts(visits),
        rules=numbers([number.get(id(visit.rules), NONE) for visit in visits]),
        listed_rules=tuple(distinct.values()),
        first_row=row[row_bounds[:-1]],
        start=np.minimum.reduceat(start, row_bounds[:-1]) if visits else start,
        end=np.maximum.reduceat(end, row_bounds[:-1]) if visits else end,
        states=numbers([[of.states[state] for of in seconds] for state in State]),
        one_on_one=numbers([[of.one_on_one[rule] for of in seconds] for rule in CONTEST_RULES]),
        credited=numbers([[of.credited[rule] for of in seconds] for rule in CONTEST_RULES]),
        treatment=numbers([of.treatment for of in seconds]),
        uncoded=numbers([of.uncoded for of in seconds]),
        unearned=numbers([of.unearned for of in seconds]),
        timed_units=numbers([[_or_none(one.timed_units_under(rule)) for one in visits] for rule in CONTEST_RULES]),
        timed_minutes=numbers([one.units[contest].timed_minutes if one.units else NONE for one in visits]),
        **_codes(visits),
        **_named(visits),
        row_bounds=row_bounds,
        row=row,
        **_answers(visits, contest),
    )


def _texts(visits: Sequence[VisitAccount]) -> dict[str, Any]:
    told: dict[str, list[str]] = {
        "date": [visit.key[0] for visit in visits],
        "patient": [visit.key[1] for visit in visits],
        "discipline": [visit.key[2] for visit in visits],
        "clinic": [visit.clinic for visit in visits],
        "payer": [visit.payer for visit in visits],
        "evidence": [str(visit.evidence) for visit in visits],
        "refusal": [visit.refusal for visit in visits],
    }
    return {name: coded(values) for name, values in told.items()}


def _codes(visits: Sequence[VisitAccount]) -> dict[str, Any]:
    """Return what is known of each code of each visit."""
    found = [(visit, code, of) for visit in visits for code, of in visit.earning.items()]
    units = [[_units(visit, code, rule) for visit, code, _ in found] for rule in CONTEST_RULES]
    return {
        "code_bounds": bounds_of(numbers([len(visit.earning) for visit in visits])),
        "code": coded([code for _, code, _ in found]),
        "code_seconds": numbers([[of.by_rule[rule] for _, _, of in found] for rule in CONTEST_RULES]),
        "code_assistant": numbers([of.assistant for _, _, of in found]),
        "code_units": numbers(units),
    }


def _named(visits: Sequence[VisitAccount]) -> dict[str, Any]:
    """Return what is known of each code on the rows of each visit."""
    found = [(visit, code, visit.seconds.codes.get(code)) for visit in visits for code in visit.named]
    return {
        "named_bounds": bounds_of(numbers([len(visit.named) for visit in visits])),
        "named": coded([code for _, code, _ in found]),
        "named_seconds": numbers([[of.by_rule[rule] if of else 0 for _, _, of in found] for rule in CONTEST_RULES]),
        "named_assistant": numbers([of.assistant if of else 0 for _, _, of in found]),
        "named_units": numbers([[_units(visit, code, rule) for visit, code, _ in found] for rule in CONTEST_RULES]),
        "named_billed": numbers([visit.billed.get(code, NONE) for visit, code, _ in found]),
    }


def _answers(visits: Sequence[VisitAccount], contest: ContestRule) -> dict[str, Any]:
    """Give numbers to the counts of visits."""
    found = [None if visit.units is None else visit.units[contest] for visit in visits]
    answers = {id(units): units for units in found if units is not None}
    place = {which: number for number, which in enumerate(answers)}
    return {
        "answer": numbers([place.get(id(units), NONE) for units in found]),
        "answers": Counted.of(tuple(answers.values())),
    }


def _units(visit: VisitAccount, code: str, rule: ContestRule) -> int:
    return NONE if visit.units is None else visit.units.payable(rule).units.get(code, 0)


def _or_none(number: int | None) -> int:
    return NONE if number is None else number


def numbers(values: Sequence[Any]) -> Ints:
    """Make an array of whole numbers."""
    return np.array(values, dtype=np.int64)


def ragged(lists: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    """Put lists of numbers one behind the other: where each begins, and the numbers.

    >>> [each.tolist() for each in ragged([(7, 8), (), (9,)])]
    [[0, 2, 2, 3], [7, 8, 9]]
    """
    return bounds_of(numbers([*map(len, lists)])), numbers([one for listed in lists for one in listed])
