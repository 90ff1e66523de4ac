"""`timeline map FILE`: a mapping for a foreign file, from the names and the contents of its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any, Literal

import pandas as pd

from timeline.errors import Fault, escaped
from timeline.proposal.answers import answered
from timeline.proposal.building import discretion_of, schedule_draft
from timeline.proposal.charges import charges_draft
from timeline.proposal.claims_preview import claims_preview
from timeline.proposal.draft import Draft, Question, Tree
from timeline.proposal.finding import find
from timeline.proposal.known import known_mapping
from timeline.proposal.layout import Layout
from timeline.proposal.long_stays import leave_stays
from timeline.proposal.opening import Opened, opened
from timeline.proposal.preview import (
    CLAIM_COLUMNS,
    COLUMNS,
    Preview,
    as_csv,
    is_long,
    preview_table,
    sampled,
    schedule_preview,
)
from timeline.proposal.tables import chosen_table
from timeline.schedules import MemoryFile
from timeline.schedules.words import VOCABULARIES, find_word
from timeline.sheets import AnyPath
from timeline.words import counted


@dataclass(frozen=True, eq=False, repr=False)
class Proposal:
    """A mapping proposed for a file; it holds no cell of a column that may name someone.

    Parameters
    ----------
    file
        The file's name.
    kind
        `schedule` for `--map`, or `claims` for `--claims-map`.
    mapping
        The mapping as the tree of its TOML.
    toml
        The mapping as a file, with remarks where a person must choose.
    questions
        What the file leaves open; the proposal works with the first choice of each, or with the answers given.
    faults
        What the reader still finds wrong in the rows it looked at, without the cells.
    """

    file: str
    kind: Literal["schedule", "claims"]
    mapping: Tree
    toml: str
    questions: tuple[Question, ...]
    faults: Sequence[Fault]
    rows: Sequence[dict[str, Any]]

    @property
    def preview(self) -> pd.DataFrame:
        """The first rows as they would be understood: people are P1, S1."""
        return preview_table(self.rows, COLUMNS if self.kind == "schedule" else CLAIM_COLUMNS)

    def to_dict(self) -> dict[str, Any]:
        """Return the document of `timeline map --format json`."""
        return {
            "faults": [_plain(fault) for fault in self.faults],
            "for": "--map" if self.kind == "schedule" else "--claims-map",
            "mapping": self.mapping,
            "preview": list(self.rows),
            "questions": [question.to_dict() for question in self.questions],
        }

    def __repr__(self) -> str:
        asked = counted(len(self.questions), "question")
        return f"Proposal({self.kind}, {asked})"

    def _repr_html_(self) -> str:
        asked = "".join(
            f"<li>{escape(question.why)}<pre>{escape(chr(10).join(question.choices))}</pre></li>"
            for question in self.questions
        )
        rows: str = self.preview.to_html(index=False)
        return f"<pre>{escape(self.toml)}</pre><ol>{asked}</ol>{rows}"


def map_file(source: AnyPath | MemoryFile, /, *, answers: Sequence[int] = ()) -> Proposal:
    r"""Propose how a foreign file is read, from the names and the contents of its columns.

    What can be read off is stated; what cannot is a question, and the proposal works with its first choice. A list of
    charges gets a mapping for `--claims-map`.

    Parameters
    ----------
    source
        The file, or its bytes under a name.
    answers
        For each question of the proposal without answers, in order, the number of its choice: 0 keeps what it took, one
        more than the last takes that out.

    Raises
    ------
    ScheduleError: it cannot be opened, or no start and end can be had from it.
    WrongTypeError: nothing of that kind is a file.
    WrongValueError: an answer to no question, or a number that is no choice.

    Examples
    --------
    >>> export = b"Visit Date,Time In,Time Out,MRN,Therapist ID\n2026-03-02,9:00,9:30,7,A\n"
    >>> proposal = map_file(MemoryFile("visits.csv", export))
    >>> proposal.mapping["columns"]["start"], proposal.mapping["columns"]["patient"]
    ('Time In', 'MRN')
    """
    file = opened(source)
    table = chosen_table(file.source.name, file.tables)
    found = find(file.source.name, table.layout)
    if found is None:
        return _claims(file, table.layout, answers)
    draft = schedule_draft(found)
    table.state(draft, file.file)
    part = _part(file, table.layout)
    read = schedule_preview(part, draft.tree)
    if read.faults and leave_stays(draft, table.layout, read.faults, discretion_of(table.layout, found.patient)):
        read = schedule_preview(part, draft.tree)
    if answers:
        draft.answer(answered(draft.tree, draft.asked(), answers))
        read = schedule_preview(part, draft.tree)
    return _proposal(file, table.layout, "schedule", draft, read)


def _claims(file: Opened, layout: Layout, answers: Sequence[int]) -> Proposal:
    draft = charges_draft(file.source.name, layout)[0]
    if file.file:
        draft.tree["file"] = {**file.file, **draft.tree.get("file", {})}
    if answers:
        draft.answer(answered(draft.tree, draft.asked(), answers))
    return _proposal(file, layout, "claims", draft, claims_preview(_part(file, layout), draft.tree))


def _part(file: Opened, layout: Layout) -> MemoryFile:
    """Return the file, or the part of a long one that tells how it is read."""
    records = list(file.tables[0].every())
    if len(file.tables) > 1 or not is_long(records) or file.tables[0].sheet:
        return file.source
    days = [column.place for column in layout.columns if column.clock in ("day", "moment")]
    part = sampled(records, days, first=layout.header_row)
    return as_csv(file.source.name, part, file.file.get("delimiter", ""), file.file.get("encoding", ""))


def _proposal(
    file: Opened, layout: Layout, kind: Literal["schedule", "claims"], draft: Draft, read: Preview
) -> Proposal:
    option = "--map" if kind == "schedule" else "--claims-map"
    head = [f"{option}: proposed from {escaped(file.source.name)}."]
    known = known_mapping((column.header for column in layout.columns), option)
    if known:
        head.append(f"This header is known: {option} {known} reads it too.")
    if _is_our_own(draft.tree):
        head.append("The file has the names of this program: it needs no mapping.")
    if kind == "claims":
        head.append(
            "The file is a list of charges: it has no clocks, so it is no schedule; this mapping is for --claims."
        )
    if draft.questions and not draft.was_answered:
        head.append(
            f"{counted(len(draft.questions), 'question')} to answer: lines with `# ?`, other choices below them."
        )
    if read.faults and not read.looked_at:
        head.append("The file cannot be read so yet: timeline check says why.")
    elif read.faults:
        rows = {fault.row for fault in read.faults}
        head.append(f"{counted(len(rows), 'row')} of {read.looked_at:,} looked at cannot be read so: timeline check.")
    return Proposal(
        file.source.name,
        kind,
        draft.tree,
        draft.toml(head),
        draft.asked(),
        tuple(replace(fault, value="") for fault in read.faults),
        read.rows,
    )


def _is_our_own(tree: Tree) -> bool:
    """Whether a mapping says nothing that the reader does not find by itself."""
    spelled = tree.get("values", {})
    if not tree.keys() <= {"columns", "values"} or not spelled.keys() <= VOCABULARIES.keys():
        return False
    same = [find_word(column, theirs) == ours for column, words in spelled.items() for theirs, ours in words.items()]
    return all(same) and all(ours == theirs for ours, theirs in tree["columns"].items())


def _plain(fault: Fault) -> dict[str, Any]:
    names = ("file", "sheet", "row", "column", "problem", "repair")
    return {name: getattr(fault, name) for name in names}
