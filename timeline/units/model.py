"""What goes into the unit engine and what comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

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
    """

    code: str
    seconds: int
    assistant_seconds: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.assistant_seconds <= self.seconds:
            raise ValueError(
                f"{self.code}: assistant_seconds must lie between 0 and seconds, "
                f"got {self.assistant_seconds} of {self.seconds}. Pass the assistant's part of the code's own time."
            )

    @property
    def minutes(self) -> int:
        """Whole minutes: floor, once per code."""
        return self.seconds // MINUTE

    @property
    def assistant_minutes(self) -> int:
        """The code's minutes less the therapist's whole minutes."""
        return self.minutes - (self.seconds - self.assistant_seconds) // MINUTE


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a claim; modifiers in the order assistant, plan of care, threshold, service apart."""

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


@dataclass(frozen=True, slots=True)
class VisitUnits:
    """The units of one visit: one patient, one date, one discipline.

    Parameters
    ----------
    timed_minutes
        Whole minutes of every code in the 15-minute pool.
    timed_units
        Units the payer's rule gives the pool, before pairs of codes, ceilings and caps.
    units
        Code -> payable units of the chosen allocation; 0 for what is not payable.
    billed_as
        Code -> the code on the line, where the payer requires a different one.
    alternatives
        Every allocation of the timed units the rule permits, the chosen one first; only codes with
        units, keys sorted; empty when there are none.
    lines, alternative_lines
        What a claim would carry; in every alternative, in the same order.
    remarks
        What a reviewer should know.
    """

    timed_minutes: int
    timed_units: int
    units: Mapping[str, int]
    billed_as: Mapping[str, str]
    alternatives: tuple[Mapping[str, int], ...]
    lines: tuple[Line, ...]
    alternative_lines: tuple[tuple[Line, ...], ...]
    remarks: tuple[Remark, ...]
    times: tuple[CodeTime, ...] = field(repr=False)
    rules: Rules = field(repr=False)
    discipline: str
    on: date
