from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
from hypothesis import given

from tests.audit.test_registry import analysis_of
from tests.days import DATE
from tests.schedules_of import analysed
from tests.strategies import rows
from timeline.audit.credits import Credit, credited, credited_time, credits_of, persons
from timeline.contracts import records
from timeline.record import Record
from timeline.spans import Span, length, subtract, union
from timeline.visits import VisitKey
from timeline.vocabulary import ContestRule, Role, State

CONTEST = ("9:00-9:30 P1 PT1 97110", "9:20-9:50 P2 PT1 97110")
BOOKED = ("9:00-9:20 P1 PT1 appointment", "9:10-9:30 P2 PT1 appointment")


def counted(record: Record, patient: str = "P1") -> list[tuple[str, str, float, float, str, list[str]]]:
    """Say what counts for a visit: code, row, minutes of the day, how, and under which rules."""
    start = record.midnight(DATE)
    return [
        (
            one.code,
            one.interval_id,
            (one.start - start) / 60,
            (one.end - start) / 60,
            one.counts_as,
            [str(rule) for rule in ContestRule if one.under(rule)],
        )
        for one in credits_of(record, record.accounts[DATE, patient, "PT"])
    ]


def listed(record: Record) -> dict[VisitKey, list[Credit]]:
    """Read what counts for each visit off the tables, span by span."""
    found: dict[VisitKey, list[Credit]] = defaultdict(list)
    visit = ("date", "patient", "discipline")
    columns = (*visit, "code", "start_second", "seconds", "counts_as", "interval_id", *ContestRule)
    for *key, code, start, seconds, counts_as, interval, exclusive, nested, documented in records(
        record.attendance.code_spans, columns
    ):
        account = record.accounts[key[0], key[1], key[2]]
        if not account.is_scheduled:
            counts = "unearned" if code and interval in account.unpaid else counts_as
            credit = Credit(code, start, start + seconds, counts, interval, exclusive, nested, documented)
            found[key[0], key[1], key[2]].append(credit)
    columns = (*visit, "start_second", "seconds", "interval_id", *(f"state_{rule}" for rule in ContestRule))
    for *key, start, seconds, interval, exclusive, nested, documented in records(record.attendance.attendance, columns):
        if record.accounts[key[0], key[1], key[2]].is_scheduled:
            rules = (state == State.ONE_ON_ONE for state in (exclusive, nested, documented))
            found[key[0], key[1], key[2]].append(Credit("", start, start + seconds, "earned", interval, *rules))
    return found


def test_what_counts_of_contested_time_counts_where_the_rule_says_so() -> None:
    every = ["exclusive", "nested", "documented"]
    assert counted(analysed(*CONTEST).record) == [
        ("97110", "r1", 540, 560, "earned", every),
        ("97110", "r1", 560, 570, "earned", ["documented"]),
    ]
    nested = analysed("9:00-10:00 P1 PT1 97110", "9:20-9:30 P2 PT1 97110").record
    assert [one[5] for one in counted(nested, "P2")] == [["nested", "documented"]]


def test_of_a_booking_its_one_on_one_time_counts() -> None:
    case = analysed(*BOOKED).record
    every = ["exclusive", "nested", "documented"]
    assert [one for one in counted(case) if one[5]] == [
        ("", "r1", 540, 550, "earned", every),
        ("", "", 550, 560, "earned", ["documented"]),  # no single row holds time that two patients claim
    ]
    assert case.accounts[DATE, "P1", "PT"].timed_units == 1


def test_what_the_payer_does_not_pay_by_telehealth_counts_as_unearned() -> None:
    case = analysed("9:00-9:15 P1 PT1 97140 place=10", "9:15-9:30 P1 PT1 97110", "9:30-9:40 P1 PT1 place=10").record
    assert [(one[0], one[4]) for one in counted(case)] == [
        ("", "uncoded"),
        ("97110", "earned"),
        ("97140", "unearned"),
    ]


def test_time_of_a_booking_that_another_discipline_holds_is_its_own_under_the_rules_where_it_counts() -> None:
    """At 9:10 a row of SLP is what holds in the visit of PT, but where every contested minute counts."""
    result = analysed(
        "9:00-9:22 P1 PT1 appointment payer=medicare",
        "9:10-9:12 PT1 away",
        "9:10-9:12 P1 PTA1 appointment discipline=SLP payer=medicare",
        "9:30-9:31 P1 PT1 appointment payer=medicare",
    )
    record = result.record
    for visit in record.accounts.values():
        assert credits_of(record, visit) == listed(record)[visit.key]
    assert ("r3", False, False, True) in [one[4:] for one in listed(record)[DATE, "P1", "PT"]]
    assert [each.units_at_risk for each in result.finding_list if each.rule.id == "overlap.contested"] == [1]


@given(rows())
def test_what_counts_is_what_the_tables_list(day: list[dict[str, Any]]) -> None:
    record = analysis_of(day).record
    expected = listed(record)
    for visit in record.accounts.values():
        assert credits_of(record, visit) == expected.get(visit.key, [])


@given(rows())
def test_seconds_credited_to_nobody_are_those_of_the_record(day: list[dict[str, Any]]) -> None:
    record = analysis_of(day).record
    listed = [row for row, evidence in enumerate(record.rows.evidence) if evidence and record.rows.patient[row]]
    start, end = (np.array([each[row] for row in listed], np.int64) for each in (record.rows.start, record.rows.end))
    left = end - start - credited_time(record).seconds(persons(record)[np.array(listed, np.int64)], start, end)
    assert left.tolist() == [
        length(subtract([(record.rows.start[row], record.rows.end[row])], union(credited_spans(record, row))))
        for row in listed
    ]


def credited_spans(record: Record, row: int) -> list[Span]:
    return record.credited.get((record.rows.date[row], record.rows.patient[row]), [])


def test_time_credited_in_two_disciplines_at_once_and_in_a_group_is_credited_once() -> None:
    group = ("10:00-10:30 P1 PT1 97150 group=G1", "10:00-10:20 P2 PT1 97150 group=G1")
    record = analysed("9:00-9:20 P1 PT1 97110", "9:10-9:30 P1 OT1 97535", *group).record
    start = record.midnight(DATE) + np.array([9 * 3600])
    assert credited_time(record).seconds(persons(record)[:1], start, start + 2 * 3600).tolist() == [3600]


def test_time_of_staff_whom_the_payer_does_not_cover_is_marked() -> None:
    record = analysed("9:00-9:30 P1 PT1 97110 payer=tricare", "9:30-10:00 P1 OTA1 97110 payer=tricare").record
    visit = next(iter(record.accounts.values()))
    marked = dict(zip(credited(record).row.tolist(), credited(record).covered.tolist(), strict=True))
    assert marked == {row: visit.covers(record.rows.role[row]) for row in marked}
    assert Role.PT in record.rows.role
    assert credits_of(record, visit)


def test_numbers_of_patients_and_dates_are_no_more_than_rows() -> None:
    """Spans of each are laid one behind the other on a line, whose places have to be numbers of 64 bits."""
    record = analysed("9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 PT1 97110 next", "9:30-10:00 P1 PT1 97112").record
    assert persons(record).tolist() == [0, 1, 0]
