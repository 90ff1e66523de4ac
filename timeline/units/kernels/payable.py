"""Seconds of codes into payable units: what may earn, pairs of codes, units (claims §2 to §4)."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]

#: Columns of an entry: one code of one visit. `FACT` is its row among the facts; a quantity nobody stated is -1.
FACT, CODE, SECONDS, ASSISTANT, QUANTITY, REMOTE = range(6)
#: Columns of a fact: what a plan does with a code. Codes are numbers, other codes of the plan rows of facts; -1: none.
WAY, LENGTH, THRESHOLD, OWN_SECONDS, BILLED, IN_POOL, BY_THERAPIST, PROVES = range(8)
PRIMARY, FIRST, MORE = 8, 9, 10
#: Columns of a plan: of the pool, of pairs, and which limits it has.
UNIT, LEAST, LEAST_SECONDS, POOLED, TABLE, WHOLE_DATE, PROOF, CAPS, CAPS_END = range(9)
#: Columns of a pair.
ONE, TWO, NEVER, SITE = range(4)

#: Ways, in the order of `Way`.
POOL, OWN, CHAIN, AREA, ONCE, NOTHING = range(6)
#: What becomes of an entry, as bits.
PLAYING, REMOVED = 1, 2
#: Columns of what is found of a visit, and the bits of `TOLD`: what must be said of it, and what is left to the engine.
TIMED, UNCUT, WAYS, TOLD = range(4)
PAIRS, CHOICE, LIMITS, UNORDERED, HARD = 1, 2, 4, 8, 16
NONE, MINUTE, LISTED = -1, 60, 1000


def payable(
    bounds: Ints,
    plan: Ints,
    code_bounds: Ints,
    entries: Ints,
    span_bounds: Ints,
    spans: Ints,
    facts: Ints,
    plans: Ints,
    pair_at: Ints,
    pairs: Ints,
) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Count the units of every question before the payer's limits.

    Parameters
    ----------
    bounds, plan, code_bounds, span_bounds
        Where each question's visits begin, each visit's entries, and each entry's spans; each visit's plan.
    entries, spans
        Codes of visits, sorted by code; spans in which they were recorded, sorted by start.

    Returns
    -------
    Units of each entry; units of the add-on that an entry earns and that is not recorded; what became of each entry;
    of each visit, what is found; pairs that stand apart: from which entry to which, first code, second code.
    """
    units, further = np.zeros(len(entries), np.int64), np.zeros(len(entries), np.int64)
    flags, found = np.zeros(len(entries), np.int64), np.zeros((len(plan), 4), np.int64)
    standing, stands = np.empty((16, 4), np.int64), np.zeros(1, np.int64)
    for question in range(len(bounds) - 1):
        first, last = bounds[question], bounds[question + 1]
        for visit in range(first, last):
            _begin(code_bounds[visit], code_bounds[visit + 1], entries, facts, flags)
        own = plans[plan[first]]
        told = 0
        if own[TABLE] != NONE:
            step = last - first if own[WHOLE_DATE] == 1 else 1
            for visit in range(first, last, step):
                edges = code_bounds[visit : visit + step + 1]
                standing = _with_room(standing, stands[0] + (edges[-1] - edges[0]) ** 2)
                told |= _settle(
                    edges, own, entries, facts, pair_at, pairs, span_bounds, spans, flags, units, further, standing,
                    stands,
                )  # fmt: skip
        for visit in range(first, last):
            left, right = code_bounds[visit], code_bounds[visit + 1]
            tied, winners, hard = _earn(left, right, plans[plan[visit]], entries, facts, flags, units, further)
            found[visit, UNCUT] = _timed(left, right, entries, facts, units)
            found[visit, WAYS] = _ways(tied, winners)
            found[visit, TIMED] = found[visit, UNCUT]
            told |= HARD * hard
            if found[visit, WAYS] > 1:
                found[visit, TOLD] |= CHOICE
        for visit in range(first, last):
            found[visit, TOLD] |= told
    return units, further, flags, found, standing[: stands[0]]


