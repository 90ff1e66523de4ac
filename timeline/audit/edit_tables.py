"""Tables of pairs and ceilings that were used beyond the codes and dates they were compared for (claims §3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import numpy as np

from timeline.finding import Finding, FindingRule
from timeline.record import Record
from timeline.shown import Shown, finding_of, in_place
from timeline.units.snapshot import Beyond, remark_on, uses_beyond

SNAPSHOT = FindingRule(
    "edit.snapshot",
    "A table of code pairs or daily ceilings was used for codes or dates of service for which nobody compared it with "
    "the published one: a pair added since would not be seen.",
    "Import the table CMS published for the quarter of service with `timeline import-ncci`, and name it in a policy.",
    "cms-ncci-manual ch. 1",
)


class Used(NamedTuple):
    """A visit for which tables were used beyond their check: which, where, and the visit's rows."""

    beyond: tuple[Beyond, ...]
    clinic: str
    rows: tuple[Shown, ...]


def used_beyond(record: Record) -> list[Used]:
    """List the visits for which a table was used beyond what it was compared with."""
    of, found = record.visit_arrays, list[Used]()
    known: dict[tuple[int, str], tuple[Beyond, ...]] = {}
    listed = zip(of.answer.tolist(), of.date.at(np.arange(len(of))).tolist(), of.clinic.codes.tolist(), strict=True)
    for place, (answer, day, clinic) in enumerate(listed):
        if answer < 0:
            continue
        if (answer, day) not in known:
            known[answer, day] = uses_beyond(replace(of.answers[answer], on=date.fromisoformat(day)))
        if beyond := known[answer, day]:
            rows = of.row[of.row_bounds[place] : of.row_bounds[place + 1]].tolist()
            found.append(Used(beyond, str(of.clinic.words[clinic]), record.all_shown(rows)))
    return found


def snapshot(record: Record, used: Sequence[Used]) -> Iterator[Finding]:
    """Report once for the analysis, whether or not a pair was found."""
    del record
    remark = remark_on(beyond for visit in used for beyond in visit.beyond)
    if remark is not None:
        clinics = {visit.clinic for visit in used}
        yield finding_of(
            SNAPSHOT,
            remark.severity,
            in_place(row for visit in used for row in visit.rows),
            f"{remark.text[:1].upper()}{remark.text[1:]}.",
            patients=(),
            providers=(),
            clinic=clinics.pop() if len(clinics) == 1 else "",
            own_remedy=remark.remedy,
            own_source=remark.source,
        )
