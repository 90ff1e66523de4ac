"""Tables of pairs and ceilings that were used beyond the codes and dates they were compared for (claims §3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from timeline.attendance.numbered import Flags, Ints, alike, alike_lists, bounds_of
from timeline.audit.parts import Places, ShownOf, all_shown
from timeline.clock import MINUTE
from timeline.finding import Finding, FindingRule
from timeline.record import Record
from timeline.shown import finding_of, in_place
from timeline.units.chains import primaries
from timeline.units.snapshot import Beyond, remark_on, together, uses_beyond
from timeline.units.snapshot import used_beyond as used_beyond_of
from timeline.visit_arrays import VisitArrays
from timeline.vocabulary import CONTEST_RULES

SNAPSHOT = FindingRule(
    "edit.snapshot",
    "A table of code pairs or daily ceilings was used for codes or dates of service for which nobody compared it with "
    "the published one: a pair added since would not be seen.",
    "Import the table CMS published for the quarter of service with `timeline import-ncci`, and name it in a policy.",
    "cms-ncci-manual ch. 1",
)


class Used(NamedTuple):
    """Visits for which tables were used beyond their check: which, at which sites, and the visits' rows."""

    beyond: tuple[Beyond, ...]
    clinics: frozenset[str]
    rows: Places


def used_beyond(record: Record, part: int) -> list[Used]:
    """Find the visits for which a table was used beyond what it was compared with."""
    visits, contest = record.visit_arrays, CONTEST_RULES.index(record.contest)
    used = (visits.code_seconds[contest] >= MINUTE) | (visits.code_units[contest] > 0)
    which, first = _kinds(visits, np.flatnonzero(used))
    beyond = [_beyond(record, visit, used) for visit in first.tolist()]
    concerned = np.array([bool(each) for each in beyond], bool)[which]
    if not concerned.any():
        return []
    clinics = visits.clinic.words[np.unique(visits.clinic.codes[concerned])].tolist()
    rows = Places(part, visits.row[concerned[visits.row_visit]])
    return [Used(together(one for each in beyond for one in each), frozenset(clinics), rows)]


def _kinds(visits: VisitArrays, used: Ints) -> tuple[Ints, Ints]:
    """Find the visits of which the same is asked: of each which kind it is, and of each kind its first visit.

    They agree in rules, date, discipline and the codes that are used; a visit with a code of a chain is a kind itself.
    """
    many, code = len(visits), visits.code.codes
    order = used[np.lexsort((code[used], visits.code_visit[used]))]
    bounds = bounds_of(np.bincount(visits.code_visit[order], minlength=many))
    listed = alike_lists(np.zeros(many, np.int64), bounds, code[order])
    chained = visits.code_visit[visits.code.each(lambda word: word in primaries(), bool)]
    alone = np.zeros(many, np.int64)
    alone[chained] = chained + 1
    counted = visits.timed_minutes >= 0
    return alike((visits.rules + 1, counted, visits.date.codes, visits.discipline.codes, alone, listed), many)


def _beyond(record: Record, visit: int, used: Flags) -> tuple[Beyond, ...]:
    """List the tables used for a visit beyond their check."""
    visits = record.visit_arrays
    if visits.timed_minutes[visit] < 0:
        return ()
    day, patient, discipline = (
        str(of.words[of.codes[visit]]) for of in (visits.date, visits.patient, visits.discipline)
    )
    own = slice(*visits.code_bounds[visit : visit + 2].tolist())
    codes = visits.code.words[visits.code.codes[own]].tolist()
    if not primaries().keys().isdisjoint(codes):  # units of a chain may be those of a code that was not recorded
        units = record.accounts[day, patient, discipline].units
        return () if units is None else uses_beyond(units[record.contest])
    in_use = [code for code, is_used in zip(codes, used[own].tolist(), strict=True) if is_used]
    return used_beyond_of(visits.listed_rules[visits.rules[visit]], discipline, date.fromisoformat(day), in_use)


def snapshot(record: Record, used: Sequence[Used], shown: ShownOf) -> Iterator[Finding]:
    """Report once for the analysis, whether or not a pair was found."""
    del record
    remark = remark_on(beyond for each in used for beyond in each.beyond)
    if remark is not None:
        clinics = {clinic for each in used for clinic in each.clinics}
        yield finding_of(
            SNAPSHOT,
            remark.severity,
            in_place(all_shown([each.rows for each in used], shown)),
            f"{remark.text[:1].upper()}{remark.text[1:]}.",
            patients=(),
            providers=(),
            clinic=clinics.pop() if len(clinics) == 1 else "",
            own_remedy=remark.remedy,
            own_source=remark.source,
        )
