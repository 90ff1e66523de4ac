"""What goes into the unit engine and what comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from timeline.clock import MINUTE
from timeline.policies.model import Rules
from timeline.vocabulary import Severity

#: One recorded span: first second, first second after it, id of the source row.
RecordedSpan: TypeAlias = tuple[int, int, str]
#: Code -> the spans it was recorded in.
Spans: TypeAlias = Mapping[str, Sequence[RecordedSpan]]


@dataclass(frozen=True, slots=True)
class CodeTime:
    """The time of one code in one visit, in seconds.

    Parameters
    ----------
    seconds
        All the time that counts for the code.
    assistant_seconds
        Of these, what an assistant furnished without the therapist; time together is the therapist's.
    quantity
        Number or areas furnished, of a code counted by these; None where nobody stated it.
    remote
        Whether any of the time was furnished by telehealth.
    """

    code: str
    seconds: int
    assistant_seconds: int = 0
    quantity: int | None = None
    remote: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.assistant_seconds <= self.seconds:
            raise ValueError(
                f"{self.code}: assistant_seconds must lie between 0 and seconds, "
                f"got {self.assistant_seconds} of {self.seconds}. Pass the assistant's part of the code's own time."
            )
        if self.quantity is not None and self.quantity < 1:
            raise ValueError(f"{self.code}: quantity must be 1 or more, got {self.quantity}. Leave it out if unknown.")

    @property
    def minutes(self) -> int:
        """Whole minutes: floor, once per code."""
        return self.seconds // MINUTE

    @property
    def assistant_minutes(self) -> int:
        """The code's minutes less the therapist's whole minutes."""
        return self.minutes - (self.seconds - self.assistant_seconds) // MINUTE


@dataclass(frozen=True, slots=True)
class VisitTimes:
    """What was recorded of one visit: its discipline, the time of each code, and the spans of each code.

    Parameters
    ----------
    spans
        None where nothing is known but the minutes.
    """

    discipline: str
    times: Sequence[CodeTime]
    spans: Spans | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a claim; modifiers in the order assistant, plan of care, threshold, service apart, telehealth."""

    code: str
    units: int
    modifiers: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """Return the line as a JSON-ready dict."""
        return {"code": self.code, "units": self.units, "modifiers": list(self.modifiers)}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a reviewer should know about the units of a visit.

    Parameters
    ----------
    rule
        Id of the finding, e.g. `code.bundled`.
    source
        Source of the rule and the place in it; empty where the rule is our own.
    intervals
        Ids of the source rows that prove it.
    """

    rule: str
    severity: Severity
    text: str
    remedy: str
    codes: tuple[str, ...] = ()
    source: str = ""
    intervals: tuple[str, ...] = ()


class EditState(StrEnum):
    """What the record says of two codes that are paid together only where they were apart."""

    #: Each has a stretch of its own: both stand, the second with the modifier.
    PROVED = "proved"
    #: They do not overlap, or time cannot show it: somebody must be able to show that they were apart.
    CONFIRM = "confirm"
    #: They overlap, or no times are recorded.
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Edit:
    """What the record says of one pair of codes that a modifier may separate.

    Parameters
    ----------
    column_one, column_two
        The codes as billed.
    intervals
        Ids of the source rows that decide it.
    """

    column_one: str
    column_two: str
    state: EditState
    intervals: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """Return the edit as a JSON-ready dict."""
        return {
            "column_one": self.column_one,
            "column_two": self.column_two,
            "state": self.state.value,
            "intervals": list(self.intervals),
        }


@dataclass(frozen=True, slots=True)
class Conditional:
    """The claim that may be sent if somebody can show that some codes were furnished apart; never chosen here.

    Parameters
    ----------
    units
        Code -> payable units.
    asks
        What has to be shown, one question for each pair.
    """

    lines: tuple[Line, ...]
    units: Mapping[str, int]
    alternatives: tuple[Mapping[str, int], ...]
    alternative_lines: tuple[tuple[Line, ...], ...]
    edits: tuple[Edit, ...]
    asks: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """Return the claim as a JSON-ready dict."""
        return {
            "lines": [line.to_dict() for line in self.lines],
            "units": dict(self.units),
            "alternatives": [dict(allocation) for allocation in self.alternatives],
            "alternative_lines": [[line.to_dict() for line in lines] for lines in self.alternative_lines],
            "asks": list(self.asks),
        }


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the way from minutes to units.

    Parameters
    ----------
    step
        What was decided, e.g. `total`, `remainder`, `tie`, `assistant`.
    data
        The numbers compared.
    source
        Source id and place.
    """

    step: str
    text: str
    codes: tuple[str, ...] = ()
    data: Mapping[str, int | str] = field(default_factory=dict)
    source: str = ""

    def __str__(self) -> str:
        return f"{self.text} [{self.source}]" if self.source else self.text


class Payable(NamedTuple):
    """The payable units of one visit and nothing else of its count; fields as in `VisitUnits`."""

    timed_units: int
    units: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class VisitUnits:
    """The units of one visit: one patient, one date, one discipline.

    Parameters
    ----------
    timed_minutes
        Whole minutes of every code in the 15-minute pool, also of those that earn nothing.
    timed_units
        Units of the pool that a claim may carry: those on the lines, and those of every alternative.
    units
        Code -> payable units of the chosen allocation; 0 for what is not payable.
    billed_as
        Code -> the code on the line, where the payer requires a different one.
    removed
        Recorded codes that a pair of codes takes off the claim, and their minutes out of the pool.
    alternatives
        Every permitted claim's units of the pool, the chosen one first; only codes with units, keys
        sorted; empty when there are none.
    lines, alternative_lines
        What a claim would carry; in every alternative, in the same order.
    edits
        What the record says of each pair of codes that a modifier may separate.
    conditional
        The claim with the pairs that somebody would have to show; None where it is the same claim.
    remarks
        What a reviewer should know.
    """

    timed_minutes: int
    timed_units: int
    units: Mapping[str, int]
    billed_as: Mapping[str, str]
    removed: frozenset[str]
    alternatives: tuple[Mapping[str, int], ...]
    lines: tuple[Line, ...]
    alternative_lines: tuple[tuple[Line, ...], ...]
    edits: tuple[Edit, ...]
    conditional: Conditional | None
    remarks: tuple[Remark, ...]
    times: tuple[CodeTime, ...] = field(repr=False)
    rules: Rules = field(repr=False)
    discipline: str
    on: date

    def changed(self, **fields: object) -> VisitUnits:
        """Return the count with other values of some fields, as `dataclasses.replace` does at thrice the cost."""
        found = object.__new__(VisitUnits)
        for put, value in zip(_PUT, _FIELDS(self), strict=True):
            put(found, value)
        for name, value in fields.items():
            object.__setattr__(found, name, value)
        return found


#: Of each field of a count, what reads it, all at once, and what writes it.
_FIELDS = attrgetter(*VisitUnits.__slots__)
_PUT = [vars(VisitUnits)[name].__set__ for name in VisitUnits.__slots__]
