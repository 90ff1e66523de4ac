"""The audit's thresholds: what counts as short, long, often or unlikely, by date of service.

The numbers stand in `audit.toml`, each with its period, its sources and whether a source states it.
Nothing is guessed: an unknown name, a missing one, periods that overlap or leave a hole, a verified
value without a source and a source nobody knows are all faults, reported together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

from timeline.errors import Fault, NotInForceError, PolicyError
from timeline.policies.load import SHIPPED, parsed, sources
from timeline.policies.model import Citation, Dated
from timeline.policies.structure import CONVERTER, structured


@dataclass(frozen=True, slots=True)
class GroupPattern:
    """Short contacts in turn: each shorter than `episode_minutes`, at least `episodes`, at most `gap_minutes` apart."""

    episode_minutes: int
    episodes: int
    gap_minutes: int


@dataclass(frozen=True, slots=True)
class GroupConcealed:
    """Contested time of a provider's date: at least these minutes and this share of the attended time."""

    contested_minutes: int
    contested_share: Decimal


@dataclass(frozen=True, slots=True)
class Minutes:
    """A number of minutes; the threshold's name says of what."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Ratio:
    """Assistants and aides together for one therapist at one time."""

    together: int


@dataclass(frozen=True, slots=True)
class Patterns:
    """How many observations a pattern needs, and how unlikely it must be by chance."""

    observations: int
    chance: Fraction


@dataclass(frozen=True, slots=True)
class Heaping:
    """Minutes, the edge included, among which an honest record spreads the times of a code evenly."""

    window_minutes: int


@dataclass(frozen=True, slots=True)
class Identical:
    """Share of visits that may be the same to the minute, and the fewest patients that make a pattern."""

    share: Fraction
    patients: int


@dataclass(frozen=True, slots=True)
class NoInterruptions:
    """Share of visits with an interruption where no colleague's visits can be compared."""

    share: Fraction


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Every threshold in force on a date; `dated` holds each with its period, sources and note."""

    group_pattern: GroupPattern
    group_concealed: GroupConcealed
    edge: Minutes
    shift: Minutes
    absence: Minutes
    travel: Minutes
    inferred_presence: Minutes
    ratio: Ratio
    patterns: Patterns
    heaping: Heaping
    identical: Identical
    no_interruptions: NoInterruptions
    dated: Mapping[str, Dated] = field(compare=False)


#: Threshold -> its dataclass: the names the file may use, all of which it must use.
KINDS: Mapping[str, type[Any]] = MappingProxyType(
    {
        "group_pattern": GroupPattern,
        "group_concealed": GroupConcealed,
        "edge": Minutes,
        "shift": Minutes,
        "absence": Minutes,
        "travel": Minutes,
        "inferred_presence": Minutes,
        "ratio": Ratio,
        "patterns": Patterns,
        "heaping": Heaping,
        "identical": Identical,
        "no_interruptions": NoInterruptions,
    }
)


@dataclass(frozen=True, slots=True)
class _Head:
    title: str
    verified_through: date
    threshold: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    value: dict[str, Any]
    start: date
    until: date | None = None
    sources: list[Citation] = field(default_factory=list)
    verified: bool = True
    note: str = ""


def _fraction(value: Any, _: Any) -> Fraction:
    parts = value.split("/") if type(value) is str else []
    if len(parts) != 2 or not all(part.isdecimal() for part in parts) or not 0 < int(parts[0]) < int(parts[1]):
        raise TypeError(f'expected a share in quotes such as "1/20", got {value!r}')
    return Fraction(int(parts[0]), int(parts[1]))


CONVERTER.register_structure_hook(Fraction, _fraction)


@cache
def thresholds_history() -> Mapping[str, tuple[Dated, ...]]:
    """Load the shipped thresholds: name -> entries by start."""
    return load_thresholds(SHIPPED / "audit.toml")


@lru_cache(maxsize=1024)
def thresholds_on(on: date) -> Thresholds:
    """Give every threshold that governs a date of service.

    Raises
    ------
    NotInForceError: one has no value on that date.

    Examples
    --------
    >>> thresholds_on(date(2026, 3, 2)).group_pattern.episode_minutes
    5
    """
    found: dict[str, Dated] = {}
    for name, entries in thresholds_history().items():
        governing = [entry for entry in entries if entry.governs(on)]
        if not governing:
            known = "; ".join(entry.period for entry in entries)
            problem = f"no value in force on {on}; known: {known}"
            raise NotInForceError([Fault("audit.toml", None, name, on.isoformat(), problem, "Add a [[threshold]].")])
        (found[name],) = governing
    return Thresholds(**{name: entry.value for name, entry in found.items()}, dated=MappingProxyType(found))


def earliest_thresholds() -> date:
    """Give the first date on which every threshold has a value."""
    return max(entries[0].start for entries in thresholds_history().values())


def load_thresholds(path: Path) -> Mapping[str, tuple[Dated, ...]]:
    """Load thresholds from a TOML file.

    Raises
    ------
    PolicyError: every fault of the file with its path.
    """
    faults: list[Fault] = []
    head = structured(parsed(path), _Head, "$", file=path.name, faults=faults)
    entries = _entries(head.threshold, path.name, faults) if head is not None else {}
    if head is not None:
        _check(entries, path.name, faults)
    if faults:
        raise PolicyError(faults)
    listed = sorted(entries.values(), key=lambda entry: entry.start)
    return MappingProxyType({name: tuple(e for e in listed if e.name == name) for name in KINDS})


def _entries(listed: Sequence[dict[str, Any]], file: str, faults: list[Fault]) -> dict[str, Dated]:
    entries: dict[str, Dated] = {}
    for i, raw in enumerate(listed):
        path = f"$.threshold[{i}]"
        entry = structured(raw, _Entry, path, file=file, faults=faults)
        if entry is None:
            continue
        if entry.name not in KINDS:
            known = ", ".join(KINDS)
            faults.append(Fault(file, None, f"{path}.name", entry.name, "unknown threshold", f"Use one of {known}."))
            continue
        value = structured(entry.value, KINDS[entry.name], f"{path}.value", file=file, faults=faults)
        if value is not None:
            _check_value(value, f"{path}.value", file, faults)
            cited = tuple(entry.sources)
            entries[path] = Dated(entry.name, value, entry.start, entry.until, cited, entry.verified, entry.note)
    return entries


def _check_value(value: Any, path: str, file: str, faults: list[Fault]) -> None:
    for member in fields(value):
        number = getattr(value, member.name)
        if number <= 0:
            faults.append(Fault(file, None, f"{path}.{member.name}", str(number), "is not above 0", "Correct it."))


def _check(entries: Mapping[str, Dated], file: str, faults: list[Fault]) -> None:
    for path, entry in entries.items():
        faults.extend(provenance_faults(entry, path, file))
    for name in KINDS:
        periods = sorted((entry for entry in entries.values() if entry.name == name), key=lambda entry: entry.start)
        if not periods:
            faults.append(Fault(file, None, name, "", "has no value", "Add a [[threshold]] of that name."))
        for one, two in pairwise(periods):
            if one.until != two.start:
                problem = f"the entry before the one from {two.start} does not end on that day"
                faults.append(Fault(file, None, name, "", problem, "Give it `until` = the start of the next."))


def provenance_faults(entry: Dated, path: str, file: str) -> Iterable[Fault]:
    """Find what is wrong with an entry's period, sources and note."""
    for i, citation in enumerate(entry.sources):
        if citation.id not in sources():
            where = f"{path}.sources[{i}].id"
            yield Fault(file, None, where, citation.id, "unknown source", "Describe it in sources.toml.")
    if entry.verified and not entry.sources:
        yield Fault(file, None, f"{path}.sources", "", "a verified value needs a source", "Cite one.")
    if not entry.verified and not entry.note:
        yield Fault(file, None, f"{path}.note", "", "an unverified value needs a note", "Say what it rests on.")
    if entry.until is not None and entry.until <= entry.start:
        yield Fault(file, None, f"{path}.until", entry.until.isoformat(), "ends before it starts", "It is exclusive.")
