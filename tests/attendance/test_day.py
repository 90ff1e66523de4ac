"""One date of one kind of evidence: what a booking is, who has a day, which rows meet."""

from __future__ import annotations

import pytest

from tests.days import DATE, account, attended, disciplines, minutes, states
from timeline.attendance import Attendance

pytestmark = pytest.mark.usefixtures("engine")


def evidence(found: Attendance) -> dict[str, str]:
    return dict(zip(found.attendance["patient"], found.attendance["evidence"], strict=True))


def not_seen(found: Attendance) -> list[str]:
    return found.not_seen["interval_id"].tolist()


def test_bookings_of_a_clinic_with_services_are_a_plan_and_earn_nothing() -> None:
    found = attended("9:00-9:20 P1 PT1 97110", "9:00-10:00 P1 PT1 appointment", "10:00-11:00 P2 PT1 appointment")
    assert states(found, "P1") == {"one_on_one": 20}
    assert (disciplines(found), not_seen(found)) == ({("P1", "PT")}, ["r3"])


def test_bookings_of_a_clinic_without_services_are_analysed_as_scheduled() -> None:
    found = attended("9:00-9:20 P1 PT1 97110", "10:00-11:00 P2 PT1 appointment clinic=annex")
    assert (evidence(found), not_seen(found)) == ({"P1": "documented", "P2": "scheduled"}, [])
    assert states(found, "P2") == {"one_on_one": 60}


def test_a_patient_seen_elsewhere_has_no_scheduled_visit() -> None:
    found = attended("9:00-9:20 P1 PT1 97110", "10:00-11:00 P1 PT1 appointment clinic=annex")
    assert (evidence(found), not_seen(found)) == ({"P1": "documented"}, [])


def test_services_of_another_date_make_no_plan() -> None:
    found = attended("9:00-9:20 next P1 PT1 97110", "10:00-11:00 P2 PT1 appointment")
    assert evidence(found) == {"P1": "documented", "P2": "scheduled"}


def test_cancelled_services_make_no_plan() -> None:
    found = attended(
        "9:00-9:20 P1 PT1 97110 cancelled", "9:00-9:20 P3 PT1 97110 no_show", "10:00-11:00 P2 PT1 appointment"
    )
    assert evidence(found) == {"P2": "scheduled"}


def test_bookings_and_services_never_contest_or_group_with_each_other() -> None:
    found = attended(
        "9:00-9:20 P1 PT1 97110",
        "9:05-9:15 P2 PT1 appointment clinic=annex",
        "9:00-9:20 P3 PTA1 97150 group=G1",
        "9:00-9:20 P4 PTA1 97150 group=G1 appointment clinic=annex",
    )
    assert minutes(found, "P1", "97110") == (20, 20, 20)
    assert states(found, "P3") == {"one_on_one": 20}


def test_two_bookings_contest_each_other() -> None:
    found = attended("9:00-9:40 P1 PT1 appointment", "9:30-10:00 P2 PT1 appointment")
    assert states(found, "P1") == {"one_on_one": 30, "contested": 10}


def test_lunch_makes_a_provider_busy_for_services_and_bookings() -> None:
    found = attended("9:00-9:40 P1 PT1 97110", "9:00-9:40 P2 PT1 appointment clinic=annex", "9:10-9:20 PT1 away")
    assert states(found, "P1") == states(found, "P2") == {"one_on_one": 30, "contested": 10}
    assert account(found, "PT1")["contested"] == account(found, "PT1", "scheduled")["contested"] == 10


def test_somebody_only_on_site_has_one_account_with_the_evidence_of_the_date() -> None:
    services = attended("9:00-9:20 P1 PT1 97110", "8:00-12:00 PT2 shift", "9:00-9:20 P2 PT1 appointment clinic=annex")
    assert account(services, "PT2") == {"presence": "shift", "idle": 240}
    bookings = attended("9:00-9:20 P1 PT1 appointment", "8:00-12:00 PT2 shift")
    assert account(bookings, "PT2", "scheduled") == {"presence": "shift", "idle": 240}
    alone = attended("8:00-12:00 PT2 shift")
    assert account(alone, "PT2") == {"presence": "shift", "idle": 240}


def test_a_provider_in_two_clinics_is_one_person() -> None:
    found = attended("9:00-9:20 P1 PT1 97110", "9:10-9:30 P2 PT1 97110 clinic=annex")
    assert states(found, "P1") == {"one_on_one": 10, "contested": 10}


def test_rows_over_midnight_stay_with_the_date_of_their_start() -> None:
    found = attended("23:30-24:30 P1 PT1 97110")
    assert (set(found.attendance["date"]), minutes(found, "P1", "97110")) == ({DATE}, (60, 60, 60))


def test_an_empty_schedule_has_no_days() -> None:
    found = attended()
    assert (found.dates, len(found.attendance), len(found.engagements)) == ([], 0, 0)


def test_people_stand_in_the_order_of_their_ids_whatever_the_order_of_the_rows() -> None:
    rows = ("9:00-9:30 P3 PT3 97110", "9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 PT2 97110", "9:00-9:30 P2 OT1 97530")
    for listed in (rows, rows[::-1]):
        found = attended(*listed)
        assert found.attendance[["patient", "discipline"]].values.tolist() == [
            ["P1", "PT"],
            ["P2", "PT"],
            ["P2", "OT"],
            ["P3", "PT"],
        ]
        assert found.engagements["provider"].tolist() == ["OT1", "PT1", "PT2", "PT3"]
        assert found.demands["provider"].tolist() == ["OT1", "PT1", "PT2", "PT3"]