def _begin(left: int, right: int, entries: Ints, facts: Ints, flags: Ints) -> None:
    """Say which codes may earn: payable, a whole minute at least, no twin and no primary that is missing."""
    for i in range(left, right):
        fact = facts[entries[i, FACT]]
        flags[i] = fact[WAY] != NOTHING and _earning(entries[i], fact) >= MINUTE
        if fact[BILLED] != entries[i, CODE]:
            for j in range(left, right):
                if entries[j, CODE] == fact[BILLED] and entries[j, SECONDS] >= MINUTE:
                    flags[i] = 0
    for i in range(left, right):
        primary = facts[entries[i, FACT], PRIMARY]
        if primary != NONE and not _plays(left, right, primary, entries, flags):
            flags[i] = 0


def _earning(entry: Ints, fact: Ints) -> int:
    """Return the seconds that can earn: of an evaluation the therapist's."""
    seconds: int = entry[SECONDS]
    return seconds - entry[ASSISTANT] if fact[BY_THERAPIST] == 1 else seconds


def _plays(left: int, right: int, fact: int, entries: Ints, flags: Ints) -> bool:
    """Whether a code of a visit may still earn."""
    for i in range(left, right):
        if entries[i, FACT] == fact:
            return bool(flags[i] & PLAYING)
    return False


def _units(time: int, length: int, threshold: int) -> int:
    """Count the units that one pile of time earns."""
    whole = time // length
    return whole + 1 if time - whole * length >= threshold else whole


