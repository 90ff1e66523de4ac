"""How many minutes of a claimed code are recorded, how many of them count, and why the others do not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from itertools import pairwise

import numpy as np

from timeline.attendance.minutes import sums
from timeline.attendance.numbered import texts
from timeline.audit.columns import Numbers, columns
from timeline.audit.credits import covered, credited_to, unpaid
from timeline.audit.once import once
from timeline.audit.piles import piles
from timeline.audit.telling import About
from timeline.audit.treated import treated
from timeline.clock import MINUTE, duration
from timeline.code_table import code_table
from timeline.contracts import records
from timeline.found import Lists
from timeline.record import Record
from timeline.units import VisitUnits
from timeline.vocabulary import OFF_FLOOR, Activity, Mode
from timeline.words import series

#: What the time of rows may be credited to instead, in the order of `CreditedTo`.
CREDITED = (
    "the time is credited to another discipline",
    "the time is credited to another row",
    "the time does not earn for the code",
)
#: Remarks that say why minutes earn no unit, or fewer than they would.
_TAKES_OFF = frozenset(
    {
        "code.bundled",
        "code.not_covered",
        "code.off_floor",
        "code.retired",
        "code.add_on",
        "code.discipline",
        "claim.assistant_evaluation",
        "units.cap",
    }
)


#: Reasons of `INTERRUPTIONS` in words.
_BREAKS = {
    "contest": "the provider is recorded elsewhere at the same time",
    "busy": "the provider was away or busy",
    Activity.REST: "the patient rested",
    Activity.WAITING: "the patient waited",
    Activity.SETUP: "the provider was setting up",
    Activity.DOCUMENTATION_AWAY: "the provider was documenting elsewhere",
    Mode.UNSKILLED: "the time is recorded as unskilled",
}


@once
def _breaks(record: Record) -> Mapping[str, Set[str]]:
    """Collect why a row's provider was not with the patient, by the row's id."""
    found: dict[str, set[str]] = defaultdict(set)
    for table in (record.attendance.interruptions, record.attendance.displacements):
        for row, reason in records(table, ("interval_id", "reason")):
            found[row].add(reason)
    return found


def minutes_told(record: Record, own: Lists, entries: Numbers) -> list[str]:
    """Describe how many minutes of claimed codes' rows are recorded and how many count, and if none do, why.

    Parameters
    ----------
    own
        The rows that each code rests on; the text is empty where there are none.
    entries
        The places of the codes in `Record.comparison`.
    """
    some = np.flatnonzero(own.counts)
    told, of, compared = [""] * len(entries), record.visit_arrays, record.comparison
    if not len(some):
        return told
    rows, visit = own.take(some), compared.visit[entries[some]]
    codes = Lists.grouped(rows.owners, columns(record).code[rows.items], len(some))
    seconds, counts = About(record, rows).of.seconds, _counting(record, visit, codes)
    none = np.flatnonzero(counts == 0)
    why = dict(zip(none.tolist(), _why_none(record, visit[none], rows.take(none)), strict=True))
    listed = zip(
        some.tolist(),
        [of.answers.said(answer) for answer in of.answer[visit].tolist()],
        map(set, codes.tuples(texts(columns(record).codes))),
        seconds.tolist(),
        counts.tolist(),
        strict=True,
    )
    for place, (at, units, named, length, count) in enumerate(listed):
        entry = int(entries[at])
        supported = int(compared.supported[entry])
        if not named.isdisjoint(units.removed):
            what = _removed(units, compared.codes[compared.code[entry]], supported)
        elif count >= length:
            why_not = _taken_off(units, named) if compared.billed[entry] > supported else ""
            what = f", but {why_not}; " if why_not else ", all of it counts; "
        elif count:
            whole = length % MINUTE == 0 and count % MINUTE == 0
            what = f", {count // MINUTE if whole else duration(count)} count{'s' if count == MINUTE else ''}; "
        else:
            what = f", none of it counts{why[place]}; "
        told[at] = f"{duration(length)} recorded{what}"
    return told


def _counting(record: Record, visit: Numbers, codes: Lists) -> Numbers:
    """Add up the seconds that count of some codes of visits."""
    seconds = treated(record).look(piles(record, record.contest).seconds, visit[codes.owners], codes.items)
    return sums(codes.owners, seconds, len(visit))


def _removed(units: VisitUnits, code: str, supported: int) -> str:
    """Say why time does not count, or only perhaps, of a code that may not stand beside another one."""
    might = units.conditional
    if supported and might is not None and any(line.code == code for line in might.lines):
        return ", which counts if somebody can show that the code was furnished apart from another; "
    if supported:
        return ", which counts as the code it may not stand beside is not claimed; "
    return ", none of it counts because the code may not stand beside another code of the claim; "


def _taken_off(units: VisitUnits, codes: Set[str]) -> str:
    """Say by which rule of the payer a code's minutes do not become the units claimed; empty where by none."""
    told = [remark.text for remark in units.remarks if remark.rule in _TAKES_OFF and not codes.isdisjoint(remark.codes)]
    return "; ".join(told)


def _why_none(record: Record, visit: Numbers, rows: Lists) -> list[str]:
    """Name every reason the rows show for which none of their time counts; nothing where they show none."""
    refused = unpaid(record)[rows.items]
    paid = covered(record, visit[rows.owners], rows.items)
    kept = paid & ~refused
    counts = np.bincount(rows.owners, kept, len(visit)).astype(np.int64)
    instead = credited_to(record, visit, Lists.counted(counts, rows.items[kept]))
    told = list(zip(rows.items.tolist(), refused.tolist(), paid.tolist(), strict=True))
    found = []
    for place, (begin, end) in enumerate(pairwise(rows.bounds.tolist())):
        reasons = _reasons(record, told[begin:end])
        if reasons is None:
            found.append(" because the code is not in the code table")
            continue
        reasons |= {words for words, yes in zip(CREDITED, instead, strict=True) if yes[place]}
        found.append(f" because {series(sorted(reasons))}" if reasons else "")
    return found


def _reasons(record: Record, listed: Sequence[tuple[int, bool, bool]]) -> set[str] | None:
    """Name why rows earn nothing by themselves; None where one has an unknown code.

    Of each row it is told whether its payer refuses its place, and whether it covers who furnished it.
    """
    rows, codes, found = record.rows, code_table(), set[str]()
    if any(rows.code[row] not in codes for row, _, _ in listed):
        return None
    for row, refused, paid in listed:
        nature = rows.nature[row]
        if refused:
            found.add("the payer does not pay the code by telehealth")
        elif nature.unattended_claim:
            found.add("no therapist or assistant attended")
        elif not paid:
            found.add(f"the payer does not cover the time of {rows.role[row]}")
        elif nature.contradicts:
            found.add("the rows record another mode of attendance than the code requires")
        elif nature.mode == Mode.UNSKILLED:
            off_floor = codes[rows.code[row]].mode == OFF_FLOOR
            found.add("the code is not for time in attendance" if off_floor else _BREAKS[Mode.UNSKILLED])
        else:
            found.update(_BREAKS[reason] for reason in _breaks(record).get(rows.id[row], ()))
    return found
