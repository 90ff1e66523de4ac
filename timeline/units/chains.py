"""Add-ons: codes that earn nothing without their primary, most of them further stretches of its time (claims §2)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from timeline.units.counting import midpoint_threshold, units_for


@cache
def add_ons() -> Mapping[str, str]:
    """Load the shipped chains: primary code -> add-on code."""
    rows = files("timeline").joinpath("units", "chains.csv").read_text(encoding="utf-8").splitlines()
    return MappingProxyType({row["primary"]: row["add_on"] for row in csv.DictReader(rows)})


@cache
def primaries() -> Mapping[str, str]:
    """Map each code of a chain to its primary code, the primary itself included."""
    chains = add_ons()
    return MappingProxyType({code: primary for primary, add_on in chains.items() for code in (primary, add_on)})


def chain_units(minutes: int, first: int, further: int) -> tuple[int, int]:
    """Count the units of a chain from the minutes of both its codes together.

    The first unit is earned when its midpoint is passed; after it is full, further units the same way.

    >>> [chain_units(minutes, 15, 15) for minutes in (7, 8, 22, 23, 38)]
    [(0, 0), (1, 0), (1, 0), (1, 1), (1, 2)]
    >>> [chain_units(minutes, 120, 60) for minutes in (60, 61, 150, 151)]
    [(0, 0), (1, 0), (1, 0), (1, 1)]
    """
    if minutes < midpoint_threshold(first):
        return 0, 0
    return 1, units_for(max(0, minutes - first), further, midpoint_threshold(further))
