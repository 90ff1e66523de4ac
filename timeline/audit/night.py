"""Treatment in the small hours where no clock is after noon: the afternoon may have lost its PM."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from timeline.clock import to_wall
from timeline.finding import Finding, FindingRule
from timeline.record import Record
from timeline.vocabulary import Kind, Severity
from timeline.words import counted

NIGHT = FindingRule(
    "time.night",
    "Treatment is recorded between one and six at night, and nothing of the site's date is after noon: hours of the "
    "afternoon written without PM look like that.",
    "Look at the source. If it is the afternoon, export AM and PM or 24-hour clocks; shifts, oversight and dates all "
    "depend on it.",
)
_FROM, _UNTIL, _NOON = 1, 6, 13


def night(record: Record) -> Iterator[Finding]:
    """Report sites and dates with treatment at night and no clock after noon."""
    rows = record.rows
    late: set[tuple[str, str]] = set()
    small: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in range(len(rows)):
        site = (rows.date[row], rows.clinic[row])
        start, end = (to_wall(second, record.zone) for second in (rows.start[row], rows.end[row]))
        if start.hour >= _NOON or end.hour >= _NOON or end.date() > start.date():
            late.add(site)
        elif rows.kind[row] in (Kind.SERVICE, Kind.APPOINTMENT) and _FROM <= start.hour < _UNTIL:
            small[site].append(row)
    for site, listed in small.items():
        if site not in late:
            first = min(listed, key=lambda row: rows.start[row])
            yield record.finding(
                NIGHT,
                Severity.REVIEW,
                sorted(listed),
                f"{counted(len(listed), 'row')} of {site[1]} {'starts' if len(listed) == 1 else 'start'} at night on "
                f"{site[0]}, the first at {record.clock(rows.start[first])}, and no clock there is after noon. The "
                "afternoon may have lost its PM.",
                about=site[1],
            )
