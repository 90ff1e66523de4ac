"""The spans of one sheet while they are read: their texts, what is wrong with them, and what is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from timeline.errors import Fault, escaped
from timeline.schedules.dates import Order
from timeline.schedules.header_words import names_no_one
from timeline.schedules.headers import INPUT
from timeline.schedules.picking import SPLIT
from timeline.schedules.plausible import may_be_shown
from timeline.schedules.span_clocks import SpanClocks
from timeline.schedules.unknown_words import line_to_paste
from timeline.schedules.words import VOCABULARIES
from timeline.sheets import Fix, Sheet
from timeline.sheets.texts import Codes, Mask, Texts

_SHOWN_LENGTH = 40
#: Columns that say who somebody is: nothing that stands in one of them is shown of another.
NAMING = ("patient", "provider", "patient_name", "provider_name")
REPEATED_ID = Fix("another row has the same id", "Give every row its own id, or leave the column out.")


@dataclass
class Part:
    """The spans of one sheet, by position.

    Parameters
    ----------
    rows
        Which row of the sheet each is from; of a pair of rows, the start.
    ends
        Span -> the row of its completion, where that is another one.
    default_ids
        What each is called unless the file says so.
    raw
        Column of ours -> the cells it was taken from.
    texts
        Column of ours -> the same in the contract's spelling, defaults filled in.
    clocks
        Start and end of each.
    left_out
        Span -> why (cancelled, no_show).
    rows_out
        Row of the sheet -> why it has no span at all.
    problems
        Span -> what is wrong there, as (column, fix).
    row_problems
        Row of the sheet -> what is wrong with it before it has spans.
    unused
        Headers that nothing uses.
    notes
        What was read in which way, in sentences.
    row_names
        The id that the file gives each row of the sheet; empty if it gives none.
    tells_half
        Whether clocks of the sheet say which half of the day they mean.
    order
        In which order of day and month its dates are read.
    """

    sheet: Sheet
    rows: Codes
    ends: dict[int, int]
    default_ids: Texts
    raw: dict[str, Texts]
    texts: dict[str, Texts] = field(default_factory=dict)
    clocks: SpanClocks = field(default_factory=lambda: SpanClocks.of(()))
    left_out: dict[int, str] = field(default_factory=dict)
    rows_out: dict[int, str] = field(default_factory=dict)
    problems: defaultdict[int, list[tuple[str, Fix]]] = field(default_factory=lambda: defaultdict(list))
    row_problems: dict[int, tuple[str, Fix]] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    row_names: Texts = field(default_factory=lambda: Texts.of(()))
    tells_half: bool = False
    order: Order = field(default_factory=Order)

    def leave_out(self, why: dict[int, str]) -> None:
        """Leave spans out; nothing is wrong with a row of which no span is left."""
        self.left_out = why
        if self.row_problems:
            left = {row for place, row in enumerate(self.rows.tolist()) if place not in why}
            gone = {self.rows[place] for place in why} - left
            self.row_problems = {row: wrong for row, wrong in self.row_problems.items() if row not in gone}

    def note(self, places: Iterable[int], column: str, fix: Fix) -> None:
        """Note a problem of spans, except of those that are left out anyway, or whose whole row is wrong."""
        for place in places:
            if place not in self.left_out and self.rows[place] not in self.row_problems:
                self.problems[place].append((column, fix))

    def note_if_fine(self, places: Iterable[int], column: str, fix: Fix) -> None:
        """Note a problem of spans of which nothing is told yet in that column."""
        self.note(
            [place for place in places if all(told != column for told, _ in self.problems.get(place, ()))], column, fix
        )

    def not_left_out(self) -> Mask:
        """Tell the spans that are not left out."""
        found = np.ones(len(self.rows), dtype=np.bool_)
        found[[*self.left_out]] = False
        return found

    def night_rows(self) -> list[str]:
        """Ids of the spans that begin at night."""
        return self.texts["interval_id"].take(self.clocks.at_night)[:]

    def kept(self) -> Mask:
        """Whether each span is one to analyze; a problem in one takes the whole row."""
        kept = self.not_left_out()
        if self.problems or self.row_problems:
            kept &= ~np.isin(self.rows, [*self.rows[[*self.problems]].tolist(), *self.row_problems])
        return kept

    def skipped(self) -> list[tuple[str, str]]:
        """(interval id, why) of every row without a span to analyze, and of every span left out, in row order."""
        found: list[tuple[int, str, str]] = []
        faulty: dict[int, list[str]] = defaultdict(list)
        for place, problems in self.problems.items():
            own_row = int(self.rows[place])
            for row in {own_row, self.ends.get(place, own_row)}:
                faulty[row] += [f"{column} {fix.problem}" for column, fix in problems]
        for row, (column, fix) in self.row_problems.items():
            faulty[row].append(f"{column} {fix.problem}".strip())
        looked_at = np.array([*faulty, *(self.rows[place] for place in self.left_out)], dtype=np.intp)
        spans: dict[int, list[int]] = defaultdict(list)
        for place in np.flatnonzero(np.isin(self.rows, looked_at)).tolist():
            spans[int(self.rows[place])].append(place)
        for row, why in faulty.items():
            found.append(
                (self.sheet.numbers[row], self._row_id(row, spans.get(row, ())), "; ".join(dict.fromkeys(why)))
            )
        for row, own in spans.items():
            out = [place for place in own if place in self.left_out]
            if row in faulty or not out:
                continue
            if len(out) == len(own):
                found.append((self.sheet.numbers[row], self._row_id(row, own), self.left_out[out[0]]))
            else:
                found += [(self.sheet.numbers[row], self._own_id(place), self.left_out[place]) for place in out]
        for place, row in self.ends.items():
            if place in self.left_out and row not in faulty:
                found.append((self.sheet.numbers[row], self._row_id(row, ()), self.left_out[place]))
        found += [(self.sheet.numbers[row], self._row_id(row, ()), why) for row, why in self.rows_out.items()]
        found += [(fault.row or 0, f"{self.sheet.called}:{fault.row}", fault.problem) for fault in self.sheet.faults]
        return [(identity, why) for _, identity, why in sorted(found)]

    def _row_id(self, row: int, spans: Sequence[int]) -> str:
        """Name a row: by the id the file gives it, if it has one span; else as a row of the file."""
        own = self._own_id(spans[0]) if len(spans) == 1 else ""
        if not spans and self.row_names:
            own = self.row_names[row]
        plain = f"{self.sheet.called}:{self.sheet.numbers[row]}"
        return plain if not own or (spans and own == self.default_ids[spans[0]]) else own

    def _own_id(self, place: int) -> str:
        repeated = any(fix is REPEATED_ID for _, fix in self.problems.get(place, ()))
        return self.default_ids[place] if repeated or not self.texts else self.texts["interval_id"][place]

    def faults(self) -> list[Fault]:
        """Everything wrong with the rows, in row order."""
        found = list(self.sheet.faults)
        people = {text for column in NAMING for text in self.raw[column].used()} if self.problems else set[str]()
        words: dict[tuple[str, str], tuple[str, tuple[str, str]]] = {}
        for row, (column, fix) in self.row_problems.items():
            found.append(self.sheet.fault(self.sheet.numbers[row], column, "", *fix))
        for place, problems in self.problems.items():
            number = self.sheet.numbers[self.rows[place]]
            for column, fix in sorted(problems, key=lambda problem: INPUT.index(problem[0])):
                text = self.raw[column][place]
                # A cell more or less in a row puts people under the names of other columns.
                value = "" if number in self.sheet.ragged or text in people else shown(column, text)
                fault = self.sheet.fault(number, column, value, *fix)
                if column in VOCABULARIES and text and number not in self.sheet.ragged:
                    word = (column, text.casefold())
                    if word not in words:
                        words[word] = (f"{column} {len(words)}", line_to_paste(column, value, number))
                    fault = replace(fault, alike=words[word][0], paste=words[word][1])
                found.append(fault)
        return list(dict.fromkeys(sorted(found, key=lambda fault: fault.row or 0)))


def shown(column: str, text: str) -> str:
    r"""Cut and escape what a fault may show of a cell; empty where it could be anything but what the column holds.

    >>> shown("role", "PTT"), shown("role", "Testcase, Tom"), shown("patient", "P1")
    ('PTT', '', '')
    """
    told = text.replace(SPLIT, " ")
    return escaped(told[:_SHOWN_LENGTH])[:_SHOWN_LENGTH] if may_be_shown(column, told) else ""


def unused_headers(sheet: Sheet, places: Iterable[int]) -> list[str]:
    """Name columns that are not used; by its position one that may name a person, or has no name and holds anything."""
    filled = [place for place in places if sheet.header[place] or sheet.rows.columns[place].filled().any()]
    return [
        sheet.header[place] if sheet.header[place] and names_no_one(sheet.header[place]) else f"(column {place + 1})"
        for place in filled
    ]
