"""Segments of professional claims (837P) -> claim lines; what was replaced or voided is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from timeline.sheets.entries import Entries
from timeline.sheets.headers import Fix
from timeline.sheets.x12.elements import NO_DATE, NO_PROCEDURE, dates, last_of, procedure
from timeline.sheets.x12.segments import Segment

COLUMNS = (
    "date",
    "patient",
    "code",
    "units",
    "modifiers",
    "provider",
    "charge",
    "place_of_service",
    "patient_control_number",
    "member_id",
    "billing_provider",
    "payer_id",
    "frequency",
    "original_reference",
    "line_control_number",
)
_MINUTES = Fix(
    "the line counts minutes (MJ), which only anesthesia does", "Send it in units (UN); the minutes stay in the record."
)
_NO_UNITS = Fix("the line does not count units (UN)", "Send it again with the number of units.")
_REPLACES, _VOIDS = "7", "8"


@dataclass
class _Claim:
    """One claim: its header, its rows among all, and the dates they are about."""

    control: str
    frequency: str
    original: str
    patient: str
    clearinghouse: str
    rows: list[int] = field(default_factory=list)
    dates: set[str] = field(default_factory=set)

    def is_about(self, other: _Claim) -> bool:
        """Whether it replaces or voids another, earlier claim of the same patient.

        The original reference is the payer's number, which the earlier claim cannot have; so the patient control
        number decides, with a common date, for some clinics give all claims of a patient one number.
        """
        if self.original in {other.control, other.clearinghouse, other.original} - {""}:
            return True
        return self.control == other.control and not self.dates.isdisjoint(other.dates)


@dataclass
class _Context:
    """Who is meant at a place of the file: the loops that are open."""

    billing: str = ""
    payer: str = ""
    subscriber: str = ""
    dependent: str | None = None

    @property
    def patient(self) -> str:
        """The patient's id: a dependent without one must not pass for the subscriber."""
        return self.subscriber if self.dependent is None else self.dependent


def add_claims(entries: Entries, segments: Sequence[Segment]) -> None:
    """Add every service line of a transaction of professional claims."""
    of_patient: dict[str, list[_Claim]] = {}
    for context, loop in _claims(segments):
        claim = _add_claim(entries, context, loop)
        earlier = of_patient.setdefault(claim.patient, [])
        if claim.frequency in (_REPLACES, _VOIDS):
            why = "replaced by a later claim" if claim.frequency == _REPLACES else "void"
            for other in earlier:
                if claim.is_about(other):
                    for place in other.rows:
                        entries.take_out(place, why)
        if claim.frequency == _VOIDS:
            for place in claim.rows:
                entries.take_out(place, "void")
        earlier.append(claim)


def _claims(segments: Sequence[Segment]) -> Iterator[tuple[_Context, list[Segment]]]:
    """Walk the claims of a transaction: who is meant, and the segments from CLM on."""
    context, loop = _Context(), list[Segment]()
    for segment in segments:
        if loop and segment.name in ("CLM", "HL", "SE"):
            yield context, loop
            loop = []
        if segment.name == "HL":
            context = _entered(context, segment.at(3))
        elif segment.name == "CLM":
            loop = [segment]
        elif loop:
            loop.append(segment)
        elif segment.name == "NM1":
            context = _named(context, segment)


def _entered(context: _Context, level: str) -> _Context:
    """Open a level of the hierarchy: billing provider (20), subscriber (22), dependent (23)."""
    if level == "20":
        return _Context()
    if level == "22":
        return _Context(context.billing)
    return _Context(context.billing, context.payer, context.subscriber, "")


def _named(context: _Context, segment: Segment) -> _Context:
    who, id_ = segment.at(1), segment.at(9)
    if who == "85":
        return _Context(id_)
    if who == "PR":
        return _Context(context.billing, id_, context.subscriber, context.dependent)
    if who == "IL":
        return _Context(context.billing, context.payer, id_, context.dependent)
    if who == "QC":
        return _Context(context.billing, context.payer, context.subscriber, id_)
    return context


def _add_claim(entries: Entries, context: _Context, loop: list[Segment]) -> _Claim:
    header, first = loop[0], next((place for place, each in enumerate(loop) if each.name == "LX"), len(loop))
    top = loop[:first]
    original = last_of(top, "REF", 1, "F8")
    clearinghouse = last_of(top, "REF", 1, "D9")
    where = header.parts(5)
    claim = _Claim(
        header.at(1),
        where[2] if len(where) > 2 else "",
        original.at(2) if original else "",
        context.patient,
        clearinghouse.at(2) if clearinghouse else "",
    )
    cells = {
        "patient": context.patient,
        "patient_control_number": claim.control,
        "member_id": context.subscriber,
        "billing_provider": context.billing,
        "payer_id": context.payer,
        "frequency": claim.frequency,
        "original_reference": claim.original,
        "place_of_service": where[0],
        "provider": _rendering(top),
    }
    lines = list(_lines(loop[first:]))
    if not lines:
        entries.leave_out(header.number, cells, "the claim has no service line")
    for line in lines:
        day, place = _add_line(entries, cells, line, top)
        claim.rows.append(place)
        claim.dates.add(day)
    return claim


def _lines(segments: Sequence[Segment]) -> Iterator[list[Segment]]:
    line: list[Segment] = []
    for segment in segments:
        if segment.name == "LX" and line:
            yield line
            line = []
        line.append(segment)
    if line:
        yield line


def _rendering(segments: Sequence[Segment]) -> str:
    found = last_of(segments, "NM1", 1, "82")
    return found.at(9) if found else ""


def _add_line(
    entries: Entries, claim: dict[str, str], line: Sequence[Segment], top: Sequence[Segment]
) -> tuple[str, int]:
    """Add one service line; return its date, and its place among all rows."""
    service = next((each for each in line if each.name == "SV1"), None)
    number = service.number if service else line[0].number
    when = last_of(line, "DTP", 1, "472") or last_of(top, "DTP", 1, "472")
    day = dates(when, 2, 3) if when else NO_DATE
    billed = procedure(service.parts(1)) if service else None
    if service is None or billed is None:
        return "", entries.refuse(number, "code", NO_PROCEDURE)
    if service.at(3) != "UN":
        return "", entries.refuse(number, "units", _MINUTES if service.at(3) == "MJ" else _NO_UNITS)
    if isinstance(day, Fix):
        return "", entries.refuse(number, "date", day)
    control = last_of(line, "REF", 1, "6R")
    own = {
        "date": day,
        "code": billed.code,
        "units": service.at(4),
        "modifiers": billed.modifiers,
        "provider": _rendering(line) or claim["provider"],
        "charge": service.at(2),
        "place_of_service": service.at(5) or claim["place_of_service"],
        "line_control_number": control.at(2) if control else "",
    }
    return day, entries.add(number, claim | own)
