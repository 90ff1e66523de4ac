"""Rows of a sheet -> spans: what is left out, what belongs together, and the text of each of our columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import numpy as np

from timeline.errors import Fault
from timeline.schedules.attending import NOTE
from timeline.schedules.clock_faults import DOUBTED_ORDER
from timeline.schedules.clocks import Clocks
from timeline.schedules.columns import Columns
from timeline.schedules.conditions import first_reason
from timeline.schedules.dates import Order
from timeline.schedules.headers import INPUT
from timeline.schedules.layout import SheetLayout, SpanLayout, lay_out
from timeline.schedules.lengths import seconds_of
from timeline.schedules.mapping import PEOPLE, ColumnMapping
from timeline.schedules.not_data import looks_like, rows_without_data
from timeline.schedules.part import Part, unused_headers
from timeline.schedules.picking import Picked, joined_clock, picked
from timeline.schedules.picks import Pick
from timeline.schedules.row_clocks import RowClocks
from timeline.schedules.span_clocks import SpanClocks, read_spans
from timeline.schedules.transitions import Paired, latest, paired
from timeline.sheets import Fix, Sheet
from timeline.sheets.texts import Codes, Mask, Numbered, Stamps, Texts
from timeline.vocabulary import Status

NO_SPAN = "no span"
#: Statuses of bookings that are counted as such, and never analyzed.
LEFT_OUT = (Status.CANCELLED, Status.NO_SHOW)
_OTHER_PERSON = Fix("names another person than its completion", "Correct one of them.")


@dataclass
class DraftSpans:
    """The spans of a sheet before their words are read.

    Parameters
    ----------
    span_of
        Which of the mapping's spans each is.
    problems
        Column -> span -> what is wrong with its text.
    lengths
        Which clock of each of the mapping's spans is a length after or before the other.
    """

    part: Part
    mapping: ColumnMapping
    zone: ZoneInfo | None
    spans: Sequence[SpanLayout]
    span_of: Codes
    problems: dict[str, dict[int, Fix]] = field(default_factory=dict)
    _no_defaults: set[str] = field(default_factory=set)

    def defaults_of(self, column: str) -> Texts | None:
        """Return the default of each span in a column; None where none has one."""
        own = [span.mapping.defaults.get(column, "") for span in self.spans]
        return None if column in self._no_defaults or not any(own) else Texts(own, self.span_of)

    def without_defaults(self, column: str) -> None:
        """Leave the blank cells of a column blank."""
        self._no_defaults.add(column)

    def note_problems(self) -> None:
        """Note what is wrong with texts that were cut or joined."""
        for column, found in self.problems.items():
            for place, fix in found.items():
                self.part.note([place], column, fix)

    def read_clocks(self, order: Order | None) -> None:
        """Read the clocks of every span; note what is wrong with them, and which order of dates was taken.

        `order` is that of day and month in the whole file; None where it is to be found from these spans.
        """
        part = self.part
        dates, starts, ends = (part.raw[name] for name in ("date", "start", "end"))
        known: Counter[str] = Counter()
        kept = part.not_left_out()
        for texts in (dates, starts, ends) if order is None and not self.mapping.format.date else ():
            known.update({} if isinstance(texts, Stamps) else texts.counts(kept))
        clocks = Clocks(self.mapping.format, self.zone, known, order)
        anchors = [_anchor(span) for span in self.spans]
        if not any(anchor for anchor, _ in anchors):
            part.clocks = read_spans(clocks, dates, starts, ends)
        else:
            part.clocks = SpanClocks.of(
                _clocks_of(clocks, texts, *anchors[number], drop=bool(self.mapping.format.fractions))
                for number, *texts in zip(self.span_of.tolist(), dates, starts, ends, strict=True)
            )
        part.tells_half, part.order = clocks.tells_half, clocks.order
        told = self.problems
        for place, problems in part.clocks.problems.items():
            for column, fix in problems:
                if place not in told.get(column, ()):
                    part.note([place], column, fix)
        self._note_order(clocks, (("date", dates), ("start", starts), ("end", ends)))

    def _note_order(self, clocks: Clocks, columns: Sequence[tuple[str, Texts]]) -> None:
        """Say which order of day and month was taken, and which row decided it."""
        deciding = set(clocks.order.deciding)
        if not deciding:
            return
        places = [
            (place, name)
            for name, texts in columns
            for place in np.flatnonzero(texts.where(lambda text: _plain(text) in deciding)).tolist()
        ]
        places = [(place, name) for place, name in places if place not in self.part.left_out]
        if not places:
            return
        if clocks.order.doubted:
            for place, name in places:
                self.part.note([place], name, DOUBTED_ORDER)
            return
        row = self.part.sheet.numbers[self.part.rows[min(places)[0]]]
        self.part.notes.append(
            f"{self.part.sheet.called}: dates are read {clocks.order.name}, as row {row} can only be read"
        )


def _plain(text: str) -> str:
    return " ".join(text.split())


def _anchor(span: SpanLayout) -> tuple[str, str]:
    """Return which clock a length is measured from, and the unit of the length; empty where both are clocks."""
    for column in ("start", "end"):
        pick = span.picks.get(column)
        if isinstance(pick, Pick) and pick.anchor:
            return pick.anchor, pick.unit
    return "", ""


def _clocks_of(clocks: Clocks, texts: Sequence[str], anchor: str, unit: str, *, drop: bool) -> RowClocks:
    date, start, end = texts
    if not anchor:
        return clocks.span(date, start, end)
    clock, length = (start, end) if anchor == "start" else (end, start)
    return clocks.span_of_length(date, clock, seconds_of(length, unit, drop=drop), anchor)


def drafted(sheet: Sheet, mapping: ColumnMapping, zone: ZoneInfo | None) -> tuple[DraftSpans | None, list[Fault]]:
    """Take the spans of a sheet as a mapping describes them; or return what is wrong with its header."""
    layout, faults = lay_out(sheet, mapping)
    if layout is None:
        return None, faults
    blank = frozenset(word.casefold() for word in mapping.blank.words or () if word)
    columns = Columns(sheet, layout.named, blank, mapping.file.fill_down)
    draft = _Reader(sheet, mapping, layout, columns, zone).draft()
    if layout.unattended:
        draft.part.notes.append(f"{sheet.called}: {NOTE}")
    return draft, []


def _of_spans(own: Sequence[Picked], rows: Codes, span_of: Codes) -> Texts:
    """Return the text of each span, given those of all rows for each of the mapping's spans."""
    if len(own) == 1:
        return own[0].texts.take(rows)
    count = len(own[0].texts)
    return Texts.joined([found.texts for found in own]).take(span_of * count + rows)


