"""What a payer policy says, with dates and sources.

A policy is a list of dated rules. Each rule name has one dataclass here and one field in `Rules`; the
numbers themselves stand in the TOML files beside this module, never in Python.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from timeline.errors import Fault, NotInForceError


class Method(StrEnum):
    """How minutes become timed units."""

    #: All timed minutes of the visit together make the units; the largest remainders get the last ones.
    TOTAL_MINUTES = "total_minutes"
    #: Each code alone; a unit is earned when its midpoint is passed.
    MIDPOINT = "midpoint"
    #: Each code alone; only full units count.
    FULL_UNITS = "full_units"
    #: Each code alone; rounded to the nearest whole unit, a half goes up.
    NEAREST = "nearest"


class OnExcess(StrEnum):
    """What happens to units over a cap."""

    DENY = "deny"
    WARN = "warn"


class CapScope(StrEnum):
    """What a cap counts."""

    #: The timed units of the visit together.
    TIMED = "timed"
    #: Every unit of the visit together.
    VISIT = "visit"
    #: The units of each code by itself.
    CODE = "code"


@dataclass(frozen=True, slots=True)
class UnitRule:
    """How many units timed minutes earn.

    Parameters
    ----------
    unit_minutes
        Minutes of one unit.
    threshold
        Minutes of a remainder that earn one more unit; stated for `total_minutes` only, the other
        methods follow from the length of the unit.
    """

    method: Method
    unit_minutes: int
    threshold: int | None = None


@dataclass(frozen=True, slots=True)
class CoverageRule:
    """Which codes earn nothing, and which are billed under another code.

    Parameters
    ----------
    code_table
        Whether the statuses of the shipped code table (Medicare's) hold for this payer.
    unpaid
        Status -> id of the finding; codes of such a status get no units.
    payer_decides
        Statuses for which the contractor sets units or price; such codes keep their unit.
    codes
        Code -> status, stated by this payer itself; `use_instead:CODE` replaces the code on the line.
    """

    code_table: bool = False
    unpaid: Mapping[str, str] = field(default_factory=dict)
    payer_decides: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AssistantRule:
    """When a line carries the assistant modifier.

    Parameters
    ----------
    required
        Whether the payer asks for the modifier at all.
    modifiers
        Discipline -> modifier.
    share_over
        Share of a unit, or of an untimed service, above which the assistant's own time needs it.
    therapist_minutes
        Minutes of the last unit furnished by the therapist that spare it the modifier; None: only the share counts.
    """

    required: bool
    modifiers: Mapping[str, str] = field(default_factory=dict)
    share_over: Decimal | None = None
    therapist_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class TwoUnitsRule:
    """The last two units of one code, shared: one carries the assistant modifier, one does not. Minutes."""

    each_from: int
    each_to: int
    together_from: int
    together_to: int


@dataclass(frozen=True, slots=True)
class PlanOfCareRule:
    """The modifier that names the plan of care: discipline -> modifier."""

    modifiers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ThresholdRule:
    """The yearly amount above which a line attests necessity; PT and SLP share one amount."""

    modifier: str
    pt_and_slp: Decimal
    ot: Decimal


@dataclass(frozen=True, slots=True)
class EditsRule:
    """Which table of code pairs holds.

    Parameters
    ----------
    tables
        CSV files, beside the policy file or shipped in `policies/`.
    column
        Whose modifier indicator is read: `practitioner` or `outpatient_hospital`.
    modifier
        Modifier that shows two services were apart.
    snapshot_from, snapshot_to
        First and last date of service the table was published for.
    """

    tables: tuple[str, ...]
    column: str
    modifier: str
    snapshot_from: date
    snapshot_to: date


@dataclass(frozen=True, slots=True)
class CeilingsRule:
    """Which table of per-day ceilings holds; fields as in `EditsRule`."""

    table: str
    column: str
    snapshot_from: date
    snapshot_to: date


@dataclass(frozen=True, slots=True)
class Cap:
    """One limit of units per visit; `codes` empty means all."""

    scope: CapScope
    max_units: int
    on_excess: OnExcess
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CapsRule:
    """Every limit of units a payer sets."""

    limits: tuple[Cap, ...]


@dataclass(frozen=True, slots=True)
class EvaluationRule:
    """Whether assistants may furnish codes of these families."""

    families: tuple[str, ...]
    assistants: bool


@dataclass(frozen=True, slots=True)
class Source:
    """A document a rule rests on; the paraphrase is ours."""

    id: str
    title: str
    publisher: str
    url: str
    published: str
    paraphrase: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a source: its id and the section, page or item."""

    id: str
    at: str

    def __str__(self) -> str:
        return f"{self.id} {self.at}".strip()


@dataclass(frozen=True, slots=True)
class Dated:
    """A rule's value and the dates of service it governs: from `start` up to, not including, `until`."""

    name: str
    value: Any
    start: date
    until: date | None = None
    sources: tuple[Citation, ...] = ()
    verified: bool = True
    note: str = ""

    def governs(self, on: date) -> bool:
        """Whether services of that date fall under this entry."""
        return self.start <= on and (self.until is None or on < self.until)

    @property
    def period(self) -> str:
        """The period in words, its last day included."""
        return f"{self.start} to {self.until - timedelta(days=1) if self.until else 'open'}"


@dataclass(frozen=True, slots=True)
class Gap:
    """A period for which the policy says on purpose that a rule has no known value."""

    name: str
    start: date
    until: date | None = None
    why: str = ""

    def governs(self, on: date) -> bool:
        """Whether services of that date fall into the gap."""
        return self.start <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """Every rule in force on a date; None where the payer has none. Compared by identity.

    Parameters
    ----------
    payer
        Name of the policy.
    verified_through
        Last date of service somebody checked the policy for.
    sources
        Rule name -> where it stands.
    unverified
        Rule name -> why its value rests on something weaker than a source that was read.
    """

    payer: str
    verified_through: date | None
    units: UnitRule
    sources: Mapping[str, tuple[Citation, ...]]
    unverified: Mapping[str, str]
    coverage: CoverageRule | None = None
    assistant: AssistantRule | None = None
    two_units: TwoUnitsRule | None = None
    plan_of_care: PlanOfCareRule | None = None
    threshold: ThresholdRule | None = None
    edits: EditsRule | None = None
    ceilings: CeilingsRule | None = None
    caps: CapsRule | None = None
    evaluation: EvaluationRule | None = None

    def source(self, name: str, about: str = "") -> str:
        """Give the place a rule stands in, the one that speaks `about` something before any other; empty if none."""
        places = self.sources.get(name, ())
        chosen = next((place for place in places if about and about in place.at), places[0] if places else "")
        return str(chosen)


#: Rule name -> its dataclass: the names a policy file may use.
RULES: Mapping[str, type] = MappingProxyType(
    {
        "units": UnitRule,
        "coverage": CoverageRule,
        "assistant": AssistantRule,
        "two_units": TwoUnitsRule,
        "plan_of_care": PlanOfCareRule,
        "threshold": ThresholdRule,
        "edits": EditsRule,
        "ceilings": CeilingsRule,
        "caps": CapsRule,
        "evaluation": EvaluationRule,
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """A payer's rules through time.

    Parameters
    ----------
    payer
        Name used in schedules and on the command line.
    origin
        File name, for messages.
    history
        Rule name -> its entries by start, never overlapping.
    gaps
        Periods without a value that the file declares.
    sha256
        Hash of the file it was read from; empty for one made in Python.
    """

    payer: str
    title: str
    origin: str
    verified_through: date | None
    history: Mapping[str, tuple[Dated, ...]]
    gaps: tuple[Gap, ...] = ()
    sha256: str = ""

    def on(self, on: date) -> Rules:
        """Give the rules that govern services delivered on a date.

        The same object comes back for every date of a period in which nothing changes.

        Raises
        ------
        NotInForceError: a rule of this policy has no value on that date, and no declared gap.
        """
        since = max((day for day in _changes(self) if day <= on), default=on)
        try:
            return _rules_at(self, since)
        except NotInForceError:
            pass
        return _rules_at(self, on)  # raises again, naming the date that was asked for

    def entries_on(self, on: date) -> Iterator[Dated]:
        """Give the dated entries that govern a date, in the order of `RULES`."""
        for name in RULES:
            for entry in self.history.get(name, ()):
                if entry.governs(on):
                    yield entry


@lru_cache(maxsize=256)
def _changes(policy: Policy) -> tuple[date, ...]:
    periods: list[Dated | Gap] = [entry for entries in policy.history.values() for entry in entries]
    periods += policy.gaps
    days = {day for period in periods for day in (period.start, period.until) if day is not None}
    return tuple(sorted(days))


@lru_cache(maxsize=4096)
def _rules_at(policy: Policy, on: date) -> Rules:
    entries = {name: in_force(policy, name, on) for name in policy.history}
    found = {name: entry for name, entry in entries.items() if entry is not None}
    if "units" not in found:
        raise NotInForceError([_not_in_force(policy, "units", on)])
    return Rules(
        payer=policy.payer,
        verified_through=policy.verified_through,
        sources=MappingProxyType({name: entry.sources for name, entry in found.items()}),
        unverified=MappingProxyType({name: entry.note for name, entry in found.items() if not entry.verified}),
        **{name: entry.value for name, entry in found.items()},
    )


def in_force(policy: Policy, name: str, on: date) -> Dated | None:
    """Return the one entry of a rule that governs a date; None in a declared gap.

    Raises
    ------
    NotInForceError: neither an entry nor a declared gap covers the date.
    """
    for entry in policy.history.get(name, ()):
        if entry.governs(on):
            return entry
    if any(gap.name == name and gap.governs(on) for gap in policy.gaps):
        return None
    raise NotInForceError([_not_in_force(policy, name, on)])


def _not_in_force(policy: Policy, name: str, on: date) -> Fault:
    known = "; ".join(entry.period for entry in policy.history.get(name, ())) or "none"
    return Fault(
        file=policy.origin,
        row=None,
        column=name,
        value=on.isoformat(),
        problem=f"no value in force on {on}; known: {known}",
        repair="Add a [[rule]] for that date, or choose a policy that covers it.",
    )
