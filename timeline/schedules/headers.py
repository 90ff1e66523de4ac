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
_JOIN_FIRST = (
    "A row needs both: if starts and ends are separate rows, state [transitions] in the mapping file, or join them "
    "into spans first."
)


def input_column(name: str) -> Column:
    """Return the contract of one input column."""
    return next(column for column in INTERVALS.columns if column.name == name)


def find_columns(header: Sequence[str], mapped: Mapping[str, Sequence[str]], also: Sequence[str] = ()) -> Found:
    """Match a header to the contract of a schedule.

    Parameters
    ----------
    mapped
        Our column -> the columns a mapping names for it.
    also
        Columns a mapping names for something else.
    """
    return match(header, _NAMES, mapped, also)


def explained(header: Sequence[str], found: Found, *, one_clock: bool = False) -> list[tuple[str, Fix]]:
    """Say what is wrong with a header: each missing column; a log with one clock per row is recognized as such.

    Parameters
    ----------
    one_clock
        Whether one clock a row is what the mapping states.
    """
    problems, missing = list(found.problems), found.missing
    if one_clock:
        missing = tuple(column for column in missing if column not in ("start", "end"))
    elif {"start", "end"} <= set(missing) and not _ONE_CLOCK.isdisjoint(map(plain, header)):
        problems.append(("end", Fix("the columns start and end are missing; each row has only one time", _JOIN_FIRST)))
        missing = tuple(column for column in missing if column not in ("start", "end"))
    elif found.places.get("start") and found.places.get("start") == found.places.get("end"):
        problems.append(("end", Fix("is the same column as start", _JOIN_FIRST)))
    return [*problems, *absences(missing, _NAMES)]
