from __future__ import annotations

from tests.planning.booked import booked
from timeline.planning import Plan, plan


def load(found: Plan) -> list[tuple[str, str, int, int]]:
    table = found.load[["provider", "quarter", "patients_before", "patients"]]
    return [(who, f"{start:%H:%M}", before, after) for who, start, before, after in table.itertuples(index=False)]


def test_each_quarter_hour_has_the_most_patients_of_one_instant_before_and_after() -> None:
    day = booked("9:00-9:40 PT1", "9:00-9:40 PT2", "9:00-9:20 P1 PT1 97110", "9:10-9:30 P2 PT1 97110")
    found = load(plan(day, plans=1, keep=["P1"], move=0))
    assert found == [
        ("PT1", "09:00", 2, 1),
        ("PT1", "09:15", 2, 1),
        ("PT2", "09:00", 0, 1),
        ("PT2", "09:15", 0, 1),
    ]


def test_bookings_that_only_touch_never_meet() -> None:
    day = booked("9:00-10:00 PT1", "9:00-9:30 P1 PT1 97110", "9:30-10:00 P2 PT1 97110")
    assert {before for _, _, before, _ in load(plan(day))} == {1}


def test_a_quarter_hour_without_patients_has_no_row() -> None:
    day = booked("9:00-11:00 PT1", "9:00-9:15 P1 PT1 97110", "9:30-9:45 P2 PT1 97110")
    assert [start for _, start, _, _ in load(plan(day))] == ["09:00", "09:30"]
