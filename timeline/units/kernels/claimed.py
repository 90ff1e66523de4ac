"""Payable units into the lines of claims, and what must be said of each visit (claims §4, §5)."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from timeline.units.kernels.payable import (
    AREA,
    ASSISTANT,
    BILLED,
    BY_THERAPIST,
    CHAIN,
    FACT,
    FIRST,
    IN_POOL,
    LEAST_SECONDS,
    LENGTH,
    MINUTE,
    MORE,
    NONE,
    OWN,
    OWN_SECONDS,
    PLAYING,
    POOL,
    POOLED,
    PRIMARY,
    QUANTITY,
    REMOTE,
    REMOVED,
    SECONDS,
    THRESHOLD,
    TOLD,
    UNCUT,
    UNIT,
    UNORDERED,
    WAY,
    Ints,
)

#: First entry of a visit, the one after its last, what is said of it, its plan, entries, facts, flags, and all lines.
Visit: TypeAlias = tuple[int, int, int, Ints, Ints, Ints, Ints, Ints]

#: Further columns of a fact and of a plan: whose rest say in which order modifiers stand, by their bits.
CEILING, LEAST_MINUTES, REMARKED = 11, 12, 13
PART, WHOLE, SPARES, ASSISTANT_MARK, CEILINGS_WHOLE, PLAN_MARK, REMOTE_MARK, ORDER = 9, 10, 11, 12, 13, 14, 15, 16
#: Modifiers of a line, as bits: of the assistant, the plan of care, a service apart, telehealth.
BY_ASSISTANT, OF_PLAN, APART, BY_VIDEO = 1, 2, 4, 8
#: What must be said of a visit beside the bits of `payable`; from `REMARKED_CODE` on, what every such visit is told.
ABOVE, RECORD, SHORT, ROUNDED, REMARKED_CODE, ASSISTED, FROM_AFAR = 32, 64, 128, 256, 512, 1024, 2048


def claimed(
    bounds: Ints,
    plan: Ints,
    code_bounds: Ints,
    entries: Ints,
    facts: Ints,
    plans: Ints,
    rank: Ints,
    units: Ints,
    further: Ints,
    flags: Ints,
    found: Ints,
    standing: Ints,
) -> tuple[Ints, Ints, Ints]:
    """Write the lines of every visit; arguments as in `payable.payable`, and its results, of which `found` changes.

    Returns
    -------
    Where each visit's lines begin, and the end; code, units and modifiers (bits) of each line; minutes of the pool.
    """
    line_bounds, lines = np.zeros(len(plan) + 1, np.int64), np.empty((4 * len(entries), 3), np.int64)
    minutes, many = np.zeros(len(plan), np.int64), 0
    apart = _apart(standing, entries, facts, units, further)
    for question in range(len(bounds) - 1):
        for visit in range(bounds[question], bounds[question + 1]):
            left, right, own = code_bounds[visit], code_bounds[visit + 1], plans[plan[visit]]
            minutes[visit], told = _recorded(left, right, entries, facts, flags, units)
            begin = many
            for i in range(left, right):
                of_it = (left, right, told, own, entries, facts, flags, lines)
                if units[i] > 0:
                    many = _line(i, entries[i, FACT], units[i], apart[i, 0], many, of_it)
                if further[i] > 0:
                    many = _line(i, facts[entries[i, FACT], MORE], further[i], apart[i, 1], many, of_it)
            told |= _sort(lines[begin:many], own, rank)
            told |= _rounded(left, right, own, entries, facts, flags, found[visit, UNCUT])
            first, end = left, right
            if own[CEILINGS_WHOLE] == 1:
                first, end = code_bounds[bounds[question]], code_bounds[bounds[question + 1]]
            told |= _above(left, right, first, end, entries, facts, units, further)
            found[visit, TOLD] |= told
            line_bounds[visit + 1] = many
    return line_bounds, lines[:many], minutes


def _recorded(left: int, right: int, entries: Ints, facts: Ints, flags: Ints, units: Ints) -> tuple[int, int]:
    """Return the whole minutes of the pool, and what must be said of how codes were recorded."""
    minutes = told = 0
    for i in range(left, right):
        fact, spent = facts[entries[i, FACT]], entries[i, SECONDS] // MINUTE
        if fact[IN_POOL] == 1:
            minutes += spent
        if entries[i, ASSISTANT] > 0:
            told |= ASSISTED
            if fact[BY_THERAPIST] == 1:
                told |= RECORD
        if entries[i, REMOTE] == 1:
            told |= FROM_AFAR
        if fact[REMARKED] == 1:
            told |= REMARKED_CODE
        if fact[WAY] == AREA and flags[i] & PLAYING and entries[i, QUANTITY] == NONE:
            told |= RECORD
        if fact[PRIMARY] != NONE and spent > 0 and not _plays(left, right, fact[PRIMARY], entries, flags):
            told |= RECORD
        if units[i] > 0 and (entries[i, SECONDS] - entries[i, ASSISTANT]) // MINUTE < fact[LEAST_MINUTES]:
            told |= SHORT
    return minutes, told


def _plays(left: int, right: int, fact: int, entries: Ints, flags: Ints) -> bool:
    """Whether a code of a visit may still earn."""
    for i in range(left, right):
        if entries[i, FACT] == fact:
            return bool(flags[i] & PLAYING)
    return False


def _apart(standing: Ints, entries: Ints, facts: Ints, units: Ints, further: Ints) -> Ints:
    """Say of each entry and of its add-on whether its lines carry the modifier of a pair of which both have a line."""
    apart = np.zeros((len(entries), 2), np.int64)
    for stand in standing:
        has_line = False
        for i in range(stand[0], stand[1]):
            has_line = has_line or (units[i] > 0 and facts[entries[i, FACT], BILLED] == stand[2])
            if further[i] > 0:
                has_line = has_line or facts[facts[entries[i, FACT], MORE], BILLED] == stand[2]
        for i in range(stand[0], stand[1]):
            if has_line and facts[entries[i, FACT], BILLED] == stand[3]:
                apart[i, 0] = 1
            if has_line and further[i] > 0 and facts[facts[entries[i, FACT], MORE], BILLED] == stand[3]:
                apart[i, 1] = 1
    return apart


def _line(i: int, code: int, units: int, apart: int, many: int, of_it: Visit) -> int:
    """Write the lines of one code's units; return how many lines there are now.

    Parameters
    ----------
    i, code
        The entry that earned the units, and the fact of the code they are of: the entry's own, or its add-on's.
    """
    left, right, told, own, entries, facts, flags, lines = of_it
    marks = OF_PLAN * own[PLAN_MARK] | APART * apart
    if own[REMOTE_MARK] == 1 and told & FROM_AFAR and _is_remote(i, left, right, entries, facts):
        marks |= BY_VIDEO
    unmarked = units
    if own[ASSISTANT_MARK] == 1 and told & ASSISTED and own[PART] != NONE and facts[code, BY_THERAPIST] == 0:
        unmarked = _unmarked(i, code, units, left, right, own, entries, facts, flags)
    if unmarked > 0:
        lines[many, 0], lines[many, 1], lines[many, 2] = facts[code, BILLED], unmarked, marks
        many += 1
    if unmarked < units:
        lines[many, 0], lines[many, 1], lines[many, 2] = facts[code, BILLED], units - unmarked, marks | BY_ASSISTANT
        many += 1
    return many


def _is_remote(i: int, left: int, right: int, entries: Ints, facts: Ints) -> bool:
    """Whether any of the minutes that may have earned a code were telehealth; codes of a chain share theirs."""
    fact = facts[entries[i, FACT]]
    if fact[FIRST] == NONE:
        return bool(entries[i, REMOTE] == 1)
    for j in range(left, right):
        if entries[j, REMOTE] == 1 and (entries[j, FACT] == fact[FIRST] or entries[j, FACT] == fact[MORE]):
            return True
    return False


def _unmarked(
    i: int, code: int, units: int, left: int, right: int, own: Ints, entries: Ints, facts: Ints, flags: Ints
) -> int:
    """Count the units of a code that carry no assistant modifier."""
    therapist, assistant = entries[i, SECONDS] - entries[i, ASSISTANT], entries[i, ASSISTANT]
    if facts[code, WAY] == CHAIN:
        therapist, assistant = _part_of_chain(code, left, right, entries, facts, flags)
    elif assistant > 0 and facts[code, WAY] == POOL:
        return _of_pool(units, therapist, assistant, facts[code, LENGTH], own)
    return 0 if _exceeds(therapist, assistant, own) else units


def _exceeds(therapist: int, assistant: int, own: Ints) -> bool:
    """Whether the assistant's own part is more than the share: exactly the share is not."""
    return bool(own[WHOLE] * assistant > own[PART] * (therapist + assistant))


