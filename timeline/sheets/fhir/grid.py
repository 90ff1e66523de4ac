"""Bytes of FHIR -> a grid: which resources there are, where each is, and which of them are read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from timeline.sheets.entries import Entries
from timeline.sheets.fhir.references import References
from timeline.sheets.fhir.resources import read_resource
from timeline.sheets.fhir.values import Json, part_of, text_of
from timeline.sheets.fhir.versions import version_before_r4
from timeline.sheets.headers import Fix
from timeline.sheets.sheet import SCHEDULE, Grid, refuse

_COLUMNS = ("start", "end", "patient", "provider", "role", "code", "kind", "status", "group")
_COLUMNS_BEHIND = ("fhir_status", "resource", "resource_id", "other_codes", "class", "encounter", "location")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
#: Names of other resources that reasons for leaving out may show; a damaged name might be anything.
_OTHERS = frozenset(
    [
        "Account",
        "AllergyIntolerance",
        "Binary",
        "CarePlan",
        "CareTeam",
        "Claim",
        "ClaimResponse",
        "Communication",
        "Composition",
        "Condition",
        "Coverage",
        "Device",
        "DiagnosticReport",
        "DocumentReference",
        "Endpoint",
        "EpisodeOfCare",
        "ExplanationOfBenefit",
        "Flag",
        "Goal",
        "Group",
        "HealthcareService",
        "ImagingStudy",
        "Immunization",
        "InsurancePlan",
        "Invoice",
        "List",
        "Location",
        "Medication",
        "MedicationAdministration",
        "MedicationRequest",
        "MedicationStatement",
        "MessageHeader",
        "Observation",
        "OperationOutcome",
        "Organization",
        "Parameters",
        "Patient",
        "PaymentNotice",
        "PaymentReconciliation",
        "Person",
        "PlanDefinition",
        "Practitioner",
        "PractitionerRole",
        "Provenance",
        "Questionnaire",
        "QuestionnaireResponse",
        "RelatedPerson",
        "Schedule",
        "ServiceRequest",
        "Slot",
        "Specimen",
        "Subscription",
        "SupplyDelivery",
        "Task",
    ]
)
_RESOURCE = re.compile(rb'"resourceType"\s*:')
_NO_OBJECT = Fix("is not a resource", "Export the file again.")


class _Placed(NamedTuple):
    """A resource: the place of its entry, its address in the bundle, what it is."""

    number: int
    address: str
    resource: Any


def looks_like_fhir(content: bytes) -> bool:
    r"""Whether bytes are JSON that names a type of resource.

    >>> looks_like_fhir(b'{"resourceType": "Bundle"}'), looks_like_fhir(b"start,end\n")
    (True, False)
    """
    text = content[len(_BYTE_ORDER_MARK) :] if content.startswith(_BYTE_ORDER_MARK) else content
    return text.lstrip()[:1] == b"{" and _RESOURCE.search(text) is not None


def fhir_grid(name: str, content: bytes) -> Grid:
    """Read a bundle, newline-delimited resources, or one resource.

    Every entry becomes rows, or is left out with a reason, or is a fault; `interval_id` has its place.

    Raises
    ------
    ScheduleError: not JSON, or a version before R4.
    """
    placed = list(_placed(name, content))
    known = [each for each in placed if isinstance(each.resource, dict)]
    for each in known:
        if version := version_before_r4(each.resource):
            problem = f"this is FHIR {version}; versions before R4 are not read"
            refuse(name, problem, "Export it as FHIR R4, R4B or R5.", row=each.number)
    references = References((each.address, each.resource) for each in known)
    entries = Entries(name, _COLUMNS + _COLUMNS_BEHIND, identified=True)
    for number, _, resource in placed:
        if not isinstance(resource, dict):
            entries.refuse(number, "", _NO_OBJECT)
        elif not read_resource(entries, number, resource, references):
            type_ = text_of(resource, "resourceType")
            what = type_ if type_ in _OTHERS else "another resource"
            entries.leave_out(number, {"resource": type_}, f"{what} is not read")
    return entries.grid(SCHEDULE)


def _placed(name: str, content: bytes) -> Iterator[_Placed]:
    """List the resources of a file; those of bundles in lines count by line."""
    for line, document in _documents(name, content):
        if not isinstance(document, dict) or text_of(document, "resourceType") != "Bundle":
            yield _Placed(line or 1, "", document)
            continue
        listed = document.get("entry", [])
        if not isinstance(listed, list):
            refuse(name, "the entries of the bundle are no list", "Export it again.")
        for place, entry in enumerate(listed, start=1):
            found: Json = entry if isinstance(entry, dict) else {}
            yield _Placed(line or place, text_of(found, "fullUrl"), part_of(found, "resource") or None)


def _documents(name: str, content: bytes) -> list[tuple[int, Any]]:
    """Parse one document, or one a line; its line, or 0 where it is the whole file."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeError:
        refuse(name, "the text is not UTF-8, as JSON must be", "Export it again.")
    try:
        return [(0, json.loads(text))]
    except (ValueError, RecursionError) as error:
        lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
        if len(lines) < 2 or not isinstance(error, json.JSONDecodeError) or not error.msg.startswith("Extra data"):
            row = error.lineno if isinstance(error, json.JSONDecodeError) else None
            refuse(name, "this is FHIR, but damaged or cut off: not JSON", "Export it again.", row=row)
    return [(number, _line(name, number, line)) for number, line in lines]


def _line(name: str, number: int, line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        refuse(name, "the line is not JSON", "Export it again, with one resource in each line.", row=number)
