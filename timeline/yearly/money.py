"""What a clinic states about amounts: used of the year's threshold, and allowed by the payer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from timeline.policies.amounts import NATIONAL, Pricing
from timeline.schedules import ClinicFile
from timeline.schedules.amounts import Allowed
from timeline.vocabulary import Pool

#: Patient, pool and calendar year -> dollars used, and the last date of service they include.
Used = Mapping[tuple[str, Pool, int], tuple[Decimal, date]]


@dataclass(frozen=True, eq=False, repr=False)
class Money:
    """What a clinic states about amounts.

    Parameters
    ----------
    used
        What patients had used of the year's threshold; empty where nobody said.
    pricing
        The amounts a payer allows.
    """

    used: Used = field(default_factory=dict)
    pricing: Pricing = field(default_factory=Pricing)


def pricing_of(clinic: ClinicFile, allowed: Allowed) -> Pricing:
    """Join the allowed amounts to what the clinic file states: its indices, and whether its clinicians qualify."""
    stated = clinic.gpci
    indices = (stated["work"], stated["pe"], stated["mp"]) if stated else NATIONAL
    return Pricing(allowed, indices, clinic.qualifying_participant)


def renamed(used: Used, names: Mapping[str, str]) -> Used:
    """Give the patients of stated amounts other names; a patient without one is left out."""
    return {(names[patient], pool, year): stated for (patient, pool, year), stated in used.items() if patient in names}


def digest_of(money: Money) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Return what was used and what is allowed as sorted texts, for a hash."""
    return sorted(_used(money.used)), sorted(_allowed(money.pricing))


def _used(used: Used) -> Iterable[tuple[str, ...]]:
    for (patient, pool, year), (amount, as_of) in used.items():
        yield patient, pool.value, str(year), str(amount), str(as_of)


def _allowed(pricing: Pricing) -> Iterable[tuple[str, ...]]:
    for code, amounts in pricing.stated.items():
        for period, amount in amounts:
            yield code, str(period.start), str(period.until), str(amount)
