from __future__ import annotations

from typing import Any

import pytest

from tests.standards import appointment, bundle, encounter, procedure
from timeline.errors import ScheduleError
from timeline.sheets.fhir import fhir_grid

OLDER = [
    (appointment("Patient/P1", serviceCategory={"coding": [{"code": "gp"}]}), "STU3"),
    (appointment("Patient/P1", indication=[]), "STU3"),
    (encounter(reason=[{"coding": [{"code": "1"}]}]), "STU3"),
    (encounter(**{"class": "outpatient"}), "DSTU2"),
    (encounter(patient={"reference": "Patient/P1"}), "DSTU2"),
    (procedure(notDone=False), "STU3"),
    (procedure(context={"reference": "Encounter/1"}), "STU3"),
    (procedure(notPerformed=True), "DSTU2"),
]


@pytest.mark.parametrize(("resource", "version"), OLDER)
def test_shapes_before_r4_are_refused_by_version(resource: dict[str, Any], version: str) -> None:
    with pytest.raises(ScheduleError, match=f"day.json:2: this is FHIR {version}; versions before R4 are not read"):
        fhir_grid("day.json", bundle(appointment("Patient/P1"), resource))


@pytest.mark.parametrize(
    "resource",
    [
        appointment("Patient/P1", serviceCategory=[{"coding": []}]),
        encounter(reason=[{"use": [], "value": []}]),
        encounter(**{"class": {"code": "AMB"}}),
        encounter(**{"class": [{"coding": [{"code": "AMB"}]}]}),
    ],
)
def test_shapes_of_r4_and_r5_are_read(resource: dict[str, Any]) -> None:
    assert len(fhir_grid("day.json", bundle(resource)).records) == 2
