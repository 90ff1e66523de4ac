"""The yearly threshold over a schedule (claims §6): each patient's visits in the order of their dates.

Allowed amounts are added up by patient, calendar year and pool, beginning with what the clinic states was used
before; one pass over the visits. It runs under the contest rule in force: the claims of the other rules are never
sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from timeline.policies.amounts import NATIONAL, Pricing, in_cents
from timeline.schedules import ClinicFile
from timeline.schedules.amounts import Allowed
from timeline.units import VisitUnits
from timeline.units.threshold import Attested, Below, Standing, Told, attested
from timeline.visits import VisitAccount, VisitKey
from timeline.vocabulary import Pool

#: A patient and a calendar year.
PatientYear = tuple[str, int]
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


class Standings:
    """Where the pools of patients stand in each calendar year, while their dates are gone through in order.

    Parameters
    ----------
    money
        What the clinic states about amounts.
    before
        Where some patients' years stand already: what `of` gave.
    """

    def __init__(self, money: Money, before: Mapping[PatientYear, Mapping[Pool, Standing]] | None = None) -> None:
        self._money = money
        self._pools: dict[PatientYear, Mapping[Pool, Standing]] = dict(before or {})
        self._told: Told = {}

    def of(self, years: Iterable[PatientYear]) -> dict[PatientYear, Mapping[Pool, Standing]]:
        """Return where some patients' years stand."""
        return {year: self._of(year) for year in years}

    def go_on(self, years: Mapping[PatientYear, Mapping[Pool, Standing]]) -> None:
        """Go on from where some patients' years stand."""
        self._pools.update(years)

    def attest(self, day: str, patient: str, units: Sequence[VisitUnits]) -> Attested | Below:
        """Go through the counted visits of one patient's date."""
        key = (patient, int(day[:4]))
        before = self._of(key)
        step = attested(units, before, self._money.pricing, self._told)
        self._pools[key] = step.after
        return step

    def _of(self, key: PatientYear) -> Mapping[Pool, Standing]:
        if key not in self._pools:
            patient, year = key
            self._pools[key] = {pool: _beginning(self._money.used.get((patient, pool, year))) for pool in Pool}
        return self._pools[key]


def with_threshold(accounts: Mapping[VisitKey, VisitAccount], standings: Standings) -> dict[VisitKey, VisitAccount]:
    """Apply the yearly threshold to every visit that a policy counts.

    Parameters
    ----------
    accounts
        Sorted by date, patient and discipline.
    standings
        Where the patients stand before the first of these dates; afterward, where they stand after the last.
    """
    found = dict(accounts)
    for (day, patient), counted in counted_dates(accounts):
        step = standings.attest(day, patient, [units for _, units in counted])
        for (key, _), units in zip(counted, step.visits, strict=True):
            found[key] = _with_units(accounts[key], units)
    return found


def counted_dates(
    accounts: Mapping[VisitKey, VisitAccount],
) -> Iterator[tuple[tuple[str, str], list[tuple[VisitKey, VisitUnits]]]]:
    """List the visits that a policy counts, by date and patient, under the contest rule in force."""
    for (day, patient), visits in groupby(accounts.values(), key=lambda account: account.key[:2]):
        counted = [(visit.key, units) for visit in visits if (units := _units(visit)) is not None]
        if counted:
            yield (day, patient), counted


def _beginning(stated: tuple[Decimal, date] | None) -> Standing:
    return Standing() if stated is None else Standing(in_cents(stated[0]), stated=True, through=stated[1])


def _units(account: VisitAccount) -> VisitUnits | None:
    return None if account.units is None else account.units[account.contest]


def _with_units(account: VisitAccount, units: VisitUnits) -> VisitAccount:
    if account.units is None or units is account.units[account.contest]:
        return account
    return replace(account, units=account.units.replaced(account.contest, units))


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
