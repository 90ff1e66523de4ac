from __future__ import annotations

from typing import Any

import pytest

from timeline.sheets.fhir.references import Person, References

NUCC = "http://nucc.org/provider-taxonomy"


def person(reference: dict[str, Any], *known: dict[str, Any], owner: dict[str, Any] | None = None) -> Person:
    return References(("", each) for each in known).person(reference, owner or {"id": "A1"})


def qualified(code: str, system: str = NUCC) -> dict[str, Any]:
    coding = {"system": system, "code": code}
    return {"resourceType": "Practitioner", "id": "PT1", "qualification": [{"code": {"coding": [coding]}}]}


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        ("Patient/P1", ("Patient", "P1")),
        ("https://ehr.example/r4/Patient/P1", ("Patient", "P1")),
        ("Patient/P1/_history/3", ("Patient", "P1")),
        ("urn:uuid:72d3add5", ("", "72d3add5")),
        ("Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|9999982199", ("Practitioner", "9999982199")),
        ("Practitioner?_id=PT1", ("Practitioner", "PT1")),
        ("", ("", "")),
    ],
)
def test_a_reference_is_an_id(reference: str, found: tuple[str, str]) -> None:
    assert person({"reference": reference})[:2] == found


def test_an_identifier_serves_where_there_is_no_reference() -> None:
    found = person({"type": "Patient", "identifier": {"system": "urn:mrn", "value": "00123"}, "display": "A name"})
    assert found[:2] == ("Patient", "00123")


def test_an_address_of_the_bundle_leads_to_the_id() -> None:
    known = References([("urn:uuid:1", {"resourceType": "Patient", "id": "P1"})])
    assert known.person({"reference": "urn:uuid:1"}, {})[:2] == ("Patient", "P1")


def test_two_servers_that_use_one_id_mean_two_people() -> None:
    known = References([])
    found = [known.person({"reference": f"https://{base}/Patient/1"}, {}).id for base in ("a", "b", "a")]
    assert found == ["1", "https://b/Patient/1", "1"]


def test_a_contained_resource_is_known_by_its_identifier_or_within_its_owner() -> None:
    contained = {"resourceType": "Practitioner", "id": "p", "identifier": [{"value": "NPI7"}]}
    assert person({"reference": "#p"}, owner={"id": "A1", "contained": [contained]})[:2] == ("Practitioner", "NPI7")
    bare = {"resourceType": "Practitioner", "id": "p"}
    assert person({"reference": "#p"}, owner={"id": "A1", "contained": [bare]}).id == "A1#p"


def test_a_role_in_a_clinic_is_the_person_who_has_it() -> None:
    role = {
        "resourceType": "PractitionerRole",
        "id": "R1",
        "practitioner": {"reference": "Practitioner/PT1"},
        "code": [{"coding": [{"system": NUCC, "code": "225200000X"}]}],
    }
    assert person({"reference": "PractitionerRole/R1"}, role) == ("PractitionerRole", "PT1", "PTA")


def test_a_role_whose_person_is_not_in_the_file_keeps_its_type() -> None:
    assert person({"reference": "PractitionerRole/R1"}).id == "PractitionerRole/R1"


@pytest.mark.parametrize(
    ("code", "role"),
    [("225100000X", "PT"), ("2251X0800X", "PT"), ("224Z00000X", "OTA"), ("235Z00000X", "SLP"), ("207Q00000X", "")],
)
def test_a_coded_qualification_is_a_role(code: str, role: str) -> None:
    assert person({"reference": "Practitioner/PT1"}, qualified(code)).role == role


def test_a_code_of_another_system_is_no_role() -> None:
    assert person({"reference": "Practitioner/PT1"}, qualified("225100000X", "urn:local")).role == ""


@pytest.mark.parametrize("reference", ["PractitionerRole/R1", "#r"])
def test_a_role_that_leads_to_a_role_leads_to_nobody(reference: str) -> None:
    role = {"resourceType": "PractitionerRole", "id": "R1", "practitioner": {"reference": reference}}
    owner = {"id": "A1", "contained": [role | {"id": "r"}]}
    assert person({"reference": reference}, role, owner=owner).role == ""
