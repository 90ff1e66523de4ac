from __future__ import annotations

from typing import Any

import pytest

from tests.standards import MARKER, appointment, bundle, claim, encounter, interchange, period, procedure, subscriber
from timeline.errors import ScheduleError
from timeline.schedules import MemoryFile, Schedule, read_claims, read_mapping, read_remittance, read_schedule
from timeline.schedules.clinic import ClinicFile
from timeline.schedules.mapping import ColumnMapping

NEW_YORK = ClinicFile(time_zone="America/New_York")
PT = ColumnMapping(defaults={"role": "PT"})


def read(*resources: dict[str, Any], **options: Any) -> Schedule:
    options = {"mapping": PT, "clinic": NEW_YORK} | options
    return read_schedule(MemoryFile("day.json", bundle(*resources)), **options)


def spans(schedule: Schedule) -> list[str]:
    rows = schedule.intervals
    clocks = [f"{start:%H:%M}-{end:%H:%M}" for start, end in zip(rows["start"], rows["end"], strict=True)]
    told = zip(clocks, rows["patient"], rows["provider"], rows["kind"], rows["code"], strict=True)
    return [" ".join(filter(None, each)) for each in told]


def skipped(schedule: Schedule) -> list[tuple[str, str]]:
    return list(schedule.skipped.itertuples(index=False, name=None))


def faults(*resources: dict[str, Any], **options: Any) -> list[str]:
    with pytest.raises(ScheduleError) as caught:
        read(*resources, **options)
    assert MARKER not in str(caught.value)
    return [f"{fault.row} {fault.column}: {fault.problem}" for fault in caught.value.fault_list]


def test_an_appointment_is_a_booking_of_its_patient_and_clinician() -> None:
    assert spans(read(appointment("Patient/P1", "Practitioner/PT1", "Location/L1"))) == [
        "09:00-09:30 P1 PT1 appointment"
    ]


def test_minutes_stand_for_an_end_that_is_not_there() -> None:
    short = appointment("Patient/P1", "Practitioner/PT1", minutesDuration=45)
    del short["end"]
    assert spans(read(short)) == ["09:00-09:45 P1 PT1 appointment"]


@pytest.mark.parametrize("length", [0, -30, "30", 45.5, True, 10**9])
def test_a_length_that_is_none_is_a_fault(length: object) -> None:
    short = appointment("Patient/P1", minutesDuration=length)
    del short["end"]
    assert faults(short) == ["1 end: minutesDuration is not a whole number above 0"]


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("cancelled", "cancelled"),
        ("noshow", "no_show"),
        ("entered-in-error", "entered in error"),
        ("proposed", "only proposed"),
        ("waitlist", "on a waiting list"),
    ],
)
def test_statuses_of_appointments_are_honored(status: str, why: str) -> None:
    found = read(appointment("Patient/P1"), appointment("Patient/P2", status=status))
    assert skipped(found) == [("day.json:2", why)]


@pytest.mark.parametrize("status", ["booked", "pending", "arrived", "checked-in", "fulfilled"])
def test_other_appointments_are_kept(status: str) -> None:
    assert len(spans(read(appointment("Patient/P1", status=status)))) == 1


@pytest.mark.parametrize("status", ["done", "unknown", "", 7, MARKER])
def test_an_unknown_status_is_a_fault_that_a_mapping_can_settle(status: object) -> None:
    unknown = appointment("Patient/P1", status=status)
    assert faults(unknown) == ["1 status: is not a known status"]
    mapping = ColumnMapping(values={"status": {"unknown": "kept"}}, defaults=PT.defaults)
    assert len(spans(read(unknown, mapping=mapping))) == 1


def test_a_booking_of_two_clinicians_holds_both() -> None:
    found = read(appointment("Patient/P1", "Practitioner/PT1", "Practitioner/PTA1"))
    assert [row.split()[2] for row in spans(found)] == ["PT1", "PTA1"]
    assert found.intervals["interval_id"].tolist() == ["day.json:1#1", "day.json:1#2"]


