"""Which rows took place: statuses, flags and filled cells that say so, and rows that are no visit."""

from __future__ import annotations

from collections.abc import Sequence

from timeline.proposal.contents import Profile, plain_cell
from timeline.proposal.draft import Draft, Tree, in_rows
from timeline.proposal.layout import Layout
from timeline.proposal.spoken import MOVED, PLANNED, Discretion, is_flag, known_share, meaning, yes_words

#: How many unknown words are asked about one by one.
_ASKED = 12
_OURS = ("kept", "cancelled", "no_show")
_FEW = 25
_VISITS = frozenset({"appointment", "appointmnet", "appt", "visit", "session", "booking", "encounter"})
_RECORDED = frozenset({"stamp", "modified", "updated", "timestamp", "recorded"})


def state_statuses(draft: Draft, layout: Layout, discretion: Discretion) -> list[bool]:
    """State which rows are left out, and why.

    Returns
    -------
    Whether each row is kept.
    """
    kept = [True] * len(layout.rows)
    column = _status_column(layout.columns)
    if column is not None:
        draft.put("columns", "status", value=column.header)
        _status_words(draft, layout, column, discretion, kept)
    for each in layout.columns:
        if each is column or not each.counts:
            continue
        concept = next((one for one in ("all_day", "no_show", "cancelled", "void") if one in each.about), "")
        if concept == "no_show" and "spans" in draft.tree:
            continue  # the booking stays, and its patient was not seen
        if concept and not each.about & {"start", "end", "patient", "provider", "note"}:
            _leave_flagged(draft, layout, each, concept, kept)
    return kept


def _status_column(columns: Sequence[Profile]) -> Profile | None:
    """Choose the column of a status: the one most of whose words are known, then the first."""
    found = [
        each
        for each in columns
        if "status" in each.about
        and not each.about & {"payer", "id"}
        and 0 < each.distinct <= _FEW
        and not each.numeric
    ]
    if found and "billing" in found[0].words and len(found) > 1:
        found = [*found[1:], found[0]]
    return max(found, key=lambda each: known_share("status", each), default=None)


def _status_words(draft: Draft, layout: Layout, column: Profile, discretion: Discretion, kept: list[bool]) -> None:
    spelled: dict[str, str] = {}
    moved: list[str] = []
    for word, times in column.top():
        ours = meaning("status", word)
        if not discretion.may_show(column, word):
            continue
        if ours == MOVED:
            moved.append(word)
        elif ours:
            spelled[word] = "kept" if ours == PLANNED else ours
        else:
            spelled[word] = "kept" if times * 2 >= column.filled else "cancelled"
        _say_status(draft, word, times, spelled.get(word))
    hidden = [word for word in column.counts if word not in spelled and word not in moved]
    if moved:
        draft.add("leave_out", {"column": column.header, "when": "is", "values": moved, "why": MOVED})
    if any(meaning("status", word) == "cancelled" for word in hidden):
        pattern = ".*(cancel|cxl).*"
        draft.add("leave_out", {"column": column.header, "when": "matches", "pattern": pattern, "why": "cancelled"})
    elif hidden:
        draft.remark("columns", "status", text=f"{len(hidden)} of its words may be names and are not shown here")
    _ask_unknown(draft, column, spelled)
    gone = {word for word in column.counts if spelled.get(word, MOVED) != "kept" and word not in hidden}
    gone |= {word for word in hidden if meaning("status", word) in ("cancelled", MOVED)}
    _drop(layout, column, gone, kept)


def _say_status(draft: Draft, word: str, times: int, ours: str | None) -> None:
    rows = in_rows(times)
    if ours is None:
        draft.remark("values", "status", text=f"{word} ({rows}) is left out below")
    else:
        draft.put("values", "status", word, value=ours, behind=rows)


def _ask_unknown(draft: Draft, column: Profile, spelled: dict[str, str]) -> None:
    unknown = [word for word in spelled if not meaning("status", word)][:_ASKED]
    for word in unknown:
        order = sorted(_OURS, key=lambda ours: ours != spelled[word])
        choices: list[Tree] = [{"values": {"status": {word: ours}}} for ours in order]
        why = f"Did the {in_rows(column.counts[word])} with {column.header} {word!r} take place?"
        draft.ask("status", why, choices, ("values", "status", word))


def _leave_flagged(draft: Draft, layout: Layout, column: Profile, concept: str, kept: list[bool]) -> None:
    """Leave out rows by a column that is filled, or says yes, for those that did not take place."""
    why = {"all_day": "all-day event", "no_show": "no_show", "cancelled": "cancelled", "void": "deleted"}[concept]
    if is_flag(column):
        words = yes_words(column)
        if words:
            draft.add("leave_out", {"column": column.header, "when": "is", "values": words, "why": why})
            _drop(layout, column, set(words), kept)
    elif column.filled < layout_rows(layout) or column.clock:
        draft.add("leave_out", {"column": column.header, "when": "filled", "why": why})
        _drop(layout, column, set(column.counts), kept)


def layout_rows(layout: Layout) -> int:
    """Count the rows that are data."""
    return len(layout.rows)


def _drop(layout: Layout, column: Profile, words: set[str], kept: list[bool]) -> None:
    if not words:
        return
    for place, row in enumerate(layout.rows):
        if kept[place] and column.place < len(row) and plain_cell(row[column.place]) in words:
            kept[place] = False


def planned_words(draft: Draft, layout: Layout) -> Profile | None:
    """Return the status column where some of its words say that a row is still ahead."""
    header = draft.tree.get("columns", {}).get("status")
    if not isinstance(header, str):
        return None
    column = layout.column(header)
    ahead = any(meaning("status", word) == PLANNED for word in draft.tree.get("values", {}).get("status", {}))
    return column if ahead else None


def leave_blank(draft: Draft, layout: Layout, columns: Sequence[Profile], why: str, kept: list[bool]) -> None:
    """Leave out kept rows in which all of some columns are blank."""
    cells = [layout.cells(column) for column in columns]
    blank = [place for place, row in enumerate(zip(*cells, strict=True)) if kept[place] and not any(row)]
    if blank:
        conditions = [{"column": column.header, "when": "empty"} for column in columns]
        entry: Tree = {"all": conditions, "why": why} if len(conditions) > 1 else {**conditions[0], "why": why}
        draft.add("leave_out", entry)
    for place in blank:
        kept[place] = False


def state_latest(draft: Draft, layout: Layout) -> None:
    """Recognize a file that has every version of a visit: its id repeats, with another time of recording each time."""
    ids = [each for each in layout.columns if each.words & _VISITS and each.words - _VISITS == {"id"}]
    stamps = [each for each in layout.columns if each.clock == "moment" and each.words & _RECORDED]
    for key in ids:
        for stamp in stamps:
            if key.distinct == key.filled or key.filled < len(layout.rows):
                continue
            versions = list(zip(layout.cells(key), layout.cells(stamp), strict=True))
            if len(set(versions)) == len(versions) and all(moment for _, moment in versions):
                draft.tree["latest"] = {"key": [key.header], "by": stamp.header}
                draft.remark("latest", text="a row for each version of a visit: the last one counts")
                return
