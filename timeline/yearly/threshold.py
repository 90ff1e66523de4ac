"""The yearly threshold applied to the visits of a schedule (claims §6)."""

from __future__ import annotations

import numpy as np

from timeline.attendance.numbered import Ints, alike
from timeline.policies.amounts import Pricing
from timeline.units.model import Remark, VisitUnits
from timeline.units.threshold import Attested
from timeline.units.threshold_remarks import unknown_of
from timeline.visits import Accounts
from timeline.yearly.amounts import POOLS, Amounts, amounts_of
from timeline.yearly.standings import STATED, Passed, Standings


def with_threshold(accounts: Accounts, standings: Standings) -> Accounts:
    """Apply the yearly threshold to every visit that a policy counts.

    Parameters
    ----------
    accounts
        Before it was applied.
    standings
        Where the patients stand before the first of these dates; afterward, where they stand after the last.
    """
    amounts = amounts_of(accounts, standings.money.pricing)
    passed, _ = standings.add(amounts)
    return attest(accounts, amounts, passed, standings.money.pricing)


def attest(accounts: Accounts, amounts: Amounts, passed: Passed, pricing: Pricing) -> Accounts:
    """Apply the yearly threshold to visits that were gone through.

    Parameters
    ----------
    accounts, amounts
        Before it was applied, and what `amounts_of` makes of them.
    passed
        How they were gone through.
    """
    date, _ = alike((amounts.year, amounts.day), len(amounts))
    far = np.bincount(date, ~passed.far) == 0 if len(date) else passed.far
    remarks, remarked = _remarks(accounts, amounts, passed, np.flatnonzero(far[date]))
    return accounts.attested(remarks, remarked, _near(accounts, pricing, amounts, passed, np.flatnonzero(~far[date])))


def _remarks(
    accounts: Accounts, amounts: Amounts, passed: Passed, far: Ints
) -> tuple[tuple[tuple[Remark, ...], ...], Ints]:
    """Return what a reviewer should know of visits that reach no amount, and of each visit which of it; -1 for none."""
    begun, found = accounts.begun, np.full(len(accounts), -1, np.int64)
    far = far[np.diff(amounts.bounds)[far] > 0]
    years = np.array([year for _, year in amounts.years], np.int64)
    rules = begun.rules[amounts.visit[far]]
    parts = (rules, years[amounts.year[far]], amounts.pool[far], passed.stands[far, STATED], amounts.missing[far])
    kinds, first = alike(parts, len(far))
    told = [
        unknown_of(begun.listed[own], year, POOLS[pool], bool(stated), amounts.reasons[missing])
        for own, year, pool, stated, missing in zip(*(part[first].tolist() for part in parts), strict=True)
    ]
    number = np.array([place if remarks else -1 for place, remarks in enumerate(told)], np.int64)
    found[amounts.visit[far]] = number[kinds] if len(kinds) else kinds
    return tuple(told), found


def _near(accounts: Accounts, pricing: Pricing, amounts: Amounts, passed: Passed, near: Ints) -> dict[int, VisitUnits]:
    """Go through the claims of dates near the amounts of the year one by one."""
    found: dict[int, VisitUnits] = {}
    date, _ = alike((amounts.year[near], amounts.day[near]), len(near))
    order = np.argsort(date, kind="stable")
    for own in np.split(near[order], np.flatnonzero(np.diff(date[order])) + 1) if len(near) else ():
        # As the accounts have them: by discipline.
        places = sorted(own.tolist(), key=lambda place: amounts.visit[place])
        visits = [int(amounts.visit[place]) for place in places]
        before = {POOLS[amounts.pool[place]]: passed.before(place) for place in places}
        counted = [accounts.count(visit, accounts.begun.found.contest) for visit in visits]
        step = Attested(counted, before, pricing)
        found.update(zip(visits, step.visits, strict=True))
    return found
