"""Which column of a file is which column of the contract."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from timeline.contracts import ALSO_READ, INTERVALS, Column

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
#: Headers of a log that has one row for a start and another for its completion.
_ONE_CLOCK = frozenset({"time", "timestamp", "event_time", "date_time", "datetime"})
_JOIN_FIRST = "A row needs both: where starts and completions stand in rows of their own, join them into spans first"


class Fix(NamedTuple):
    """What is wrong, and what to do about it."""

    problem: str
    repair: str


class Found(NamedTuple):
    """Where the columns of the contract stand in a file.

    Parameters
    ----------
    places
        Column of the contract -> positions in the header (several are joined by a blank).
    unused
        Positions nobody reads.
    problems
        Column of the contract (or empty) and what is wrong with the header.
    """

    places: dict[str, tuple[int, ...]]
    unused: tuple[int, ...]
    problems: tuple[tuple[str, Fix], ...]


def input_column(name: str) -> Column:
    """Return the contract of one input column."""
    return next(column for column in INTERVALS.columns if column.name == name)


def plain(header: str) -> str:
    """Write a header as the contract would: lower case, underscores.

    >>> plain(" Start-Time "), plain("CPT Code")
    ('start_time', 'cpt_code')
    """
    return re.sub(r"[\s\-]+", "_", header.strip()).lower()


def find_columns(header: Sequence[str], mapped: Mapping[str, tuple[str, ...]]) -> Found:
    """Match a header to the contract: what the mapping states, then exact names, then other known names.

    Header texts never enter a problem: a file without a header would put its first patient there.
    """
    names = [plain(text) for text in header]
    position = {name: place for place, name in reversed(list(enumerate(names))) if name}
    problems = _repeated(names)
    places, absent = _as_mapped(mapped, position)
    taken = {place for found in places.values() for place in found}
    free = {name: place for name, place in position.items() if place not in taken}
    for column in INPUT:
        candidates = [] if column in mapped else _candidates(column, free)
        if len(candidates) > 1:
            problems.append((column, _which_one(candidates)))
        elif candidates:
            places[column] = (candidates[0],)
    problems += absent
    faulty = {column for column, _ in problems}
    absences = [column for column in REQUIRED if not places.get(column) and column not in faulty]
    if {"start", "end"} <= set(absences) and not _ONE_CLOCK.isdisjoint(names):
        problems.append(("end", Fix("there are no columns start and end, but one clock a row", _JOIN_FIRST)))
        absences = [column for column in absences if column not in ("start", "end")]
    elif places.get("start") and places.get("start") == places.get("end"):
        problems.append(("end", Fix("is the same column as start", _JOIN_FIRST)))
    problems += [(column, _missing(column)) for column in absences]
    used = {place for found in places.values() for place in found}
    return Found(places, tuple(place for place in range(len(header)) if place not in used), tuple(problems))


def _as_mapped(
    mapped: Mapping[str, tuple[str, ...]], position: Mapping[str, int]
) -> tuple[dict[str, tuple[int, ...]], list[tuple[str, Fix]]]:
    absent = [
        (column, _not_there(theirs))
        for column, names in mapped.items()
        for theirs in names
        if plain(theirs) not in position
    ]
    faulty = {column for column, _ in absent}
    places = {
        column: tuple(position[plain(theirs)] for theirs in names)
        for column, names in mapped.items()
        if column not in faulty
    }
    return places, absent


def _candidates(column: str, free: Mapping[str, int]) -> list[int]:
    if column in free:
        return [free[column]]
    return [free[name] for name in ALSO_READ.get(column, ()) if name in free]


def _repeated(names: Sequence[str]) -> list[tuple[str, Fix]]:
    repeated = [name for name, count in Counter(names).items() if name and count > 1]
    places = [[place for place, other in enumerate(names) if other == name] for name in repeated]
    return [
        ("", Fix(f"columns {_numbers(found)} have the same name", "Name every column once, in row 1"))
        for found in places
    ]


def _numbers(places: Sequence[int]) -> str:
    return " and ".join(str(place + 1) for place in places)


def _not_there(theirs: str) -> Fix:
    return Fix(f"the file has no column {theirs!r}, which the mapping names", "Correct the mapping or the header row")


def _which_one(places: Sequence[int]) -> Fix:
    repair = "Say which in the mapping file under [columns]"
    return Fix(f"columns {_numbers(places)} could both be it", repair)


def _missing(column: str) -> Fix:
    others = ALSO_READ.get(column, ())
    known = f" (also read: {', '.join(others)})" if others else ""
    return Fix(
        "there is no such column", f"Name a column {column}{known}, or map one in the mapping file under [columns]"
    )
