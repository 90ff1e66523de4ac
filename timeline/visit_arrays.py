"""The visits of a record as arrays of numbers: what many are asked about at once, none of them made an object.

Every array has an entry for every visit, in the order of the record's accounts: date, patient, discipline. What a visit
has several of (its codes, its rows) stands in one array for all visits, and `…_bounds` say where each visit's begin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from timeline.attendance.numbered import Coded, Ints
from timeline.policies import Rules
from timeline.units.counted import Counted
from timeline.vocabulary import ContestRule


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