def _of_pool(units: int, therapist: int, assistant: int, length: int, own: Ints) -> int:
    """Test the units of a timed code one by one: full ones first, of what is left at most two."""
    whole = therapist // MINUTE
    unmarked = min(units, whole // length)
    marked = min(units - unmarked, ((therapist + assistant) // MINUTE - whole) // length)
    left = units - unmarked - marked
    therapist -= unmarked * length * MINUTE
    assistant -= marked * length * MINUTE
    if own[SPARES] == 0:
        return unmarked if _exceeds(therapist, assistant, own) else unmarked + left
    for _ in range(left):
        if therapist >= own[SPARES] or not _exceeds(therapist, assistant, own):
            unmarked += 1
        therapist = 0
    return unmarked


def _part_of_chain(code: int, left: int, right: int, entries: Ints, facts: Ints, flags: Ints) -> tuple[int, int]:
    """Return the therapist's and the assistant's seconds that earned a code of a chain."""
    first, more = facts[code, FIRST], facts[code, MORE]
    room = facts[first, LENGTH] * MINUTE
    filled, beyond = np.zeros(2, np.int64), np.zeros(2, np.int64)
    for turn in range(2):
        name = first if turn == 0 else more
        for i in range(left, right):
            if entries[i, FACT] != name or not flags[i] & PLAYING:
                continue
            for who in range(2):
                seconds = entries[i, ASSISTANT]
                if who == 0:
                    seconds = entries[i, SECONDS] - entries[i, ASSISTANT]
                taken = min(room, seconds)
                room -= taken
                filled[who] += taken
                beyond[who] += seconds - taken
    if code == first:
        return filled[0], filled[1]
    return beyond[0], beyond[1]


def _sort(lines: Ints, own: Ints, rank: Ints) -> int:
    """Sort the lines of a visit by code and modifiers; those that only their units tell apart are the engine's."""
    told = 0
    for i in range(1, len(lines)):
        at, code, units, marks = i, lines[i, 0], lines[i, 1], lines[i, 2]
        while at > 0 and (
            rank[lines[at - 1, 0]] > rank[code]
            or (lines[at - 1, 0] == code and own[ORDER + lines[at - 1, 2]] > own[ORDER + marks])
        ):
            lines[at, 0], lines[at, 1], lines[at, 2] = lines[at - 1, 0], lines[at - 1, 1], lines[at - 1, 2]
            at -= 1
        lines[at, 0], lines[at, 1], lines[at, 2] = code, units, marks
        if at > 0 and lines[at - 1, 0] == code and lines[at - 1, 2] == marks and lines[at - 1, 1] != units:
            told = UNORDERED
    return told


def _rounded(left: int, right: int, own: Ints, entries: Ints, facts: Ints, flags: Ints, uncut: int) -> int:
    """Say whether exact seconds would give other units than whole minutes do."""
    apart = total = parts = 0
    for i in range(left, right):
        parts += entries[i, SECONDS] % MINUTE
    if parts == 0:
        return 0
    for i in range(left, right):
        fact, seconds = facts[entries[i, FACT]], entries[i, SECONDS]
        if fact[WAY] == POOL and not flags[i] & REMOVED:
            total += seconds
            apart += _units(seconds, own[UNIT] * MINUTE, own[LEAST_SECONDS])
        elif fact[WAY] == OWN and flags[i] & PLAYING:
            exact = _units(seconds, fact[LENGTH] * MINUTE, fact[OWN_SECONDS])
            if exact != _units(seconds // MINUTE, fact[LENGTH], fact[THRESHOLD]):
                return ROUNDED
    if own[POOLED] == 1:
        apart = _units(total, own[UNIT] * MINUTE, own[LEAST_SECONDS])
    return ROUNDED if apart != uncut else 0


def _units(time: int, length: int, threshold: int) -> int:
    """Count the units that one pile of time earns."""
    whole = time // length
    return whole + 1 if time - whole * length >= threshold else whole


def _above(left: int, right: int, first: int, end: int, entries: Ints, facts: Ints, units: Ints, further: Ints) -> int:
    """Say whether the lines of a visit exceed a daily ceiling, with those of the entries from `first` to `end`."""
    for i in range(left, right):
        fact = facts[entries[i, FACT]]
        if units[i] > 0 and _is_above(fact, first, end, entries, facts, units, further):
            return ABOVE
        if further[i] > 0 and _is_above(facts[fact[MORE]], first, end, entries, facts, units, further):
            return ABOVE
    return 0


def _is_above(fact: Ints, first: int, end: int, entries: Ints, facts: Ints, units: Ints, further: Ints) -> bool:
    """Whether the units of a code as billed exceed its ceiling."""
    if fact[CEILING] == NONE:
        return False
    total = 0
    for j in range(first, end):
        other = facts[entries[j, FACT]]
        if other[BILLED] == fact[BILLED]:
            total += units[j]
        if further[j] > 0 and facts[other[MORE], BILLED] == fact[BILLED]:
            total += further[j]
    return bool(total > fact[CEILING])
