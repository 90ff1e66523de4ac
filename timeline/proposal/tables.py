"""Which table of a file is the schedule: of a workbook, the sheets that have spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from timeline.errors import Fault, ScheduleError
from timeline.proposal.draft import Draft, Tree
from timeline.proposal.finding import is_charges
from timeline.proposal.layout import Layout, laid_out
from timeline.proposal.pairs import sort_out
from timeline.proposal.transitions import find_transitions
from timeline.sheets.sheet import Grid


@dataclass(frozen=True)
class Table:
    """The table chosen.

    Parameters
    ----------
    layout
        What is in it.
    sheet
        Its sheet, where the file has several.
    alike, others
        Further sheets with the same header; and with spans under another one.
    """

    layout: Layout
    sheet: str = ""
    alike: Sequence[str] = field(default=())
    others: Sequence[str] = field(default=())

    def state(self, draft: Draft, file: dict[str, Any]) -> None:
        """State the sheet and the bytes under `[file]`, and ask which sheets are meant where several could be."""
        stated = {**file, **draft.tree.get("file", {})}
        if stated:
            draft.tree["file"] = stated
        if "encoding" in file:
            draft.remark(
                "file", "encoding", text="the text is not UTF-8; if letters with accents look wrong, correct this"
            )
        if not self.layout.header_row:
            _name_columns(draft, self.layout)
        if self.alike:
            draft.put("file", "sheets", value=[self.sheet, *self.alike])
            choices: list[Tree] = [{"file": {"sheets": [self.sheet, *self.alike]}}, {"file": {"sheets": [self.sheet]}}]
            draft.ask("sheet", "Which sheets are read? Several have the same columns.", choices, ("file", "sheets"))
        elif self.others:
            draft.put("file", "sheet", value=self.sheet)
            choices = [{"file": {"sheet": name}} for name in (self.sheet, *self.others)]
            draft.ask("sheet", "Which sheet is the schedule? Several could be.", choices, ("file", "sheet"))
        elif self.sheet:
            draft.put("file", "sheet", value=self.sheet)


def _name_columns(draft: Draft, layout: Layout) -> None:
    """Name the columns of a file without a header, and ask whether they are taken for the right things."""
    names = [column.header for column in layout.columns]
    draft.put("file", "columns", value=names)
    choices: list[Tree] = [{"file": {"columns": names}}]
    people = ("patient", "provider")
    if names.count("patient") == names.count("provider") == 1:
        swapped = dict(zip(people, people[::-1], strict=True))
        choices.append({"file": {"columns": [swapped.get(name, name) for name in names]}})
    choices.append({"file": {"header_row": layout.numbers[0]}})
    why = "Are the columns named rightly? The file has no header; they are named by what is in them."
    draft.ask("header", why, choices, ("file", "columns"))


def chosen_table(name: str, tables: Sequence[Grid]) -> Table:
    """Choose the table with spans; else that with charges; else the first, whose lack is then told.

    Raises
    ------
    ScheduleError: there is none.
    """
    if not tables:
        raise ScheduleError([Fault(name, None, "", "", "the file holds no table", "Name a file with a schedule.")])
    layouts = [laid_out(list(table.every())) for table in tables]
    if len(tables) == 1:
        return Table(layouts[0])
    fit = [place for place, layout in enumerate(layouts) if _has_spans(layout)]
    fit = fit or [place for place, layout in enumerate(layouts) if is_charges(layout)]
    if not fit:
        filled = max(range(len(tables)), key=lambda place: (layouts[place].named, len(layouts[place].rows)))
        return Table(layouts[filled], tables[filled].sheet)
    first = fit[0]
    header = _header(layouts[first])
    alike = [tables[place].sheet for place in fit[1:] if _header(layouts[place]) == header]
    others = [tables[place].sheet for place in fit[1:] if _header(layouts[place]) != header]
    return Table(layouts[first], tables[first].sheet, alike, others)


def _header(layout: Layout) -> list[str]:
    return [column.header.casefold() for column in layout.columns]


def _has_spans(layout: Layout) -> bool:
    if not layout.columns:
        return False
    transitions = find_transitions(layout)
    return bool(sort_out(layout.columns).pairs) or (transitions is not None and not transitions.only_ends)
