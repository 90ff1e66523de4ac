"""Match the columns of a file to the columns of a contract."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

#: How many columns a message names; the rest are counted.
_LISTED = 5
#: A name with the number of the column that bears it, where several do.
_NUMBERED = re.compile(r"(.+)#(\d{1,4})", re.DOTALL)


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
        Column of the contract -> positions in the header.
    named
        Every header that a mapping names -> its position.
    unused
        Positions that are not used.
    problems
        Column of the contract (or empty) and what is wrong with the header.
    missing
        Required columns that are missing.
    """

    places: dict[str, tuple[int, ...]]
    named: dict[str, int]
    unused: tuple[int, ...]
    problems: tuple[tuple[str, Fix], ...]
    missing: tuple[str, ...] = ()


def plain(header: str) -> str:
    """Write a header as the contract would: lower case, underscores.

    >>> plain(" Start-Time "), plain("CPT Code")
    ('start_time', 'cpt_code')
    """
    return re.sub(r"[\s\-]+", "_", header.strip()).lower()


class Header:
    """The names of a file's columns, found in any case and with any blanks between words.

    Parameters
    ----------
    texts
        The names as written.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._exact: dict[str, list[int]] = {}
        self.plain: dict[str, list[int]] = {}
        for place, text in enumerate(texts):
            if text.strip():
                self._exact.setdefault(_squeezed(text), []).append(place)
                self.plain.setdefault(plain(text), []).append(place)

    def find(self, name: str) -> Sequence[int]:
        """Return where a name stands; several places if several columns bear it, and "Time#2" means the second."""
        found = self._exact.get(_squeezed(name)) or self.plain.get(plain(name))
        numbered = _NUMBERED.fullmatch(name.strip())
        if found is None and numbered is not None:
            listed = self.find(numbered[1])
            return listed[int(numbered[2]) - 1 :][:1] if int(numbered[2]) else ()
        return found or ()


def _squeezed(text: str) -> str:
    return " ".join(text.split()).casefold()


def match(
    header: Sequence[str],
    names: Names,
    mapped: Mapping[str, Sequence[str]] | None = None,
    also: Sequence[str] = (),
) -> Found:
    """Match a header to a contract: what the mapping states, then the contract's own names, then others.

    Header texts never enter a problem: a file without a header would put its first patient there. Two columns of one
    name are a problem where one of them is wanted.

    Parameters
    ----------
    mapped
        Column of the contract -> the columns the mapping names for it; none = it is not read.
    also
        Columns that the mapping names for something else.
    """
    mapped = mapped or {}
    read = Header(header)
    named, problems = _as_mapped(
        read,
        [*((column, name) for column, listed in mapped.items() for name in listed), *(("", name) for name in also)],
    )
    faulty = {column for column, _ in problems}
    places = {
        column: tuple(named[name] for name in listed) for column, listed in mapped.items() if column not in faulty
    }
    taken = {named[name] for listed in mapped.values() for name in listed if name in named}
    free = {name: [place for place in found if place not in taken] for name, found in read.plain.items()}
    for column in names.columns:
        candidates = [] if column in mapped else _candidates(column, free, names)
        if len(candidates) > 1:
            problems.append((column, _which_one(candidates, read, names)))
        elif candidates:
            places[column] = (candidates[0],)
    faulty = {column for column, _ in problems}
    missing = tuple(column for column in names.required if not places.get(column) and column not in faulty)
    used = {place for found in places.values() for place in found} | set(named.values())
    unused = tuple(place for place in range(len(header)) if place not in used)
    return Found(places, named, unused, tuple(problems), missing)


def _as_mapped(header: Header, wanted: Sequence[tuple[str, str]]) -> tuple[dict[str, int], list[tuple[str, Fix]]]:
    """Find every column a mapping names; (column of ours, name)."""
    named: dict[str, int] = {}
    problems: list[tuple[str, Fix]] = []
    for column, name in wanted:
        found = header.find(name)
        if len(found) == 1:
            named[name] = found[0]
        else:
            problems.append((column, _not_there(name) if not found else _several(found, name)))
    return named, list(dict.fromkeys(problems))


def _candidates(column: str, free: Mapping[str, Sequence[int]], names: Names) -> list[int]:
    if names.own_name_wins and free.get(column):
        return list(free[column])
    return sorted(place for name in (column, *names.also_read.get(column, ())) for place in free.get(name, ()))


def _numbers(places: Sequence[int]) -> str:
    numbers = [str(place + 1) for place in places[:_LISTED]]
    return " and ".join([*numbers, f"{len(places) - _LISTED} more"] if len(places) > _LISTED else numbers)


def _not_there(theirs: str) -> Fix:
    return Fix(f"the file has no column {theirs!r}, which the mapping names", "Correct the mapping or the header row.")


def _several(places: Sequence[int], name: str) -> Fix:
    return Fix(
        f"columns {_numbers(places)} have the same name {name!r}", f'Write "{name}#2" in the mapping for the second.'
    )


def _which_one(places: Sequence[int], header: Header, names: Names) -> Fix:
    repair = "State which in the mapping file under [columns]." if names.mapped else "Keep one of them."
    alike = any(set(places) <= set(found) for found in header.plain.values())
    return Fix(f"columns {_numbers(places)} {'have the same name' if alike else 'could each be this column'}", repair)


def absences(missing: Sequence[str], names: Names) -> list[tuple[str, Fix]]:
    """Report each missing column, with the names it may have; the first says who proposes a mapping."""
    or_mapped = ", or map one in the mapping file under [columns]" if names.mapped else ""
    proposed = ", which `timeline map` proposes" if names.mapped else ""
    listed: list[tuple[str, Fix]] = []
    for column in missing:
        others = names.also_read.get(column, ())
        known = f" (also read: {', '.join(others)})" if others else ""
        told = f"Name a column {column}{known}{or_mapped}{'' if listed else proposed}."
        listed.append((column, Fix("no such column", told)))
    return listed
