from __future__ import annotations

from typing import Any

import pytest

from tests.schedules_of import analysed
from timeline.record import Record
from timeline.visit_arrays import VisitArrays
from timeline.visits import VisitAccount
from timeline.vocabulary import CONTEST_RULES, ContestRule, State

#: Contested minutes, a group, two disciplines, an assistant, minutes without a code, and a payer nobody knows.
DAY = (
    "9:00-9:30 P1 PT1 97110",
    "9:20-9:50 P2 PT1 97110 payer=nobody",
    "9:30-10:00 P1 PTA1 97140",
    "9:00-9:30 P3 OT1 97530",
    "10:00-10:30 P1 PT2 97150 group=G1",
    "10:00-10:30 P3 PT2 97150 group=G1",
    "11:00-11:20 P4 PT1",
)
BOOKED = ("9:00-9:20 P1 PT1 appointment", "9:10-9:30 P2 PT1 appointment next")


def as_told(arrays: VisitArrays, place: int) -> dict[str, Any]:
    """Read one visit off the arrays."""
    codes = slice(arrays.code_bounds[place], arrays.code_bounds[place + 1])
    rows = slice(arrays.row_bounds[place], arrays.row_bounds[place + 1])
    rules, units = arrays.rules[place], arrays.timed_units[:, place].tolist()
    return {
        "key": tuple(getattr(arrays, name).words[getattr(arrays, name).codes[place]] for name in KEY),
        "clinic": arrays.clinic.words[arrays.clinic.codes[place]],
        "payer": arrays.payer.words[arrays.payer.codes[place]],
        "evidence": arrays.evidence.words[arrays.evidence.codes[place]],
        "refusal": arrays.refusal.words[arrays.refusal.codes[place]],
        "rules": None if rules < 0 else id(arrays.listed_rules[rules]),
        "states": arrays.states[:, place].tolist(),
        "one_on_one": arrays.one_on_one[:, place].tolist(),
        "credited": arrays.credited[:, place].tolist(),
        "treatment": (arrays.treatment[place], arrays.uncoded[place], arrays.unearned[place]),
        "timed_units": [None if number < 0 else number for number in units],
        "timed_minutes": arrays.timed_minutes[place],
        "codes": arrays.code.words[arrays.code.codes[codes]].tolist(),
        "code_seconds": arrays.code_seconds[:, codes].tolist(),
        "code_assistant": arrays.code_assistant[codes].tolist(),
        "code_units": arrays.code_units[:, codes].tolist(),
        "rows": tuple(arrays.row[rows].tolist()),
        "first": arrays.first_row[place],
    }


KEY = ("date", "patient", "discipline")


def as_accounted(visit: VisitAccount) -> dict[str, Any]:
    """Read the same off an account."""
    seconds, earning = visit.seconds, visit.earning
    under = {rule: None if visit.units is None else visit.units.payable(rule).units for rule in CONTEST_RULES}
    return {
        "key": visit.key,
        "clinic": visit.clinic,
        "payer": visit.payer,
        "evidence": visit.evidence,
        "refusal": visit.refusal,
        "rules": None if visit.rules is None else id(visit.rules),
        "states": [seconds.states[state] for state in State],
        "one_on_one": [seconds.one_on_one[rule] for rule in CONTEST_RULES],
        "credited": [seconds.credited[rule] for rule in CONTEST_RULES],
        "treatment": (seconds.treatment, seconds.uncoded, seconds.unearned),
        "timed_units": [visit.timed_units_under(rule) for rule in CONTEST_RULES],
        "timed_minutes": visit.units[visit.contest].timed_minutes if visit.units else -1,
        "codes": list(earning),
        "code_seconds": [[of.by_rule[rule] for of in earning.values()] for rule in CONTEST_RULES],
        "code_assistant": [of.assistant for of in earning.values()],
        "code_units": [
            [-1 if counted is None else counted.get(code, 0) for code in earning] for counted in under.values()
        ],
        "rows": visit.positions,
        "first": visit.positions[0],
    }


def assert_told(record: Record) -> None:
    arrays = record.visit_arrays
    told = [as_told(arrays, place) for place in range(len(arrays))]
    assert told == [as_accounted(visit) for visit in record.accounts.values()]
    spans = [
        (min(record.rows.start[row] for row in visit.positions), max(record.rows.end[row] for row in visit.positions))
        for visit in record.accounts.values()
    ]
    assert list(zip(arrays.start.tolist(), arrays.end.tolist(), strict=True)) == spans


@pytest.mark.parametrize("contest", ContestRule)
@pytest.mark.parametrize(
    "day", [DAY, BOOKED, ("9:00-17:00 PT1 shift", "9:00-9:10 P1 PT1 cancelled")], ids=["day", "booked", "nobody"]
)
def test_the_arrays_say_of_each_visit_what_its_account_says(day: tuple[str, ...], contest: str) -> None:
    assert_told(analysed(*day, contest=contest).record)


def test_each_entry_of_codes_and_rows_is_told_to_be_of_its_visit() -> None:
    arrays = analysed(*DAY).record.visit_arrays
    assert arrays.code_visit.tolist() == [0, 0, 0, 1, 2, 3]
    assert arrays.row_visit.tolist() == [0, 0, 0, 1, 2, 3, 4]
