"""What no permitted claim of a visit exceeds, in numbers: for those who must know how much one may come to at most.

Which codes a pair takes off, who wins a tie and what a limit cuts differ from claim to claim. The time of a code does
not: a claim has no more of it than the full units of its whole minutes, and one for what remains.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from timeline.attendance.numbered import Flags, Ints, bounds_of
from timeline.units.kernels.payable import (
    AREA,
    BILLED,
    CHAIN,
    FACT,
    FIRST,
    LENGTH,
    MINUTE,
    MORE,
    ONCE,
    OWN,
    POOL,
    QUANTITY,
    SECONDS,
    UNIT,
    WAY,
)
from timeline.units.many import Questions


class Most(NamedTuple):
    """Codes as billed, by their number in the book, with units that no claim of a visit exceeds; a code's add up.

    Parameters
    ----------
    bounds
        Where each visit's begin, and the end.
    """

    bounds: Ints
    code: Ints
    units: Ints


def most_units(questions: Questions, asked: Flags) -> Most:
    """Return what no claim of some visits exceeds, whatever pairs, ties and limits leave of it.

    Parameters
    ----------
    questions
        Once they were counted: `FACT` is filled in.
    asked
        Of each visit, whether it is asked about; the others have no codes.
    """
    pages, owner = questions.book.pages(), np.repeat(np.arange(len(asked)), np.diff(questions.code_bounds))
    own = np.flatnonzero(asked[owner] & (questions.entries[:, SECONDS] >= MINUTE))
    owner, entries = owner[own], questions.entries[own]
    facts, minutes = pages.facts[entries[:, FACT]], entries[:, SECONDS] // MINUTE
    way, parts = facts[:, WAY], []
    timed = np.flatnonzero((way == POOL) | (way == OWN))
    length = np.where(way == POOL, pages.plans[questions.plan[owner], UNIT], facts[:, LENGTH])[timed]
    parts.append((timed, facts[timed, BILLED], minutes[timed] // length + 1))
    once = np.flatnonzero((way == AREA) | (way == ONCE))
    stated = np.where(way == AREA, np.maximum(entries[:, QUANTITY], 1), 1)[once]
    parts.append((once, facts[once, BILLED], stated))
    # Whichever code of a chain was recorded, both may earn: the first stretch, and all further ones.
    chain = np.flatnonzero(way == CHAIN)
    first, more = (pages.facts[facts[chain, place]] for place in (FIRST, MORE))
    parts.append((chain, first[:, BILLED], np.ones(len(chain), np.int64)))
    parts.append((chain, more[:, BILLED], minutes[chain] // np.maximum(more[:, LENGTH], 1) + 1))
    at, code, units = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    order = np.argsort(at, kind="stable")
    return Most(bounds_of(np.bincount(owner[at], minlength=len(asked))), code[order], units[order])
