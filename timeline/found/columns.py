"""Findings as columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from timeline.attendance.numbered import Ints, Texts
from timeline.contracts.sentences import Gathered, Said, texts_of
from timeline.finding import FindingRule
from timeline.found.lists import Lists
from timeline.vocabulary import Discipline, Severity

#: Says the messages of the findings at some places.
Messages: TypeAlias = Callable[[Ints], list[str] | Said]
SEVERITIES = tuple(Severity)
#: The number of each severity in `Found.severity`.
PLACE_OF = {severity: place for place, severity in enumerate(SEVERITIES)}
#: The bit of each discipline in `Found.disciplines`, in the order in which a finding lists them.
DISCIPLINES = tuple(sorted(map(str, Discipline)))
#: The disciplines of each set of bits.
DISCIPLINES_OF = tuple(
    tuple([name for bit, name in enumerate(DISCIPLINES) if bits >> bit & 1]) for bits in range(1 << len(DISCIPLINES))
)


class FoundWords(NamedTuple):
    """What the numbers in `Found` stand for; all but the ids of rows are sorted and begin with the empty text."""

    dates: Texts
    clinics: Texts
    patients: Texts
    providers: Texts
    intervals: Texts


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Found:
    """Findings as columns; every array has an entry for each of them.

    Parameters
    ----------
    rules, rule
        The rules, and which of them each follows.
    severity
        Place in `Severity`.
    date, clinic
        Places in `words`.
    patients, providers, rows
        Places in `words`; people sorted, rows in the order in which the finding lists them.
    disciplines
        A bit for each, in the order of `DISCIPLINES`.
    start, end, seconds, units_at_risk, about, own_remedy, own_source
        As in `Finding`.
    messages
        Says the messages of some, when they are read.
    """

    rules: tuple[FindingRule, ...]
    rule: Ints
    severity: Ints
    date: Ints
    clinic: Ints
    patients: Lists
    providers: Lists
    rows: Lists
    disciplines: Ints
    start: Ints
    end: Ints
    seconds: Ints
    units_at_risk: Ints
    about: Texts
    own_remedy: Texts
    own_source: Texts
    messages: Messages
    words: FoundWords

    def __len__(self) -> int:
        return len(self.rule)

    def take(self, places: Ints) -> Found:
        """Return some of them."""
        kept = {name: getattr(self, name)[places] for name in _FLAT}
        kept |= {name: getattr(self, name).take(places) for name in _LISTS}
        return Found(self.rules, **kept, messages=lambda asked: self.messages(places[asked]), words=self.words)

    def told(self, places: Ints | None = None) -> Said:
        """Say the messages of some, or of all, in pieces."""
        return told_of(self.messages, np.arange(len(self)) if places is None else places)


def told_of(messages: Messages, places: Ints) -> Said:
    """Say the messages of some findings."""
    said = messages(places)
    return texts_of(said) if isinstance(said, list) else said


_LISTS = ("patients", "providers", "rows")
_FLAT = tuple(
    each.name for each in fields(Found) if each.name not in {"rules", "messages", "words"} and each.name not in _LISTS
)
#: Which words the numbers of a column stand for.
_WORDS = {
    "date": "dates",
    "clinic": "clinics",
    "patients": "patients",
    "providers": "providers",
    "rows": "intervals",
}


def joined(parts: Sequence[Found], words: FoundWords) -> Found:
    """Put what several checks found one behind the other; without any part, nothing is found.

    `words` hold those of every part.
    """
    numbers = {rule: number for number, rule in enumerate(dict.fromkeys(each for part in parts for each in part.rules))}
    columns: dict[str, list[Any]] = {name: [] for name in (*_FLAT, *_LISTS)}
    for part in parts:
        for name, listed in columns.items():
            listed.append(_renumbered(getattr(part, name), name, part.words, words))
        own = np.array([numbers[rule] for rule in part.rules], np.int64)
        columns["rule"][-1] = own[part.rule]
    whole: dict[str, Any] = {name: np.concatenate([_EMPTY.get(name, _NONE), *columns[name]]) for name in _FLAT}
    whole |= {name: Lists.joined([Lists.of([]), *columns[name]]) for name in _LISTS}
    return Found(tuple(numbers), **whole, messages=_told(parts), words=words)


_NONE = np.zeros(0, np.int64)
_EMPTY = dict.fromkeys(("about", "own_remedy", "own_source"), np.empty(0, object))


def _renumbered(column: Ints | Texts | Lists, name: str, own: FoundWords, words: FoundWords) -> Ints | Texts | Lists:
    """Give a column the numbers of other words."""
    if name not in _WORDS or getattr(own, _WORDS[name]) is getattr(words, _WORDS[name]):
        return column
    new = places_in(getattr(words, _WORDS[name]), getattr(own, _WORDS[name]))
    return Lists(column.bounds, new[column.items]) if isinstance(column, Lists) else new[column]


def places_in(words: Texts, others: Texts) -> Ints:
    """Return the place of each of other words among some; -1 for those that are not there."""
    place = {word: number for number, word in enumerate(words.tolist())}
    return np.array([place.get(word, -1) for word in others.tolist()], np.int64)


def _told(parts: Sequence[Found]) -> Messages:
    """Say messages of what is put one behind the other."""
    first = np.cumsum([0, *map(len, parts)])

    def messages(places: Ints) -> Said:
        part = np.searchsorted(first, places, side="right") - 1
        of_parts = [(number, np.flatnonzero(part == number)) for number in np.flatnonzero(np.bincount(part)).tolist()]
        return Gathered.of([(own, parts[number].told(places[own] - first[number])) for number, own in of_parts])

    return messages
