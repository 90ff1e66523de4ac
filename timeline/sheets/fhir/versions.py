"""Shapes of FHIR before R4, which mean other things under the same names."""

from __future__ import annotations

from timeline.sheets.fhir.values import Json, parts_of, text_of

_STU3, _DSTU2 = "STU3", "DSTU2"
#: Resource -> elements that only an older version has.
_OLD_ELEMENTS = {
    "Appointment": {"incomingReferral": _STU3, "indication": _STU3},
    "Encounter": {"incomingReferral": _STU3, "patient": _DSTU2},
    "Procedure": {"notDone": _STU3, "context": _STU3, "definition": _STU3, "notPerformed": _DSTU2},
}


def version_before_r4(resource: Json) -> str:
    """Name the version before R4 that the shape of a resource belongs to; empty for R4, R4B and R5.

    >>> version_before_r4({"resourceType": "Appointment", "serviceCategory": {"text": "PT"}})
    'STU3'
    """
    type_ = text_of(resource, "resourceType")
    for element, version in _OLD_ELEMENTS.get(type_, {}).items():
        if element in resource:
            return version
    if type_ == "Appointment" and isinstance(resource.get("serviceCategory"), dict):
        return _STU3
    if type_ == "Encounter" and isinstance(resource.get("class"), str):
        return _DSTU2
    if type_ == "Encounter" and any("coding" in reason for reason in parts_of(resource, "reason")):
        return _STU3
    return ""
