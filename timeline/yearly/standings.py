"""Where the pools of patients stand in each calendar year, while their dates are gone through in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from timeline.attendance.numbered import NONE, Flags, Ints, alike
from timeline.policies.amounts import in_cents
from timeline.units.threshold import Standing
from timeline.vocabulary import Pool
from timeline.yearly.amounts import POOLS, Amounts, PatientYear
from timeline.yearly.money import Money

_FIELDS = attrgetter("cents", "crossed", "reviewed", "stated")
#: Where pools stand of which nobody states anything.
_NOTHING: Mapping[Pool, Standing] = dict.fromkeys(POOLS, Standing())


class Passed(NamedTuple):
    """How visits were gone through; an entry for each of `Amounts`.

    Parameters
    ----------
    cents, crossed, reviewed, stated, through
        Where the visit's pool stood before its date, as in `Standing`; `through` is an ordinal, 0 for none.
    far
        Whether no claim of the pool's visits of that date reaches an amount of the year.
    """

    cents: Ints
    crossed: Flags
    reviewed: Flags
    stated: Flags
    through: Ints
    far: Flags

    def before(self, place: int) -> Standing:
        """Return where the pool of one visit stood before its date."""
        through = int(self.through[place])
        return Standing(
            int(self.cents[place]),
            bool(self.stated[place]),
            date.fromordinal(through) if through else None,
            bool(self.crossed[place]),
            bool(self.reviewed[place]),
        )


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
        self.money = money
        self._pools: dict[PatientYear, Mapping[Pool, Standing]] = dict(before or {})

    def of(self, years: Iterable[PatientYear]) -> dict[PatientYear, Mapping[Pool, Standing]]:
        """Return where some patients' years stand."""
        return {year: self._of(year) for year in years}

    def go_on(self, years: Mapping[PatientYear, Mapping[Pool, Standing]]) -> None:
        """Go on from where some patients' years stand."""
        self._pools.update(years)

    def add(self, amounts: Amounts) -> Passed:
        """Go through the amounts of visits of later dates."""
        listed = [self._of(year)[pool] for year in amounts.years for pool in POOLS]
        found, after = _gone_through(listed, amounts)
        for place in sorted({place // len(POOLS) for place in after}):
            own = range(place * len(POOLS), (place + 1) * len(POOLS))
            self._pools[amounts.years[place]] = {
                pool: after.get(each, listed[each]) for pool, each in zip(POOLS, own, strict=True)
            }
        return found

    def _of(self, key: PatientYear) -> Mapping[Pool, Standing]:
        if key not in self._pools:
            patient, year = key
            if not self.money.used:
                return _NOTHING
            self._pools[key] = {pool: _beginning(self.money.used.get((patient, pool, year))) for pool in Pool}
        return self._pools[key]


def _beginning(stated: tuple[Decimal, date] | None) -> Standing:
    return Standing() if stated is None else Standing(in_cents(stated[0]), stated=True, through=stated[1])


def _gone_through(listed: list[Standing], amounts: Amounts) -> tuple[Passed, dict[int, Standing]]:
    """Add up amounts by pool of a patient's year: how each visit was gone through, and where pools stand that moved."""
    key = amounts.year * len(POOLS) + amounts.pool
    columns = zip(*map(_FIELDS, listed), strict=True) if listed else [()] * 4
    start, *flags = (np.array(column, np.int64) for column in columns)
    crossed, reviewed, stated = (each > 0 for each in flags)
    through = np.array([0 if of.through is None else of.through.toordinal() for of in listed], np.int64)
    order = np.argsort(key, kind="stable")  # the visits of a pool stand by date, and by the order of the law
    included = amounts.day <= through[key]
    before, after, passes = _used(amounts, start, key, order, included)
    dates, first = alike((key[order], amounts.day[order]), len(order))
    dates = _back(dates, order)
    used = np.zeros(len(first), np.int64)
    np.maximum.at(used, dates, after)
    begins = before[order][first]
    has_lines = np.diff(amounts.bounds) > 0
    above = (amounts.review != NONE) & has_lines & ~included & (used[dates] > amounts.review)
    most = np.bincount(dates, amounts.most, len(first)).astype(np.int64)
    limit = np.where(amounts.limit == NONE, np.iinfo(np.int64).max, amounts.limit)
    review = np.where(amounts.review == NONE, np.iinfo(np.int64).max, amounts.review)
    near = included | (begins[dates] + most[dates] >= np.minimum(limit, review))
    of_date = key[order][first]
    told = [_by_date(each, dates, of_date, at) for each, at in ((passes, crossed), (above, reviewed))]
    far = np.bincount(dates, near, len(first)) == 0
    passed = Passed(begins[dates], told[0][0][dates], told[1][0][dates], stated[key], through[key], far[dates])
    ends = start.copy()
    np.maximum.at(ends, key, after)
    stands = dict[int, Standing]()
    changed = (ends != start) | (told[0][1] != crossed) | (told[1][1] != reviewed)
    for place in np.flatnonzero(changed).tolist():
        of, over, seen = listed[place], bool(told[0][1][place]), bool(told[1][1][place])
        stands[place] = Standing(int(ends[place]), of.stated, of.through, over, seen)
    return passed, stands


def _back(values: Ints, order: Ints) -> Ints:
    """Put values that are sorted back into the order before."""
    found = np.empty_like(values)
    found[order] = values
    return found


def _used(amounts: Amounts, start: Ints, key: Ints, order: Ints, included: Flags) -> tuple[Ints, Ints, Flags]:
    """Return what the pool of each visit has used before and after it, and whether it passes the threshold."""
    count = np.diff(amounts.bounds)
    of_line = np.repeat(np.arange(len(amounts)), count)
    known = np.where((amounts.cents == NONE) | included[of_line], 0, amounts.cents)
    added = np.bincount(of_line, known, len(amounts)).astype(np.int64)
    summed = np.append(0, np.cumsum(added[order])).astype(np.int64)
    begins = np.searchsorted(key[order], np.arange(len(start)))
    own = key[order]
    before = _back(start[own] + summed[:-1] - summed[begins[own]], order)
    along = np.append(0, np.cumsum(known)).astype(np.int64)
    used = before[of_line] + along[:-1] - along[amounts.bounds[of_line]]
    limit = amounts.limit[of_line]
    # Strictly above the limit after a line; one that is unknown is not nothing.
    over = np.where(amounts.cents == NONE, used >= limit, used + known > limit)
    passes = np.bincount(of_line, over & (limit != NONE) & ~included[of_line], len(amounts)) > 0
    return before, before + added, passes


def _by_date(happens: Flags, dates: Ints, pool: Ints, already: Flags) -> tuple[Flags, Flags]:
    """Say of each date of a pool whether something happened before it, and of each pool whether it has by its end."""
    on = np.bincount(dates, happens, len(pool)) > 0
    before = np.append(0, np.cumsum(on))
    begins = np.searchsorted(pool, np.arange(len(already)))
    ends = np.searchsorted(pool, np.arange(len(already)), side="right")
    return already[pool] | (before[:-1] > before[begins[pool]]), already | (before[ends] > before[begins])
