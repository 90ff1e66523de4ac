"""Segments of a remittance (835) -> what was charged, paid and adjusted for each service line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from timeline.sheets.entries import Entries
from timeline.sheets.headers import Fix
from timeline.sheets.x12.elements import NO_DATE, NO_PROCEDURE, SEVERAL_DATES, date, last_of, procedure
from timeline.sheets.x12.segments import Segment

COLUMNS = (
    "date",
    "patient",
    "code",
    "units",
    "modifiers",
    "provider",
    "charged",
    "paid",
    "paid_code",
    "paid_units",
    "adjustments",
    "remarks",
    "claim_status",
    "patient_control_number",
    "payer_claim_number",
    "line_control_number",
)
_REVERSAL = "22"
_REVERSED = "reversed by a later line"
_IS_REVERSAL = "reverses an earlier payment"


@dataclass
class _Paid:
    """One claim of the remittance: the payer's number and status, and its lines by what they are about."""

    control: str
    number: str
    status: str
    rows: dict[tuple[str, ...], list[int]] = field(default_factory=dict)


def add_remittances(entries: Entries, segments: Sequence[Segment]) -> None:
    """Add every service line of a remittance."""
    earlier: dict[tuple[str, str], list[_Paid]] = {}
    for loop in _loops(segments, "CLP", ("LX", "PLB", "SE")):
        claim = _add_claim(entries, loop)
        same = earlier.setdefault((claim.number, claim.control), [])
        if claim.status == _REVERSAL:
            _reverse(entries, claim, same)
        else:
            same.append(claim)


def _reverse(entries: Entries, claim: _Paid, earlier: Sequence[_Paid]) -> None:
    """Take a payment out with its reversal, if both are in the file."""
    for about, places in claim.rows.items():
        for place in places:
            entries.take_out(place, _IS_REVERSAL)
            paid = next((other.rows[about] for other in reversed(earlier) if other.rows.get(about)), None)
            if paid:
                entries.take_out(paid.pop(), _REVERSED)


def _loops(segments: Sequence[Segment], first: str, ends: tuple[str, ...]) -> Iterator[list[Segment]]:
    """Walk the loops that begin with a segment and end before the next one, or before others."""
    loop: list[Segment] = []
    for segment in segments:
        if loop and segment.name in (first, *ends):
            yield loop
            loop = []
        if segment.name == first:
            loop = [segment]
        elif loop:
            loop.append(segment)
    if loop:
        yield loop


def _add_claim(entries: Entries, loop: Sequence[Segment]) -> _Paid:
    header = loop[0]
    claim = _Paid(header.at(1), header.at(7), header.at(2))
    first = next((place for place, each in enumerate(loop) if each.name == "SVC"), len(loop))
    top = loop[:first]
    person = last_of(top, "NM1", 1, "QC") or last_of(top, "NM1", 1, "IL")
    rendering = last_of(top, "NM1", 1, "82")
    cells = {
        "patient": person.at(9) if person else "",
        "provider": rendering.at(9) if rendering else "",
        "claim_status": claim.status,
        "patient_control_number": claim.control,
        "payer_claim_number": claim.number,
    }
    lines = list(_loops(loop[first:], "SVC", ()))
    if not lines:
        amounts = {"charged": header.at(3), "paid": header.at(4), "adjustments": _adjustments(top)}
        entries.leave_out(header.number, cells | amounts, "the claim has no service lines")
    for line in lines:
        about, place = _add_line(entries, cells, line, top)
        claim.rows.setdefault(about, []).append(place)
    return claim


def _add_line(
    entries: Entries, claim: dict[str, str], line: Sequence[Segment], top: Sequence[Segment]
) -> tuple[tuple[str, ...], int]:
    service = line[0]
    paid_as = procedure(service.parts(1))
    # A payer that changed the code says under which one the line was sent.
    sent_as = procedure(service.parts(6)) or paid_as
    day = _day(line, top)
    about = (service.at(6) or service.at(1), day if isinstance(day, str) else "")
    if sent_as is None or paid_as is None:
        return about, entries.refuse(service.number, "code", NO_PROCEDURE)
    if isinstance(day, Fix):
        return about, entries.refuse(service.number, "date", day)
    rendering, control = last_of(line, "REF", 1, "HPI"), last_of(line, "REF", 1, "6R")
    paid_units = service.at(5) or "1"  # the standard's own default
    own = {
        "date": day,
        "code": sent_as.code,
        "modifiers": sent_as.modifiers,
        "units": service.at(7) or paid_units,
        "paid_code": paid_as.code,
        "paid_units": paid_units,
        "charged": service.at(2),
        "paid": service.at(3),
        "adjustments": _adjustments(line),
        "remarks": " ".join(each.at(2) for each in line if each.name == "LQ" and each.at(1) == "HE"),
        "provider": rendering.at(2) if rendering else claim["provider"],
        "line_control_number": control.at(2) if control else "",
    }
    return about, entries.add(service.number, claim | own)


def _day(line: Sequence[Segment], top: Sequence[Segment]) -> str | Fix:
    """Find the date of service of a line: its own, its period, else the claim's."""
    for segments, single, first, last in ((line, "472", "150", "151"), (top, "472", "232", "233")):
        found = last_of(segments, "DTM", 1, single)
        if found is not None:
            return date(found.at(2))
        begun, ended = last_of(segments, "DTM", 1, first), last_of(segments, "DTM", 1, last)
        if begun is not None:
            return date(begun.at(2)) if ended is None or ended.at(2) == begun.at(2) else SEVERAL_DATES
    return NO_DATE


def _adjustments(segments: Sequence[Segment]) -> str:
    """List adjustments as they stand, like `CO-45:12.50 PR-2:8.00`: group, reason, amount."""
    return " ".join(
        f"{segment.at(1)}-{segment.at(place)}:{segment.at(place + 1) or '0'}"
        for segment in segments
        if segment.name == "CAS"
        for place in range(2, 20, 3)
        if segment.at(place)
    )
