from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given

from tests.audit.test_registry import analysis_of
from tests.schedules_of import analysed
from tests.strategies import rows
from timeline.audit.credits import credited, credited_time, credits_of, persons
from timeline.vocabulary import Role


@given(rows())
def test_what_counts_as_arrays_is_what_the_record_lists(day: list[dict[str, Any]]) -> None:
    record = analysis_of(day).record
    for visit in record.accounts.values():
        assert credits_of(record, visit) == record.credits.get(visit.key, [])


@given(rows())
def test_seconds_credited_to_nobody_are_those_of_the_record(day: list[dict[str, Any]]) -> None:
    record = analysis_of(day).record
    listed = [row for row, evidence in enumerate(record.rows.evidence) if evidence and record.rows.patient[row]]
    start, end = (np.array([each[row] for row in listed], np.int64) for each in (record.rows.start, record.rows.end))
    left = end - start - credited_time(record).seconds(persons(record)[np.array(listed, np.int64)], start, end)
    assert left.tolist() == [
        record.uncredited(record.rows.date[row], record.rows.patient[row], record.rows.start[row], record.rows.end[row])
        for row in listed
    ]


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
