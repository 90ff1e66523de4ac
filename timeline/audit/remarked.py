"""What the unit engine remarks on visits: read once of each count, then told of every visit that has it."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import NamedTuple

import numpy as np

from timeline.attendance.numbered import NONE, ranges_of
from timeline.audit.billed_rows import either, visit_rows
from timeline.audit.columns import Numbers, columns
from timeline.found import Lists
from timeline.record import Record
from timeline.units import Remark


class Remarked(NamedTuple):
    """Remarks on visits, in the order of the visits.

    Parameters
    ----------
    visit, remark
        The place of the visit, and that of the remark in `remarks`.
    """

    visit: Numbers
    remark: Numbers
    remarks: Sequence[Remark]

    def rows(self, record: Record) -> Lists:
        """List the rows of each visit that have a code of the remark; where none has, all of them."""
        every, of = visit_rows(record, self.visit), columns(record)
        number, room = {code: place for place, code in enumerate(of.codes)}, len(of.codes)
        told = [
            place * room + number[code]
            for place, remark in enumerate(self.remarks)
            for code in remark.codes
            if code in number
        ]
        kept = np.isin(self.remark[every.owners] * room + of.code[every.items], told)
        counts = np.bincount(every.owners, kept, len(self.visit)).astype(np.int64)
        return either(Lists.counted(counts, every.items[kept]), every, counts == 0)


def remarked(record: Record, rules: Container[str]) -> Remarked:
    """Find the remarks of some rules on the visits that are counted."""
    of = record.visit_arrays
    listed = [
        (kind, remark)
        for kind, place in enumerate(of.answers.firsts.tolist())
        for remark in of.answers[place].remarks
        if remark.rule in rules
    ]
    kinds = np.array([number for number, _ in listed], np.int64)
    own = np.append(of.answers.kind, NONE)[of.answer]
    order = np.argsort(own, kind="stable")
    first, last = (np.searchsorted(own[order], kinds, side=side) for side in ("left", "right"))
    remark, place = ranges_of(first, last)
    visit = order[place]
    by_visit = np.lexsort((remark, visit))
    return Remarked(visit[by_visit], remark[by_visit], [remark for _, remark in listed])
