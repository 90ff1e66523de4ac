"""What a plan keeps to: who is busy, what moves together, the way between clinics, time away."""

from __future__ import annotations

from typing import Any

import pytest

from tests.planning.booked import booked
from timeline.planning import Plan, plan
from timeline.schedules.clinic import Travel


def changed(found: Plan, number: int = 1) -> dict[str, tuple[int, str]]:
    """Return by how many minutes a plan moves each patient, and with whom each then is."""
    own = found.changes[found.changes["plan"] == number]
    return {
        who: (minutes, provider)
        for who, minutes, provider in own[["patient", "shift_minutes", "provider"]].itertuples(index=False)
    }


def contested(found: Plan, number: int = 1) -> float:
    aims: dict[str, Any] = found.to_dict()["plans"][number - 1]["aims"]
    return float(aims["contested_minutes"])


def test_what_needs_no_provider_contests_nobody() -> None:
    found = plan(booked("9:00-10:00 PT1", "9:00-9:20 P1 PT1 97010", "9:00-9:30 P2 PT1 97110"))
    assert (found.before.contested, changed(found), found.reason) == (0, {}, "")


def test_therapists_who_treat_a_patient_together_move_together() -> None:
    day = booked(
        *("9:00-10:30 PT1", "9:00-10:30 OT1", "9:00-9:20 P2 PT1 97110"),
        *("9:10-9:30 P1 PT1 97110", "9:10-9:30 P1 OT1 97530"),
    )
    found = plan(day, keep=["P2"], plans=1)
    own = found.changes[["provider", "shift_minutes"]].to_numpy().tolist()
    assert sorted(own) == [["OT1", 10], ["PT1", 10]]


def test_a_move_leaves_time_to_get_to_the_next_clinic() -> None:
    day = booked(
        *("8:45-10:00 PT1 @North", "10:10-11:00 PT1 @South", "10:10-11:00 P2 PT1 97110 @South"),
        *("9:00-9:30 P1 PT1 97110 @North", "9:15-9:45 P3 PT1 97110 @North"),
        travel=[Travel("North", "South", 20)],
    )
    found = plan(day, plans=1)
    assert (contested(found), changed(found)) == (0, {"P1": (-15, "PT1")})


def test_without_a_way_between_them_either_booking_could_move() -> None:
    day = booked("8:45-10:00 PT1", "9:00-9:30 P1 PT1 97110", "9:15-9:45 P3 PT1 97110")
    assert {tuple(changed(plan(day, plans=2), number).items()) for number in (1, 2)} == {
        (("P1", (-15, "PT1")),),
        (("P3", (15, "PT1")),),
    }


def test_a_booking_in_time_away_goes_to_somebody_who_is_there() -> None:
    day = booked("9:00-10:00 PT1", "9:00-10:00 PT2", "9:00-9:30 PT1 away", "9:00-9:30 P1 PT1 97110")
    found = plan(day, move=0)
    assert (found.before.contested, contested(found), changed(found)) == (1800, 0, {"P1": (0, "PT2")})


def test_time_away_that_nobody_can_stand_in_for_stays_contested() -> None:
    day = booked("9:00-10:00 PT1", "9:00-9:30 PT1 away", "9:00-9:20 P1 PT1 97110", "9:40-10:00 P2 PT1 97110")
    found = plan(day, move=0)
    assert (contested(found), changed(found)) == (20, {})
    assert found.reason


@pytest.mark.parametrize("others", [2, 3])
def test_bookings_that_one_therapist_cannot_have_all_stay_contested_as_briefly_as_can_be(others: int) -> None:
    lines = [f"9:00-9:30 P{number} PT1 97110" for number in range(others + 1)]
    found = plan(booked("9:00-10:00 PT1", *lines), plans=1)
    assert contested(found) == 30
    assert "Between 09:00 and 10:00" in found.reason
