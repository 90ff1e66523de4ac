"""Which findings can be planted in a synthetic schedule, and the rows that show each.

The scenes are in `plants.toml`, written in a few words (see there); this module reads them. Where they
are put is `timeline.samples.planting`'s business.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from timeline.errors import FaultyInputError, WrongValueError
from timeline.toml import NotRead, entry, parse_toml, understood
from timeline.vocabulary import Activity, Kind, Mode, Role

_WORDS = {
    str(word): column for column, words in {"activity": Activity, "mode": Mode, "kind": Kind}.items() for word in words
}
_PERSON = re.compile(rf"({'|'.join(sorted(Role, key=len, reverse=True))})\d*")


@dataclass(frozen=True, slots=True)
class SceneRow:
    """A row of a scene: seconds from its beginning, who takes part, and what else the row says.

    `patient` is a letter and `provider` a role with or without a number: names within the scene.
    """

    start: int
    end: int
    patient: str = ""
    provider: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)


def read_scene_row(text: str) -> SceneRow:
    """Read one row of a scene.

    >>> read_scene_row("0-7:30 A PTA2 97110 billed_units=1")
    SceneRow(start=0, end=450, patient='A', provider='PTA2', cells={'code': '97110', 'billed_units': '1'})
    """
    span, *words = text.split()
    patient = provider = ""
    cells: dict[str, str] = {}
    for word in words:
        if len(word) == 1:
            patient = word
        elif _PERSON.fullmatch(word):
            provider = word
        elif "=" in word:
            column, _, value = word.partition("=")
            cells[column] = value
        else:
            cells[_WORDS.get(word, "code")] = word
    return SceneRow(*_span(span), patient, provider, cells)


def role_of(name: str) -> Role:
    """Return the role of someone in a scene.

    >>> str(role_of("PTA2"))
    'PTA'
    """
    return Role(name.rstrip("0123456789"))


def _span(text: str) -> tuple[int, int]:
    start, end = (_seconds(part) for part in text.split("-"))
    return start, end


def _seconds(text: str) -> int:
    minutes, _, seconds = text.partition(":")
    return int(minutes) * 60 + int(seconds or 0)


@dataclass(frozen=True, slots=True)
class Shown:
    """The finding a scene shows: clock span in seconds from its beginning, and people by their names in it."""

    start: int
    end: int
    patients: tuple[str, ...]
    providers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Crowd:
    """Many visits alike: how many, the minutes of each in turn, and whether the patient rests afterward.

    `alone`: all of them have to be one therapist's.
    """

    visits: int
    minutes: tuple[int, ...]
    rest: bool
    alone: bool = False


@dataclass(frozen=True, slots=True)
class _Shows:
    span: str
    patients: str = ""
    providers: str = ""


def _lines(value: Any) -> tuple[SceneRow, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise NotRead("expected a list of rows in quotes")
    try:
        return tuple(read_scene_row(text) for text in value)
    except ValueError:
        raise NotRead('expected rows such as "0-15 A PT 97110"') from None


@dataclass(frozen=True, slots=True)
class Plant:
    """A finding that can be planted.

    Parameters
    ----------
    rule
        Its id.
    says
        What is recorded, in words.
    lines, shown
        The scene, and where in it the finding is; a crowd has neither.
    relief, on_shift
        Whether its people are in the clinic for this scene only, and whether they have a shift.
    at
        Clock at which it begins; empty: any.
    not_after
        Last date on which it shows; None: any.
    """

    rule: str
    says: str
    lines: tuple[SceneRow, ...] = entry(_lines, key="rows", default=())
    shows: _Shows | None = None
    crowd: Crowd | None = None
    relief: bool = False
    on_shift: bool = True
    at: str = ""
    not_after: date | None = None

    @property
    def shown(self) -> Shown | None:
        """The finding, and where in the scene it is."""
        if self.shows is None:
            return None
        return Shown(*_span(self.shows.span), tuple(self.shows.patients.split()), tuple(self.shows.providers.split()))

    @property
    def seconds(self) -> int:
        """Length of the scene."""
        return max(line.end for line in self.lines)

    @property
    def people(self) -> tuple[str, ...]:
        """The providers of the scene, each once."""
        return tuple(dict.fromkeys(line.provider for line in self.lines if line.provider))


@dataclass(frozen=True, slots=True)
class _File:
    plant: tuple[Plant, ...]


@cache
def plants() -> Mapping[str, Plant]:
    """Load everything that can be planted, by finding rule."""
    content = files("timeline.samples").joinpath("plants.toml").read_bytes()
    listed = understood(parse_toml("plants.toml", content, FaultyInputError), _File, FaultyInputError)
    return MappingProxyType({plant.rule: plant for plant in listed.plant})


def known_plants(names: Iterable[str]) -> list[Plant]:
    """Look up findings by name, each once, in the order of the file.

    Raises
    ------
    WrongValueError: a finding that cannot be planted; the message lists those that can.
    """
    wanted = set(names)
    unknown = sorted(wanted - set(plants()))
    if unknown:
        raise WrongValueError(f"plant: cannot plant {', '.join(unknown)}; known: {', '.join(plants())}.")
    return [plant for name, plant in plants().items() if name in wanted]
