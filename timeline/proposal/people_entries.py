"""What a mapping says of patients and providers, and what it asks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from timeline.proposal.draft import Draft, Tree
from timeline.proposal.layout import Layout
from timeline.proposal.pairs import Clocks
from timeline.proposal.people import Person
from timeline.proposal.spoken import is_flag
from timeline.proposal.transitions import Transitions

#: Headers of things, which no one is called by.
_THINGS = frozenset(
    {
        *("index", "location", "ort", "raum", "private", "privat", "priority", "sensitivity", "row", "value", "age"),
        *("service", "amount", "cost", "reminder", "show", "mileage", "activity", "size", "count", "total", "rate"),
        *("priorität", "prioritat", "vertraulichkeit", "zeitspanne", "reisekilometer", "uid", "interval"),
    }
)


@dataclass(frozen=True)
class Found:
    """What was found in a file: its clocks, or its starts and completions, and its people."""

    layout: Layout
    clocks: Clocks
    transitions: Transitions | None
    patient: Person
    provider: Person | None

    @property
    def used(self) -> set[str]:
        """Headers that are already something."""
        columns = [*self.clocks.pairs[0].headers()] if self.clocks.pairs else []
        people = [header for person in (self.patient, self.provider) if person for header in person.headers]
        return {*columns, *people}


def state_people(draft: Draft, found: Found) -> None:
    """State patient and provider, and ask where a header does not say so plainly, or nobody attends."""
    draft.put("columns", "patient", value=found.patient.value)
    if not found.patient.sure or is_calendar(found.layout):
        others = list(dict.fromkeys([*found.patient.others, *likely_people(found.layout, found.used)]))[:4]
        choices: list[Tree] = [{"columns": {"patient": each}} for each in (found.patient.value, *others)]
        why = "Is this column the patient? Its header does not say so plainly."
        if len(choices) > 1:
            draft.ask("patient", why, choices, ("columns", "patient"))
    if found.patient.name:
        draft.put("columns", "patient_name", value=found.patient.name, behind="shown on pages only")
    if found.provider is None:
        draft.put("columns", "provider", value="<file>")
        why = "Who attended? No column says so; a file for each provider can say it by its name."
        choices = [{"columns": {"provider": each}} for each in ("<file>", *likely_people(found.layout, found.used)[:3])]
        draft.ask("staff", why, choices, ("columns", "provider"))
        return
    draft.put("columns", "provider", value=found.provider.value)
    if found.provider.name:
        draft.put("columns", "provider_name", value=found.provider.name, behind="shown on pages only")
    if not found.provider.sure:
        choices = [{"columns": {"provider": each}} for each in (found.provider.value, *found.provider.others[:3])]
        choices.append({"columns": {"provider": "<file>"}})
        why = "Is this column who attended? It may be a room, a device or a calendar."
        draft.ask("staff", why, choices, ("columns", "provider"))


def state_fill_down(draft: Draft, found: Found) -> None:
    """State columns that are written once and then left blank until they change, as reports write them.

    Entries of a standard, which have an id under our name, are each whole: a blank cell there is nobody.
    """
    layout = found.layout
    if any(column.header == "interval_id" for column in layout.columns):
        return
    written_once: list[str] = []
    day = None if found.transitions else found.clocks.pairs[0].date
    if day is not None and day.filled < len(layout.rows) and layout.cells(day)[0]:
        starts = [column for column in found.clocks.pairs[0].start.columns if column is not day]
        if all(column.filled >= day.filled for column in starts):
            written_once.append(day.header)
    provider = found.provider
    if provider is not None and len(provider.columns) == 1:
        column = provider.columns[0]
        filled = [cell for cell in layout.cells(column) if cell]
        changes = all(one != next_one for one, next_one in pairwise(filled))
        if changes and column.filled * 2 <= len(layout.rows) and layout.cells(column)[0]:
            written_once.append(column.header)
    if not written_once:
        return
    draft.put("file", "fill_down", value=written_once, behind="a blank cell takes the one above")
    if provider is not None and provider.headers[0] in written_once:
        others = [header for header in written_once if header != provider.headers[0]]
        choices: list[Tree] = [{"file": {"fill_down": each}} for each in (written_once, others) if each]
        why = "Is the provider of a row without one the one above? Otherwise nobody attends it."
        draft.ask("staff", why, choices, ("file", "fill_down"))


def likely_people(layout: Layout, used: Collection[str] = ()) -> list[str]:
    """Name columns that could be people: texts under a header that is plainly nothing else."""
    return [
        each.header
        for each in layout.columns
        if each.header not in used and each.counts and not (each.clock or each.codes or each.unit_words)
        if each.about <= {"id", "name", "start", "end"} and each.words.isdisjoint(_THINGS) and not is_flag(each)
    ]


def is_calendar(layout: Layout) -> bool:
    """Whether a file is a calendar's, which tells events of a whole day apart."""
    return any("all_day" in each.about for each in layout.columns)
