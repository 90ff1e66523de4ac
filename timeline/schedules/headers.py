"""Which column of a schedule file is which column of the contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from timeline.contracts import ALSO_READ, INTERVALS, Column
from timeline.sheets.headers import Fix, Found, Names, absences, match, plain

#: Computed on reading; never read from a file.
_DERIVED = ("start_second", "end_second")
_TEMPLATE_FIRST = ("date", "start", "end", "patient", "provider", "role", "code")

#: Columns a schedule may have, in the order of a template.
INPUT: tuple[str, ...] = (
    *_TEMPLATE_FIRST,
    *(name for name in INTERVALS.names if name not in (*_DERIVED, *_TEMPLATE_FIRST, "interval_id")),
    "interval_id",
)
#: Columns without which a file is not a schedule.
REQUIRED = ("start", "end", "patient")
_NAMES = Names(INPUT, REQUIRED, ALSO_READ, own_name_wins=True, mapped=True)
#: Headers of a log that has one row for a start and another for its completion.
_ONE_CLOCK = frozenset({"time", "timestamp", "event_time", "date_time", "datetime"})
_JOIN_FIRST = "A row needs both: if starts and ends are separate rows, join them into spans first."


def input_column(name: str) -> Column:
    """Return the contract of one input column."""
    return next(column for column in INTERVALS.columns if column.name == name)


def find_columns(header: Sequence[str], mapped: Mapping[str, tuple[str, ...]]) -> Found:
    """Match a header to the contract of a schedule; a log with one clock per row is recognized as such."""
    found = match(header, _NAMES, mapped)
    problems, missing = list(found.problems), found.missing
    if {"start", "end"} <= set(missing) and not _ONE_CLOCK.isdisjoint(map(plain, header)):
        problems.append(("end", Fix("the columns start and end are missing; each row has only one time", _JOIN_FIRST)))
        missing = tuple(column for column in missing if column not in ("start", "end"))
    elif found.places.get("start") and found.places.get("start") == found.places.get("end"):
        problems.append(("end", Fix("is the same column as start", _JOIN_FIRST)))
    return found._replace(problems=(*problems, *absences(missing, _NAMES)), missing=missing)
