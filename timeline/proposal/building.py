"""Columns of a foreign schedule -> a mapping for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from timeline.contracts import ALSO_READ
from timeline.proposal.clock_words import state_formats, state_midnight
from timeline.proposal.contents import Profile
from timeline.proposal.draft import Draft, Tree, in_rows
from timeline.proposal.layout import Layout
from timeline.proposal.people import Person
from timeline.proposal.people_entries import Found, is_calendar, state_fill_down, state_people
from timeline.proposal.roles import state_kind, state_modes, state_role
from timeline.proposal.span_entries import state_pairs
from timeline.proposal.spoken import Discretion, meaning
from timeline.proposal.statuses import leave_blank, planned_words, state_latest, state_statuses
from timeline.schedules.headers import INPUT
from timeline.schedules.words import VOCABULARIES, find_word
from timeline.sheets.cells import count, place_of_service, quantity
from timeline.sheets.headers import plain
from timeline.words import plural_of, series

#: Columns that pages show and nothing counts.
_FREE = ("patient_name", "provider_name", "note", "interval_id", "group")
_FEW_SITES = 60


def discretion_of(layout: Layout, *people: Person | None) -> Discretion:
    """Keep every word that stands in a column that may name persons out of a proposal."""
    named = {header for person in people if person for header in (*person.headers, person.name, *person.others)}
    open_text = [
        each
        for each in layout.columns
        if each.header in named or (each.about & {"patient", "provider", "name", "note"} and not each.about & {"role"})
    ]
    return Discretion(open_text)


def schedule_draft(found: Found) -> Draft:
    """Put together the mapping of a file that has spans."""
    draft, layout = Draft(), found.layout
    if layout.file:
        draft.tree["file"] = dict(layout.file)
    draft.tree["columns"] = {}
    discretion = discretion_of(layout, found.patient, found.provider)
    if found.transitions:
        draft.tree["transitions"] = found.transitions.table
        clock_columns: Sequence[Profile] = found.transitions.columns
    else:
        clock_columns = state_pairs(draft, found.clocks)
    state_people(draft, found)
    state_fill_down(draft, found)
    _state_code(draft, layout)
    _state_places(draft, layout, discretion)
    own_kind = next((each for each in layout.columns if plain(each.header) == "kind" and _is_ours("kind", each)), None)
    if own_kind is not None and "spans" not in draft.tree:
        draft.put("columns", "kind", value=own_kind.header)
    kept = state_statuses(draft, layout, discretion)
    state_latest(draft, layout)
    _leave_unclocked(draft, found, kept)
    _patientless(draft, found, kept)
    state_role(draft, layout, found.provider, discretion, kept)
    state_modes(draft, layout, discretion)
    state_kind(draft, layout, found.clocks.pairs, planned_words(draft, layout), calendar=is_calendar(layout))
    state_formats(draft, clock_columns)
    for pair in found.clocks.pairs[:1]:
        state_midnight(draft, layout, pair)
    _state_blanks(draft, layout)
    _take_back(draft, layout)
    _ask_layout(draft, layout)
    return draft


def _state_code(draft: Draft, layout: Layout) -> None:
    coded = [each for each in layout.columns if "code" in each.about and each.codes]
    column = min(coded, key=lambda each: (each.rank("code"), each.place), default=None)
    if column is None:
        return
    draft.put("columns", "code", value=column.header)
    units = [each for each in layout.columns if "units" in each.about and each.whole and "length" not in each.about]
    if units:
        draft.put("columns", "billed_units", value=units[0].header)
    mods = [each.header for each in layout.columns if "modifiers" in each.about and each is not column]
    if mods:
        draft.put("columns", "billed_modifiers", value=mods[0] if len(mods) == 1 else mods)


def _state_places(draft: Draft, layout: Layout, discretion: Discretion) -> None:
    """State the site, and the payer where its words are a closed list."""
    sites = [
        each
        for each in layout.columns
        if "clinic" in each.about and 0 < each.distinct <= _FEW_SITES and each.filled * 2 > len(layout.rows)
    ]
    sites = [each for each in sites if not each.about & {"clock", "patient", "provider", "code"}]
    if sites:
        draft.put("columns", "clinic", value=min(sites, key=lambda each: ("id" not in each.about, each.place)).header)
    payers = [each for each in layout.columns if "payer" in each.about and discretion.closed(each)]
    payers = [each for each in payers if not each.numeric and not each.about & {"type", "id", "code", "length"}]
    if not payers:
        return
    column = payers[0]
    spoken = [(word, times) for word, times in column.top() if discretion.may_show(column, word)]
    if not spoken:
        return
    draft.put("columns", "payer", value=column.header)
    for word, times in spoken:
        policy = meaning("payer", word)
        if policy:
            draft.put("values", "payer", word, value=policy, behind=in_rows(times))
    others = [word for word, _ in spoken if not meaning("payer", word)]
    if others:
        text = "no policy is known for: " + ", ".join(others[:10]) + ("; `timeline rules` lists the policies")
        draft.remark("columns", "payer", text=text)


def _leave_unclocked(draft: Draft, found: Found, kept: list[bool]) -> None:
    """Leave out rows without any clock, which are no span; with several spans in a row each may be absent."""
    if found.transitions or "spans" in draft.tree:
        return
    pair = found.clocks.pairs[0]
    own = [column for column in (*pair.start.columns, *pair.end.columns) if column is not pair.date]
    shared = {column.header for column in pair.start.columns} & {column.header for column in pair.end.columns}
    own = [column for column in own if column.header not in shared] or own
    leave_blank(draft, found.layout, list(dict.fromkeys(own)), "no clock", kept)


def _patientless(draft: Draft, found: Found, kept: list[bool]) -> None:
    """Say what rows without a patient are: time away where a type says so, else left out."""
    if "kind" in draft.tree["columns"] or any(
        column.filled == len(found.layout.rows) for column in found.patient.columns
    ):
        return
    cells = [found.layout.cells(column) for column in found.patient.columns]
    blank = [kept[place] and not any(row) for place, row in enumerate(zip(*cells, strict=True))]
    if not any(blank) or _away_by_type(draft, found, blank, kept):
        return
    before = len(draft.tree.get("leave_out", []))
    leave_blank(draft, found.layout, found.patient.columns, "no patient", kept)
    entry = draft.tree["leave_out"][before]
    choices: list[Tree] = [{"leave_out": [entry]}]
    verbs = ("names", "is") if sum(blank) == 1 else ("name", "are")
    left_out = f"{in_rows(sum(blank))} {verbs[0]} no patient and {verbs[1]} left out."
    why = f"{left_out} If a type says that this is time away, map it as kind."
    draft.ask("patient", why, choices, ("leave_out", str(before)))


def _away_by_type(draft: Draft, found: Found, blank: Sequence[bool], kept: Sequence[bool]) -> bool:
    """Map a type as kind where its words tell rows without a patient from all others."""
    if found.provider is None or "spans" in draft.tree:
        return False
    discretion = discretion_of(found.layout, found.patient, found.provider)
    for column in found.layout.columns:
        if "type" not in column.about or not 1 < column.distinct <= 25:
            continue
        cells = found.layout.cells(column)
        away = {cells[place] for place, without in enumerate(blank) if without}
        others = {cells[place] for place, without in enumerate(blank) if kept[place] and not without}
        if away & others or "" in away or not all(meaning("away", word) for word in away):
            continue
        if not all(discretion.may_show(column, word) for word in column.counts):
            continue
        draft.put("columns", "kind", value=column.header)
        for word, times in column.top():
            ours = "away" if word in away else "service"
            draft.put("values", "kind", word, value=ours, behind=in_rows(times))
        return True
    return False


def _state_blanks(draft: Draft, layout: Layout) -> None:
    """Name the words for nothing in columns that are read."""
    used = _headers_in(draft.tree)
    words = sorted({word for each in layout.columns if each.header in used for word in each.nothing})
    spelled = {word for table in draft.tree.get("values", {}).values() for word in table}
    words = [word for word in words if word not in spelled]
    if words:
        draft.tree["blank"] = {"words": words}


def _headers_in(value: Any) -> set[str]:
    """Collect every text of a tree: the headers that are used are among them."""
    if isinstance(value, dict):
        return {text for one in value.values() for text in _headers_in(one)}
    if isinstance(value, list):
        return {text for one in value for text in _headers_in(one)}
    return {value} if isinstance(value, str) else set()


def _take_back(draft: Draft, layout: Layout) -> None:
    """Take back columns that bear one of our names and are something else."""
    headers = {plain(each.header): each for each in reversed(layout.columns)}
    spans = draft.tree.get("spans", [])
    for ours in INPUT:
        if ours in draft.tree["columns"] or ours in _FREE:
            continue
        named = [headers[name] for name in (ours, *ALSO_READ.get(ours, ())) if name in headers]
        if not named or (ours in ("start", "end") and (spans or "transitions" in draft.tree)):
            continue
        if not all(_is_ours(ours, each) for each in named) or len(named) > 1:
            draft.put("columns", ours, value="", behind="the column of this name is something else")


def _is_ours(ours: str, column: Profile) -> bool:
    """Whether the cells of a column with one of our names can be read as such."""
    if ours in VOCABULARIES:
        return all(find_word(ours, word) for word in column.counts)
    if ours == "code":
        return column.codes
    if ours == "date":
        return False
    if ours == "clinic":
        return column.distinct <= _FEW_SITES
    if ours == "payer":
        return column.distinct <= _FEW_SITES and not any(map(str.isdigit, "".join(column.sample)))
    readers = {"place": place_of_service, "quantity": quantity, "billed_units": count}
    return all(readers[ours](cell) is not None for cell in column.sample) if ours in readers else True


def _ask_layout(draft: Draft, layout: Layout) -> None:
    if layout.totals:
        rows = f"{plural_of(len(layout.totals), 'row')} {series(map(str, layout.totals))}"
        sums = (f"Is {rows} a sum", "visit") if len(layout.totals) == 1 else (f"Are {rows} sums", "visits")
        stated = draft.tree["file"]["leave_out"]
        others = [kind for kind in stated if kind != "totals"]
        choices: list[Tree] = [{"file": {"leave_out": kinds}} for kinds in (stated, others) if kinds]
        why = f"{sums[0]} of the file, and no {sums[1]}? For {sums[1]}, take `totals` out."
        draft.ask("totals", why, choices, ("file", "leave_out"))
