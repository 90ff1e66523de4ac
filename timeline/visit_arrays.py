"""The visits of a record as arrays of numbers: what many are asked about at once, none of them made an object.

Every array has an entry for every visit, in the order of the record's accounts: date, patient, discipline. What a visit
has several of (its codes, its rows) stands in one array for all visits, and `…_bounds` say where each visit's begin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from timeline.attendance.numbered import Coded, Ints, bounds_of, coded
from timeline.attendance.rows import Rows
from timeline.policies import Rules
from timeline.units.counted import Counted
from timeline.vocabulary import CONTEST_RULES, ContestRule, State

if TYPE_CHECKING:
    from timeline.visits import VisitAccount, VisitKey

#: Stands for a number that there is none of.
NONE = -1


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class VisitArrays:
    """Visits in numbers; see `timeline.visits.VisitAccount` for what they mean.

    Parameters
    ----------
    contest
        The contest rule in force.
    rules, listed_rules
        The place of the payer's rules in `listed_rules`; -1 where none are in force.
    refusal
        Why there are none; empty where there are.
    first_row
        The position of the visit's first row in `Rows`.
    start, end
        Its first second and the first second after it, on the clinic's line.
    states
        Seconds in each `State` under the rule in force: an array by state and visit.
    one_on_one, credited
        Seconds of one-on-one time, and of that and group time, by contest rule and visit.
    treatment, uncoded, unearned
        Seconds under the rule in force.
    timed_units
        `VisitAccount.timed_units_under`, by contest rule and visit; -1 where no policy is in force.
    timed_minutes
        Of the count under the rule in force; -1 where nothing is counted.
    code_bounds, code
        The codes of `VisitAccount.earning`, those of a visit in its order; one entry for each.
    code_seconds
        What the payer counts of each, by contest rule and entry.
    code_assistant
        Of these, under the rule in force, what an assistant furnished.
    code_units
        Payable units of each, by contest rule and entry; -1 where the visit is not counted.
    named_bounds, named
        The codes of `VisitAccount.named`; one entry for each.
    named_seconds, named_assistant
        What is credited to each before anything is left out: by contest rule and entry; an assistant's part of it under
        the rule in force.
    named_units, named_billed
        Payable units of each, by contest rule and entry, and units claimed; -1 where nothing is counted or claimed.
    row_bounds, row
        The positions of its rows.
    answer, answers
        The place of its count under the rule in force in `answers`, where equal counts stand once: their dates, and
        the rows they name, may be another visit's; -1 where it is not counted.
    """

    contest: ContestRule
    date: Coded
    patient: Coded
    discipline: Coded
    clinic: Coded
    payer: Coded
    evidence: Coded
    rules: Ints
    listed_rules: tuple[Rules, ...]
    refusal: Coded
    first_row: Ints
    start: Ints
    end: Ints
    states: Ints
    one_on_one: Ints
    credited: Ints
    treatment: Ints
    uncoded: Ints
    unearned: Ints
    timed_units: Ints
    timed_minutes: Ints
    code_bounds: Ints
    code: Coded
    code_seconds: Ints
    code_assistant: Ints
    code_units: Ints
    named_bounds: Ints
    named: Coded
    named_seconds: Ints
    named_assistant: Ints
    named_units: Ints
    named_billed: Ints
    row_bounds: Ints
    row: Ints
    answer: Ints
    answers: Counted

    def __len__(self) -> int:
        return len(self.first_row)

    @property
    def code_visit(self) -> Ints:
        """The place of the visit of each entry of `code`."""
        return np.repeat(np.arange(len(self)), np.diff(self.code_bounds))

    @property
    def named_visit(self) -> Ints:
        """The place of the visit of each entry of `named`."""
        return np.repeat(np.arange(len(self)), np.diff(self.named_bounds))

    @property
    def row_visit(self) -> Ints:
        """The place of the visit of each entry of `row`."""
        return np.repeat(np.arange(len(self)), np.diff(self.row_bounds))


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
