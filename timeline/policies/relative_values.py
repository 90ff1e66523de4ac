"""What a unit is worth under Medicare's 2024 fee schedule, relative to other services.

For ordering and for a preview of reduced payment only. The unit engine never sees these values: they
break no tie and suggest no code.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from timeline.errors import Fault, PolicyError
from timeline.policies.model import Citation
from timeline.policies.shipped import SHIPPED

#: The calendar year the values were published for; shown wherever they are.
LABEL = "2024"
#: Where the values stand. They were read from a repackaged copy of that file.
SOURCE = Citation("cms-rvu-2024", "non-facility values")
_VALUES, _REDUCTION = f"rvu_{LABEL}.csv", f"mppr_{LABEL}.csv"
#: What the schedule's status letters say.
STATUSES = MappingProxyType(
    {
        "A": "paid by the schedule",
        "B": "bundled: never paid separately",
        "I": "not valid for Medicare: another code is used",
        "N": "not covered",
        "R": "paid under restrictions",
    }
)
_NOT_PAID = frozenset("BIN")


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
        """Whether the schedule pays the code at all."""
        return self.status not in _NOT_PAID


@dataclass(frozen=True, slots=True)
class Reduction:
    """The multiple procedure payment reduction of therapy.

    Parameters
    ----------
    multiple_procedure
        The indicator of the codes it applies to.
    practice_expense_share
        Share of the practice expense that is paid for all units but one.
    since
        First date of service with this share.
    """

    multiple_procedure: int
    practice_expense_share: Decimal
    since: date
    source: Citation


class Preview(NamedTuple):
    """Units of one code on a date: how many at full practice expense, how many reduced; 0 and 0 where not paid."""

    code: str
    full: int
    reduced: int


@cache
def relative_values() -> Mapping[str, RelativeValue]:
    """Load the values of 2024, keyed by code."""
    return MappingProxyType(
        {
            row["code"]: RelativeValue(
                code=row["code"],
                work=Decimal(row["work"]),
                practice_expense=Decimal(row["pe_nonfac"]),
                malpractice=Decimal(row["mp"]),
                multiple_procedure=int(row["mult_proc"]),
                status=row["status"],
            )
            for row in _rows(_VALUES)
        }
    )


@cache
def reduction() -> Reduction:
    """Load the reduction in force in 2024."""
    (row,) = _rows(_REDUCTION)
    return Reduction(
        multiple_procedure=int(row["mult_proc"]),
        practice_expense_share=Decimal(row["practice_expense_share"]),
        since=date.fromisoformat(row["since"]),
        source=Citation(row["source"], row["at"]),
    )


def rank(codes: Iterable[str]) -> list[str]:
    """Order codes: the highest practice expense first, then the highest total, then by code.

    That is the order in which a date's one unreduced unit is chosen. It says nothing about what to bill.

    Raises
    ------
    PolicyError: codes without a value in 2024, all of them named.

    Sources
    -------
    cms-claims-5 §10.7

    Examples
    --------
    >>> rank(["97110", "97140", "97530"])
    ['97530', '97110', '97140']
    """
    values = [_value(code) for code in _known(codes)]
    values.sort(key=lambda value: (-value.practice_expense, -value.total, value.code))
    return [value.code for value in values]


def mppr_preview(units: Mapping[str, int]) -> list[Preview]:
    """Show which units of one patient's date would be paid with a reduced practice expense, as of 2024.

    Of all units that the reduction applies to, whatever the discipline, the one of highest practice
    expense stays whole; codes outside the reduction keep theirs. A preview, not a price.

    Parameters
    ----------
    units
        Code -> units of the date; codes with 0 units are left out.

    Raises
    ------
    PolicyError: codes without a value in 2024, all of them named.

    Sources
    -------
    cms-claims-5 §10.7

    Examples
    --------
    >>> [tuple(row) for row in mppr_preview({"97110": 2, "97530": 1})]
    [('97530', 1, 0), ('97110', 0, 2)]
    """
    if any(count < 0 for count in units.values()):
        raise ValueError("units must be 0 or more")
    listed = rank(code for code, count in units.items() if count)
    reduced = [code for code in listed if _is_reduced(_value(code))]
    return [_preview(code, units[code], code in reduced, whole=code in reduced[:1]) for code in listed]


def _preview(code: str, count: int, reduced: bool, *, whole: bool) -> Preview:
    if not _value(code).is_paid:
        return Preview(code, 0, 0)
    full = count if not reduced else int(whole)
    return Preview(code, full, count - full)


def _is_reduced(value: RelativeValue) -> bool:
    return value.is_paid and value.multiple_procedure == reduction().multiple_procedure


def _value(code: str) -> RelativeValue:
    return relative_values()[code]


def _known(codes: Iterable[str]) -> list[str]:
    asked = sorted(set(codes))
    faults = [
        Fault(_VALUES, None, "code", code, f"no relative value in {LABEL}", "Leave the code out.")
        for code in asked
        if code not in relative_values()
    ]
    if faults:
        raise PolicyError(faults)
    return asked


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (SHIPPED / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
