"""What each rule of a policy can say: one dataclass for each rule name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from timeline.vocabulary import Role


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
    """What a cap counts together."""

    #: The units of each code of a visit by itself.
    LINE = "line"
    #: Every unit of the visit: one patient, date and discipline.
    VISIT = "visit"
    #: The timed units of the visit.
    TIMED = "timed"
    #: Every unit of the patient's date, whoever treats.
    PATIENT_DAY = "patient_day"


class Measure(StrEnum):
    """What a cap measures."""

    UNITS = "units"
    #: Each unit by the length of its code; of an untimed code its recorded minutes.
    MINUTES = "minutes"
    #: Each unit by its relative value.
    RELATIVE_VALUE = "relative_value"


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
class StaffRule:
    """Whose services the payer does not cover: roles of qualified staff whose time earns nothing."""

    not_covered: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class TelehealthRule:
    """Which codes a payer pays by telehealth, and how a line says so. Without the rule it pays none.

    Parameters
    ----------
    places
        Place-of-service codes of telehealth it accepts.
    codes
        The codes that are eligible.
    video
        Modifier of a line with telehealth.
    audio
        Modifier of one by voice alone, which no schedule shows; a claim may carry it instead.
    """

    places: tuple[str, ...]
    codes: tuple[str, ...]
    video: str
    audio: str = ""

    def pays(self, code: str, place: str) -> bool:
        """Whether a code furnished at a place of telehealth is paid."""
        return code in self.codes and place in self.places


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
class TargetedReviewRule:
    """The yearly amount above which claims may be chosen for medical review; PT and SLP share one amount."""

    pt_and_slp: Decimal
    ot: Decimal


@dataclass(frozen=True, slots=True)
class RelativeValuesRule:
    """Which table of relative values holds: a CSV file, beside the policy file or shipped in `policies/`."""

    table: str


@dataclass(frozen=True, slots=True)
class ConversionFactorRule:
    """What one relative value unit is worth, in dollars.

    Parameters
    ----------
    qualifying
        The same for clinicians who are qualifying participants of an alternative payment model; None where no other
        factor holds for them.
    """

    factor: Decimal
    qualifying: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ReductionRule:
    """The multiple procedure payment reduction of therapy.

    Of all units of a patient's date that it applies to, one keeps its whole practice expense.

    Parameters
    ----------
    multiple_procedure
        The indicator, in the table of relative values, of the codes it applies to.
    practice_expense_share
        Share of the practice expense that is paid for all units but one.
    """

    multiple_procedure: int
    practice_expense_share: Decimal


@dataclass(frozen=True, slots=True)
class ShareRule:
    """A share of an amount, from 0 to 1."""

    share: Decimal


@dataclass(frozen=True, slots=True)
class ProgrammeShareRule(ShareRule):
    """What the payer pays of an allowed amount; the patient owes the rest."""


@dataclass(frozen=True, slots=True)
class AssistantShareRule(ShareRule):
    """What is left of the payer's share where an assistant furnished the service."""


@dataclass(frozen=True, slots=True)
class SequestrationRule(ShareRule):
    """What is withheld of the payer's share, after everything else."""


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
    proof_minutes
        Minutes in a row each of two codes needs without the other to prove them apart; None: time proves nothing.
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
    proof_minutes: int | None = None

    @property
    def whole_date(self) -> bool:
        """Whether a pair looks at the patient's whole date, all disciplines: in a hospital; else at one visit."""
        return self.column == "outpatient_hospital"


@dataclass(frozen=True, slots=True)
class CeilingsRule:
    """Which table of per-day ceilings holds; fields as in `EditsRule`."""

    table: str
    column: str
    checked: tuple[Checked, ...]

    @property
    def whole_date(self) -> bool:
        """Whether a ceiling counts the patient's whole date, all disciplines; else one visit."""
        return self.column == "outpatient_hospital"


@dataclass(frozen=True, slots=True)
class Cap:
    """One limit of what is paid; one of the three `max_` fields is given.

    Parameters
    ----------
    codes
        The codes it counts; empty means all.
    values
        Code -> relative value of one unit, for `max_relative_value`. A code without one is not counted, and a
        remark says so.

    Raises
    ------
    ValueError: no limit, or more than one.
    """

    scope: CapScope
    on_excess: OnExcess
    max_units: int | None = None
    max_minutes: int | None = None
    max_relative_value: Decimal | None = None
    codes: tuple[str, ...] = ()
    values: Mapping[str, Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        stated = [most for most in (self.max_units, self.max_minutes, self.max_relative_value) if most is not None]
        if len(stated) != 1:
            raise ValueError("a limit needs exactly one of max_units, max_minutes, max_relative_value")

    @property
    def measure(self) -> Measure:
        """What it measures: units, minutes or relative values."""
        if self.max_units is not None:
            return Measure.UNITS
        return Measure.MINUTES if self.max_minutes is not None else Measure.RELATIVE_VALUE

    @property
    def most(self) -> Decimal:
        """The limit, in what it measures."""
        stated = (self.max_units, self.max_minutes, self.max_relative_value)
        return next(Decimal(most) for most in stated if most is not None)


@dataclass(frozen=True, slots=True)
class CapsRule:
    """Every limit a payer sets."""

    limits: tuple[Cap, ...]

    @property
    def of_the_date(self) -> tuple[Cap, ...]:
        """The limits that see the patient's whole date."""
        return tuple(cap for cap in self.limits if cap.scope is CapScope.PATIENT_DAY)