def test_a_booking_of_several_patients_is_a_group() -> None:
    found = read(appointment("Patient/P1", "Patient/P2", "Practitioner/PT1"))
    assert found.intervals[["patient", "group"]].to_numpy().tolist() == [["P1", "A1"], ["P2", "A1"]]


def test_who_declined_is_not_booked() -> None:
    booked = appointment("Patient/P1", "Practitioner/PT1")
    booked["participant"][1]["status"] = "declined"
    assert read(booked).intervals["provider"].tolist() == [""]


def test_the_subject_of_r5_is_the_patient() -> None:
    assert read(appointment(subject={"reference": "Patient/P1"})).intervals["patient"].tolist() == ["P1"]


def test_each_clinician_of_an_encounter_is_there_for_the_own_period() -> None:
    two = encounter(("Practitioner/PT1", period("09:00", "09:20")), ("Practitioner/PTA1", period("09:20", "10:00")))
    assert spans(read(two)) == ["09:00-09:20 P1 PT1 service", "09:20-10:00 P1 PTA1 service"]


def test_a_clinician_without_a_period_is_left_out_where_others_have_one() -> None:
    two = encounter(("Practitioner/PT1", period("09:00", "09:20")), ("Practitioner/PTA1", None))
    found = read(two)
    assert spans(found) == ["09:00-09:20 P1 PT1 service"]
    assert skipped(found) == [("day.json:1#2", "no period says when this clinician was present")]


def test_one_clinician_is_there_for_the_encounter() -> None:
    assert spans(read(encounter(("Practitioner/PT1", None)))) == ["09:00-10:00 P1 PT1 service"]


def test_nobody_knows_who_of_several_clinicians_was_there_when() -> None:
    assert faults(encounter(("Practitioner/PT1", None), ("Practitioner/PTA1", None))) == [
        "1 provider: several clinicians, and no period says when each was present"
    ]


def test_r5_says_actual_period_and_actor() -> None:
    newer = encounter(actualPeriod=period("11:00", "11:30"), status="completed")
    newer["participant"] = [{"actor": {"reference": "Practitioner/PT1"}}]
    del newer["period"]
    assert spans(read(newer)) == ["11:00-11:30 P1 PT1 service"]


def test_a_planned_encounter_is_a_booking() -> None:
    assert spans(read(encounter(("Practitioner/PT1", None), status="planned")))[0].endswith("appointment")


@pytest.mark.parametrize(
    ("status", "why"),
    [("cancelled", "cancelled"), ("in-progress", "not finished"), ("entered-in-error", "entered in error")],
)
def test_statuses_of_encounters_are_honored(status: str, why: str) -> None:
    assert skipped(read(encounter(status=status))) == [("day.json:1", why)]


def test_a_procedure_is_a_service_with_its_code() -> None:
    assert spans(read(procedure())) == ["09:00-09:30 P1 PT1 service 97110"]


def test_r5_says_occurrence_period() -> None:
    newer = procedure(occurrencePeriod=period("13:00", "13:30"))
    del newer["performedPeriod"]
    assert spans(read(newer)) == ["13:00-13:30 P1 PT1 service 97110"]


def test_a_procedure_at_an_instant_is_no_span() -> None:
    instant = procedure(performedDateTime="2026-03-02T09:00:00-05:00")
    del instant["performedPeriod"]
    assert skipped(read(instant)) == [("day.json:1", "no period: a span needs a start and an end")]


@pytest.mark.parametrize(
    ("status", "why"),
    [("not-done", "not done"), ("entered-in-error", "entered in error"), ("preparation", "not begun")],
)
def test_statuses_of_procedures_are_honored(status: str, why: str) -> None:
    assert skipped(read(procedure(status=status))) == [("day.json:1", why)]


def test_codes_of_other_systems_are_a_column_of_their_own() -> None:
    mapping = ColumnMapping(columns={"note": ("other_codes",)}, defaults=PT.defaults)
    coded = {"coding": [{"system": "http://snomed.info/sct", "code": "91251008"}]}
    found = read(procedure() | {"code": coded}, mapping=mapping)
    assert found.intervals[["code", "note"]].to_numpy().tolist() == [["", "http://snomed.info/sct|91251008"]]


