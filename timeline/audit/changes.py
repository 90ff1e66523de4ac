"""The units of many visits with some seconds more or fewer, asked for all at once (claims §4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np

from timeline.attendance.minutes import sums
from timeline.audit.columns import Numbers, columns
from timeline.audit.piles import Changes, piles
from timeline.record import Record
from timeline.visits import Accounts
from timeline.vocabulary import ContestRule


def units_added_by(record: Record, contest: ContestRule, changes: Changes) -> Numbers:
    """Count the timed units that some seconds more or fewer would add to a visit: below 0, cost it.

    0 for a question without changes.

    Parameters
    ----------
    contest
        The contest rule to count under.
    """
    if not len(changes.asked):
        return np.zeros(len(changes.visit), np.int64)
    of = piles(record, contest)
    found, anew = of.added(changes)
    asked = np.zeros(len(found), bool)
    asked[changes.asked] = True
    found[~asked] = 0
    engine = np.flatnonzero(anew & asked)
    if len(engine):
        own = np.flatnonzero((anew & asked)[changes.asked])
        which, code, seconds = np.searchsorted(engine, changes.asked[own]), changes.code[own], changes.seconds[own]
        visit, words = changes.visit[engine], columns(record).codes
        told = cast(Accounts, record.accounts).answers.in_numbers
        found[engine] = told.timed_units_with(contest, visit, which, code, seconds, words=words) - of.now[visit]
    return found


def grouped(visit: Numbers, asked: Numbers, code: Numbers, seconds: Numbers, *, codes: Sequence[str]) -> Changes:
    """Add up seconds by question and code; arguments as in `Changes`, where a code may have several of a question."""
    kept = seconds != 0
    keys, which = np.unique(asked[kept] * len(codes) + code[kept], return_inverse=True)
    total = sums(which, seconds[kept], len(keys))
    keys, total = keys[total != 0], total[total != 0]
    return Changes(visit, keys // len(codes), keys % len(codes), total)


def row_changes(record: Record, row: Numbers, seconds: Numbers) -> Changes:
    """Ask what some seconds more of a row's code would do to its visit: a question for each row."""
    of = columns(record)
    return grouped(of.visit[row], np.arange(len(row)), of.code[row], seconds, codes=of.codes)
