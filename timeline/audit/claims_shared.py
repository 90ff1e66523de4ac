"""Claims of several disciplines for time that they share: where together they claim no more than is supported."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from timeline.audit.columns import Numbers, groups, in_several, visit_at
from timeline.audit.cotreatment import runs_together, splits
from timeline.audit.credits import persons_seen, together
from timeline.audit.once import once
from timeline.code_table import code_table
from timeline.record import Record

SPLIT = "All disciplines together claim no more than the record supports: the time may have been split so."
SHARED = (
    "A permitted split of the time together gives each discipline the units it claims, though one of them alone could "
    "not claim as many."
)
OTHERS = "Another discipline's record of the date supports the rest of the code: check whose line it is."


def why_shared(record: Record, entry: int, *, is_elsewhere: bool) -> str:
    """Say why what is claimed beyond the record of one discipline may be no error; empty where nothing does.

    Parameters
    ----------
    entry
        Its place in `Record.comparison`.
    is_elsewhere
        Whether some of its time is credited to another discipline.
    """
    of, visit = record.comparison, int(record.comparison.visit[entry])
    dates, codes = _shared_out(record)
    person = int(persons_seen(record)[visit])
    if is_elsewhere and person in dates:
        return SPLIT
    if (person, int(of.code[entry])) in codes:
        return OTHERS
    return SHARED if is_elsewhere and _is_permitted(record, visit) else ""


@once
def _shared_out(record: Record) -> tuple[set[int], set[tuple[int, int]]]:
    """Find what several disciplines claim no more units of together than the record supports.

    A patient's whole date, and a code of it.
    """
    of = record.comparison
    own = np.flatnonzero((of.visit >= 0) & ~of.in_place)
    person = persons_seen(record)[of.visit[own]]
    beyond = (of.billed - of.supported)[own]
    dates = _no_more(person, of.visit[own], beyond)
    codes = _no_more(groups([person, of.code[own]]), of.visit[own], beyond)
    return set(person[dates].tolist()), set(zip(person[codes].tolist(), of.code[own][codes].tolist(), strict=True))


def _no_more(group: Numbers, visit: Numbers, beyond: Numbers) -> Numbers:
    """Return the places of groups of several visits whose sums are not above 0."""
    total = np.bincount(group, beyond)
    return np.flatnonzero(in_several(group, visit) & (total[group] <= 0)) if len(group) else group


def _is_permitted(record: Record, visit: int) -> bool:
    """Whether some permitted split of a co-treatment gives every discipline the timed units it claims (claims §4)."""
    of, known, claimed = record.comparison, code_table(), defaultdict[str, int](int)
    _, beside = together(record, np.array([visit]))
    for entry in np.flatnonzero(np.isin(of.visit, beside)).tolist():
        code = known.get(of.codes[of.code[entry]])
        if code is not None and code.pool == "cms15":
            claimed[visit_at(record, int(of.visit[entry])).key[2]] += int(of.billed[entry])
    date, patient, _ = visit_at(record, visit).key
    runs = runs_together(record).get((date, patient), ())
    found = (split.units for run in runs for split in splits(record, (date, patient), run))
    return any(all(claimed[one] <= units for one, units in each.items()) for each in found)
