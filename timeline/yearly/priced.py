"""The allowed amounts of many claims: each line that differs is priced once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from timeline.attendance.numbered import NONE, Flags, Ints, alike, alike_lists, bounds_of
from timeline.policies import Rules
from timeline.policies.amounts import Pricing
from timeline.visits import Accounts
from timeline.visits.claims import ClaimLines

#: Codes whose amount is unknown, each with the reason.
Missing = tuple[tuple[str, str], ...]


class Priced(NamedTuple):
    """What claims add to a year.

    Parameters
    ----------
    bounds, cents
        The amounts of the lines of each claim; `NONE` where one is unknown.
    most
        What no claim that the visit permits can add more than.
    missing, reasons
        What is unknown of each, as a place in `reasons`.
    """

    bounds: Ints
    cents: Ints
    most: Ints
    missing: Ints
    reasons: tuple[Missing, ...]


class Asked(NamedTuple):
    """Visits whose claims are priced: those of a group together, one behind the other.

    Parameters
    ----------
    visit, group, day
        The place of each in the accounts, its group, and the ordinal of its date.
    """

    accounts: Accounts
    pricing: Pricing
    visit: Ints
    group: Ints
    day: Ints

    def governed(self, place: int) -> tuple[Rules, date]:
        """Return the rules and the date of one of them."""
        begun = self.accounts.begun
        return begun.listed[begun.rules[self.visit[place]]], date.fromordinal(int(self.day[place]))


class _Lines(NamedTuple):
    """Codes with units of visits, by the place of the visit among those asked about; codes as places in `codes`."""

    owner: Ints
    code: Ints
    units: Ints
    codes: Sequence[str]


def priced(asked: Asked) -> Priced:
    """Price the claim of each visit under the contest rule in force: each line that differs once."""
    claims, many = asked.accounts.answers.claim_lines(asked.visit), len(asked.visit)
    lines = _Lines(np.repeat(np.arange(many), np.diff(claims.bounds)), claims.code, claims.units, claims.codes)
    item, codes, governed = _items(asked, lines)
    orders = [asked.pricing.order(code, rules) for code, (rules, _) in zip(codes, governed, strict=True)]
    ranked = {order: rank for rank, order in enumerate(sorted({order for order in orders if order is not None}))}
    rank = np.array([NONE if order is None else ranked[order] for order in orders], np.int64)[item]
    whole = _whole(asked.group[lines.owner], np.where(lines.units > 0, rank, NONE))
    kinds, first = alike((item, lines.units, whole), len(item))
    amounts = [
        asked.pricing.amount(codes[number], units, *governed[number], whole=is_whole)
        for number, units, is_whole in zip(*(part[first].tolist() for part in (item, lines.units, whole)), strict=True)
    ]
    cents = np.array([NONE if of.cents is None else of.cents for of in amounts], np.int64)[kinds]
    alone = np.bincount(lines.owner, np.array([of.whole_cents or 0 for of in amounts], np.int64)[kinds], many)
    told = [(codes[number], of.why) for number, of in zip(item[first].tolist(), amounts, strict=True)]
    missing, reasons = _lacking(lines.owner, cents, kinds, told, many)
    most = np.maximum(alone.astype(np.int64), _most(asked, claims))
    return Priced(claims.bounds, cents, most, missing, reasons)


def _items(asked: Asked, lines: _Lines) -> tuple[Ints, list[str], list[tuple[Rules, date]]]:
    """Find what lines are priced by but for units: of each which it is; and of each its code, and what governs it."""
    rules = asked.accounts.begun.rules[asked.visit[lines.owner]]
    day = asked.day[lines.owner] * bool(asked.pricing.stated)
    item, first = alike((rules, day, lines.code), len(lines.owner))
    codes = [lines.codes[number] for number in lines.code[first].tolist()]
    return item, codes, [asked.governed(place) for place in lines.owner[first].tolist()]


def _most(asked: Asked, claims: ClaimLines) -> Ints:
    """Return what no claim of a visit that permits several can add more than, if no unit is reduced; else 0."""
    bounds, code, units = claims.most
    lines = _Lines(np.repeat(np.arange(len(bounds) - 1), np.diff(bounds)), code, units, claims.codes)
    item, codes, governed = _items(asked, lines)
    kinds, first = alike((item, units), len(item))
    amounts = [
        asked.pricing.amount(codes[number], many, *governed[number], whole=False).whole_cents
        for number, many in zip(item[first].tolist(), units[first].tolist(), strict=True)
    ]
    # Lines are rounded one by one: units on lines of their own may come to half a cent more for each.
    each = np.array([0 if cents is None else cents for cents in amounts], np.int64)[kinds] + units
    found: Ints = np.bincount(lines.owner, each, len(bounds) - 1).astype(np.int64)
    return found


def _whole(group: Ints, rank: Ints) -> Flags:
    """Find the line of each group whose first unit keeps its practice expense: the lowest rank, of equals the first."""
    ranked = np.flatnonzero(rank != NONE)
    order = ranked[np.lexsort((ranked, rank[ranked], group[ranked]))]
    found = np.zeros(len(group), bool)
    found[order[np.diff(group[order], prepend=NONE) != 0]] = True
    return found


def _lacking(
    owner: Ints, cents: Ints, kinds: Ints, told: Sequence[tuple[str, str]], many: int
) -> tuple[Ints, tuple[Missing, ...]]:
    """Return what is unknown of each of many visits, as a place among the reasons, and these."""
    unknown = cents == NONE
    bounds = bounds_of(np.bincount(owner[unknown], minlength=many))
    listed, which = kinds[unknown], {each: number for number, each in enumerate(dict.fromkeys(told))}
    number = np.array([which[each] for each in told], np.int64)
    lists, first = alike((alike_lists(np.zeros(many, np.int64), bounds, number[listed]),), many)
    reasons = [
        tuple([told[line] for line in listed[begin:end].tolist()])
        for begin, end in zip(bounds[first].tolist(), bounds[first + 1].tolist(), strict=True)
    ]
    return lists, tuple(reasons)
