"""Rows that last longer than a visit can, left out by the class that tells them from visits."""

from __future__ import annotations

from collections.abc import Iterable

from timeline.errors import Fault
from timeline.proposal.draft import Draft, Tree
from timeline.proposal.layout import Layout
from timeline.proposal.spoken import Discretion
from timeline.schedules.clock_faults import TOO_LONG

#: A class is left out where at most this share of the rows has it.
_FEW = 0.2


def leave_stays(draft: Draft, layout: Layout, faults: Iterable[Fault], discretion: Discretion) -> bool:
    """Leave out the classes of rows that the reader refused because they are longer than a day, and ask.

    Returns
    -------
    Whether a class was found.
    """
    places = {number: place for place, number in enumerate(layout.numbers)}
    long = [places[fault.row] for fault in faults if fault.problem == TOO_LONG.problem and fault.row in places]
    if not long:
        return False
    for column in layout.columns:
        if "type" not in column.about or not discretion.closed(column):
            continue
        cells = layout.cells(column)
        words = sorted({cells[place] for place in long})
        if sum(column.counts[word] for word in words) > _FEW * len(layout.rows):
            continue
        if all((word and discretion.may_show(column, word)) or word in _STAYS for word in words):
            entry: Tree = {"column": column.header, "when": "is", "values": words, "why": "a stay, not a visit"}
            draft.add("leave_out", entry)
            at = ("leave_out", str(len(draft.tree["leave_out"]) - 1))
            why = f"Rows longer than a day cannot be a visit: are those of this {column.header} stays?"
            draft.ask("end", why, [{"leave_out": [entry]}], at)
            return True
    return False


#: Classes of stays as FHIR and others name them.
_STAYS = frozenset({"inpatient", "hospice", "snf", "observation", "acute", "stay", "residential"})
