"""What a payer policy says, with dates and sources.

A policy is a list of dated rules. Each rule name has one dataclass here and one field in `Rules`; the
numbers themselves stand in the TOML files beside this module, never in Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from timeline.errors import Fault, NotInForceError
from timeline.period import Period
from timeline.policies.rules import (
    AssistantRule,
    AssistantShareRule,
    CapsRule,
    CeilingsRule,
    ConversionFactorRule,
    CoverageRule,
    EditsRule,
    PlanOfCareRule,
    ProgrammeShareRule,
    ReductionRule,
    RelativeValuesRule,
    SequestrationRule,
    StaffRule,
    TargetedReviewRule,
    TelehealthRule,
    ThresholdRule,
    TwoUnitsRule,
    UnitRule,
)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced(Period):
    """A dated value with its sources; if it is not `verified`, a note says what it rests on."""

    start: date
    sources: tuple[Citation, ...] = ()
    verified: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated(Sourced):
    """A rule's value and the dates of service it governs."""

    name: str
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap(Period):
    """A period for which the policy declares that a rule has no known value."""

    start: date
    name: str
    why: str = ""


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
    gaps
        Rule name -> why the policy has no value for it on the date, where it declares so. A rule that is neither in
        force nor here is none of the payer's.
    programme_share, assistant_share, sequestration
        What the payer pays of an allowed amount; of that where an assistant furnished the service; and what is
        withheld of what is left.
    """

    payer: str
    verified_through: date | None
    units: UnitRule
    sources: Mapping[str, tuple[Citation, ...]]
    unverified: Mapping[str, str]
    coverage: CoverageRule | None = None
    assistant: AssistantRule | None = None
    two_units: TwoUnitsRule | None = None
    staff: StaffRule | None = None
    telehealth: TelehealthRule | None = None
    plan_of_care: PlanOfCareRule | None = None
    threshold: ThresholdRule | None = None
    edits: EditsRule | None = None
    ceilings: CeilingsRule | None = None
    caps: CapsRule | None = None
    targeted_review: TargetedReviewRule | None = None
    relative_values: RelativeValuesRule | None = None
    conversion_factor: ConversionFactorRule | None = None
    reduction: ReductionRule | None = None
    programme_share: ProgrammeShareRule | None = None
    assistant_share: AssistantShareRule | None = None
    sequestration: SequestrationRule | None = None
    gaps: Mapping[str, str] = field(default_factory=dict)

    @property
    def looks_at_whole_date(self) -> bool:
        """Whether a rule looks at all of a patient's visits of a date together: pairs, ceilings or limits."""
        tables = (self.edits, self.ceilings)
        return any(table is not None and table.whole_date for table in tables) or bool(
            self.caps is not None and self.caps.of_the_date
        )

    def covers(self, role: str) -> bool:
        """Whether the payer covers the services of a role that may furnish therapy."""
        return self.staff is None or role not in self.staff.not_covered

    def source(self, name: str, about: str = "") -> str:
        """Return the place in a source that a rule rests on, preferably the one `about` something; empty if none."""
        places = self.sources.get(name, ())
        chosen = next((place for place in places if about and about in place.at), places[0] if places else "")
        return str(chosen)


#: Rule name -> its dataclass: the names a policy file may use.
RULE_CLASSES: Mapping[str, type[Any]] = MappingProxyType(
    {
        "units": UnitRule,
        "coverage": CoverageRule,
        "assistant": AssistantRule,
        "two_units": TwoUnitsRule,
        "staff": StaffRule,
        "telehealth": TelehealthRule,
        "plan_of_care": PlanOfCareRule,
        "threshold": ThresholdRule,
        "targeted_review": TargetedReviewRule,
        "edits": EditsRule,
        "ceilings": CeilingsRule,
        "caps": CapsRule,
        "relative_values": RelativeValuesRule,
        "conversion_factor": ConversionFactorRule,
        "reduction": ReductionRule,
        "programme_share": ProgrammeShareRule,
        "assistant_share": AssistantShareRule,
        "sequestration": SequestrationRule,
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
    tables
        Hashes of the tables beside that file, by name; shipped tables are not among them.
    """

    payer: str
    title: str
    origin: str
    verified_through: date | None
    history: Mapping[str, tuple[Dated, ...]]
    gaps: tuple[Gap, ...] = ()
    sha256: str = ""
    tables: Mapping[str, str] = field(default_factory=dict)

    def __reduce__(self) -> tuple[type[Policy], tuple[Any, ...]]:
        """Cross a process with its history, of which only a view is held."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return Policy, tuple((values | {"history": dict(self.history)}).values())

    def on(self, on: date) -> Rules:
        """Return the rules that govern services delivered on a date.

        The same object comes back for every date of a period in which nothing changes.

        Raises
        ------
        NotInForceError: a rule of this policy has no value on that date, and no declared gap.
        """
        since = max((day for day in _changes(self) if day <= on), default=on)
        rules = _rules_since(self, since)
        if isinstance(rules, str):
            raise NotInForceError([_not_in_force(self, rules, on)])
        return rules


@lru_cache(maxsize=256)
def _changes(policy: Policy) -> tuple[date, ...]:
    periods: list[Dated | Gap] = [entry for entries in policy.history.values() for entry in entries]
    periods += policy.gaps
    days = {day for period in periods for day in (period.start, period.until) if day is not None}
    return tuple(sorted(days))


@lru_cache(maxsize=4096)
def _rules_since(policy: Policy, day: date) -> Rules | str:
    """Return the rules in force from a day on, or the name of one that has no value then and no declared gap."""
    found: dict[str, Dated] = {}
    for name, entries in policy.history.items():
        entry = next((entry for entry in entries if entry.governs(day)), None)
        if entry is not None:
            found[name] = entry
        elif not any(gap.name == name and gap.governs(day) for gap in policy.gaps):
            return name
    if "units" not in found:
        return "units"
    return Rules(
        payer=policy.payer,
        verified_through=policy.verified_through,
        sources={name: entry.sources for name, entry in found.items()},
        unverified={name: entry.note for name, entry in found.items() if not entry.verified},
        gaps={gap.name: gap.why for gap in policy.gaps if gap.governs(day) and gap.name not in found},
        **{name: entry.value for name, entry in found.items()},
    )


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
