"""Where the pools of patients stand in each calendar year, while their dates are gone through in order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import islice
from typing import NamedTuple

import numpy as np

from timeline.attendance.numbered import NONE, Flags, Ints, alike, bounds_of
from timeline.policies.amounts import in_cents
from timeline.units.threshold import Standing
from timeline.yearly.amounts import POOLS, Amounts, PatientYear
from timeline.yearly.money import Money

#: Columns of where pools stand, as in `Standing`: cents, whether somebody stated them, through which day (an ordinal, 0
#: for none), whether a remark has told of the threshold, and of the amount for targeted review.
CENTS, STATED, THROUGH, CROSSED, REVIEWED = range(5)


class Years(NamedTuple):
    """Where the pools of some patients' years stand: a row of `stands` for each of `POOLS` of each year."""

    years: Sequence[PatientYear]
    stands: Ints


class Passed(NamedTuple):
    """How visits were gone through; an entry for each of `Amounts`.

    Parameters
    ----------
    stands
        Where the visit's pool stood before its date.
    far
        Whether no claim of the pool's visits of that date reaches an amount of the year.
    """

    stands: Ints
    far: Flags

    def before(self, place: int) -> Standing:
        """Return where the pool of one visit stood before its date."""
        return standing(self.stands[place])


def standing(row: Ints) -> Standing:
    """Read a row of where pools stand.

    >>> standing(np.array([248_000, 1, 0, 1, 0]))
    Standing(cents=248000, stated=True, through=None, crossed=True, reviewed=False)
    """
    cents, stated, through, crossed, reviewed = row.tolist()
    last = date.fromordinal(through) if through else None
    return Standing(cents, bool(stated), last, bool(crossed), bool(reviewed))


class Standings:
    """Where the pools of patients stand in each calendar year, while their dates are gone through in order.

    Parameters
    ----------
    money
        What the clinic states about amounts.
    """

    def __init__(self, money: Money) -> None:
        self.money = money
        self._numbers: dict[PatientYear, int] = {}
        self._stands = np.zeros((0, len(POOLS), REVIEWED + 1), np.int64)

    def go_on(self, found: Years) -> None:
        """Go on from where some patients' years stand."""
        own = self._met(found.years)
        self._stands[own] = found.stands.reshape(-1, *self._stands.shape[1:])

    def add(self, amounts: Amounts) -> tuple[Passed, Years]:
        """Go through the amounts of visits of later dates; return how, and where the years of `amounts` stand then."""
        own = self._met(amounts.years)
        passed, after = _gone_through(self._stands[own].reshape(-1, REVIEWED + 1), amounts)
        self._stands[own] = after.reshape(-1, *self._stands.shape[1:])
        return passed, Years(amounts.years, after)

    def _met(self, years: Sequence[PatientYear]) -> Ints:
        """Return the numbers of some patients' years; one that is met first begins with what is stated of it."""
        numbers, many = self._numbers, len(self._numbers)
        found = np.array([numbers.setdefault(year, len(numbers)) for year in years], np.int64)
        if len(numbers) > len(self._stands):
            more = np.zeros((2 * len(numbers) - len(self._stands), *self._stands.shape[1:]), np.int64)
            self._stands = np.concatenate((self._stands, more))
        if self.money.used:
            for number, (patient, year) in enumerate(islice(numbers, many, None), many):
                for place, pool in enumerate(POOLS):
                    stated = self.money.used.get((patient, pool, year))
                    if stated is not None:
                        amount, through = stated
                        self._stands[number, place, :CROSSED] = in_cents(amount), True, through.toordinal()
        return found


def _gone_through(stands: Ints, amounts: Amounts) -> tuple[Passed, Ints]:
    """Add up amounts by pool of a patient's year: how each visit was gone through, and where pools stand after it."""
    key = amounts.year * len(POOLS) + amounts.pool
    order = np.argsort(key, kind="stable")  # the visits of a pool stand by date, and by the order of the law
    included = amounts.day <= stands[key, THROUGH]
    before, after, passes = _used(amounts, stands[:, CENTS], key, order, included)
    dates, first = alike((key[order], amounts.day[order]), len(order))
    dates, of_date = _back(dates, order), key[order][first]
    used = np.zeros(len(first), np.int64)
    np.maximum.at(used, dates, after)
    has_lines = np.diff(amounts.bounds) > 0
    above = (amounts.review != NONE) & has_lines & ~included & (used[dates] > amounts.review)
    begins = stands[of_date]
    begins[:, CENTS] = before[order][first]
    ends = stands.copy()
    np.maximum.at(ends[:, CENTS], key, after)
    for column, happens in ((CROSSED, passes), (REVIEWED, above)):
        begins[:, column], ends[:, column] = _by_date(happens, dates, of_date, stands[:, column] > 0)
    limits = (np.where(each == NONE, np.iinfo(np.int64).max, each) for each in (amounts.limit, amounts.review))
    most = begins[:, CENTS] + np.bincount(dates, amounts.most, len(first)).astype(np.int64)
    near = included | (most[dates] >= np.minimum(*limits))
    far = np.bincount(dates, near, len(first)) == 0
    return Passed(begins[dates], far[dates]), ends


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
    begins = bounds_of(np.bincount(key, minlength=len(start)))
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
    before, edges = np.append(0, np.cumsum(on)), bounds_of(np.bincount(pool, minlength=len(already)))
    begins, ends = before[edges[:-1]], before[edges[1:]]
    return already[pool] | (before[:-1] > begins[pool]), already | (ends > begins)
