"""Services at one o'clock at night, by clocks that do not say which half of the day they mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from timeline.finding import Finding, FindingRule
from timeline.record import Record
from timeline.vocabulary import Kind, Severity
from timeline.words import counted

AT_NIGHT = FindingRule(
    "time.night",
    "Services or bookings begin between one and six at night, in a file that writes neither AM or PM nor any clock of "
    "the afternoon: the afternoon may be meant. Shifts, supervision and hours would be looked for in the wrong half of "
    "the day.",
    "Ask whether the afternoon is meant. If so, export again with AM and PM or with 24-hour clocks, or write 13:00 for "
    "1:00; if they were at night, nothing is to be done.",
)


def at_night(record: Record) -> Iterator[Finding]:
    """Report, once per date and clinic, services and bookings at night by clocks that may mean the afternoon."""
    rows = record.rows
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for interval_id in record.schedule.night_rows:
        row = record.index.get(interval_id)
        if row is not None and rows.kind[row] in (Kind.SERVICE, Kind.APPOINTMENT):
            found[rows.date[row], rows.clinic[row]].append(row)
    for (date, clinic), listed in found.items():
        first = record.clock(min(rows.start[row] for row in listed))
        told = counted(len(listed), "row")
        yield record.finding(
            AT_NIGHT,
            Severity.REVIEW,
            sorted(listed),
            f"{told} at {clinic} on {date} {'is' if len(listed) == 1 else 'are'} at night, the first from {first}: no "
            "clock of the file says AM or PM or is of the afternoon.",
            patients=(),
            providers=(),
            about=clinic,
        )