def test_two_codes_are_a_fault() -> None:
    two = procedure()
    two["code"]["coding"] *= 2
    assert spans(read(two)) == ["09:00-09:30 P1 PT1 service 97110"]
    two["code"]["coding"] = [*two["code"]["coding"], {"system": "http://www.ama-assn.org/go/cpt", "code": "97140"}]
    assert faults(two) == ["1 code: the procedure has several CPT or HCPCS codes"]


@pytest.mark.parametrize(
    ("start", "problem"),
    [
        ("2026-03-02T09:00:00", "has no offset from UTC, which FHIR demands of every instant"),
        ("2026-03-02", "is not an instant like 2026-03-02T09:00:00-05:00"),
        (f"{MARKER} 9", "is not an instant like 2026-03-02T09:00:00-05:00"),
    ],
)
def test_an_instant_without_an_offset_is_a_fault(start: str, problem: str) -> None:
    assert faults(appointment("Patient/P1", start=start)) == [f"1 start: {problem}"]


def test_without_a_patient_there_is_a_fault() -> None:
    assert faults(appointment("Practitioner/PT1")) == ["1 patient: is missing on a service row or booking"]


def test_only_a_name_is_no_id() -> None:
    named = encounter(subject={"display": MARKER})
    assert faults(named) == ["1 patient: is missing on a service row or booking"]


def test_a_role_is_not_guessed() -> None:
    attended = appointment("Patient/P1", "Practitioner/PT1")
    assert faults(attended, mapping=None) == ["1 role: is missing for the provider"]


def test_a_mapping_applies_on_top(tmp_path: Any) -> None:
    path = tmp_path / "map.toml"
    path.write_text('[columns]\nnote = "resource_id"\n[defaults]\nrole = "PTA"\n')
    found = read(appointment("Patient/P1", "Practitioner/PT1"), mapping=read_mapping(path))
    assert found.intervals[["role", "note"]].to_numpy().tolist() == [["PTA", "A1"]]


def test_places_are_a_column_of_their_own() -> None:
    mapping = ColumnMapping(columns={"note": ("location",)}, defaults=PT.defaults)
    room = {"location": {"reference": "Location/Gym"}}
    found = read(appointment("Patient/P1", "Location/Pool"), encounter(location=[room]), mapping=mapping)
    assert found.intervals["note"].tolist() == ["Pool", "Gym"]


def test_claims_are_no_schedule_and_a_schedule_holds_no_claims() -> None:
    with pytest.raises(ScheduleError, match="this is a list of claims, not a schedule"):
        read_schedule(MemoryFile("day.837", interchange("837", *subscriber(), *claim("C1", "20260302 97110 1"))))
    with pytest.raises(ScheduleError, match="this is a schedule, not a list of claims"):
        read_claims(MemoryFile("day.json", bundle(procedure())))
    with pytest.raises(ScheduleError, match="this is a list of claims, not a remittance"):
        read_remittance(MemoryFile("day.837", interchange("837", *subscriber())))


def test_planned_dates_of_r5_make_a_booking() -> None:
    planned = encounter(
        status="planned", plannedStartDate="2026-03-02T09:00:00Z", plannedEndDate="2026-03-02T10:00:00Z"
    )
    del planned["period"]
    assert spans(read(planned)) == ["04:00-05:00 P1 appointment"]


def test_a_length_after_a_start_that_is_no_instant_is_a_fault_of_the_start() -> None:
    short = appointment("Patient/P1", minutesDuration=45, start="2026-03-02")
    del short["end"]
    assert faults(short) == ["1 start: is not an instant like 2026-03-02T09:00:00-05:00"]
    assert faults(short | {"start": "2026-02-31T09:00:00Z"}) == [
        "1 end: is not an instant like 2026-03-02T09:00:00-05:00"
    ]


def test_other_people_and_things_attend_nothing() -> None:
    device, relative = {"actor": {"reference": "Device/D1"}}, ("RelatedPerson/R1", None)
    assert spans(read(procedure(performer=[device]), encounter(relative))) == [
        "09:00-09:30 P1 service 97110",
        "09:00-10:00 P1 service",
    ]
