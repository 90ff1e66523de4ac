"""What a unit is worth under a year's fee schedule, relative to other services.

The tables stand in `policies/values/`, one a calendar year; a policy names the one in force on each date. They
serve the yearly threshold, previews and an order for display. The unit engine never sees them: they break no tie
and suggest no code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from timeline.errors import Fault, PolicyError
from timeline.policies.rules import ReductionRule
from timeline.sheets import Field, read_listing
from timeline.sheets.cells import each, money, one_of, procedure, units

#: What the schedule's status letters say.
STATUSES = MappingProxyType(
    {
        "A": "paid by the schedule",
        "B": "bundled: never paid separately",
        "C": "priced by the contractor",
        "E": "excluded by regulation",
        "I": "not valid for Medicare: another code is used",
        "J": "anesthesia service",
        "M": "measurement only",
        "N": "not covered",
        "P": "bundled or excluded",
        "Q": "for reporting of function only",
        "R": "paid under restrictions",
        "T": "paid only if nothing else is",
        "X": "excluded by statute",
    }
)
_BY_CONTRACTOR, _BY_SCHEDULE = "C", frozenset("ART")


@dataclass(frozen=True, slots=True)
class RelativeValue:
    """The relative value of one unit, outside a facility, in relative value units.

    Parameters
    ----------
    practice_expense
        Rooms, equipment and staff; the part that is reduced for further units of a date.
    multiple_procedure
        The schedule's indicator of which reduction, if any, applies.
    status
        A letter of `STATUSES`.
    """

    code: str
    work: Decimal
    practice_expense: Decimal
    malpractice: Decimal
    multiple_procedure: int
    status: str

    @property
    def total(self) -> Decimal:
        """Work, practice expense and malpractice together."""
        return self.work + self.practice_expense + self.malpractice

    @property
    def is_paid(self) -> bool:
        """Whether the schedule or a contractor pays the code at all."""
        return self.status in _BY_SCHEDULE or self.status == _BY_CONTRACTOR

    @property
    def has_price(self) -> bool:
        """Whether the schedule itself says what the code is worth; a contractor sets the price of the others."""
        return self.status in _BY_SCHEDULE and bool(self.total)

    def is_reduced_by(self, rule: ReductionRule | None) -> bool:
        """Whether further units of a date are paid with a reduced practice expense."""
        return self.has_price and rule is not None and self.multiple_procedure == rule.multiple_procedure

    @property
    def order(self) -> tuple[Decimal, Decimal]:
        """Its place among the units of a date: the first keeps its whole practice expense."""
        return -self.practice_expense, -self.total


class Preview(NamedTuple):
    """Units of one code on a date: how many at full practice expense, how many reduced; 0 and 0 where not paid."""

    code: str
    full: int
    reduced: int


#: Code -> its relative value.
Values = Mapping[str, RelativeValue]

_FIELDS = (
    Field(name="code", kind=each(procedure)),
    Field(name="work", kind=each(money)),
    Field(name="pe_nonfac", kind=each(money)),
    Field(name="pe_fac", kind=each(money)),
    Field(name="mp", kind=each(money)),
    Field(
        name="status",
        kind=each(one_of({letter: letter for letter in STATUSES}, "is not a status", "Use the schedule's letter.")),
    ),
    Field(name="mult_proc", kind=each(units)),
)
#: The columns of a table of relative values.
COLUMNS = tuple(field.name for field in _FIELDS)


@lru_cache(maxsize=32)
def read_values(table: str) -> Values:
    """Load a table of relative values, keyed by code.

    Raises
    ------
    PolicyError: every row of the table that cannot be read, with its place.
    """
    listing = read_listing(table, _FIELDS, frame_name="relative values", whole_rows=True)
    found: dict[str, RelativeValue] = {}
    for number, row in listing.records():
        code = row["code"]
        if code in found:
            listing.note(number, "code", code, "is in the table more than once", "Keep one row per code.")
        found[code] = RelativeValue(code, row["work"], row["pe_nonfac"], row["mp"], row["mult_proc"], row["status"])
    listing.check(PolicyError)
    return MappingProxyType(found)


def rank(codes: Iterable[str], values: Values) -> list[str]:
    """Order codes: the highest practice expense first, then the highest total, then by code.

    That is the order in which a date's one unreduced unit is chosen. It says nothing about what to bill.

    Raises
    ------
    PolicyError: codes without a value, all of them named.

    Sources
    -------
    cms-claims-5 §10.7
    """
    asked = sorted(set(codes))
    faults = [
        Fault("relative values", None, "code", code, "no relative value on that date", "Leave the code out.")
        for code in asked
        if code not in values
    ]
    if faults:
        raise PolicyError(faults)
    return sorted(asked, key=lambda code: (*values[code].order, code))


def mppr_preview(units: Mapping[str, int], values: Values, rule: ReductionRule | None) -> list[Preview]:
    """Show which units of one patient's date would be paid with a reduced practice expense.

    Of all units that the reduction applies to, whatever the discipline, the one of highest practice
    expense stays whole; codes outside the reduction keep theirs. A preview, not a price.

    Parameters
    ----------
    units
        Code -> units of the date; codes with 0 units are left out.

    Raises
    ------
    PolicyError: codes without a value, all of them named.

    Sources
    -------
    cms-claims-5 §10.7
    """
    if any(count < 0 for count in units.values()):
        raise ValueError("units must be 0 or more")
    listed = rank((code for code, count in units.items() if count), values)
    reduced = [code for code in listed if values[code].is_reduced_by(rule)]
    return [_preview(values[code], units[code], code in reduced, whole=code in reduced[:1]) for code in listed]


def _preview(value: RelativeValue, count: int, reduced: bool, *, whole: bool) -> Preview:
    if not value.is_paid:
        return Preview(value.code, 0, 0)
    full = count if not reduced else int(whole)
    return Preview(value.code, full, count - full)
