"""Worked days: published examples of several patients, run through the whole analysis."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from timeline.analysis.document import to_dict
from timeline.analysis.establish import establish
from timeline.errors import PolicyError
from timeline.policies import Citation
from timeline.schedules import read_schedule
from timeline.toml import parse_toml, understood
from timeline.units.examples import Example, ExpectedLine, PairExample, Standing, differences, worked_examples


@dataclass(frozen=True, slots=True)
class DayExample:
    """One worked day; everything expected is per patient, and what is left out is not compared.

    Parameters
    ----------
    rows
        The schedule: columns of the interval contract, clocks on `date`.
    units
        Code -> units; other codes earn none.
    minutes
        State -> minutes.
    alternatives
        Every permitted allocation of the timed units, in any order.
    lines
        The claim, in any order.
    interruptions
        Clock spans, `HH:MM`.
    """

    id: str
    kind: Standing
    source: Citation
    gist: str
    date: date
    rows: list[dict[str, str]]
    units: dict[str, dict[str, int]] = field(default_factory=dict)
    minutes: dict[str, dict[str, int]] = field(default_factory=dict)
    alternatives: dict[str, list[dict[str, int]]] = field(default_factory=dict)
    lines: dict[str, list[ExpectedLine]] = field(default_factory=dict)
    interruptions: dict[str, list[list[str]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _DayFile:
    day: list[DayExample]


@cache
def worked_days() -> tuple[DayExample, ...]:
    """Load the shipped worked days."""
    file = files("timeline").joinpath("analysis", "examples", "days.toml")
    return tuple(understood(parse_toml(file.name, file.read_bytes(), PolicyError), _DayFile, PolicyError).day)


def selftest() -> dict[str, Any]:
    """Run every shipped worked example: the JSON of `timeline selftest`.

    Returns
    -------
    `examples`: id, what it rests on, source, gist, what differs (nothing where it holds); `failed`: how many differ.
    """
    ran: list[tuple[Example | PairExample | DayExample, list[str]]] = [
        (example, differences(example)) for example in worked_examples()
    ]
    ran += [(day, day_differences(day)) for day in worked_days()]
    examples = [
        {
            "id": example.id,
            "kind": str(example.kind),
            "source": str(example.source),
            "gist": example.gist,
            "differences": found,
        }
        for example, found in ran
    ]
    return {"cases": examples, "failed": sum(bool(found) for _, found in ran)}


def day_differences(example: DayExample) -> list[str]:
    """Analyze a worked day and list what differs from what it expects; empty when it holds."""
    rows = pd.DataFrame(example.rows).fillna("").assign(date=example.date.isoformat())
    document = to_dict(establish(read_schedule(rows)), ())
    visits: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for visit in document["visits"]:
        visits[visit["patient"]].append(visit)
    differing = []
    for name, compare in _COMPARED.items():
        expected: Mapping[str, Any] = getattr(example, name)
        for patient, wanted in expected.items():
            given, wanted = compare(visits[patient], wanted)
            if given != wanted:
                differing.append(f"{patient} {name}: expected {wanted}, got {given}")
    return differing


def _units(visits: list[dict[str, Any]], wanted: dict[str, int]) -> tuple[Any, Any]:
    given: dict[str, int] = defaultdict(int)
    for visit in visits:
        for code in visit["codes"]:
            given[code["code"]] += code["units"]
    return {code: n for code, n in given.items() if n}, {code: n for code, n in wanted.items() if n}


def _minutes(visits: list[dict[str, Any]], wanted: dict[str, int]) -> tuple[Any, Any]:
    return {state: sum(visit["minutes"][state] for visit in visits) for state in wanted}, wanted


def _alternatives(visits: list[dict[str, Any]], wanted: list[dict[str, int]]) -> tuple[Any, Any]:
    given = [allocation for visit in visits for allocation in visit["alternatives"]]
    return sorted(sorted(a.items()) for a in given), sorted(sorted(a.items()) for a in wanted)


def _lines(visits: list[dict[str, Any]], wanted: list[ExpectedLine]) -> tuple[Any, Any]:
    given = [(line["code"], line["units"], sorted(line["modifiers"])) for visit in visits for line in visit["lines"]]
    return sorted(given), sorted((line.code, line.units, sorted(line.modifiers)) for line in wanted)


def _interruptions(visits: list[dict[str, Any]], wanted: list[list[str]]) -> tuple[Any, Any]:
    given = [[i["start"][11:16], i["end"][11:16]] for visit in visits for i in visit["interruptions"]]
    return sorted(given), sorted(wanted)


_COMPARED: Mapping[str, Callable[[list[dict[str, Any]], Any], tuple[Any, Any]]] = {
    "units": _units,
    "minutes": _minutes,
    "alternatives": _alternatives,
    "lines": _lines,
    "interruptions": _interruptions,
}
