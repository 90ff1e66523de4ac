"""Columns of a list of charges -> a mapping for `--claims-map`."""

from __future__ import annotations

from timeline.errors import Fault, ScheduleError
from timeline.proposal.building import discretion_of
from timeline.proposal.clock_words import state_formats
from timeline.proposal.contents import Profile
from timeline.proposal.draft import Draft, Tree
from timeline.proposal.layout import Layout
from timeline.proposal.people import Person, find_person
from timeline.proposal.spoken import is_flag, meaning, yes_words
from timeline.schedules.words import find_word
from timeline.sheets.headers import plain

_DATES = ("service", "visit", "encounter", "dos", "session", "treatment")


def charges_draft(name: str, layout: Layout) -> tuple[Draft, Person]:
    """Put together the mapping of a list of charges, and say who its patients are.

    Raises
    ------
    ScheduleError: no column is a patient.
    """
    draft = Draft()
    if layout.file:
        draft.tree["file"] = dict(layout.file)
    days = [each for each in layout.columns if each.clock in ("day", "moment") and "elsewhere" not in each.about]
    day = min(days or [each for each in layout.columns if each.clock in ("day", "moment")], key=_own_date)
    patient = find_person("patient", layout.columns)
    if patient is None:
        repair = "A claim line has a date, a patient, a code and units."
        raise ScheduleError([Fault(name, layout.header_row or None, "", "", "no column is a patient", repair)])
    draft.put("columns", "date", value=day.header)
    draft.put("columns", "patient", value=patient.value)
    _state_lines(draft, layout)
    _state_provider(draft, layout)
    _leave_void(draft, layout, patient)
    _take_back(draft, layout)
    state_formats(draft, [day])
    blanks = sorted({word for each in layout.columns if each.header in _used(draft) for word in each.nothing})
    if blanks:
        draft.tree["blank"] = {"words": blanks}
    return draft, patient


def _take_back(draft: Draft, layout: Layout) -> None:
    """Take back columns with names of ours whose words are not ours; what was taken back is left out by its words."""
    for column in layout.columns:
        ours = plain(column.header)
        foreign = ours == "status" or (
            ours == "discipline" and not all(find_word("discipline", word) for word in column.counts)
        )
        if foreign and ours not in draft.tree["columns"]:
            draft.put("columns", ours, value="", behind="the words of this column are not ours")


def _used(draft: Draft) -> set[str]:
    values = draft.tree["columns"].values()
    return {header for value in values for header in (value if isinstance(value, list) else [value])}


def _own_date(column: Profile) -> tuple[int, int]:
    known = [place for place, word in enumerate(_DATES) if word in column.words]
    return min(known, default=len(_DATES)), column.place


def _state_lines(draft: Draft, layout: Layout) -> None:
    coded = [each for each in layout.columns if "code" in each.about and each.codes]
    code = min(coded, key=lambda each: (each.rank("code"), each.place))
    units = [each for each in layout.columns if "units" in each.about and each.whole]
    draft.put("columns", "code", value=code.header)
    draft.put("columns", "units", value=min(units, key=lambda each: each.place).header)
    mods = [each.header for each in layout.columns if "modifiers" in each.about and each is not code]
    if mods:
        draft.put("columns", "modifiers", value=mods[0] if len(mods) == 1 else mods)


def _state_provider(draft: Draft, layout: Layout) -> None:
    """State who furnished the line; a biller beside the therapist is offered."""
    provider = find_person("provider", layout.columns)
    if provider is None:
        return
    draft.put("columns", "provider", value=provider.value)
    rivals = [header for header in provider.others if _is_rival(provider.columns[0], layout.column(header))]
    if rivals:
        choices: list[Tree] = [{"columns": {"provider": each}} for each in (provider.value, *rivals[:3])]
        why = "Which of these is the provider in whose name the line is claimed?"
        draft.ask("staff", why, choices, ("columns", "provider"))


def _is_rival(best: Profile, other: Profile) -> bool:
    if not other.words.isdisjoint({"cosign", "referring", "ordering", "supervising", "creator"}):
        return False
    return other.rank("provider") == best.rank("provider") and ("id" in other.about) == ("id" in best.about)


def _leave_void(draft: Draft, layout: Layout, patient: Person) -> None:
    """Leave out lines that were taken back."""
    discretion = discretion_of(layout, patient)
    for column in layout.columns:
        if not column.counts or (column.header in _used(draft) and not column.whole):
            continue
        if column.about & {"void", "cancelled"}:
            words = yes_words(column) if is_flag(column) else []
            entry: Tree = {"column": column.header, "when": "filled", "why": "voided"}
            if is_flag(column):
                entry = {"column": column.header, "when": "is", "values": words, "why": "voided"}
            if words or not is_flag(column):
                draft.add("leave_out", entry)
        elif "status" in column.about and discretion.closed(column):
            gone = [word for word, _ in column.top() if meaning("status", word) == "cancelled"]
            gone = [word for word in gone if discretion.may_show(column, word)]
            if gone:
                draft.add("leave_out", {"column": column.header, "when": "is", "values": gone, "why": "voided"})
    units = layout.column(str(draft.tree["columns"]["units"]))
    if any(cell.startswith("-") for cell in units.counts):
        entry = {"column": units.header, "when": "matches", "pattern": "-.*", "why": "negative units"}
        draft.add("leave_out", entry, remark="a line with negative units takes another one back: check both are there")
