"""Worked examples: what manuals and guides print, and what we derived, run through the engine.

Each says what it rests on. `published`: minutes and answer were read. `chart`: a bound
of a printed table, the code chosen by us. `partly_derived`: minutes read, part of the answer is ours.
`derived`: the answer is ours. `memory`: nothing was read; such examples prove nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from timeline.errors import PolicyError
from timeline.policies.load import load_policy
from timeline.policies.model import Citation
from timeline.policies.ncci import pairs
from timeline.toml import parse_toml, understood
from timeline.units.ask import count_units
from timeline.units.edits import pairs_among


class Standing(StrEnum):
    """What an example rests on, strongest first."""

    PUBLISHED = "published"
    CHART = "chart"
    PARTLY_DERIVED = "partly_derived"
    DERIVED = "derived"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class ExpectedLine:
    """A claim line an example expects; modifiers in any order."""

    code: str
    units: int
    modifiers: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Example:
    """One worked example.

    Parameters
    ----------
    minutes
        Code -> role -> whole minutes.
    units
        Code -> units; codes left out are not compared.
    timed_units
        Timed units of the visit.
    alternatives
        Every permitted allocation of the timed units, in any order.
    lines
        The claim, in any order.
    """

    id: str
    kind: Standing
    source: Citation
    gist: str
    minutes: dict[str, dict[str, int]]
    payer: str = "medicare"
    on: date = date(2024, 9, 2)
    units: dict[str, int] | None = None
    timed_units: int | None = None
    alternatives: list[dict[str, int]] | None = None
    lines: list[ExpectedLine] | None = None


@dataclass(frozen=True, slots=True)
class PairExample:
    """One look-up of two codes: the expected direction and indicator; blank where there is no edit."""

    id: str
    kind: Standing
    source: Citation
    gist: str
    codes: list[str]
    payer: str = "medicare"
    on: date = date(2024, 9, 2)
    column_one: str = ""
    indicator: str = ""


@dataclass(frozen=True, slots=True)
class _ExampleFile:
    example: list[Example] = field(default_factory=list)
    pair: list[PairExample] = field(default_factory=list)


@cache
def worked_examples() -> tuple[Example | PairExample, ...]:
    """Load every shipped example, in the order of the files."""
    found: list[Example | PairExample] = []
    folder = files("timeline").joinpath("units", "examples")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        listed = understood(parse_toml(file.name, file.read_bytes(), PolicyError), _ExampleFile, PolicyError)
        found += [*listed.example, *listed.pair]
    return tuple(found)


def differences(example: Example | PairExample) -> list[str]:
    """Run an example through the engine and say what differs from what it expects; empty when it holds."""
    if isinstance(example, PairExample):
        return _pair_differences(example)
    answer = count_units(example.minutes, payer=example.payer, on=example.on).to_dict()
    expected = {
        "units": example.units,
        "timed_units": example.timed_units,
        "alternatives": None if example.alternatives is None else _unordered(example.alternatives),
        "lines": None if example.lines is None else sorted(_line(vars_of(line)) for line in example.lines),
    }
    given = {
        "units": {code: _units_of(answer, code) for code in example.units or {}},
        "timed_units": answer["timed_units"],
        "alternatives": _unordered(answer["alternatives"]),
        "lines": sorted(_line(line) for line in answer["lines"]),
    }
    return [
        f"{what}: expected {wanted}, got {given[what]}"
        for what, wanted in expected.items()
        if wanted is not None and wanted != given[what]
    ]


def vars_of(line: ExpectedLine) -> dict[str, Any]:
    """Return a line as the JSON document shows it."""
    return {"code": line.code, "units": line.units, "modifiers": line.modifiers}


def _units_of(answer: Mapping[str, Any], code: str) -> int:
    return sum(entry["units"] for entry in answer["codes"] if entry["code"] == code)


def _unordered(allocations: list[dict[str, int]]) -> list[list[tuple[str, int]]]:
    return sorted(sorted(allocation.items()) for allocation in allocations)


def _line(line: Mapping[str, Any]) -> tuple[str, int, tuple[str, ...]]:
    return line["code"], line["units"], tuple(sorted(line["modifiers"]))


def _pair_differences(example: PairExample) -> list[str]:
    edits = load_policy(example.payer).on(example.on).edits
    found = list(pairs_among(example.codes, pairs(edits.tables, edits.column), example.on)) if edits else []
    given = [(pair.column_one, pair.indicator) for pair in found]
    expected = [(example.column_one, example.indicator)] if example.column_one else []
    return [] if given == expected else [f"pair: expected {expected or 'none'}, got {given or 'none'}"]
