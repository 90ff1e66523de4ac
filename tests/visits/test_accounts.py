"""All visits at once: what each is counted from, and what they are told to be, against the engine of single visits."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import fields
from datetime import date
from itertools import groupby
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.days import attended
from tests.product import IN_FORCE, intervals
from tests.strategies import rows
from timeline.attendance import Attendance, attend
from timeline.attendance.numbered import Coded
from timeline.code_table import code_table
from timeline.policies import Rules
from timeline.units.engine import count_date, payable_of
from timeline.visit_arrays import VisitArrays
from timeline.visits import VisitAccount, account_visits
from timeline.visits.read_off import arrays_of
from timeline.vocabulary import CONTEST_RULES, ContestRule

_PAYERS = ("", "medicare", "medicare-hospital", "workers-comp-new-york", "cpt-midpoint", "sunny-health")
_MORE = st.lists(
    st.tuples(st.sampled_from(_PAYERS), st.sampled_from(("", "", "10", "11")), st.sampled_from(("", "", 1, 2))),
    min_size=12,
    max_size=12,
)


def _attendance(drawn: list[dict[str, Any]], more: list[tuple[Any, ...]], contest: ContestRule) -> Attendance:
    told = [
        {**row, "payer": payer, "place": place, "quantity": quantity or None} if row["kind"] == "service" else row
        for row, (payer, place, quantity) in zip(drawn, more, strict=False)
    ]
    told = [{**row, "quantity": row["quantity"] or None} for row in told]
    return attend(intervals(told, first=IN_FORCE), contest=contest)


def _together(visits: list[VisitAccount]) -> list[tuple[Rules, list[VisitAccount]]]:
    """Divide the visits of a patient's date into those that are counted together."""
    groups: list[tuple[Rules, list[VisitAccount]]] = []
    for visit in visits:
        if visit.units is not None and visit.rules is not None:
            beside = [group for rules, group in groups if rules is visit.rules and rules.looks_at_whole_date]
            if beside:
                beside[0].append(visit)
            else:
                groups.append((visit.rules, [visit]))
    return groups


@given(drawn=rows(), more=_MORE, contest=st.sampled_from(ContestRule))
def test_every_visit_is_counted_as_the_engine_counts_it_by_itself(
    drawn: list[dict[str, Any]], more: list[tuple[Any, ...]], contest: ContestRule
) -> None:
    known = code_table()
    accounts = account_visits(_attendance(drawn, more, contest), {})
    for (day, _), visits in groupby(accounts.values(), key=lambda visit: visit.key[:2]):
        for rules, group in _together(list(visits)):
            for rule in CONTEST_RULES:
                codes = [{code: 0 for code in visit.named if code in known} for visit in group]
                asked = [visit.times_with(rule, of) for visit, of in zip(group, codes, strict=True)]
                counted = count_date(asked, rules, on=date.fromisoformat(day))
                assert [visit.units[rule] for visit in group if visit.units] == list(counted)
                told = payable_of(asked, rules, on=date.fromisoformat(day))
                assert [visit.timed_units_under(rule) for visit in group] == [one.timed_units for one in told]


@given(drawn=rows(), more=_MORE, contest=st.sampled_from(ContestRule))
def test_the_arrays_are_what_the_accounts_say(
    drawn: list[dict[str, Any]], more: list[tuple[Any, ...]], contest: ContestRule
) -> None:
    found = _attendance(drawn, more, contest)
    accounts = account_visits(found, {})
    ours, theirs = accounts.arrays, arrays_of(dict(accounts), found.rows, contest)
    assert as_lists(ours) == as_lists(theirs)


def as_lists(arrays: VisitArrays) -> dict[str, Any]:
    """Write arrays down, columns of text as their words."""
    found: dict[str, Any] = {}
    for each in fields(arrays):
        value = getattr(arrays, each.name)
        if isinstance(value, Coded):
            value = value.words[value.codes]
        found[each.name] = value.tolist() if isinstance(value, np.ndarray) else value
    listed = arrays.listed_rules
    found["rules"] = [listed[place] if place >= 0 else None for place in found["rules"]]
    found["listed_rules"] = len(listed)
    # Equal counts may be one or several: what each visit's count says is the same.
    answer, answers = found.pop("answer"), found.pop("answers")
    return found | {"lines": [answers[place].lines if place >= 0 else None for place in answer]}


BOOKED = ("9:00-9:40 P1 PT1 appointment", "9:20-9:50 P2 PT1 appointment", "10:00-10:30 P1 OT1 appointment next")


def test_a_schedule_of_bookings_asks_nothing() -> None:
    accounts = account_visits(attended(*BOOKED), {})
    assert len(accounts.answers.groups) == 0
    assert [visit.units for visit in accounts.values()] == [None, None, None]
    assert accounts.arrays.timed_units.tolist() == [[1, 1, 2], [1, 1, 2], [3, 2, 2]]


def test_a_visit_is_made_once_and_only_when_it_is_read() -> None:
    accounts = account_visits(attended("9:00-9:30 P1 PT1 97110", "9:30-9:40 P2 PT1 97110"), {})
    first, second = accounts
    assert accounts[first] is accounts[first]
    assert (first in accounts, ("2026-03-02", "P9", "PT") in accounts, len(accounts)) == (True, False, 2)
    assert [visit.key for visit in deepcopy(accounts).values()] == [first, second]


def test_equal_visits_are_counted_once() -> None:
    accounts = account_visits(attended("9:00-9:30 P1 PT1 97110", "9:30-10:00 P2 PT1 97110"), {})
    one, other = (visit.units[visit.contest] for visit in accounts.values() if visit.units)
    assert one is other


def test_a_code_that_is_out_of_use_is_told_with_the_date_of_each_visit() -> None:
    found = attended("9:00-9:30 P1 PT1 97001", "9:00-9:30 P1 PT1 97001 next")
    for day, visit in zip(("2026-03-02", "2026-03-03"), account_visits(found, {}).values(), strict=True):
        assert visit.units is not None
        assert [day in remark.text for remark in visit.units[visit.contest].remarks] == [True]


def test_rows_that_the_payer_does_not_pay_by_telehealth_prove_no_codes_apart() -> None:
    session = ("9:00-9:30 P1 PT1 97150 group=G", "9:00-9:30 P2 PT1 97150 group=G", "9:40-10:10 P1 PT1 97140")
    visit = next(iter(account_visits(attended("8:00-8:30 P1 PT1 97140 place=10", *session), {}).values()))
    assert (visit.unpaid, visit.units is not None) == (frozenset({"r1"}), True)
    assert [edit.intervals for edit in (visit.units or {})[visit.contest].edits] == [("r2", "r4")]
