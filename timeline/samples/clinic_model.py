"""A synthetic clinic's day as it is built: rows, visits, and who is busy when.

Clocks here are minutes of the day, half-open.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from timeline.code_table import code_table
from timeline.samples.clinic_composition import PROVIDERS
from timeline.samples.draw import Draw
from timeline.vocabulary import Activity, Discipline, Mode


@dataclass(eq=False, slots=True)
class DraftRow:
    """A row being built.

    `lost` counts the minutes recorded inside it in which its provider did not treat (a rest, another
    patient), so that the billing can leave them out; `special` rows take part in no further event.
    """

    start: int
    end: int
    provider: str = ""
    code: str = ""
    activity: str = ""
    mode: str = ""
    kind: str = ""
    status: str = ""
    group: str = ""
    note: str = ""
    lost: int = 0
    special: bool = False
    billed_units: int | None = None
    billed_modifiers: str = ""

    @property
    def minutes(self) -> int:
        """Minutes recorded."""
        return self.end - self.start

    @property
    def is_attended(self) -> bool:
        """Whether a therapist or assistant is recorded as treating one patient or a group."""
        treats = self.activity != Activity.SETUP and self.mode in ("", Mode.ONE_ON_ONE, Mode.GROUP)
        return treats and self.provider in PROVIDERS and PROVIDERS[self.provider].attends

    @property
    def is_supervised(self) -> bool:
        """Whether it is a modality that runs unattended."""
        return self.code in code_table() and code_table()[self.code].mode == Mode.SUPERVISED


@dataclass(eq=False, slots=True)
class Visit:
    """One patient's visit under one discipline, and the booking behind it."""

    person: int
    lead: str
    discipline: Discipline
    booked: int
    length: int = 45
    status: str = ""
    spans: list[DraftRow] = field(default_factory=list)
    billing_slip: str = ""


@dataclass(slots=True)
class Day:
    """A clinic's day: its visits, the rows that belong to no visit, and who is busy when."""

    draw: Draw
    returning: bool
    careful: bool
    visits: list[Visit] = field(default_factory=list)
    missed: list[Visit] = field(default_factory=list)
    others: list[DraftRow] = field(default_factory=list)
    taken: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: {name: [] for name in PROVIDERS})
    persons: int = 0

    def new_person(self) -> int:
        """Register one more patient."""
        self.persons += 1
        return self.persons

    def is_free(self, provider: str, start: int, end: int) -> bool:
        """Whether the provider has nothing else in `[start, end)`."""
        return all(end <= busy_start or busy_end <= start for busy_start, busy_end in self.taken[provider])

    def earliest(self, provider: str, start: int, minutes: int) -> int:
        """Find the first minute from `start` on at which the provider has `minutes` in a row."""
        while not self.is_free(provider, start, start + minutes):
            start = min(end for begin, end in self.taken[provider] if end > start and begin < start + minutes)
        return start

    def take(self, spans: Iterable[DraftRow]) -> None:
        """Mark the providers of `spans` as busy."""
        for span in spans:
            if span.provider:
                self.taken[span.provider].append((span.start, span.end))

    def rows(self) -> Iterable[tuple[Visit, DraftRow]]:
        """Every service row with its visit, in the order of the visits."""
        return ((visit, span) for visit in self.visits for span in visit.spans)


def minute_of(clock: str) -> int:
    """Read `HH:MM` as a minute of the day.

    >>> minute_of("08:15")
    495
    """
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def clock_of(minute: int) -> str:
    """Write a minute of the day as `HH:MM`.

    >>> clock_of(495)
    '08:15'
    """
    return f"{minute // 60:02d}:{minute % 60:02d}"
