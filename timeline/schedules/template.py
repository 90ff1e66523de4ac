"""An empty schedule to fill in, with help for every column."""

from __future__ import annotations

import csv
import io

from timeline.contracts import ALSO_READ
from timeline.schedules.headers import INPUT, REQUIRED, input_column

_HELP = {
    "date": "date of service, like 2026-03-02; may be empty if start has the date",
    "start": "first instant, like 09:05, 09:05:30 or 2026-03-02 09:05",
    "end": "first instant after it; 24:00 is the end of the date; write out a later date",
    "patient": "patient id, unique within the files analyzed together; needed on service rows and bookings",
    "quantity": "how many were furnished, of a code counted by area or number; empty means 1",
    "billed_units": "units that were or will be claimed for this code; the same on all its rows of one visit",
    "interval_id": "a unique id for the row; without it, rows are named file:row",
}


def template_csv() -> str:
    """Write a schedule without rows: the header, then one line of help per column, which reading skips."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(INPUT)
    writer.writerows([f"# {_line(name)}"] for name in INPUT)
    return written.getvalue()


def _line(name: str) -> str:
    help_text = _HELP.get(name, input_column(name).doc)
    required = " (required)" if name in REQUIRED else ""
    others = f"; also read: {', '.join(ALSO_READ[name])}" if name in ALSO_READ else ""
    return f"{name}{required}: {help_text}{others}"
