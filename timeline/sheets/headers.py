"""Match the columns of a file to the columns of a contract."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

#: How many columns a message names; the rest are counted.
_LISTED = 5


class Fix(NamedTuple):
    """What is wrong, and what to do about it."""

    problem: str
    repair: str


@dataclass(frozen=True, slots=True)
class Names:
    """How the columns of a contract may be called.

    Parameters
    ----------
    columns, required
        Every column, in order; those without which nothing can be read.
    also_read
        Column -> other names of it.
    own_name_wins
        Whether a header of the contract's own name settles which column it is; else two candidates are a fault.
    mapped
        Whether a mapping file can say which column is which.
    """

    columns: tuple[str, ...]
    required: tuple[str, ...]
    also_read: Mapping[str, tuple[str, ...]]
    own_name_wins: bool = False
    mapped: bool = False


class Found(NamedTuple):
    """Where the columns of the contract are in a file.

    Parameters
    ----------
    places
        Column of the contract -> positions in the header (several are joined by a blank).
    unused
        Positions that are not used.
    problems
        Column of the contract (or empty) and what is wrong with the header.
    missing
        Required columns that are missing.
    """

    places: dict[str, tuple[int, ...]]
    unused: tuple[int, ...]
    problems: tuple[tuple[str, Fix], ...]
    missing: tuple[str, ...] = ()


def plain(header: str) -> str:
    """Write a header as the contract would: lower case, underscores.

    >>> plain(" Start-Time "), plain("CPT Code")
    ('start_time', 'cpt_code')
    """
    return re.sub(r"[\s\-]+", "_", header.strip()).lower()


def match(header: Sequence[str], names: Names, mapped: Mapping[str, tuple[str, ...]] | None = None) -> Found:
    """Match a header to a contract: what the mapping states, then the contract's own names, then others.

    Header texts never enter a problem: a file without a header would put its first patient there.
    """
    mapped = mapped or {}
    headers = [plain(text) for text in header]
    position = {name: place for place, name in reversed(list(enumerate(headers))) if name}
    problems = _repeated(headers)
    places, absent = _as_mapped(mapped, position)
    taken = {place for found in places.values() for place in found}
    free = {name: place for name, place in position.items() if place not in taken}
    for column in names.columns:
        candidates = [] if column in mapped else _candidates(column, free, names)
        if len(candidates) > 1:
            problems.append((column, _which_one(candidates, names)))
        elif candidates:
            places[column] = (candidates[0],)
    problems += absent
    faulty = {column for column, _ in problems}
    missing = tuple(column for column in names.required if not places.get(column) and column not in faulty)
    used = {place for found in places.values() for place in found}
    unused = tuple(place for place in range(len(header)) if place not in used)
    return Found(places, unused, tuple(problems), missing)


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


def _candidates(column: str, free: Mapping[str, int], names: Names) -> list[int]:
    if names.own_name_wins and column in free:
        return [free[column]]
    return sorted(free[name] for name in (column, *names.also_read.get(column, ())) if name in free)


def _repeated(headers: Sequence[str]) -> list[tuple[str, Fix]]:
    places: dict[str, list[int]] = {}
    for place, name in enumerate(headers):
        places.setdefault(name, []).append(place)
    return [
        ("", Fix(f"columns {_numbers(found)} have the same name", "Name each column once, in row 1."))
        for name, found in places.items()
        if name and len(found) > 1
    ]


def _numbers(places: Sequence[int]) -> str:
    numbers = [str(place + 1) for place in places[:_LISTED]]
    return " and ".join([*numbers, f"{len(places) - _LISTED} more"] if len(places) > _LISTED else numbers)


def _not_there(theirs: str) -> Fix:
    return Fix(f"the file has no column {theirs!r}, which the mapping names", "Correct the mapping or the header row.")


def _which_one(places: Sequence[int], names: Names) -> Fix:
    repair = "State which in the mapping file under [columns]." if names.mapped else "Keep one of them."
    return Fix(f"columns {_numbers(places)} could each be this column", repair)


def absences(missing: Sequence[str], names: Names) -> list[tuple[str, Fix]]:
    """Report each missing column, with the names it may have."""
    or_mapped = ", or map one in the mapping file under [columns]" if names.mapped else ""
    listed: list[tuple[str, Fix]] = []
    for column in missing:
        others = names.also_read.get(column, ())
        known = f" (also read: {', '.join(others)})" if others else ""
        listed.append((column, Fix("no such column", f"Name a column {column}{known}{or_mapped}.")))
    return listed
