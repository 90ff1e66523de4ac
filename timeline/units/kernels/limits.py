"""What exceeds a payer's limits is cut: the code with the most minutes stays longest (claims §4)."""

from __future__ import annotations

import numpy as np

from timeline.units.kernels.payable import (
    AREA,
    ASSISTANT,
    BY_THERAPIST,
    CAPS,
    CAPS_END,
    CHOICE,
    CODE,
    FACT,
    HARD,
    LENGTH,
    LIMITS,
    MINUTE,
    ONCE,
    POOL,
    PRIMARY,
    SECONDS,
    TIMED,
    TOLD,
    WAY,
    Ints,
)

#: Columns of a limit.
SCOPE, CUTS, MOST, PARTS = range(4)
#: Scopes, in the order of `CapScope`; what is no weight of a unit.
BY_LINE, BY_VISIT, OF_TIMED, OF_DATE = range(4)
BY_MINUTES, UNVALUED = -1, -2


def limit(
    bounds: Ints,
    plan: Ints,
    code_bounds: Ints,
    entries: Ints,
    facts: Ints,
    plans: Ints,
    caps: Ints,
    weights: Ints,
    rank: Ints,
    units: Ints,
    further: Ints,
    found: Ints,
) -> None:
    """Cut the units of every question to its payer's limits; arguments as in `payable.payable`, whose results change.

    Parameters
    ----------
    caps, weights, rank
        Limits; what a unit of each code measures under each; the order of codes.
    """
    for question in range(len(bounds) - 1):
        first, last = bounds[question], bounds[question + 1]
        own = plans[plan[first]]
        if own[CAPS] == own[CAPS_END]:
            continue
        edges = code_bounds[first : last + 1]
        limits, measured = caps[own[CAPS] : own[CAPS_END]], weights[own[CAPS] : own[CAPS_END]]
        told = _cut(edges, limits, measured, entries, facts, rank, units, further)
        for visit in range(first, last):
            found[visit, TOLD] |= told
            if found[visit, TOLD] & CHOICE:
                found[visit, TOLD] |= LIMITS
            found[visit, TIMED] = 0
            for i in range(code_bounds[visit], code_bounds[visit + 1]):
                if facts[entries[i, FACT], WAY] == POOL:
                    found[visit, TIMED] += units[i]


def _cut(
    edges: Ints, caps: Ints, weights: Ints, entries: Ints, facts: Ints, rank: Ints, units: Ints, further: Ints
) -> int:
    """Cut the units of one question; return what must be said of it."""
    left, right = edges[0], edges[-1]
    size = right - left
    measures = np.zeros((len(caps) * (size + len(edges)), size), np.int64)
    most = np.zeros(len(measures), np.int64)
    told = many = 0
    bound = False
    for i in range(left, right):
        if further[i] > 0:
            return HARD
        bound = bound or (units[i] > 0 and facts[entries[i, FACT], PRIMARY] >= 0)
    for cap in range(len(caps)):
        for group in range(size + len(edges)):
            total = 0
            for i in range(left, right):
                measures[many, i - left] = 0
                if units[i] > 0 and weights[cap, entries[i, CODE]] == UNVALUED:
                    told |= LIMITS
                if units[i] > 0 and _is_in(group, i, caps[cap, SCOPE], edges, entries, facts):
                    measures[many, i - left] = _weight(weights[cap, entries[i, CODE]], caps[cap], entries[i], facts)
                    total += units[i] * measures[many, i - left]
            if total > caps[cap, MOST]:
                told |= LIMITS
                if caps[cap, CUTS] == 1:
                    most[many] = caps[cap, MOST]
                    many += 1
    if many > 0 and bound:
        return HARD
    if many > 0:
        _keep(left, measures[:many], most[:many], entries, rank, units)
    return told


def _is_in(group: int, i: int, scope: int, edges: Ints, entries: Ints, facts: Ints) -> bool:
    """Whether an entry is among those that a limit of a scope measures together, by number of the group.

    Groups are first the visits, then the entries.
    """
    visits = len(edges) - 1
    if scope == BY_LINE:
        return bool(group >= visits and i - edges[0] == group - visits)
    if scope == OF_DATE:
        return group == 0
    if group >= visits or not edges[group] <= i < edges[group + 1]:
        return False
    way = facts[entries[i, FACT], WAY]
    return bool(scope == BY_VISIT or (way != ONCE and way != AREA))


def _weight(weight: int, cap: Ints, entry: Ints, facts: Ints) -> int:
    """Return what a unit measures under a limit; 0 where the limit has no value for the code."""
    if weight == UNVALUED:
        return 0
    if weight != BY_MINUTES:
        return weight
    fact = facts[entry[FACT]]
    if fact[LENGTH] > 0:
        minutes = fact[LENGTH]
    elif fact[BY_THERAPIST] == 1:
        minutes = (entry[SECONDS] - entry[ASSISTANT]) // MINUTE
    else:
        minutes = entry[SECONDS] // MINUTE
    product: int = minutes * cap[PARTS]
    return product


def _keep(left: int, measures: Ints, most: Ints, entries: Ints, rank: Ints, units: Ints) -> None:
    """Keep as many units as fit, of the code with the most minutes first, then of the lower code."""
    used, done = np.zeros(len(most), np.int64), np.zeros(measures.shape[1], np.bool_)
    for _ in range(measures.shape[1]):
        best = -1
        for i in range(measures.shape[1]):
            if not done[i] and (best == -1 or _is_longer(entries[left + i], entries[left + best], rank)):
                best = i
        done[best] = True
        kept = units[left + best]
        for place in range(len(most)):
            if measures[place, best] > 0:
                kept = min(kept, (most[place] - used[place]) // measures[place, best])
        for place in range(len(most)):
            used[place] += kept * measures[place, best]
        units[left + best] = kept


def _is_longer(one: Ints, other: Ints, rank: Ints) -> bool:
    """Whether a code stays longer on a claim than another that is looked at before it."""
    minutes, others = one[SECONDS] // MINUTE, other[SECONDS] // MINUTE
    return bool(minutes > others or (minutes == others and rank[one[CODE]] < rank[other[CODE]]))
