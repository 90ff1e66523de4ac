"""The folder of the shipped policies, and the documents they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from timeline.errors import PolicyError
from timeline.policies.model import Source
from timeline.toml import read_toml, understood

#: Where the shipped policies and their tables are.
SHIPPED = Path(str(files("timeline").joinpath("policies")))


@dataclass(frozen=True, slots=True)
class _Sources:
    source: list[Source] = field(default_factory=list)


@cache
def sources() -> Mapping[str, Source]:
    """Load the documents the shipped policies and worked examples rest on, keyed by id."""
    listed = understood(read_toml(SHIPPED / "sources.toml", PolicyError), _Sources, PolicyError)
    return MappingProxyType({source.id: source for source in listed.source})
