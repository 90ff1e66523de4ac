"""What each rule of a policy can say: one dataclass for each rule name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


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
    """The last two units of one code, shared: one carries the assistant modifier, one does not. Minutes.

    A published case that the reasons quote. It decides nothing: where it holds, the test of `AssistantRule` gives
    the same lines.
    """

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


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """Dates of service for which a table was compared with the one the payer published. Compared by identity.

    Parameters
    ----------
    start, through
        First and last of these dates.
    codes
        The codes that were compared; empty is every code that no other entry of the table names.
    source, at
        The document it was compared with, and the place in it; empty where the rule's own sources say it.
    """

    start: date
    through: date
    codes: tuple[str, ...] = ()
    source: str = ""
    at: str = ""

    def covers(self, on: date) -> bool:
        """Whether the table was compared for services of that date."""
        return self.start <= on <= self.through


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
    checked
        For which dates and codes the tables were compared with the published ones; empty is none at all.
    also
        Modifiers that show the same and say more exactly how; a claim may carry them instead.
    """

    tables: tuple[str, ...]
    column: str
    modifier: str
    checked: tuple[Checked, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CeilingsRule:
    """Which table of per-day ceilings holds; fields as in `EditsRule`."""

    table: str
    column: str
    checked: tuple[Checked, ...]


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
