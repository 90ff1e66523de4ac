from __future__ import annotations

import pytest

from timeline.proposal.contents import profiles
from timeline.proposal.people import Person, find_person


def person(concept: str, *headers: str) -> Person | None:
    rows = [[f"{header}{number}" for header in headers] for number in range(3)]
    return find_person(concept, profiles(headers, rows))


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        (("patient_name", "patient_id"), "patient_id"),
        (("patientvisitid", "patientname"), "patientname"),
        (("Patient ID", "Member ID", "Admission ID"), "Patient ID"),
        (("case_id", "patient_id"), "patient_id"),
        (("Encounter ID", "Service"), "Encounter ID"),
        (("Client", "Client Email"), "Client"),
        (("Patient Name", "MRN"), "MRN"),
    ],
)
def test_the_patient_is_the_plainest_id(headers: tuple[str, ...], found: str) -> None:
    patient = person("patient", *headers)
    assert patient is not None
    assert patient.value == found


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        (("therapist_name", "therapist_id"), "therapist_id"),
        (("Caregiver ID", "3rd Party Caregiver Code"), "Caregiver ID"),
        (("cosign_therapist_id", "therapist_id"), "therapist_id"),
        (("calendar_title", "therapist_id"), "therapist_id"),
        (("NPI", "Resource Last Name"), "NPI"),
        (("Provider Type", "Provider"), "Provider"),
        (("Meeting Organizer", "Required Attendees"), "Meeting Organizer"),
    ],
)
def test_the_provider_is_who_attended(headers: tuple[str, ...], found: str) -> None:
    provider = person("provider", *headers)
    assert provider is not None
    assert provider.value == found


def test_a_name_beside_the_id_is_for_pages() -> None:
    provider = person("provider", "therapist_id", "therapist_name")
    assert provider is not None
    assert provider.name == "therapist_name"


def test_surname_and_given_name_are_joined() -> None:
    patient = person("patient", "Patient First Name", "Patient Last Name")
    assert patient is not None
    assert patient.value == ["Patient Last Name", "Patient First Name"]


def test_a_room_is_not_surely_a_provider() -> None:
    provider = person("provider", "OR Suite", "Encounter")
    assert provider is not None
    assert not provider.sure


def test_clocks_and_remarks_are_nobody() -> None:
    rows = [["2026-03-02 9:00", "x" * 200], ["2026-03-02 9:30", "y" * 200]]
    assert find_person("patient", profiles(["patient since", "client remarks"], rows)) is None


def test_a_surname_without_a_given_name_beside_it_stands_alone() -> None:
    patient = person("patient", "Patient Last Name", "Provider First Name")
    assert patient is not None
    assert patient.value == "Patient Last Name"
