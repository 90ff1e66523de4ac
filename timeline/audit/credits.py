"""What counts for the visits of a record: code spans, and for bookings their one-on-one time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from timeline.attendance.numbered import ranges_of, united
from timeline.attendance.span_tables import SpanNumbers
from timeline.audit.columns import Mask, Numbers, columns, groups, place_of, visit_at
from timeline.audit.laid import Laid
from timeline.audit.once import once
from timeline.found import Lists
from timeline.record import Record
from timeline.visits import VisitAccount
from timeline.vocabulary import CONTEST_RULES, TELEHEALTH_PLACES, ContestRule, Evidence, State


class Credit(NamedTuple):
    """A span that counts for one code of a visit (`""` without a code), and under which contest rules."""

    code: str
    start: int
    end: int
    counts_as: str
    interval_id: str
    exclusive: bool
    nested: bool
    documented: bool

    def under(self, contest: ContestRule) -> bool:
        """Whether it counts under a contest rule."""
        return bool(getattr(self, contest))


@dataclass(frozen=True, eq=False, slots=True)
class Credits:
    """Spans that count, by visit; every array has an entry for every span, those of a visit as the tables have them.

    Parameters
    ----------
    visit, row
        The place of its visit among those of the record; the row that shows it, -1 where none is named.
    code, codes
        As in `Columns`.
    start, end
        Seconds on the clinic's line.
    earned, uncoded, unearned
        As what it counts.
    recorded
        Whether it would be earned if the payer paid for it by telehealth.
    covered
        Whether the payer covers who furnished it.
    under
        Whether it counts under each contest rule.
    first
        Where the spans of each visit begin; one more says where the last ones end.
    """

    visit: Numbers
    row: Numbers
    code: Numbers
    codes: Sequence[str]
    start: Numbers
    end: Numbers
    earned: Mask
    uncoded: Mask
    unearned: Mask
    recorded: Mask
    covered: Mask
    under: Mapping[ContestRule, Mask]
    first: Numbers

    def of(self, record: Record, place: int) -> list[Credit]:
        """List what counts for one visit."""
        own = slice(int(self.first[place]), int(self.first[place + 1]))
        words = np.where(self.earned[own], "earned", np.where(self.uncoded[own], "uncoded", "unearned")).tolist()
        return [
            Credit(self.codes[code], start, end, counts_as, record.rows.id[row] if row >= 0 else "", *under)
            for code, start, end, counts_as, row, *under in zip(
                self.code[own].tolist(),
                self.start[own].tolist(),
                self.end[own].tolist(),
                words,
                self.row[own].tolist(),
                *(self.under[rule][own].tolist() for rule in ContestRule),
                strict=True,
            )
        ]


def credits_of(record: Record, visit: VisitAccount) -> list[Credit]:
    """List what counts for a visit, as `Record.credits`, which lists it for all of them."""
    return credited(record).of(record, place_of(record, visit))


class _Part(NamedTuple):
    """Spans that count, of one table; fields as in `Credits`, and the three contest rules."""

    visit: Numbers
    row: Numbers
    code: Numbers
    start: Numbers
    end: Numbers
    earned: Mask
    uncoded: Mask
    unearned: Mask
    recorded: Mask
    covered: Mask
    under: tuple[Mask, ...]


@once
def credited(record: Record) -> Credits:
    """Turn what counts for the visits of a record into arrays."""
    visits = record.visit_arrays
    booked = visits.evidence.where(Evidence.SCHEDULED)
    found = record.attendance
    parts = [_coded(record, *_spans_of(record, found.numbers("code_spans"), ~booked))]
    if booked.any():
        parts.append(_booked(record, *_spans_of(record, found.numbers("attendance"), booked)))
    *arrays, under = (np.concatenate(each, axis=-1) for each in zip(*parts, strict=True))
    order = np.argsort(arrays[0], kind="stable")
    visit, *others = (each[order] for each in arrays)
    first = np.searchsorted(visit, np.arange(len(visits) + 1))
    by_rule = dict(zip(CONTEST_RULES, under[:, order], strict=True))
    row, code, start, end, earned, uncoded, unearned, recorded, covered = others
    codes = columns(record).codes
    return Credits(visit, row, code, codes, start, end, earned, uncoded, unearned, recorded, covered, by_rule, first)


def _spans_of(record: Record, table: SpanNumbers, kept: Mask) -> tuple[SpanNumbers, Numbers, Numbers, Numbers]:
    """Return which spans of a table are of some visits, with their visits and their rows."""
    row, visit = table.row(), _visits_of(record, table)
    own = np.flatnonzero(kept[visit])
    return table, own, visit[own], row[own]


def _visits_of(record: Record, table: SpanNumbers) -> Numbers:
    """Return of each span of a table the place of its visit: its row may be of another discipline, or none."""
    of = record.visit_arrays
    told, asked = np.zeros(len(of), np.int64), np.zeros(len(table), np.int64)
    for name, column in (("date", of.date), ("patient", of.patient), ("discipline", of.discipline)):
        room = len(column.words)
        told = told * room + column.codes
        asked = asked * room + table.places(name, column.words.tolist())
    order = np.argsort(told)
    found: Numbers = order[np.searchsorted(told[order], asked)]
    return found


def _coded(record: Record, table: SpanNumbers, own: Numbers, visit: Numbers, row: Numbers) -> _Part:
    """Read the spans of documented visits from `CODE_SPANS`."""
    code = table.places("code", columns(record).codes)[own]
    uncoded, recorded = (table.where("counts_as", what)[own] for what in ("uncoded", "earned"))
    earned = recorded & ~((code != 0) & unpaid(record)[row])
    under = tuple([table[rule][own] for rule in CONTEST_RULES])
    start, end, covers = table["start"][own], table["end"][own], covered(record, visit, row)
    return _Part(visit, row, code, start, end, earned, uncoded, ~earned & ~uncoded, recorded, covers, under)


def _booked(record: Record, table: SpanNumbers, own: Numbers, visit: Numbers, row: Numbers) -> _Part:
    """Read the one-on-one time of bookings from `ATTENDANCE`: all of it counts, for no code."""
    start, end, code = table["start"][own], table["end"][own], np.zeros(len(own), np.int64)
    none, every = np.zeros(len(own), bool), np.ones(len(own), bool)
    under = tuple([table.where(f"state_{rule}", State.ONE_ON_ONE)[own] for rule in CONTEST_RULES])
    covers = covered(record, visit, row)
    return _Part(visit, row, code, start, end, every, none, none, every, covers, under)


@once
def unpaid(record: Record) -> Mask:
    """Say of each row, and of none behind them, whether it is by telehealth with a code that is not paid so."""
    rows, found = record.rows, np.zeros(len(record.rows) + 1, bool)
    remote = rows.numbers.texts["place"].each(TELEHEALTH_PLACES.__contains__, bool)
    visit = columns(record).visit
    for place in sorted({*visit[remote].tolist()} - {-1}):
        refused = visit_at(record, place).unpaid
        found[[record.index[interval] for interval in refused]] = True
    return found


@once
def _roles_covered(record: Record) -> Mask:
    """Say of each kind of rules, and of no rules behind them, and of each role, whether they cover its services."""
    roles = record.rows.numbers.texts["role"].words.tolist()
    listed = [[rules.covers(name) for name in roles] for rules in record.visit_arrays.listed_rules]
    return np.array([*listed, [True] * len(roles)], bool)


def covered(record: Record, visit: Numbers, row: Numbers) -> Mask:
    """Find the spans furnished by somebody whose services the payer covers; of a span without a row nobody is named."""
    covers = _roles_covered(record)
    if covers.all():
        return np.ones(len(visit), bool)
    found: Mask = covers[record.visit_arrays.rules[visit], record.rows.numbers.texts["role"].codes[row]] | (row < 0)
    return found


@once
def persons(record: Record) -> Numbers:
    """Give a number to the patient and the date of each row: none is above the number of rows."""
    of = columns(record)
    return groups([of.date, of.patient])


def persons_seen(record: Record) -> Numbers:
    """Give the same number to each visit."""
    return persons(record)[record.visit_arrays.first_row]


@once
def credited_time(record: Record) -> Laid:
    """Lay out when a patient is credited on a date under the rule in force, in any discipline, by `persons`."""
    table = record.attendance.numbers("attendance")
    kept = table.where("state", State.ONE_ON_ONE, State.GROUP)
    who = persons_seen(record)[_visits_of(record, table)[kept]]
    return Laid(*united(who, table["start"][kept], table["end"][kept]))


def together(record: Record, visit: Numbers) -> tuple[Numbers, Numbers]:
    """List the visits of the patient and date of each of some: the place of that one in `visit`, and theirs."""
    who = persons_seen(record)
    order = np.argsort(who, kind="stable")
    first, last = (np.searchsorted(who[order], who[visit], side=side) for side in ("left", "right"))
    which, place = ranges_of(first, last)
    return which, order[place]


def visits_beside(record: Record, rows: Lists) -> Lists:
    """List all visits on their date of the patients of each list of rows."""
    who = persons_seen(record)
    asked = Lists.grouped(rows.owners, persons(record)[rows.items], len(rows.counts))
    order = np.argsort(who, kind="stable")
    first, last = (np.searchsorted(who[order], asked.items, side=side) for side in ("left", "right"))
    which, place = ranges_of(first, last)
    return Lists.grouped(asked.owners[which], order[place], len(rows.counts))


class CreditedTo(NamedTuple):
    """Whether some of the time of rows is credited: in another discipline, to others of the rows, or to themselves."""

    elsewhere: Mask
    others: Mask
    themselves: Mask


def credited_to(record: Record, visit: Numbers, rows: Lists) -> CreditedTo:
    """Find what the time of some attended rows of visits is credited to; a supervised code runs beside any other."""
    of, known, many = credited(record), columns(record), len(visit)
    question, place = together(record, visit)
    first, last = of.first[place], of.first[place + 1]
    which, credit = ranges_of(first, last)
    question = question[which]
    kept = of.under[record.contest][credit] & (of.row[credit] >= 0)
    credit, question = credit[kept], question[kept]
    own = Laid(rows.owners, known.start[rows.items], known.end[rows.items])
    meets = known.attended[of.row[credit]] & (own.seconds(question, of.start[credit], of.end[credit]) > 0)
    credit, question = credit[meets], question[meets]
    apart = of.visit[credit] != visit[question]
    room = len(known.code)
    is_own = np.isin(question * room + of.row[credit], rows.owners * room + rows.items)
    found = np.zeros((3, many), bool)
    for each, mask in zip(found, (apart, ~apart & ~is_own, ~apart & is_own), strict=True):
        each[question[mask]] = True
    return CreditedTo(*found)
