"""The mapping file: how another system's export is read as a schedule."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from timeline.schedules import words
from timeline.schedules.clock_formats import Formats
from timeline.schedules.conditions import LeaveOut, read_leave_out
from timeline.schedules.headers import INPUT
from timeline.schedules.picks import Pick, read_pick
from timeline.schedules.settings import entries, text, texts
from timeline.sheets import FileFormat
from timeline.sheets.cells import count, place_of_service, quantity
from timeline.toml import NotRead, Problem, entry, read_toml, understood, unread

#: Columns that cannot be filled with one value for all blank cells.
NO_DEFAULT = ("interval_id", "start", "end", "patient", "patient_name")
#: Columns whose cells are clocks: they have formats, not spellings.
CLOCKS = ("date", "start", "end")
#: Columns that name people.
PEOPLE = ("patient", "provider")


def _column(ours: str, theirs: Any) -> Pick:
    if ours not in INPUT:
        raise NotRead(f"unknown column; known: {', '.join(INPUT)}")
    return read_pick(ours, theirs)


def _default(column: str, value: Any) -> str:
    known = [name for name in INPUT if name not in NO_DEFAULT]
    if column not in known:
        raise NotRead(f"this column cannot have a default; known: {', '.join(known)}")
    return _our_word(column, text(value))


def _our_word(column: str, ours: str) -> str:
    if column == "billed_units" and not count(ours):
        raise NotRead("must be a whole number in quotation marks")
    if column == "quantity" and not quantity(ours):
        raise NotRead("must be a whole number of 1 or more in quotation marks")
    if column == "place" and place_of_service(ours) is None:
        raise NotRead('must be a place-of-service code of two digits in quotation marks, like "02"')
    if column not in words.VOCABULARIES or not ours:
        return ours
    found = words.find_word(column, ours)
    if found is None:
        raise NotRead(f"is not a known word; known: {words.known_words(column)}")
    return found


def spelling_key(column: str, theirs: str) -> str:
    """Return what spellings are compared by: without case in columns of known words, exactly elsewhere."""
    return theirs.strip().casefold() if column in words.VOCABULARIES else theirs.strip()


def _spellings(column: str, value: Any) -> dict[str, str]:
    if column not in INPUT or column in (*CLOCKS, "interval_id"):
        known = ", ".join(name for name in INPUT if name not in (*CLOCKS, "interval_id"))
        raise NotRead(f"unknown key; known: {known}")
    read = entries(lambda _, ours: _our_word(column, text(ours)) if text(ours) else "")
    return {spelling_key(column, theirs): ours for theirs, ours in read(value).items()}


@dataclass(frozen=True, slots=True)
class Blank:
    """Cells that mean nothing, in every column; None = not stated."""

    words: tuple[str, ...] | None = entry(lambda value: _words(value), default=None)


def _words(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise NotRead("must be a list of texts in quotation marks")
    return tuple(text(each) for each in value)


@dataclass(frozen=True, slots=True)
class SpanMapping:
    """One of several spans in a row of theirs; it overrides columns and defaults.

    Parameters
    ----------
    columns
        As in the mapping.
    kind
        What it is, fixed; empty: as the columns and defaults say.
    optional
        Whether the row may lack it.
    defaults
        Beat the mapping's, column by column.
    """

    columns: Mapping[str, Pick]
    kind: str = ""
    optional: bool = False
    defaults: Mapping[str, str] = field(default_factory=dict)


def _spans(value: Any) -> tuple[SpanMapping, ...]:
    if not isinstance(value, list) or not value:
        raise NotRead("must be tables, each headed [[spans]]")
    found: list[SpanMapping] = []
    problems: list[Problem] = []
    for place, table in enumerate(value):
        try:
            found.append(_span(table))
        except NotRead as wrong:
            problems += [Problem((place, *path), said) for path, said in wrong.problems]
    if problems:
        raise NotRead(below=problems)
    return tuple(found)


def _span(table: Any) -> SpanMapping:
    if not isinstance(table, dict):
        raise NotRead("must be a table of keys and values")
    optional = table.get("optional", False)
    if type(optional) is not bool:
        raise NotRead(below=[Problem(("optional",), "must be true or false")])
    kind = _our_word("kind", text(table.get("kind", "")))
    defaults = entries(_default)(table.get("defaults", {}))
    columns = {key: value for key, value in table.items() if key not in ("kind", "optional", "defaults")}
    return SpanMapping(entries(_column)(columns), kind, optional, defaults)


def _texts(value: Any) -> tuple[str, ...]:
    found = tuple(each for each in texts(value) if each)
    if not found:
        raise NotRead("must name something")
    return found


@dataclass(frozen=True, slots=True)
class Transitions:
    """Rows that are starts and completions of spans.

    Parameters
    ----------
    key
        The columns that tie a start to its completion.
    moment
        The columns of the clock, joined by a blank.
    event
        The column that says what a row is, by the words of `start`, `end` and `ignore`.
    """

    key: tuple[str, ...] = entry(_texts)
    moment: tuple[str, ...] = entry(_texts)
    event: str = entry(text)
    start: tuple[str, ...] = entry(_texts)
    end: tuple[str, ...] = entry(_texts)
    ignore: tuple[str, ...] = entry(_texts, default=())

    def __post_init__(self) -> None:
        stated = [word.casefold() for word in (*self.start, *self.end, *self.ignore)]
        if len(set(stated)) < len(stated):
            raise NotRead("a word stands in two of start, end and ignore")


@dataclass(frozen=True, slots=True)
class Latest:
    """Of the rows of one key only the latest counts, by a number or a clock."""

    key: tuple[str, ...] = entry(_texts)
    by: str = entry(text)


@dataclass(frozen=True)
class ColumnMapping:
    """How a foreign file is read; every field may be left out.

    Parameters
    ----------
    columns
        Our column -> where its text comes from; in Python also the name of a column, or several.
    format, file
        Formats of clocks, and of the file.
    blank
        Cells that mean nothing.
    values
        Column -> their spelling -> ours.
    defaults
        Column -> value of its blank cells; a default role only where there is a provider.
    leave_out
        Rows that are not analyzed, each rule with its reason; the first that a row meets counts.
    spans
        Several spans in one row; none = one, from `columns`.
    transitions
        Rows that are starts and completions.
    latest
        Versions of a row, of which the latest counts.
    name, sha256
        Where it was read; empty for one made in Python.
    """

    columns: Mapping[str, Pick] = entry(entries(_column), factory=dict)
    format: Formats = field(default_factory=Formats)
    file: FileFormat = field(default_factory=FileFormat)
    blank: Blank = field(default_factory=Blank)
    values: Mapping[str, Mapping[str, str]] = entry(entries(_spellings), factory=dict)
    defaults: Mapping[str, str] = entry(entries(_default), factory=dict, repr=False)
    leave_out: tuple[LeaveOut, ...] = entry(read_leave_out, default=())
    spans: tuple[SpanMapping, ...] = entry(_spans, default=())
    transitions: Transitions | None = None
    latest: Latest | None = None
    name: str = unread("")
    sha256: str = unread("")

    def __post_init__(self) -> None:
        picks = {
            ours: pick if isinstance(pick, Pick) else read_pick(ours, _listed(pick))
            for ours, pick in self.columns.items()
        }
        object.__setattr__(self, "columns", picks)
        problems = list(self._contradictions())
        if problems:
            raise NotRead(below=problems)

    @property
    def label(self) -> str:
        """Its name and hash, for a manifest."""
        return f"{self.name} sha256:{self.sha256}" if self.name else "stated in Python"

    def span_mappings(self) -> tuple[SpanMapping, ...]:
        """Return the spans of a row, with what each takes over from the mapping."""
        if not self.spans:
            return (SpanMapping(self.columns, "", False, self.defaults),)
        return tuple(
            replace(span, columns={**self.columns, **span.columns}, defaults={**self.defaults, **span.defaults})
            for span in self.spans
        )

    def _contradictions(self) -> Iterator[Problem]:
        if self.transitions is not None:
            if self.spans:
                yield Problem(("transitions",), "cannot stand beside [[spans]]")
            for column in ("start", "end"):
                if column in self.columns:
                    yield Problem(("columns", column), "cannot be stated beside [transitions], which give it")
        blank = {word.casefold() for word in self.blank.words or ()}
        for column, spelled in self.values.items():
            for theirs in spelled:
                if theirs.casefold() in blank:
                    yield Problem(("values", column, theirs), "stands in [blank] words, too")
        for span in self.span_mappings():
            start, end = span.columns.get("start"), span.columns.get("end")
            if start and end and start.anchor and end.anchor:
                yield Problem(("columns", "end"), "start and end cannot both be a length from the other")


def _listed(pick: Any) -> Any:
    return list(pick) if isinstance(pick, tuple) else pick


def read_mapping(path: str | os.PathLike[str]) -> ColumnMapping:
    """Read a mapping file (TOML).

    Raises
    ------
    ScheduleError: the file is missing or not TOML, or has unknown keys, wrong types, contradictions or formats that
    cannot work; all faults at once.
    """
    document = read_toml(path)
    return replace(understood(document, ColumnMapping), name=document.name, sha256=document.sha256)
