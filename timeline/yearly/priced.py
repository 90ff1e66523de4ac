"""The allowed amounts of many claims: of claims in numbers each line that differs is priced once, others one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

import numpy as np

from timeline.attendance.numbered import Flags, Ints, alike, alike_lists, bounds_of
from timeline.policies import Rules
from timeline.policies.amounts import CodeUnits, Pricing
from timeline.visits import Accounts
from timeline.visits.answers import ClaimLines

#: Codes whose amount is unknown, each with the reason.
Missing = tuple[tuple[str, str], ...]
#: Stands for an amount that nobody knows, or a limit that there is none of.
NONE = -1


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


class _Found(NamedTuple):
    """Lines with the place of their visit among those asked about, cents, and what is missing; and of each visit."""

    owner: Ints
    cents: Ints
    most: Ints
    missing: Ints


def priced(asked: Asked) -> Priced:
    """Price the claim of each visit under the contest rule in force."""
    lines, reasons, many = asked.accounts.answers.claim_lines(asked.visit), dict[Missing, int](), len(asked.visit)
    other = np.bincount(asked.group, ~lines.plain)[asked.group] > 0 if many else lines.plain
    numbers, objects = _in_numbers(asked, lines, ~other, reasons), _one_by_one(asked, other, reasons)
    owner = np.concatenate([numbers.owner, objects.owner])
    order = np.argsort(owner, kind="stable")
    return Priced(
        bounds_of(np.bincount(owner, minlength=many)),
        np.concatenate([numbers.cents, objects.cents])[order],
        np.where(other, objects.most, numbers.most),
        np.where(other, objects.missing, numbers.missing),
        tuple(reasons),
    )


def _in_numbers(asked: Asked, lines: ClaimLines, own: Flags, reasons: dict[Missing, int]) -> _Found:
    """Price the claims of visits that permit one only."""
    owner = np.repeat(np.arange(len(own)), np.diff(lines.bounds))
    kept = own[owner]
    owner, code, units = owner[kept], lines.code[kept], lines.units[kept]
    rules = asked.accounts.begun.rules[asked.visit[owner]]
    day = asked.day[owner] * bool(asked.pricing.stated)
    item, first = alike((rules, day, code), len(owner))
    codes = [lines.codes[number] for number in code[first].tolist()]
    governed = [asked.governed(place) for place in owner[first].tolist()]
    orders = [asked.pricing.order(word, under) for word, (under, _) in zip(codes, governed, strict=True)]
    ranked = {order: rank for rank, order in enumerate(sorted({order for order in orders if order is not None}))}
    rank = np.array([NONE if order is None else ranked[order] for order in orders], np.int64)[item]
    whole = _whole(asked.group[owner], np.where(units > 0, rank, NONE))
    kinds, first = alike((item, units, whole), len(owner))
    amounts = [
        asked.pricing.amount(codes[number], count, *governed[number], whole=is_whole)
        for number, count, is_whole in zip(*(part[first].tolist() for part in (item, units, whole)), strict=True)
    ]
    cents = np.array([NONE if of.cents is None else of.cents for of in amounts], np.int64)[kinds]
    most = np.bincount(owner, np.array([of.whole_cents or 0 for of in amounts], np.int64)[kinds], len(own))
    told = [(codes[number], of.why) for number, of in zip(item[first].tolist(), amounts, strict=True)]
    return _Found(owner, cents, most.astype(np.int64), _lacking(owner, cents, kinds, told, len(own), reasons))


def _whole(group: Ints, rank: Ints) -> Flags:
    """Find the line of each group whose first unit keeps its practice expense: the lowest rank, of equals the first."""
    ranked = np.flatnonzero(rank != NONE)
    order = ranked[np.lexsort((ranked, rank[ranked], group[ranked]))]
    found = np.zeros(len(group), bool)
    found[order[np.diff(group[order], prepend=NONE) != 0]] = True
    return found


def _lacking(
    owner: Ints, cents: Ints, kinds: Ints, told: Sequence[tuple[str, str]], many: int, reasons: dict[Missing, int]
) -> Ints:
    """Return what is unknown of each of many visits, as a place in `reasons`, which grows."""
    unknown = cents == NONE
    bounds = bounds_of(np.bincount(owner[unknown], minlength=many))
    listed, which = kinds[unknown], {each: number for number, each in enumerate(dict.fromkeys(told))}
    number = np.array([which[each] for each in told], np.int64)
    lists, first = alike((alike_lists(np.zeros(many, np.int64), bounds, number[listed]),), many)
    places = [
        reasons.setdefault(tuple([told[line] for line in listed[begin:end].tolist()]), len(reasons))
        for begin, end in zip(bounds[first].tolist(), bounds[first + 1].tolist(), strict=True)
    ]
    return np.array(places, np.int64)[lists]


def _one_by_one(asked: Asked, own: Flags, reasons: dict[Missing, int]) -> _Found:
    """Price every claim that visits permit, group by group."""
    lines, (most, missing) = list[tuple[int, int]](), np.zeros((2, len(own)), np.int64)
    pricing, listed = asked.pricing, np.flatnonzero(own)
    for _, together in groupby(listed.tolist(), key=asked.group.tolist().__getitem__):
        places = list(together)
        rules, on = asked.governed(places[0])
        told = [asked.accounts.answers.claims(int(asked.visit[place])) for place in places]
        found = iter(pricing.amounts([line for claims in told for line in claims[0]], rules, on))
        for place, claims in zip(places, told, strict=True):
            amounts = [next(found) for _ in claims[0]]
            lacks = [(code, of.why) for (code, _), of in zip(claims[0], amounts, strict=True) if of.cents is None]
            lines += [(place, NONE if of.cents is None else of.cents) for of in amounts]
            most[place] = max(_most(claim, rules, on, pricing) for claim in claims)
            missing[place] = reasons.setdefault(tuple(lacks), len(reasons))
    owner, cents = np.array(lines, np.int64).reshape(-1, 2).T
    return _Found(owner, cents, most, missing)


def _most(claim: Sequence[CodeUnits], rules: Rules, on: date, pricing: Pricing) -> int:
    """Return what a claim may add if no unit is reduced, whatever else is claimed of the date."""
    return sum([amount.whole_cents or 0 for amount in pricing.amounts(claim, rules, on)])
