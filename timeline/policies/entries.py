"""Dated entries of a rule file: each has its source, and exactly one governs each day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from timeline.errors import Fault
from timeline.policies.model import Dated, Gap, Sourced
from timeline.policies.shipped import sources
from timeline.toml import structured


def read_entries(
    listed: Any, key: str, kinds: Mapping[str, type], *, file: str, faults: list[Fault]
) -> dict[str, Dated]:
    """Read every [[key]] of a file: where each stands -> the entry.

    Parameters
    ----------
    kinds
        The names an entry may have -> the dataclass of its value.
    """
    if not isinstance(listed, list):
        problem, repair = f"expected [[{key}]] entries", f"Write [[{key}]] above each."
        faults.append(Fault(file, None, key, "", problem, repair))
        return {}
    found: dict[str, Dated] = {}
    for place, raw in enumerate(listed):
        path = f"{key}[{place}]"
        entry = structured(raw, Dated, path, file=file, faults=faults)
        name = raw.get("name") if isinstance(raw, dict) else None
        if isinstance(name, str) and name not in kinds:
            repair = f"Use one of {', '.join(kinds)}."
            faults.append(Fault(file, None, f"{path}.name", name, f"unknown {key}", repair))
        elif isinstance(name, str) and "value" in raw:
            value = structured(raw["value"], kinds[name], f"{path}.value", file=file, faults=faults)
            if entry is not None and value is not None:
                found[path] = replace(entry, value=value)
    return found


def provenance_faults(entries: Mapping[str, Sourced], file: str, *, known: Collection[str] = ()) -> Iterator[Fault]:
    """Find entries that rest on nothing, cite an undescribed source, or end before they start.

    Parameters
    ----------
    known
        Ids of the documents the file describes itself, beside the shipped ones.
    """
    for path, entry in entries.items():
        for place, citation in enumerate(entry.sources):
            if citation.id not in known and citation.id not in sources():
                where, repair = f"{path}.sources[{place}].id", "Describe it in a [[source]] table."
                yield Fault(file, None, where, citation.id, "unknown source", repair)
        if entry.verified and not entry.sources:
            repair = "Cite one, or set verified = false."
            yield Fault(file, None, f"{path}.sources", "", "a verified value needs a source", repair)
        if not entry.verified and not entry.note:
            yield Fault(file, None, f"{path}.note", "", "an unverified value needs a note", "Say what it rests on.")
        if entry.ends_before_it_starts:
            yield Fault(file, None, f"{path}.until", str(entry.until), "ends before it starts", "`until` is exclusive.")


def period_faults(periods: Iterable[Dated | Gap], file: str, *, holes: str) -> Iterator[Fault]:
    """Find days that two entries of one name govern, and gaps between entries; declared gaps count as entries here.

    Parameters
    ----------
    holes
        What to do about a hole.
    """
    for name, dated in sorted(_by_name(periods).items()):
        for one, two in pairwise(sorted(dated, key=lambda period: period.start)):
            if one.reaches(two):
                problem, repair = f"two entries are in force on {two.start}", "End the earlier one with `until`."
                yield Fault(file, None, name, "", problem, repair)
            elif one.until != two.start:
                yield Fault(file, None, name, "", f"nothing is in force from {one.until} up to {two.start}", holes)


def history(entries: Iterable[Dated], names: Sequence[str]) -> Mapping[str, tuple[Dated, ...]]:
    """Put entries in order: name -> its entries by start; names without one are left out."""
    found = _by_name(entries)
    return MappingProxyType(
        {name: tuple(sorted(found[name], key=lambda entry: entry.start)) for name in names if name in found}
    )


def _by_name(periods: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for period in periods:
        found.setdefault(period.name, []).append(period)
    return found
