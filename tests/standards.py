"""Small files of the standards, and ways to damage them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from timeline.errors import FaultyInputError
from timeline.sheets.sheet import Grid, Marks, Sheet, marked_sheet
from timeline.sheets.x12 import x12_grid

#: Stands where a file has a name: no message may show it.
MARKER = "Zyxwv"
NEW_YORK = "DTSTART;TZID=America/New_York:2026030{day}T090000|DTEND;TZID=America/New_York:2026030{day}T094500"


def calendar(*events: str, properties: str = "") -> bytes:
    """Write a calendar; the properties of an event are separated by `|`."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//made//for tests//EN", *filter(None, properties.split("|"))]
    for number, event in enumerate(events, start=1):
        own = [] if "UID:" in event else [f"UID:{number}"]
        lines += ["BEGIN:VEVENT", *own, "DTSTAMP:20260301T120000Z", *event.split("|"), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def booked(day: int = 2, *more: str) -> str:
    """Write an event from 9:00 to 9:45 in New York."""
    return "|".join([NEW_YORK.format(day=day), *more])


def bundle(*resources: dict[str, Any], addresses: tuple[str, ...] = ()) -> bytes:
    """Write a FHIR bundle."""
    entries: list[dict[str, Any]] = [{"resource": resource} for resource in resources]
    for entry, address in zip(entries, addresses, strict=False):
        entry["fullUrl"] = address
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def appointment(*actors: str, **more: Any) -> dict[str, Any]:
    """Make an appointment at 9:00 for half an hour."""
    return {
        "resourceType": "Appointment",
        "id": "A1",
        "status": "booked",
        "start": "2026-03-02T09:00:00-05:00",
        "end": "2026-03-02T09:30:00-05:00",
        "participant": [
            {"actor": {"reference": actor, "display": f"Dr. {MARKER}"}, "status": "accepted"} for actor in actors
        ],
    } | more


def period(start: str, end: str) -> dict[str, str]:
    """Make a period of 2 March 2026 in New York."""
    return {"start": f"2026-03-02T{start}:00-05:00", "end": f"2026-03-02T{end}:00-05:00"}


def encounter(*participants: tuple[str, dict[str, str] | None], **more: Any) -> dict[str, Any]:
    """Make an encounter from 9:00 to 10:00."""
    listed = [
        {"individual": {"reference": who, "display": f"Dr. {MARKER}"}} | ({"period": when} if when else {})
        for who, when in participants
    ]
    subject = {"reference": "Patient/P1", "display": MARKER}
    own = {"id": "E1", "status": "finished", "subject": subject, "period": period("09:00", "10:00")}
    return {"resourceType": "Encounter", **own, "participant": listed} | more


def procedure(code: str = "97110", **more: Any) -> dict[str, Any]:
    """Make a procedure of half an hour."""
    coded = {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": code}]}
    return {
        "resourceType": "Procedure",
        "id": "X1",
        "status": "completed",
        "code": coded,
        "subject": {"reference": "Patient/P1"},
        "performer": [{"actor": {"reference": "Practitioner/PT1"}}],
        "performedPeriod": period("09:00", "09:30"),
    } | more


def interchange(kind: str, *segments: str, version: str = "", delimiters: str = "*:~", end: str = "\n") -> bytes:
    """Write one X12 transaction; segments use the usual delimiters."""
    version = version or {"837": "005010X222A1", "835": "005010X221A1"}.get(kind, "005010X279A1")
    element, component, terminator = delimiters
    header = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260302*0900*^*00501*000000001*0*P*:"
    body = [f"ST*{kind}*0001*{version}", *segments]
    group = f"GS*{'HP' if kind == '835' else 'HC'}*SENDER*RECEIVER*20260302*0900*1*X*{version}"
    lines = [header, group, *body, f"SE*{len(body) + 1}*0001", "GE*1*1", "IEA*1*000000001"]
    text = "".join(f"{line}~{end}" for line in lines)
    return text.translate(str.maketrans("*:~", element + component + terminator)).encode()


def subscriber(member: str = "P1") -> list[str]:
    """Write the loops before a subscriber's claims."""
    return [
        "HL*1**20*1",
        f"NM1*85*2*{MARKER} CLINIC*****XX*1000000001",
        "HL*2*1*22*0",
        "SBR*P*18*******MB",
        f"NM1*IL*1*{MARKER}*{MARKER}****MI*{member}",
        "NM1*PR*2*PAYER*****PI*PAY1",
    ]


def claim(control: str, *lines: str, frequency: str = "1", reference: str = "", provider: str = "PT1") -> list[str]:
    """Write a claim; each line is `date code:modifiers units`."""
    top = [f"CLM*{control}*100***11:B:{frequency}*Y*A*Y*Y", *([f"REF*F8*{reference}"] if reference else [])]
    written = [*top, f"NM1*82*1*{MARKER}*****XX*{provider}"] if provider else top
    for number, line in enumerate(lines, start=1):
        day, code, units = line.split()
        written += [f"LX*{number}", f"SV1*HC:{code}*50*UN*{units}***1", f"DTP*472*D8*{day}"]
    return written


def paid_claim(control: str, patient: str, *lines: str, status: str = "1", number: str = "ICN1") -> list[str]:
    """Write a claim of a remittance; each line is `date code:modifiers charged paid adjustment…`."""
    written = [f"CLP*{control}*{status}*100*50**MB*{number}", f"NM1*QC*1*{MARKER}*{MARKER}****MI*{patient}"]
    for line in lines:
        day, code, charged, paid, *adjustments = line.split()
        written += [f"SVC*HC:{code}*{charged}*{paid}**2", f"DTM*472*{day}"]
        written += [f"CAS*{adjustment.replace('-', '*', 1).replace(':', '*')}" for adjustment in adjustments]
    return written


Rows, LeftOut = Callable[..., list[dict[str, str]]], Callable[..., list[str]]


def reading(kind: str) -> tuple[Callable[..., Grid], Rows, LeftOut]:
    """Give what reads segments of an X12 interchange: as a grid, as rows by column, and why each row is left out."""

    def grid_of(*segments: str) -> Grid:
        return x12_grid(f"day.{kind}", interchange(kind, *segments))

    def rows(*segments: str) -> list[dict[str, str]]:
        header, *records = grid_of(*segments).records
        return [dict(zip(header, record, strict=True)) for record in records]

    def left_out(*segments: str) -> list[str]:
        grid = grid_of(*segments)
        assert grid.marks is not None
        return [grid.marks.left_out.get(place, "") for place in range(1, len(grid.records))]

    return grid_of, rows, left_out


def damaged(content: bytes) -> st.SearchStrategy[bytes]:
    """Draw damaged copies of a file: parts cut out, doubled, replaced, or cut off."""
    place = st.integers(0, len(content))
    pieces = ["", "\n", "~", "*", ":", "{", "}", '"', "[]", "0", "-", "9" * 30, "\0", "BEGIN:VEVENT\r\n", "\xff"]
    piece = st.sampled_from([each.encode("latin-1") for each in pieces])

    def once(text: bytes, start: int, length: int, put: bytes) -> bytes:
        start = min(start, len(text))
        return text[:start] + put + text[start + length :]

    change = st.tuples(place, st.integers(0, 40), piece)
    return st.lists(change, min_size=1, max_size=4).map(
        lambda changes: _folded(content, [lambda text, each=each: once(text, *each) for each in changes])
    )


def _folded(content: bytes, changes: list[Callable[[bytes], bytes]]) -> bytes:
    for change in changes:
        content = change(content)
    return content


def survives(read: Callable[[str, bytes], Grid], content: bytes) -> Sheet | None:
    """Assert that a reader answers a damaged file in time and names nobody; return what it read, None if refused."""
    begun = time.monotonic()
    sheet = None
    try:
        grid = read("file", content)
        sheet = marked_sheet("file", grid.records, grid.marks or Marks())
        said = " ".join([*map(str, sheet.faults), *sheet.left_out.values()])
    except FaultyInputError as error:
        said = str(error)
    assert time.monotonic() - begun < 2
    assert MARKER not in said
    return sheet