def _earn(
    left: int, right: int, own: Ints, entries: Ints, facts: Ints, flags: Ints, units: Ints, further: Ints
) -> tuple[int, int, bool]:
    """Write the units of one visit; return how many codes are tied for how many last units, and what is not known."""
    hard = False
    total = left_over = 0
    for i in range(left, right):
        fact = facts[entries[i, FACT]]
        units[i] = further[i] = 0
        if fact[WAY] == CHAIN:
            if fact[FIRST] == entries[i, FACT] or not flags[i] & REMOVED:
                first, more, known = _chain(left, right, fact, entries, facts, flags)
                hard = hard or not known
                if fact[FIRST] != entries[i, FACT]:
                    units[i] = more
                else:
                    units[i] = first
                    if not _is_there(left, right, fact[MORE], entries):
                        further[i] = more
        elif flags[i] & PLAYING:
            if fact[WAY] == OWN:
                units[i] = _units(_earning(entries[i], fact) // MINUTE, fact[LENGTH], fact[THRESHOLD])
            elif fact[WAY] == AREA:
                if fact[PRIMARY] == NONE or _plays(left, right, fact[PRIMARY], entries, flags):
                    units[i] = max(entries[i, QUANTITY], 1)
            elif fact[WAY] == ONCE:
                units[i] = 1
            elif own[POOLED] == 0:
                units[i] = _units(entries[i, SECONDS] // MINUTE, own[UNIT], own[LEAST])
            else:
                units[i] = entries[i, SECONDS] // MINUTE // own[UNIT]
                total += entries[i, SECONDS] // MINUTE
                left_over -= units[i]
    if own[POOLED] == 0:
        return 0, 0, hard
    left_over += _units(total, own[UNIT], own[LEAST])
    tied, winners = _share(left, right, left_over, own[UNIT], entries, facts, flags, units)
    return tied, winners, hard


def _is_there(left: int, right: int, fact: int, entries: Ints) -> bool:
    """Whether a code of a visit is recorded."""
    found = False
    for i in range(left, right):
        found = found or entries[i, FACT] == fact
    return found


def _chain(left: int, right: int, fact: Ints, entries: Ints, facts: Ints, flags: Ints) -> tuple[int, int, bool]:
    """Count the units of a chain's primary and of its add-on; the last says whether they are known."""
    if not _plays(left, right, fact[FIRST], entries, flags):
        return 0, 0, True
    minutes = 0
    for i in range(left, right):
        if flags[i] & PLAYING and (entries[i, FACT] == fact[FIRST] or entries[i, FACT] == fact[MORE]):
            minutes += _earning(entries[i], facts[entries[i, FACT]]) // MINUTE
    length, more = facts[fact[FIRST], LENGTH], facts[fact[MORE], LENGTH]
    if minutes < length // 2 + 1:
        return 0, 0, True
    if more == 0:
        return 1, 0, False
    return 1, _units(max(0, minutes - length), more, more // 2 + 1), True


def _share(
    left: int, right: int, left_over: int, length: int, entries: Ints, facts: Ints, flags: Ints, units: Ints
) -> tuple[int, int]:
    """Give the last units of the pool to the largest remainders: of equal ones more minutes, then the lower code."""
    cut = NONE
    for _ in range(left_over):
        best, best_rest = NONE, NONE
        for i in range(left, right):
            if facts[entries[i, FACT], WAY] == POOL and flags[i] & PLAYING:
                minutes = entries[i, SECONDS] // MINUTE
                rest = minutes % length
                if units[i] == minutes // length and (
                    rest > best_rest or (rest == best_rest and minutes > entries[best, SECONDS] // MINUTE)
                ):
                    best, best_rest = i, rest
        units[best] += 1
        cut = best_rest
    tied = winners = 0
    for i in range(left, right):
        if left_over > 0 and facts[entries[i, FACT], WAY] == POOL and flags[i] & PLAYING:
            minutes = entries[i, SECONDS] // MINUTE
            if minutes % length == cut:
                tied += 1
                winners += units[i] > minutes // length
    return tied, winners


def _ways(tied: int, winners: int) -> int:
    """Count the ways to choose the winners of a tie, as many as are listed."""
    ways = 1
    few = min(winners, tied - winners)
    for i in range(few):
        ways = ways * (tied - i) // (i + 1)
        if ways > LISTED:
            return LISTED
    return ways


def _timed(left: int, right: int, entries: Ints, facts: Ints, units: Ints) -> int:
    """Sum the units of the pool."""
    total = 0
    for i in range(left, right):
        if facts[entries[i, FACT], WAY] == POOL:
            total += units[i]
    return total


def _settle(
    edges: Ints,
    own: Ints,
    entries: Ints,
    facts: Ints,
    pair_at: Ints,
    pairs: Ints,
    span_bounds: Ints,
    spans: Ints,
    flags: Ints,
    units: Ints,
    further: Ints,
    standing: Ints,
    stands: Ints,
) -> int:
    """Apply the pairs to visits that they look at together; `edges` is where the entries of each begin, and the end."""
    found, many = _pairs_among(edges[0], edges[-1], own[TABLE], entries, facts, pair_at, flags)
    told = 0
    for place in found[:many]:
        pair = pairs[place]
        if not _has(edges, pair[ONE], entries, facts, flags) or not _has(edges, pair[TWO], entries, facts, flags):
            continue
        told |= PAIRS
        may_stand = pair[NEVER] == 0 and pair[SITE] == 0 and own[PROOF] != NONE
        if may_stand and _are_apart(edges, pair, own[PROOF], entries, facts, span_bounds, spans, flags):
            row = standing[stands[0]]
            row[0], row[1], row[2], row[3] = edges[0], edges[-1], pair[ONE], pair[TWO]
            stands[0] += 1
            continue
        gone = pair[TWO]
        if not _second_goes(edges, pair, own, entries, facts, flags, units, further):
            gone = pair[ONE]
        for i in range(edges[0], edges[-1]):
            if flags[i] & PLAYING and facts[entries[i, FACT], BILLED] == gone:
                flags[i] = REMOVED
    return told


def _pairs_among(
    left: int, right: int, table: int, entries: Ints, facts: Ints, pair_at: Ints, flags: Ints
) -> tuple[Ints, int]:
    """List the pairs among the codes in play, each once, in the order in which they are looked at."""
    found, many = np.empty(0, np.int64), 0
    for i in range(left, right):
        for j in range(left, right):
            if i == j or not flags[i] & PLAYING or not flags[j] & PLAYING:
                continue
            place = pair_at[table, facts[entries[i, FACT], BILLED], facts[entries[j, FACT], BILLED]]
            if place == NONE:
                continue
            if many == 0:
                found = np.empty((right - left) * (right - left), np.int64)
            at = many
            while at > 0 and found[at - 1] > place:
                at -= 1
            if at > 0 and found[at - 1] == place:
                continue
            for k in range(many, at, -1):
                found[k] = found[k - 1]
            found[at] = place
            many += 1
    return found, many


def _has(edges: Ints, code: int, entries: Ints, facts: Ints, flags: Ints) -> bool:
    """Whether a code as billed is in play."""
    found = False
    for i in range(edges[0], edges[-1]):
        found = found or (flags[i] & PLAYING > 0 and facts[entries[i, FACT], BILLED] == code)
    return found


def _second_goes(
    edges: Ints, pair: Ints, own: Ints, entries: Ints, facts: Ints, flags: Ints, units: Ints, further: Ints
) -> bool:
    """Whether the second code goes: unless the first earns nothing without it."""
    for visit in range(len(edges) - 1):
        left, right = edges[visit], edges[visit + 1]
        before = np.empty(right - left, np.int64)
        for i in range(left, right):
            before[i - left] = flags[i]
            if flags[i] & PLAYING and facts[entries[i, FACT], BILLED] == pair[TWO]:
                flags[i] = REMOVED
        _earn(left, right, own, entries, facts, flags, units, further)
        for i in range(left, right):
            flags[i] = before[i - left]
        for i in range(left, right):
            if flags[i] & PLAYING and facts[entries[i, FACT], BILLED] == pair[ONE] and units[i] > 0:
                return True
    return False


def _are_apart(
    edges: Ints, pair: Ints, least: int, entries: Ints, facts: Ints, span_bounds: Ints, spans: Ints, flags: Ints
) -> bool:
    """Whether each code has a stretch of its own that is long enough, of codes that times can prove apart."""
    for i in range(edges[0], edges[-1]):
        fact = facts[entries[i, FACT]]
        if flags[i] & PLAYING and (fact[BILLED] == pair[ONE] or fact[BILLED] == pair[TWO]) and fact[PROVES] == 0:
            return False
    one = _spans(edges, pair[ONE], entries, facts, span_bounds, spans, flags)
    two = _spans(edges, pair[TWO], entries, facts, span_bounds, spans, flags)
    return _has_own(one, two, least) and _has_own(two, one, least)


def _spans(edges: Ints, code: int, entries: Ints, facts: Ints, span_bounds: Ints, spans: Ints, flags: Ints) -> Ints:
    """List where a code as billed was recorded, joined where it touches."""
    many = 0
    for i in range(edges[0], edges[-1]):
        if flags[i] & PLAYING and facts[entries[i, FACT], BILLED] == code:
            many += span_bounds[i + 1] - span_bounds[i]
    listed = np.empty((many, 2), np.int64)
    n = 0
    for i in range(edges[0], edges[-1]):
        if flags[i] & PLAYING and facts[entries[i, FACT], BILLED] == code:
            for span in range(span_bounds[i], span_bounds[i + 1]):
                at = n
                while at > 0 and listed[at - 1, 0] > spans[span, 0]:
                    listed[at, 0], listed[at, 1] = listed[at - 1, 0], listed[at - 1, 1]
                    at -= 1
                listed[at, 0], listed[at, 1] = spans[span, 0], spans[span, 1]
                n += 1
    kept = 0
    for i in range(n):
        if kept > 0 and listed[i, 0] <= listed[kept - 1, 1]:
            listed[kept - 1, 1] = max(listed[kept - 1, 1], listed[i, 1])
        else:
            listed[kept, 0], listed[kept, 1] = listed[i, 0], listed[i, 1]
            kept += 1
    return listed[:kept]


def _has_own(own: Ints, other: Ints, least: int) -> bool:
    """Whether some spans have a stretch outside others that is long enough."""
    for i in range(len(own)):
        at = own[i, 0]
        for j in range(len(other)):
            if other[j, 1] > at and other[j, 0] < own[i, 1]:
                if other[j, 0] - at >= least:
                    return True
                at = max(at, other[j, 1])
        if own[i, 1] - at >= least:
            return True
    return False


def _with_room(table: Ints, least: int) -> Ints:
    """Make room for at least so many lines."""
    if least <= len(table):
        return table
    larger = np.empty((2 * least, table.shape[1]), np.int64)
    for line in range(len(table)):
        for column in range(table.shape[1]):
            larger[line, column] = table[line, column]
    return larger