class _Reader:
    """Reads one sheet, in the order the contract states."""

    def __init__(
        self, sheet: Sheet, mapping: ColumnMapping, layout: SheetLayout, columns: Columns, zone: ZoneInfo | None
    ) -> None:
        self.sheet, self.mapping, self.layout, self.columns, self.zone = sheet, mapping, layout, columns, zone
        self.out: dict[int, str] = {}
        self.wrong: dict[int, tuple[str, Fix]] = {}
        self.statuses: dict[int, str] = {}
        for row, why in sheet.left_out.items():  # the format itself says so
            (self.statuses if why in LEFT_OUT else self.out)[row] = why

    def draft(self) -> DraftSpans:
        self._leave_out_rows_without_data()
        if self.mapping.latest is not None:
            self._take(latest(self.mapping.latest, self.columns, self._rest(), lambda texts: self._clocks(texts)))
        if self.mapping.leave_out:
            reasons = first_reason(self.mapping.leave_out, self.columns.named, self.columns.count)
            settled = self.out.keys() | self.statuses.keys()
            reasons = {row: why for row, why in reasons.items() if row not in settled}
            self.statuses.update({row: why for row, why in reasons.items() if why in LEFT_OUT})
            self.out.update({row: why for row, why in reasons.items() if why not in LEFT_OUT})
            self.wrong = {row: wrong for row, wrong in self.wrong.items() if row not in reasons}
        if self.mapping.transitions is not None:
            return self._transitions()
        return self._spans()

    def _rest(self) -> list[int]:
        return [row for row in range(self.columns.count) if row not in self.out and row not in self.wrong]

    def _clocks(self, texts: Iterable[str]) -> Clocks:
        return Clocks(self.mapping.format, self.zone, texts)

    def _take(self, found: Paired) -> None:
        self.out.update(found.left_out)
        self.wrong.update({row: ("", fix) for row, fix in found.problems.items()})

    def _leave_out_rows_without_data(self) -> None:
        stated = self.mapping.file.leave_out
        if self.mapping.transitions is not None:
            starts = [self.layout.named[name] for name in self.mapping.transitions.moment]
        else:
            starts = self.layout.starts
        found = rows_without_data(self.sheet, starts)
        self.columns.no_data = frozenset(found)
        for row, looks in found.items():
            if row in self.out or row in self.statuses:
                continue
            if looks in stated:
                self.out[row] = looks
            else:
                self.wrong[row] = ("", looks_like(looks))

    def _picked(self, span: SpanLayout) -> dict[str, Picked]:
        found: dict[str, Picked] = {}
        empty = Picked(Texts.same("", self.columns.count), {})
        for ours in INPUT:
            pick = span.picks.get(ours)
            if pick is None:
                found[ours] = empty
            elif isinstance(pick, Pick):
                found[ours] = picked(ours, pick, self.columns)
            else:
                found[ours] = Picked(self.columns.at(pick[0]), {})
        if span.mapping.kind:
            found["kind"] = Picked(Texts.same(span.mapping.kind, self.columns.count), {})
        return found

    def _spans(self) -> DraftSpans:
        """Make the spans of every row."""
        spans = self.layout.spans
        texts = [self._picked(span) for span in spans]
        left = np.ones(self.columns.count, dtype=np.bool_)  # a wrong one may yet be cancelled
        left[list(self.out)] = False
        several = bool(self.mapping.spans)
        present = left[:, None] & ~self._absent() if several else left[:, None]
        if several:
            absent = np.flatnonzero(left & ~present.any(axis=1)).tolist()
            self.out.update({row: self.statuses.get(row, NO_SPAN) for row in absent if row not in self.wrong})
        rows, span_of = np.nonzero(present)
        called, numbers = self.sheet.called, self.sheet.numbers
        if several:
            places = zip(rows.tolist(), span_of.tolist(), strict=True)
            ids = Texts.each_own(f"{called}:{numbers[row]}#{number + 1}" for row, number in places)
        else:
            ids = Numbered(f"{called}:", np.fromiter(numbers, np.int64, len(numbers))[rows])
        raw: dict[str, Texts] = {}
        problems: dict[str, dict[int, Fix]] = {}
        for ours in INPUT:
            own = [found[ours] for found in texts]
            raw[ours] = own[0].texts if left.all() and not several else _of_spans(own, rows, span_of)
            if any(found.problems for found in own):
                problems[ours] = {
                    place: own[number].problems[row]
                    for place, (row, number) in enumerate(zip(rows.tolist(), span_of.tolist(), strict=True))
                    if row in own[number].problems
                }
        part = self._part(rows, {}, ids, raw)
        if not several:
            part.row_names = texts[0]["interval_id"].texts
        return DraftSpans(part, self.mapping, self.zone, spans, span_of, problems)

    def _absent(self) -> Mask:
        """Return, for each row and span, whether the row lacks it: its own cells of start and end are blank."""
        used = [self._clock_cells(span) for span in self.layout.spans]
        found = np.zeros((self.columns.count, len(used)), dtype=np.bool_)
        for number, span in enumerate(self.layout.spans):
            others = {place for other, places in enumerate(used) if other != number for place in places}
            own = [self.columns.at(place).filled() for place in used[number] if place not in others]
            if span.mapping.optional and own:
                found[:, number] = ~np.any(own, axis=0)
        return found

    def _clock_cells(self, span: SpanLayout) -> list[int]:
        """Return the columns of a span's start and end, by position."""
        places: dict[int, None] = {}
        for ours in ("start", "end"):
            pick = span.picks.get(ours, ())
            names = pick if isinstance(pick, tuple) else [self.layout.named[name] for name in pick.names]
            places.update(dict.fromkeys(names))
        return list(places)

    def _transitions(self) -> DraftSpans:
        """Make a span of every start with its completion."""
        rule = self.mapping.transitions
        assert rule is not None  # noqa: S101 (asked for by the caller)
        joined, halves = joined_clock([self.columns.named(name) for name in rule.moment])
        # Without a pair a row that is left out has no span, whatever the status that says why.
        self.out.update(self.statuses)
        self.wrong = {row: wrong for row, wrong in self.wrong.items() if row not in self.statuses}
        self.statuses = {}
        rest = self._rest()
        moments = list(joined)
        clocks = self._clocks([moments[row] for row in rest])
        read = {text: clocks.moment(text) for text in {moments[row] for row in rest}}
        read_of = {row: halves.get(row, read[moments[row]]) for row in rest}
        found = paired(rule, self.columns, rest, read_of)
        self._take(found)
        span = self.layout.spans[0]
        texts = self._picked(span)
        starts = np.array([row for row, _ in found.pairs], dtype=np.intp)
        called, numbers = self.sheet.called, self.sheet.numbers
        ids = Texts.each_own(f"{called}:{numbers[start]}+{numbers[end]}" for start, end in found.pairs)
        raw = {ours: texts[ours].texts.take(starts) for ours in INPUT}
        raw["date"] = Texts.same("", len(starts))
        raw["start"] = joined.take(starts)
        raw["end"] = joined.take(np.array([row for _, row in found.pairs], dtype=np.intp))
        part = self._part(starts, {place: end for place, (_, end) in enumerate(found.pairs)}, ids, raw)
        draft = DraftSpans(part, self.mapping, self.zone, [span], np.zeros_like(starts))
        for column in raw.keys() - {"date", "start", "end"}:
            cells, wrong = list(texts[column].texts), texts[column].problems
            draft.problems[column] = {
                place: wrong.get(start, _OTHER_PERSON)
                for place, (start, end) in enumerate(found.pairs)
                if start in wrong or (column in PEOPLE and cells[start] != cells[end])
            }
        return draft

    def _part(self, rows: Codes, ends: Mapping[int, int], ids: Texts, raw: dict[str, Texts]) -> Part:
        listed = enumerate(rows.tolist() if self.statuses else ())
        return Part(
            sheet=self.sheet,
            rows=rows,
            ends=dict(ends),
            default_ids=ids,
            raw=raw,
            rows_out=self.out,
            row_problems=self.wrong,
            left_out={place: self.statuses[row] for place, row in listed if row in self.statuses},
            unused=unused_headers(self.sheet, self.layout.unused),
        )
