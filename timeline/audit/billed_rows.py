"""The rows that a claimed code rests on, of many codes of visits at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from timeline.attendance.numbered import ranges_of
from timeline.audit.columns import Mask, Numbers, columns
from timeline.found import Lists
from timeline.record import Record


def visit_rows(record: Record, visit: Numbers) -> Lists:
    """List the rows of visits."""
    of = record.visit_arrays
    return Lists(of.row_bounds, of.row).take(visit)


def own_rows(record: Record, visit: Numbers, codes: Sequence[str]) -> Lists:
    """List the rows of visits that carry a claimed code, or the code it is claimed in place of."""
    every, of = visit_rows(record, visit), columns(record)
    number = {code: place for place, code in enumerate(of.codes)}
    claimed = np.array([number.get(code, -1) for code in codes], np.int64)[every.owners]
    row_code, answers = of.code[every.items], record.visit_arrays.answers
    kept = row_code == claimed
    renames = answers.per_visit(
        answers.each(lambda units: bool(units.billed_as), bool), record.visit_arrays.answer[visit]
    )
    for place in np.flatnonzero(renames).tolist():
        billed_as = answers.said(int(record.visit_arrays.answer[visit[place]])).billed_as
        own = slice(int(every.bounds[place]), int(every.bounds[place + 1]))
        kept[own] |= [billed_as.get(of.codes[code]) == codes[place] for code in row_code[own].tolist()]
    return Lists.counted(np.bincount(every.owners, kept, len(visit)).astype(np.int64), every.items[kept])


def either(lists: Lists, others: Lists, instead: Mask) -> Lists:
    """Take the other list in place of one, where so told."""
    counts = np.where(instead, others.counts, lists.counts)
    first = np.where(instead, others.bounds[:-1] + len(lists.items), lists.bounds[:-1])
    return Lists.counted(counts, np.concatenate([lists.items, others.items])[ranges_of(first, first + counts)[1]])
