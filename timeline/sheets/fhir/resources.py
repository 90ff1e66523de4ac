"""Appointment, Encounter and Procedure -> spans: who was with whom, from when to when."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from timeline.sheets.entries import Entries
from timeline.sheets.fhir.references import Person, References
from timeline.sheets.fhir.values import Json, other_codes, part_of, parts_of, procedure_codes, text_of
from timeline.sheets.headers import Fix
from timeline.sheets.texts import Typed

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_NO_OFFSET = Fix("has no offset from UTC, which FHIR demands of every instant", "Export it again with offsets.")
_NO_INSTANT = Fix("is not an instant like 2026-03-02T09:00:00-05:00", "Correct it, or export the resource again.")
_BAD_LENGTH = Fix("minutesDuration is not a whole number above 0", "Correct it, or give the end.")
_TWO_CODES = Fix("the procedure has several CPT or HCPCS codes", "Keep one code for each resource.")
_WHO_WHEN = Fix(
    "several clinicians, and no period says when each was present", "Record a period for each, or leave one."
)
_WITHOUT_PERIOD = "no period says when this clinician was present"

_KEPT, _CANCELLED, _NO_SHOW = "kept", "cancelled", "no_show"
_APPOINTMENTS = {
    "booked": _KEPT,
    "pending": _KEPT,
    "arrived": _KEPT,
    "checked-in": _KEPT,
    "fulfilled": _KEPT,
    "cancelled": _CANCELLED,
    "noshow": _NO_SHOW,
}
_ENCOUNTERS = {
    "planned": _KEPT,
    "finished": _KEPT,
    "completed": _KEPT,
    "discharged": _KEPT,
    "discontinued": _KEPT,
    "cancelled": _CANCELLED,
}
_PROCEDURES = {"completed": _KEPT, "stopped": _KEPT}
#: Status of any resource -> why it is not analyzed.
_LEFT_OUT = {
    "entered-in-error": "entered in error",
    "proposed": "only proposed",
    "waitlist": "on a waiting list",
    "arrived": "not finished",
    "triaged": "not finished",
    "in-progress": "not finished",
    "onleave": "not finished",
    "on-hold": "not finished",
    "preparation": "not begun",
    "not-done": "not done",
}


class Span(NamedTuple):
    """Start and end as written, empty where not stated."""

    start: str
    end: str

    @property
    def stated(self) -> bool:
        """Whether there is either."""
        return bool(self.start or self.end)

    def fault(self) -> tuple[str, Fix] | None:
        """Say which clock is not an instant."""
        for column, text in (("start", self.start), ("end", self.end)):
            match = _INSTANT.fullmatch(text)
            if text and (match is None or not match[3]):
                return column, _NO_INSTANT if match is None else _NO_OFFSET
        return None

    def cells(self) -> dict[str, str]:
        """Return the cells of a row."""
        return {"start": Typed(self.start), "end": Typed(self.end)}


class Attending(NamedTuple):
    """A clinician, and when; the span says nothing where no period is recorded."""

    person: Person
    span: Span


@dataclass(frozen=True)
class Shape:
    """What all rows of one resource have in common, whatever its type.

    Parameters
    ----------
    span
        Of the resource itself.
    fixed
        Cells of every row.
    patients
        Their ids; empty where only a name is given.
    attending
        Clinicians.
    status, statuses
        As written, and what it means.
    """

    span: Span
    fixed: dict[str, str]
    patients: list[str]
    attending: list[Attending]
    status: str
    statuses: Mapping[str, str]


def read_resource(entries: Entries, number: int, resource: Json, references: References) -> bool:
    """Add the rows of a resource; False where its type is not read."""
    shape = _SHAPES.get(text_of(resource, "resourceType"))
    if shape is None:
        return False
    made = shape(resource, references)
    if isinstance(made, tuple):
        entries.refuse(number, *made)
        return True
    status = made.statuses.get(made.status, "")
    why = "" if status else _LEFT_OUT.get(made.status, "")
    # What FHIR does not know, or calls unknown, is a fault of the column that a mapping can still settle.
    fixed = made.fixed | {"status": status or ("" if why else "unknown"), "fhir_status": made.status}
    if why or status in (_CANCELLED, _NO_SHOW):
        entries.leave_out(number, fixed | made.span.cells(), why or status)
        return True
    _add_spans(entries, number, made, fixed)
    return True


def _add_spans(entries: Entries, number: int, made: Shape, fixed: dict[str, str]) -> None:
    timed = [each for each in made.attending if each.span.stated]
    if len(made.attending) > 1 and not timed and fixed["kind"] != "appointment":
        entries.refuse(number, "provider", _WHO_WHEN)
        return
    if not made.span.stated and not timed:
        entries.leave_out(number, fixed, "no period: a span needs a start and an end")
        return
    for each in made.attending or [Attending(Person("", ""), made.span)]:
        span = each.span if each.span.stated else made.span
        if fault := span.fault():
            entries.refuse(number, *fault)
            continue
        cells = fixed | span.cells() | {"provider": each.person.id, "role": each.person.role}
        # A booking holds all its clinicians; attendance is known of those whose presence is recorded.
        unknown = timed and not each.span.stated and fixed["kind"] != "appointment"
        for patient in made.patients or [""]:
            row = cells | {"patient": patient}
            entries.leave_out(number, row, _WITHOUT_PERIOD) if unknown else entries.add(number, row)


def _period(part: Json, *keys: str) -> Span:
    period = part_of(part, *keys)
    return Span(text_of(period, "start"), text_of(period, "end"))


def _appointment(resource: Json, references: References) -> Shape | tuple[str, Fix]:
    span = Span(text_of(resource, "start"), text_of(resource, "end"))
    if span.start and not span.end and resource.get("minutesDuration") is not None:
        if fault := span.fault():
            return fault
        ended = _after(span.start, resource["minutesDuration"])
        if isinstance(ended, Fix):
            return "end", ended
        span = Span(span.start, ended)
    patients, attending, places = list[str](), list[Attending](), list[str]()
    subject = part_of(resource, "subject")
    if subject:
        patients.append(references.person(subject, resource).id)
    for participant in parts_of(resource, "participant"):
        person = references.person(part_of(participant, "actor"), resource)
        if text_of(participant, "status") == "declined":
            continue
        if person.type == "Patient":
            patients.append(person.id)
        elif person.is_clinician:
            attending.append(Attending(person, _period(participant, "period")))
        elif person.type == "Location":
            places.append(person.id)
    patients = list(dict.fromkeys(patients))
    fixed = _fixed(resource, "appointment", parts_of(resource, "serviceType")) | {"location": " ".join(places)}
    if len(patients) > 1:
        fixed["group"] = text_of(resource, "id")
    return Shape(span, fixed, patients, attending, text_of(resource, "status"), _APPOINTMENTS)


def _after(start: str, length: Any) -> str | Fix:
    if not isinstance(length, int) or isinstance(length, bool) or not 0 < length <= 24 * 60:
        return _BAD_LENGTH
    try:
        return (datetime.fromisoformat(start) + timedelta(minutes=length)).isoformat()
    except (ValueError, OverflowError):
        return _NO_INSTANT


def _encounter(resource: Json, references: References) -> Shape | tuple[str, Fix]:
    attending = []
    for participant in parts_of(resource, "participant"):
        person = references.person(part_of(participant, "actor", "individual"), resource)
        if person.is_clinician:
            attending.append(Attending(person, _period(participant, "period")))
    status = text_of(resource, "status")
    fixed = _fixed(resource, "appointment" if status == "planned" else "service", parts_of(resource, "type"))
    if isinstance(resource.get("class"), dict | list):
        classes = parts_of(resource, "class")
        codes = [text_of(each, "code") or " ".join(code for _, code in _codes(each)) for each in classes]
        fixed["class"] = " ".join(filter(None, codes))
    places = [references.person(part_of(each, "location"), resource).id for each in parts_of(resource, "location")]
    fixed["location"] = " ".join(filter(None, places))
    patient = references.person(part_of(resource, "subject"), resource).id
    span = _period(resource, "actualPeriod", "period")
    if status == "planned" and not span.stated:
        span = Span(text_of(resource, "plannedStartDate"), text_of(resource, "plannedEndDate"))
    return Shape(span, fixed, [patient], attending, status, _ENCOUNTERS)


def _codes(concept: Json) -> list[tuple[str, str]]:
    return [(text_of(each, "system"), text_of(each, "code")) for each in parts_of(concept, "coding")]


def _procedure(resource: Json, references: References) -> Shape | tuple[str, Fix]:
    attending = []
    for performer in parts_of(resource, "performer"):
        person = references.person(part_of(performer, "actor"), resource)
        if person.is_clinician:
            attending.append(Attending(person, _period(performer, "period")))
    concepts = parts_of(resource, "code")
    if len(procedure_codes(concepts)) > 1:
        return "code", _TWO_CODES
    fixed = _fixed(resource, "service", concepts)
    fixed["encounter"] = references.person(part_of(resource, "encounter"), resource).id
    patient = references.person(part_of(resource, "subject"), resource).id
    span = _period(resource, "occurrencePeriod", "performedPeriod")
    return Shape(span, fixed, [patient], attending, text_of(resource, "status"), _PROCEDURES)


def _fixed(resource: Json, kind: str, concepts: list[Json]) -> dict[str, str]:
    codes = procedure_codes(concepts)
    return {
        "resource": text_of(resource, "resourceType"),
        "resource_id": text_of(resource, "id"),
        "kind": kind,
        "code": codes[0] if len(codes) == 1 else "",
        "other_codes": other_codes(concepts),
    }


_SHAPES: dict[str, Callable[[Json, References], Shape | tuple[str, Fix]]] = {
    "Appointment": _appointment,
    "Encounter": _encounter,
    "Procedure": _procedure,
}
