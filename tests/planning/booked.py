"""Bookings and shifts of one day in a few words, as a schedule."""

from __future__ import annotations

from typing import Any

from timeline.schedules import ClinicFile, MemoryFile, Schedule, read_schedule

_COLUMNS = "date,start,end,patient,provider,role,kind,code,clinic"


def booked(*lines: str, day: str = "2026-03-02", **clinic: Any) -> Schedule:
    """Read a day of a Medicare clinic.

    Parameters
    ----------
    lines
        `9:00-9:30 P1 PT1 97110`, a booking; `9:00-17:00 PT1` or `12:00-13:00 PT1 away`, a provider's own time; each
        with `@North` where it is elsewhere. The role is what the provider is called, without its number.
    clinic
        What a clinic file would state.
    """
    rows = [_row(line, day) for line in lines]
    content = "\n".join([_COLUMNS, *rows]).encode()
    return read_schedule(MemoryFile("day.csv", content), payer="medicare", clinic=ClinicFile(**clinic))


def _row(line: str, day: str) -> str:
    times, *words = line.split()
    site = words.pop()[1:] if words[-1].startswith("@") else ""
    start, end = times.split("-")
    kind = "appointment" if len(words) == 3 else words[1] if len(words) == 2 else "shift"
    patient, provider, code = words if len(words) == 3 else ("", words[0], "")
    return ",".join([day, start, end, patient, provider, provider.rstrip("0123456789"), kind, code, site])
