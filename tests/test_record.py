from __future__ import annotations

from tests.schedules_of import analysed
from timeline.vocabulary import Severity


def test_the_uncredited_part_of_a_span_is_what_nobody_is_credited_for() -> None:
    case = analysed("9:00-9:15 P1 PT1 97110", "9:00-9:30 P1 STUDENT1 97110").record
    assert case.uncredited("2026-03-02", "P1", case.rows.start[1], case.rows.end[1]) == 15 * 60


def test_the_visits_of_a_date_are_those_of_the_people_asked_for() -> None:
    case = analysed("9:00-9:15 P1 PT1 97110", "9:00-9:15 P1 OT1 97530", "9:15-9:30 P2 PT1 97110").record
    assert [visit.key for visit in case.visits_of("2026-03-02", ["P1"])] == [
        ("2026-03-02", "P1", "OT"),
        ("2026-03-02", "P1", "PT"),
    ]


def test_nothing_a_booking_says_is_an_error() -> None:
    case = analysed("9:00-9:15 P1 PT1 97110 appointment").record
    assert case.severity(0, Severity.ERROR) == Severity.REVIEW
    assert case.severity(0, Severity.NOTE) == Severity.NOTE


def test_a_span_in_pieces_says_its_own_length() -> None:
    case = analysed("9:00-9:15 P1 PT1 97110").record
    start, end = case.rows.start[0], case.rows.end[0]
    assert case.when("2026-03-02", start, end, seconds=90) == "on 2026-03-02, 09:00–09:15 (1 min 30 s)"
