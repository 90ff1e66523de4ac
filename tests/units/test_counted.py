"""Counts in numbers say what the counts that are objects say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.days import attended
from tests.product import IN_FORCE
from tests.strategies import rows
from tests.visits.test_accounts import _MORE, _attendance
from timeline.attendance import Attendance
from timeline.attendance.compiled import plain
from timeline.units import VisitUnits
from timeline.units.counted import Counted, Lines
from timeline.visits import Accounts, account_visits, answers
from timeline.vocabulary import ContestRule, Pool
from timeline.yearly import Money, Standings, with_threshold


def counted(found: Attendance, used: str) -> Accounts:
    """Count visits by kernels, with the yearly threshold, of which each patient has used some dollars."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(answers, "kernels_for", lambda many: plain)
        accounts = account_visits(found, {})
        patients = {patient for _, patient, _ in accounts}
        spent = (Decimal(used or 0), date(int(IN_FORCE[:4]) - 1, 12, 31))
        stated = {(patient, pool, int(IN_FORCE[:4])): spent for patient in patients for pool in Pool}
        accounts = with_threshold(accounts, Standings(Money(stated if used else {})))
        assert accounts.answers.counts is not None
        return accounts


def check(accounts: Accounts) -> Counted:
    """Compare what is told in numbers with the objects."""
    of, contest = accounts.arrays, accounts.begun.found.contest
    told = of.answers
    objects = Counted.of([*told])
    for place, visit in enumerate(accounts.values()):
        assert (visit.units is None) == (of.answer[place] < 0)
        if visit.units is not None:
            ours, units = told[int(of.answer[place])], visit.units[contest]
            assert (ours.lines, ours.units, ours.times) == (units.lines, units.units, units.times)
    assert written(told, told.lines) == written(objects, objects.lines)
    assert written(told, told.every_line) == written(objects, objects.every_line)
    assert allocated(told) == allocated(objects)
    assert told.attests.tolist() == objects.attests.tolist()
    assert told.each(worded, object).tolist() == [*map(worded, told)]
    assert [worded(told.said(place)) for place in range(len(told))] == [*map(worded, told)]
    for units, is_plain in zip(told, told.plain.tolist(), strict=True):
        assert not is_plain or not (units.edits or units.removed or units.conditional or len(units.alternatives) > 1)
    return told


def written(told: Counted, lines: Lines) -> list[tuple[Any, ...]]:
    codes, modifiers = told.codes, told.modifiers
    return [
        (owner, alternative, line, codes[code], units, modifiers[number])
        for owner, alternative, line, code, units, number in zip(*(each.tolist() for each in lines), strict=True)
    ]


def allocated(told: Counted) -> list[tuple[Any, ...]]:
    codes = told.codes
    each = zip(*(column.tolist() for column in told.allocations), strict=True)
    return [(owner, alternative, codes[code], units) for owner, alternative, code, units in each]


def worded(units: VisitUnits) -> str:
    """Write what a count says but for its numbers."""
    return repr((units.rules.payer, units.discipline, units.billed_as, units.removed, units.edits, units.remarks))


@given(drawn=rows(), more=_MORE, contest=st.sampled_from(ContestRule), used=st.sampled_from(("", "0", "2450")))
def test_numbers_say_of_any_day_what_the_objects_say(
    drawn: list[dict[str, Any]], more: list[tuple[Any, ...]], contest: ContestRule, used: str
) -> None:
    check(counted(_attendance(drawn, more, contest), used))


DAY = (
    "9:00-9:30 P1 PT1 97110",
    "9:00-9:45 P2 PT2 97110",
    "10:00-10:08 P3 PT1 97110",
    "10:10-10:18 P3 PT1 97112",
    "11:00-11:30 P4 PT1 97110 97140",
)


def test_an_object_is_made_of_counts_that_are_not_plain_or_say_something_else() -> None:
    made = list[int]()
    told = counted(attended(*DAY), "").arrays.answers
    make = told._make
    told._make = lambda place: made.append(place) or make(place)  # type: ignore[func-returns-value]
    assert len(told.every_line.owner)
    assert len(told.allocations.owner)
    assert sorted(made) == told.others
    told.each(worded, object)
    assert len(made) == len(told.firsts) < len(told)


def test_counts_of_other_codes_say_the_same_where_nothing_is_said_of_the_codes() -> None:
    """Something is said of a code that the payer replaces by another; nothing of timed codes that it pays."""
    said = counted(attended("9:00-9:30 P1 PT1 97110", "10:00-10:30 P2 PT1 97112", "11:00-11:30 P3 PT1 97014"), "")
    told = check(said).firsts.tolist()
    assert told == [0, 2]


def test_alike_counts_are_a_sequence() -> None:
    told = check(counted(attended(*DAY), "2450"))
    assert [one.lines for one in told[:2]] == [told[0].lines, told[1].lines]
    assert told[-1] is told[len(told) - 1]
    with pytest.raises(IndexError):
        told[len(told)]
