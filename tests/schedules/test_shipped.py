from __future__ import annotations

import pytest

from tests.foreign import SCHEDULES
from tests.foreign_charges import CHARGES
from timeline.schedules import MemoryFile, read_claims, read_schedule
from timeline.schedules.shipped import shipped_mapping, shipped_mappings

#: Mapping -> an export of that header, spans read, and rows left out.
READ = {
    "cliniko": ("cliniko", 32, 8),
    "eventdatar": ("eventdatar", 30, 0),
    "evv": ("evv", 75, 0),
    "google-calendar": ("google_calendar", 36, 4),
    "outlook": ("outlook", 108, 12),
    "outlook-german": ("outlook_german", 36, 4),
    "synthea": ("synthea", 40, 0),
    "webpt-appointments": ("webpt_appointments", 36, 4),
}
CLAIMS = {"webpt-charges": "webpt_charges", "webpt-billing-charges": "webpt_billing_charges"}


def export(name: str) -> MemoryFile:
    text = {**SCHEDULES, **CHARGES}[name]()
    return MemoryFile(f"{name}.csv", text.encode("cp1252" if name == "outlook_german" else "utf-8"))


def test_every_mapping_is_tried_here() -> None:
    assert {each.name for each in shipped_mappings()} == {*READ, *CLAIMS}


@pytest.mark.parametrize("name", READ)
def test_a_schedule_of_that_header_is_read(name: str) -> None:
    mapping = shipped_mapping(name)
    assert mapping is not None
    assert mapping.use == "--map"
    file, spans, left_out = READ[name]
    schedule = read_schedule(export(file), mapping=mapping.path)
    assert (len(schedule.intervals), len(schedule.skipped)) == (spans, left_out)


@pytest.mark.parametrize("name", CLAIMS)
def test_claim_lines_of_that_header_are_read(name: str) -> None:
    mapping = shipped_mapping(name)
    assert mapping is not None
    assert mapping.use == "--claims-map"
    lines = read_claims(export(CLAIMS[name]), mapping=mapping.path)
    assert (len(lines), set(lines["code"]), set(lines["units"])) == (40, {"97110"}, {2})
    assert set(lines["modifiers"]) <= {"GP", "GP CQ"}


def test_every_mapping_says_where_its_names_are_from() -> None:
    told = [each.to_dict() for each in shipped_mappings()]
    assert all(all(each.values()) for each in told)
    assert all(each["verified"].startswith(("yes", "no")) for each in told)


def test_names_are_found_in_any_case_and_others_are_none() -> None:
    assert shipped_mapping(" WebPT-Charges ") is not None
    assert shipped_mapping("emr") is None
