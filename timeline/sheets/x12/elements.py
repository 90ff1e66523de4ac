"""Elements that claims and remittances share: dates, procedures, people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from timeline.sheets.headers import Fix
from timeline.sheets.x12.segments import Segment

_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
#: Qualifiers of procedures under HIPAA: HC is CPT and HCPCS.
_PROCEDURES = "HC"

SEVERAL_DATES = Fix("the line is about several dates", "Send a line for each date, or split it by hand.")
NO_DATE = Fix("the line has no date of service", "Ask for the file again.")
_NO_DAY = Fix("is not a date like 20260302", "Ask for the file again.")
NO_PROCEDURE = Fix("the line has no CPT or HCPCS code", "Only lines with the qualifier HC are read.")


class Procedure(NamedTuple):
    """A procedure as billed: code, and modifiers separated by blanks."""

    code: str
    modifiers: str


def procedure(parts: Sequence[str]) -> Procedure | None:
    """Read a composite procedure; None where it is of another code set.

    >>> procedure(["HC", "97110", "GP", "59"])
    Procedure(code='97110', modifiers='GP 59')
    """
    if len(parts) < 2 or parts[0].upper() != _PROCEDURES or not parts[1]:
        return None
    return Procedure(parts[1], " ".join(filter(None, parts[2:6])))


def dates(segment: Segment, form: int, value: int) -> str | Fix:
    """Read the one date of a segment, also a period of one date."""
    text = segment.at(value)
    if segment.at(form) == "RD8":
        first, _, last = text.partition("-")
        if first != last:
            return SEVERAL_DATES
        text = first
    return date(text)


def date(text: str) -> str | Fix:
    """Write a date the ISO way; no message may show another text, which could be anything.

    >>> date("20260302"), date("March").problem
    ('2026-03-02', 'is not a date like 20260302')
    """
    match = _DAY.fullmatch(text)
    return "-".join(match.groups()) if match else _NO_DAY


def last_of(segments: Sequence[Segment], name: str, position: int, *values: str) -> Segment | None:
    """Return the last segment of a name that has one of some values at a position."""
    found = [each for each in segments if each.name == name and each.at(position) in values]
    return found[-1] if found else None
