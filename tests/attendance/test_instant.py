"""Who is with whom at one instant."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.days import DATE, attended
from timeline.attendance.instant import PatientNow, ProviderNow, patients_at, providers_at
from timeline.clock import to_seconds

LINES = ("9:00-9:30 P1 PT1 97110", "9:10-9:15 P2 PT1 97112", "8:00-12:00 PT2 shift", "9:00-9:20 P1 PTA1 97110")


def at(clock: str, *lines: str, contest: str = "nested") -> tuple[dict[str, ProviderNow], dict[str, PatientNow]]:
    """Ask for providers by id and patients by id and discipline."""
    found, second = attended(*lines, contest=contest), to_seconds(datetime.fromisoformat(f"{DATE}T{clock}"))
    providers = {now.provider: now for now in providers_at(found, DATE, second)}
    return providers, {f"{now.patient} {now.discipline}": now for now in patients_at(found, DATE, second)}


@pytest.mark.parametrize(("contest", "engaged"), [("nested", ("P2",)), ("exclusive", ()), ("documented", ("P1", "P2"))])
def test_a_contested_provider_shows_every_demand_and_who_is_left(contest: str, engaged: tuple[str, ...]) -> None:
    now = at("09:12", *LINES, contest=contest)[0]["PT1"]
    assert (now.doing, now.demands, now.engaged_with) == ("contested", ("P1", "P2"), engaged)
    assert (now.patients, now.intervals) == (("P1", "P2"), ("r1", "r2"))


def test_a_patient_shows_the_credited_row_and_who_attends_beside() -> None:
    now = at("09:05", *LINES)[1]["P1 PT"]
    assert (now.state, now.provider, now.code, now.credited_interval) == ("one_on_one", "PT1", "97110", "r1")
    assert (now.co_attending, now.intervals) == (("PTA1",), ("r1", "r4"))


def test_where_the_therapist_turns_away_the_assistant_is_credited() -> None:
    now = at("09:12", *LINES)[1]["P1 PT"]
    assert (now.provider, now.co_attending) == ("PTA1", ())


def test_somebody_on_shift_without_a_patient_is_idle() -> None:
    assert at("11:59:59", *LINES)[0]["PT2"].doing == "idle"


@pytest.mark.parametrize(
    ("clock", "present"), [("08:59:59", False), ("09:00:00", True), ("09:29:59", True), ("09:30:00", False)]
)
def test_spans_are_half_open(clock: str, present: bool) -> None:
    providers, patients = at(clock, *LINES)
    assert ("PT1" in providers, "P1 PT" in patients) == (present, present)


def test_between_two_shifts_nobody_is_present() -> None:
    assert at("11:00", "8:00-10:00 PT1 shift", "13:00-14:00 PT1 shift") == ({}, {})


@pytest.mark.parametrize(
    ("clock", "state"), [("09:09:59", "one_on_one"), ("09:10:00", "unskilled"), ("09:15:00", "one_on_one")]
)
def test_at_an_edge_the_state_is_the_one_that_begins(clock: str, state: str) -> None:
    assert at(clock, "9:00-9:30 P1 PT1 97110", "9:10-9:15 P1 rest")[1]["P1 PT"].state == state


def test_a_supervising_provider_shows_the_patient_without_being_claimed() -> None:
    now = at("09:05", "8:00-12:00 PT1 shift", "9:00-9:20 P1 PT1 G0283")[0]["PT1"]
    assert (now.doing, now.demands, now.patients) == ("idle", (), ("P1",))


def test_co_treatment_shows_both_visits_of_a_patient() -> None:
    patients = at("09:05", "9:00-9:20 P1 PT1 97110", "9:00-9:20 P1 OT1 97530")[1]
    assert {name: now.state for name, now in patients.items()} == {"P1 PT": "one_on_one", "P1 OT": "other_discipline"}


def test_an_unknown_date_has_nobody() -> None:
    found = attended(*LINES)
    assert (providers_at(found, "2026-03-03", 0), patients_at(found, "2026-03-03", 0)) == ([], [])


def test_everything_about_a_provider_at_an_instant_is_told() -> None:
    rows = (
        "9:10-9:40 P2 PT1 97112",
        "9:00-9:30 P1 PT1 97110",
        "9:00-9:30 P4 PT1 G0283",
        "9:00-9:20 P3 PT2 97110",
        "9:20-9:40 P4 PT1 97016 supervised",
    )
    assert at("09:12", *rows)[0]["PT1"] == ProviderNow(
        provider="PT1",
        role="PT",
        evidence="documented",
        doing="contested",
        demands=("P1", "P2"),
        engaged_with=(),
        patients=("P1", "P2", "P4"),
        intervals=("r1", "r2", "r3"),
    )


def test_everything_about_a_visit_at_an_instant_is_told() -> None:
    rows = ("9:10-9:40 P1 PTA2 97112", "9:00-9:30 P1 PT1 97110", "9:00-9:30 P1 PTA1 97110", "9:30-9:40 P1 PT1 97140")
    assert at("09:12", *rows)[1]["P1 PT"] == PatientNow(
        patient="P1",
        discipline="PT",
        evidence="documented",
        state="one_on_one",
        provider="PT1",
        code="97110",
        credited_interval="r2",
        co_attending=("PTA1", "PTA2"),
        intervals=("r1", "r2", "r3"),
    )
    nobody = at("09:12", "9:00-9:30 P1 G0283")[1]["P1 PT"]
    assert (nobody.state, nobody.provider, nobody.code, nobody.credited_interval) == ("supervised", "", "", "")


def test_the_role_is_that_of_the_first_row_and_without_one_of_the_shift() -> None:
    rows = (
        "8:00-12:00 X1:OTHER shift",
        "9:00-9:30 P1 X1:PTA 97110",
        "9:30-9:40 P1 X1:PT 97110",
        "8:00-12:00 AIDE1 shift",
    )
    assert {name: now.role for name, now in at("09:12", *rows)[0].items()} == {"X1": "PTA", "AIDE1": "AIDE"}


def test_people_stand_in_their_order_and_documented_before_scheduled() -> None:
    rows = ("9:00-9:30 P2 PT2 97110", "9:00-9:30 P1 PT2 97112 appointment clinic=annex", "9:00-9:30 P3 PT1 97110")
    found, second = attended(*rows, "9:00-9:30 P2 OT1 97530"), to_seconds(datetime.fromisoformat(f"{DATE}T09:12"))
    assert [(now.provider, now.evidence) for now in providers_at(found, DATE, second)] == [
        ("OT1", "documented"),
        ("PT1", "documented"),
        ("PT2", "documented"),
        ("PT2", "scheduled"),
    ]
    assert [(now.patient, now.discipline, now.evidence) for now in patients_at(found, DATE, second)] == [
        ("P1", "PT", "scheduled"),
        ("P2", "OT", "documented"),
        ("P2", "PT", "documented"),
        ("P3", "PT", "documented"),
    ]


def test_before_and_after_a_visit_nobody_is_with_the_patient_whose_other_visit_goes_on() -> None:
    rows = ("9:00-9:20 P1 PT1 97110", "9:30-9:50 P1 OT1 97530")
    assert [set(at(clock, *rows)[1]) for clock in ("08:59", "09:10", "09:25", "09:40", "09:50")] == [
        set(),
        {"P1 PT"},
        set(),
        {"P1 OT"},
        set(),
    ]
