"""The audit's thresholds: what counts as short, long, often or unlikely, by date of service.

The numbers stand in `audit.toml`, each with its period, its sources and whether a source states it.
Nothing is guessed: an unknown name, a missing one, periods that overlap or leave a hole, a verified
value without a source and a source nobody knows are all faults, reported together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from timeline.errors import Fault, NotInForceError, PolicyError
from timeline.policies.entries import history, period_faults, provenance_faults, read_entries
from timeline.policies.model import Dated
from timeline.policies.shipped import SHIPPED
from timeline.toml import read_toml, structured


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
    """A number of minutes; the threshold's name says what it measures."""

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
    """Minutes, the edge included, over which an honest record spreads the times of a code evenly."""

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


@cache
def thresholds_history() -> Mapping[str, tuple[Dated, ...]]:
    """Load the shipped thresholds: name -> entries by start."""
    return load_thresholds(SHIPPED / "audit.toml")


@lru_cache(maxsize=1024)
def thresholds_on(on: date) -> Thresholds:
    """Return every threshold that governs a date of service.

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
    return Thresholds(**{name: entry.value for name, entry in found.items()}, dated=found)


def earliest_thresholds() -> date:
    """Return the first date on which every threshold has a value."""
    return max(entries[0].start for entries in thresholds_history().values())


def load_thresholds(path: Path) -> Mapping[str, tuple[Dated, ...]]:
    """Load thresholds from a TOML file.

    Raises
    ------
    PolicyError: every fault of the file with its path.
    """
    document = read_toml(path, PolicyError)
    faults: list[Fault] = []
    head = {key: value for key, value in document.table.items() if key != "threshold"}
    structured(head, _Head, "", file=path.name, faults=faults)
    entries = read_entries(document.table.get("threshold", []), "threshold", KINDS, file=path.name, faults=faults)
    faults += [fault for where, entry in entries.items() for fault in _value_faults(entry.value, where, path.name)]
    faults += provenance_faults(entries, path.name)
    faults += period_faults(entries.values(), path.name, holes="Fill it.")
    found = history(entries.values(), tuple(KINDS))
    faults += [
        Fault(path.name, None, name, "", "has no value", "Add a [[threshold]] of that name.")
        for name in KINDS
        if name not in found
    ]
    if faults:
        raise PolicyError(faults)
    return found


def _value_faults(value: Any, path: str, file: str) -> Iterator[Fault]:
    for member in fields(value):
        number = getattr(value, member.name)
        if number <= 0:
            yield Fault(file, None, f"{path}.value.{member.name}", str(number), "is not above 0", "Correct it.")
