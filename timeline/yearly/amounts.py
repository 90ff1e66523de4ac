"""What visits add to the amounts of a year, as arrays: exact, in whole cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from timeline.attendance.numbered import NONE, Ints, alike, alike_lists, bounds_of, entries_of
from timeline.policies.amounts import Pricing
from timeline.units.threshold import asks
from timeline.units.threshold_remarks import limits_of
from timeline.visits import Accounts
from timeline.vocabulary import Discipline, Pool, pool_of
from timeline.yearly.priced import Asked, Missing, priced

#: A patient and a calendar year.
PatientYear = tuple[str, int]
POOLS = tuple(Pool)
_LAW = {str(discipline): place for place, discipline in enumerate(Discipline)}


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Amounts:
    """The visits of payers that have a yearly threshold, by date, patient and the order of the law.

    Parameters
    ----------
    years
        The patients concerned, each with a calendar year.
    visit
        The place of each visit in the accounts.
    year, pool, day
        Its place in `years`, its pool as a place in `POOLS`, and its date as an ordinal.
    limit, review
        The threshold, and the amount for targeted review, in cents; `NONE` where there is none.
    bounds, cents
        The allowed amount of each line of its claim; `NONE` where it is unknown.
    most
        What no claim that it permits can add more than, in cents.
    missing, reasons
        What is unknown of it, as a place in `reasons`.
    """

    years: tuple[PatientYear, ...]
    visit: Ints
    year: Ints
    pool: Ints
    day: Ints
    limit: Ints
    review: Ints
    bounds: Ints
    cents: Ints
    most: Ints
    missing: Ints
    reasons: tuple[Missing, ...]

    def __len__(self) -> int:
        return len(self.visit)


def amounts_of(accounts: Accounts, pricing: Pricing) -> Amounts:
    """Price the lines of visits under the contest rule in force; equal claims once."""
    begun, visits = accounts.begun, accounts.begun.visits
    own = np.flatnonzero(begun.counted)
    own = own[np.array([asks(rules) for rules in begun.listed], dtype=bool)[begun.rules[own]]]
    law = visits.discipline.each(lambda word: _LAW.get(word, 0))
    own = own[np.lexsort((law[own], visits.patient.codes[own], visits.date.codes[own]))]
    days, years = (visits.date.each(read)[own] for read in (_ordinal, _year))
    kinds, first = alike((visits.patient.codes[own], years), len(own))
    pool = visits.discipline.each(lambda word: POOLS.index(pool_of(word)))[own]
    limits = [[_cents(limits_of(rules, one)) for one in POOLS] for rules in begun.listed]
    of_rules = np.array(limits, dtype=np.int64).reshape(-1, len(POOLS), 2)[begun.rules[own], pool]
    return Amounts(
        years=tuple(zip(visits.patient.at(own[first]).tolist(), years[first].tolist(), strict=True)),
        visit=own,
        year=kinds,
        pool=pool,
        day=days,
        limit=of_rules[:, 0],
        review=of_rules[:, 1],
        **_priced(accounts, own, days, pricing),
    )


def _ordinal(told: str) -> int:
    return date.fromisoformat(told).toordinal() if told else 0


def _year(told: str) -> int:
    return int(told[:4]) if told else 0


def _cents(limits: tuple[int | None, int | None]) -> list[int]:
    return [NONE if cents is None else cents for cents in limits]


def _priced(accounts: Accounts, own: Ints, days: Ints, pricing: Pricing) -> dict[str, Any]:
    """Return the columns of amounts; one payer's rules see all their lines of a patient's date together."""
    begun, patient = accounts.begun, accounts.begun.visits.patient
    together, one = alike((begun.rules[own], days, patient.codes[own]), len(own))
    order = np.argsort(together, kind="stable")
    bounds = bounds_of(np.bincount(together, minlength=len(one)))
    heads, _ = alike((begun.rules[own[one]], days[one] * bool(pricing.stated)), len(one))
    alike_claims = alike_lists(heads, bounds, accounts.answers.claim_number(own)[order])
    kinds, first = alike((alike_claims,), len(alike_claims))
    together_bounds, at = entries_of(bounds, first)
    group = np.repeat(np.arange(len(first)), np.diff(together_bounds))
    found = priced(Asked(accounts, pricing, own[order[at]], group, days[order[at]]))
    # Of each visit, in the order of `own`, the visit of the same claim that was priced.
    place = np.empty(len(own), np.int64)
    place[order] = np.repeat(together_bounds[:-1][kinds] - bounds[:-1], np.diff(bounds)) + np.arange(len(own))
    line_bounds, line = entries_of(found.bounds, place)
    return {
        "bounds": line_bounds,
        "cents": found.cents[line],
        "most": found.most[place],
        "missing": found.missing[place],
        "reasons": found.reasons,
    }
