from __future__ import annotations

import time

from tests.oracle_plan import Booking, Clinician
from tests.planning.days import crowded, problem, schedule
from timeline.planning.aims import changed, measured
from timeline.planning.repair import repaired


def test_a_crowded_day_gets_better_step_by_step() -> None:
    asked = problem(crowded(12, 2, meeting=0.8), step=10, move=20)
    booked = tuple(unit.booked for unit in asked.units)
    found = repaired(asked, booked, time.monotonic() + 5, sizes=(4,))
    assert measured(asked, found).contested < measured(asked, booked).contested


def test_without_time_nothing_changes() -> None:
    asked = problem(crowded(12, 2, meeting=0.8))
    booked = tuple(unit.booked for unit in asked.units)
    assert repaired(asked, booked, time.monotonic()) == booked


def test_another_set_of_bookings_is_found_with_as_little_contested_time() -> None:
    staff = {name: Clinician("PT", (540, 660)) for name in ("PT1", "PT2")}
    asked = problem(schedule([Booking("P1", "PT1", 540, 570), Booking("P2", "PT1", 540, 570)], staff))
    first = repaired(asked, tuple(unit.booked for unit in asked.units), time.monotonic() + 60)
    second = repaired(asked, first, time.monotonic() + 60, forbidden=[changed(asked, first)])
    assert changed(asked, second) != changed(asked, first)
    assert measured(asked, second).contested == measured(asked, first).contested == 0
