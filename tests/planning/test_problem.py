from __future__ import annotations

import pandas as pd

from tests.planning.booked import booked
from timeline.planning import plan
from timeline.planning.problem import Place, problem_of
from timeline.result import analyze
from timeline.schedules import Schedule, read_schedule

MINUTE = 60


def places(schedule: Schedule, *, move: int = 0, keep: tuple[str, ...] = ()) -> list[list[tuple[int, str]]]:
    """List where each unit may stand: minutes later, and with whom."""
    record = analyze(schedule).record
    day = str(schedule.intervals["date"].iloc[0])[:10]
    found = problem_of(record, day, step=5 * MINUTE, move=move * MINUTE, keep=keep)
    return [[(place.shift // MINUTE, place.provider) for place in unit.places] for unit in found.units]


def test_a_booking_may_stay_or_go_to_whoever_is_on_shift_and_qualified() -> None:
    day = booked("9:00-10:00 PT1", "9:00-10:00 PTA1", "9:00-10:00 OT1", "9:00-9:20 PT2", "9:00-9:30 P1 PT1 97110")
    assert places(day) == [[(0, "PT1"), (0, "PTA1")]]


def test_an_evaluation_goes_to_therapists_only() -> None:
    day = booked("9:00-10:00 PT1", "9:00-10:00 PT2", "9:00-10:00 PTA1", "9:00-9:30 P1 PT1 97161")
    assert places(day) == [[(0, "PT1"), (0, "PT2")]]


def test_nobody_is_handed_a_booking_while_away() -> None:
    day = booked("9:00-10:00 PT1", "9:00-10:00 PT2", "9:15-9:20 PT2 away", "9:00-9:30 P1 PT1 97110")
    assert places(day) == [[(0, "PT1")]]


def test_a_booking_moves_in_steps_within_the_shift() -> None:
    day = booked("9:00-9:40 PT1", "9:05-9:30 P1 PT1 97110")
    assert places(day, move=15) == [[(0, "PT1"), (-5, "PT1"), (5, "PT1"), (10, "PT1")]]


def test_what_a_patient_is_to_keep_has_one_place() -> None:
    day = booked("9:00-10:00 PT1", "9:00-10:00 PT2", "9:05-9:30 P1 PT1 97110")
    assert places(day, move=30, keep=("P1",)) == [[(0, "PT1")]]


def test_bookings_of_one_patient_that_overlap_are_one_block() -> None:
    day = booked("9:00-10:00 PT1", "9:00-10:00 PT2", "9:05-9:30 P1 PT1 97110", "9:10-9:30 P1 PT2 97140")
    found = problem_of(analyze(day).record, "2026-03-02", step=300, move=600, keep=())
    assert found.blocks == {0: [0, 1]}
    assert found.of_patient == {"P1": [0]}


def test_a_block_moves_only_as_far_as_each_of_its_units_can() -> None:
    day = booked("9:00-10:00 PT1", "9:00-9:30 OT1", "9:05-9:30 P1 PT1 97110", "9:10-9:30 P1 OT1 97530")
    shifts = [{shift for shift, _ in own} for own in places(day, move=10)]
    assert shifts == [{0, -5}, {0, -5}]


def test_what_needs_no_provider_moves_and_stays_with_whom_it_is_booked() -> None:
    day = booked("9:00-10:00 PT1", "9:00-10:00 PT2", "9:00-9:20 P1 PT1 97010", "9:30-9:50 P2 PT1 97110")
    assert places(day, move=5)[0] == [(0, "PT1"), (-5, "PT1"), (5, "PT1")]


def test_an_assistant_under_direct_supervision_takes_what_a_therapist_is_on_site_for() -> None:
    lines = ("9:00-9:30 PT1", "9:00-10:00 PTA1", "9:00-10:00 PTA2", "9:10-9:30 P1 PTA1 97110")
    starts = {
        day: [shift for shift, who in places(booked(*lines, day=day), move=10)[0] if who == "PTA2"]
        for day in ("2024-03-04", "2026-03-02")
    }
    assert starts == {"2024-03-04": [0, -5, -10], "2026-03-02": [0, -5, 5, -10, 10]}


def test_a_place_is_what_a_unit_has_besides_its_rows() -> None:
    record = analyze(booked("9:00-10:00 PT1", "9:05-9:30 P1 PT1 97110")).record
    (unit,) = problem_of(record, "2026-03-02", step=300, move=0, keep=()).units
    assert (unit.booked, unit.seconds, unit.code) == (Place(0, "PT1", "PT"), 25 * MINUTE, "97110")


#: Before 2025, an assistant in a private practice needed a therapist on site, as Medicare counted.
SUPERVISED = "2024-03-04"


def with_an_assistant(*, shift: str = "") -> Schedule:
    """Two bookings of a therapist meet and one may only move later; an assistant treats from the first of them on."""
    rows = [
        {"start": "9:00", "end": "9:30", "patient": "A", "provider": "PT1", "role": "PT", "kind": "appointment"},
        {"start": "9:15", "end": "9:30", "patient": "B", "provider": "PT1", "role": "PT", "kind": "appointment"},
        {"start": "11:00", "end": "11:30", "patient": "C", "provider": "PT1", "role": "PT", "kind": "appointment"},
        {"start": "9:00", "end": "11:30", "patient": "D", "provider": "PTA1", "role": "PTA", "kind": "appointment"},
        {"start": "8:00", "end": "9:00", "patient": "A", "provider": "OT1", "role": "OT", "kind": "appointment"},
    ]
    shifts = [{"start": "8:00", "end": "12:00", "provider": shift, "role": "PT", "kind": "shift"}] if shift else []
    table = pd.DataFrame([*rows, *shifts]).fillna("")
    return read_schedule(table.assign(date=SUPERVISED, code="97110"), payer="medicare")


def changes(day: Schedule) -> list[tuple[str, str, int]]:
    found = plan(day, keep=["B"], plans=1)
    return list(found.changes[["patient", "provider", "shift_minutes"]].itertuples(index=False, name=None))


def test_a_therapist_on_shift_may_begin_with_a_later_booking() -> None:
    assert changes(with_an_assistant(shift="PT1")) == [("A", "PT1", 30)]


def test_a_therapist_without_a_shift_whom_an_assistant_needs_comes_no_later_than_booked() -> None:
    assert changes(with_an_assistant()) == []


def test_where_another_therapist_is_on_shift_nobody_needs_to_stay_for_an_assistant() -> None:
    assert changes(with_an_assistant(shift="PT2")) == [("A", "PT1", 30)]
