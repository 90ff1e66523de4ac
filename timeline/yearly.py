"""The yearly threshold over a schedule (claims §6): each patient's visits in the order of their dates.

Allowed amounts are added up by patient, calendar year and pool, beginning with what the clinic states was used
before; one pass over the visits. It runs under the contest rule in force: the claims of the other rules are never
sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from timeline.policies.amounts import NATIONAL, Pricing, in_cents
from timeline.schedules import ClinicFile
from timeline.schedules.amounts import Allowed
from timeline.units import VisitUnits
from timeline.units.threshold import Attested, Standing
from timeline.visits import VisitAccount, VisitKey
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


def with_threshold(accounts: Mapping[VisitKey, VisitAccount], money: Money) -> dict[VisitKey, VisitAccount]:
    """Apply the yearly threshold to every visit that a policy counts.

    Parameters
    ----------
    accounts
        Sorted by date, patient and discipline.
    """
    found: dict[VisitKey, VisitAccount] = {}
    standings: dict[tuple[str, int], dict[Pool, Standing]] = {}
    for (day, patient), visits in groupby(accounts.values(), key=lambda account: account.key[:2]):
        together = list(visits)
        found |= {account.key: account for account in together}
        year = int(day[:4])
        if (patient, year) not in standings:
            standings[patient, year] = {pool: _beginning(money.used.get((patient, pool, year))) for pool in Pool}
        counted = [account for account in together if _units(account) is not None]
        standings[patient, year] |= _attest(counted, standings[patient, year], money.pricing, found)
    return found


def _beginning(stated: tuple[Decimal, date] | None) -> Standing:
    return Standing() if stated is None else Standing(in_cents(stated[0]), stated=True, through=stated[1])


def _attest(
    accounts: Sequence[VisitAccount],
    before: Mapping[Pool, Standing],
    pricing: Pricing,
    found: dict[VisitKey, VisitAccount],
) -> Mapping[Pool, Standing]:
    """Put the attested visits of a patient's date into `found`; return where the pools stand after it."""
    step = Attested([units for account in accounts if (units := _units(account))], before, pricing)
    for account, units in zip(accounts, step.visits, strict=True):
        found[account.key] = _with_units(account, units)
    return step.after


def _units(account: VisitAccount) -> VisitUnits | None:
    return None if account.units is None else account.units[account.contest]


def _with_units(account: VisitAccount, units: VisitUnits) -> VisitAccount:
    if account.units is None or units is account.units[account.contest]:
        return account
    return replace(account, units={**account.units, account.contest: units})


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
