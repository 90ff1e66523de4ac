"""One patient recorded twice with one provider: overlapping rows, and rows entered twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import NamedTuple

import numpy as np

from timeline.attendance.minutes import sums
from timeline.attendance.numbered import Texts, ranges_of
from timeline.audit.changes import grouped, row_changes, units_added_by
from timeline.audit.columns import Numbers, columns, groups, overlapping
from timeline.audit.once import once
from timeline.audit.words import would_add
from timeline.contracts import ROW_FIELDS, records
from timeline.contracts.sentences import Sentences, Words, each_said, either, sentences, texts_of, written
from timeline.finding import FindingRule
from timeline.found import PLACE_OF, Found, Lists, found_of, row_numbers
from timeline.found.told import each_told, row_clocks_said, when_said
from timeline.record import Record
from timeline.vocabulary import Evidence, Severity
from timeline.words import series

SAME_PATIENT = FindingRule(
    "overlap.same_patient",
    "Two codes are recorded for one patient at the same time with the same provider.",
    "Split the time between the codes as it was treated; each minute counts for one code.",
    "cms-ncci-manual ch. 11 §P.2",
)
DUPLICATE_ROW = FindingRule(
    "overlap.duplicate_row",
    "The same row appears in the schedule more than once.",
    "Find out whether it was entered twice; if so, remove the copy at its source and claim the time once.",
)


class _Met(NamedTuple):
    """Spans in which rows of one patient and provider overlap, and the rows that do, in their order."""

    start: Numbers
    end: Numbers
    rows: Lists


def same_patient(record: Record) -> Found | tuple[()]:
    """Report coded attended rows of one patient and provider that overlap: one finding for each run of them."""
    met = _met(record)
    if not len(met.start):
        return ()
    risk = _claimed_for_each(record, met)
    documented = np.where(risk > 0, PLACE_OF[Severity.ERROR], PLACE_OF[Severity.REVIEW])
    first = met.rows.items[met.rows.bounds[:-1]]
    booked = record.rows.numbers.texts["evidence"].where(Evidence.SCHEDULED)[first]
    codes = _codes(record, met.rows)
    return found_of(
        record,
        SAME_PATIENT,
        np.where(booked, PLACE_OF[Severity.REVIEW], documented),
        met.rows,
        lambda places: _told(
            record, _Met(met.start[places], met.end[places], met.rows.take(places)), codes.take(places), risk[places]
        ),
        span=(met.start, met.end),
        units_at_risk=risk,
        about=codes.texts(row_numbers(record).codes, " "),
    )


def _met(record: Record) -> _Met:
    """Find when coded attended rows of one patient and provider overlap; of rows entered twice one is looked at."""
    of = columns(record)
    row = np.flatnonzero(of.attended & of.coded)
    row = row[overlapping(groups([of.date[row], of.patient[row], of.provider[row]]), of.start[row], of.end[row])]
    row = row[~np.isin(row, [copy for _, *others in _copies(record) for copy in others])]
    who = groups([of.date[row], of.patient[row], of.provider[row]])
    edge, change = np.concatenate([of.start[row], of.end[row]]), np.repeat([1, -1], len(row))
    order = np.lexsort((edge, np.tile(who, 2)))
    owner, edge, open_ = np.tile(who, 2)[order], edge[order], np.cumsum(change[order])
    last = np.ones(len(edge), bool)
    last[:-1] = (owner[1:] != owner[:-1]) | (edge[1:] != edge[:-1])
    owner, edge, several = owner[last], edge[last], open_[last] > 1
    turns = np.flatnonzero(several != np.append(False, several[:-1]))
    start, end, own = edge[turns[::2]], edge[turns[1::2]], owner[turns[::2]]
    by_owner = np.argsort(who, kind="stable")
    first, after = (np.searchsorted(who[by_owner], own, side=side) for side in ("left", "right"))
    which, place = ranges_of(first, after)
    here = row[by_owner[place]]
    meets = (of.start[here] < end[which]) & (start[which] < of.end[here])
    return _Met(start, end, Lists.counted(np.bincount(which[meets], minlength=len(own)), here[meets]))


def _told(record: Record, met: _Met, codes: Lists, risk: Numbers) -> Sentences:
    of, first = row_numbers(record), met.rows.items[met.rows.bounds[:-1]]
    return sentences(
        "{provider} is recorded with {patient} for {named} at the same time {clock}. Each minute counts once; counting "
        "it for {each} {added}.",
        len(first),
        provider=Words(of.provider[first], of.words.providers),
        patient=Words(of.patient[first], of.words.patients),
        named=texts_of(_often(codes, of.codes)),
        clock=when_said(Words(of.date[first], of.words.dates), met.start, met.end, record.zone),
        each=either(met.rows.counts == 2, "both", "each"),
        added=each_said(risk, would_add),
    )


def _codes(record: Record, rows: Lists) -> Lists:
    """Return the codes of some rows, sorted."""
    code, owner = row_numbers(record).code[rows.items], rows.owners
    return Lists(rows.bounds, code[np.lexsort((code, owner))])


def _often(codes: Lists, words: Texts) -> list[str]:
    """Write how often codes are recorded, each different list of them once."""
    often = {1: "", 2: " twice"}
    told: dict[tuple[str, ...], str] = {}
    listed = codes.tuples(words)
    for named in set(listed):
        counts = sorted(Counter(named).items())
        told[named] = series(f"{code}{often.get(count, f' {count} times')}" for code, count in counts)
    return [told[named] for named in listed]


def _claimed_for_each(record: Record, met: _Met) -> Numbers:
    """Count the timed units that claiming the shared seconds on every row would add; the row that counts has them."""
    of = columns(record)
    which, row = met.rows.owners, met.rows.items
    start, end = np.maximum(of.start[row], met.start[which]), np.minimum(of.end[row], met.end[which])
    # Every span is cut at each edge of its rows; of those that last through a piece the first one counts.
    cuts = Lists.grouped(np.tile(which, 2), np.concatenate([start, end]) - int(met.start.min()), len(met.start))
    begins = np.delete(cuts.items, cuts.bounds[1:] - 1) + int(met.start.min())
    ends = np.delete(cuts.items, cuts.bounds[:-1]) + int(met.start.min())
    owner = np.repeat(np.arange(len(met.start)), cuts.counts - 1)
    piece, at = ranges_of(met.rows.bounds[owner], met.rows.bounds[owner + 1])
    open_ = (start[at] <= begins[piece]) & (ends[piece] <= end[at])
    piece, at = piece[open_], at[open_]
    rank = record.rows.numbers.order[row]
    order = np.lexsort((rank[at], ~of.earns[row[at]], piece))
    others = order[np.append(False, np.diff(piece[order]) == 0)]
    piece, at = piece[others], at[others]
    many = len(record.visit_arrays)
    question, asked = np.unique(owner[piece] * many + of.visit[row[at]], return_inverse=True)
    changes = grouped(question % many, asked, of.code[row[at]], (ends - begins)[piece], codes=of.codes)
    added = np.maximum(0, units_added_by(record, record.contest, changes))
    return sums(question // many, added, len(met.start))


_COMPARED = ("date", "start_second", "end_second", *ROW_FIELDS)


@once
def _copies(record: Record) -> list[list[int]]:
    """Group the analyzed rows that are equal in every field of the contract."""
    rows, of = record.rows, columns(record)
    listed = np.flatnonzero(of.analysed)
    alike = defaultdict(list)
    at = groups([of.start[listed], of.end[listed], of.patient[listed], of.provider[listed]])
    for row in listed[np.bincount(at)[at] > 1].tolist() if len(at) else ():
        alike[rows.start[row], rows.end[row], rows.patient[row], rows.provider[row], rows.code[row]].append(row)
    likely = [row for group in alike.values() if len(group) > 1 for row in group]
    same: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for row, fields in zip(likely, records(record.schedule.interval_table.iloc[likely], _COMPARED), strict=True):
        same[fields].append(row)
    return [group for group in same.values() if len(group) > 1]


def duplicate_rows(record: Record) -> Found | tuple[()]:
    """Report rows that appear in the schedule more than once."""
    copies = Lists.of(_copies(record))
    if not len(copies.items):
        return ()
    of, first = columns(record), copies.items[copies.bounds[:-1]]
    extra = np.where((of.attended & of.coded)[first], (copies.counts - 1) * (of.end - of.start)[first], 0)
    risk = np.maximum(0, units_added_by(record, record.contest, row_changes(record, first, extra)))
    booked = record.rows.numbers.texts["evidence"].where(Evidence.SCHEDULED)[first]
    error, review = PLACE_OF[Severity.ERROR], PLACE_OF[Severity.REVIEW]
    code = row_numbers(record).code[first]
    return found_of(
        record,
        DUPLICATE_ROW,
        np.where((code > 0) & ~booked, error, review),
        copies,
        lambda places: _repeated(record, first[places], copies.counts[places], risk[places]),
        units_at_risk=risk,
        about=row_numbers(record).codes[code],
    )


def _repeated(record: Record, row: Numbers, count: Numbers, risk: Numbers) -> list[str]:
    """Say of rows how often they appear."""
    of = row_numbers(record)
    columns = (
        np.where(of.code[row] > 0, (of.codes + " for ")[of.code[row]], "").tolist(),
        of.words.patients[of.patient[row]].tolist(),
        np.where(of.provider[row] > 0, (" with " + of.words.providers)[of.provider[row]], "").tolist(),
        count.tolist(),
        written(row_clocks_said(record, row)).tolist(),
        each_told(risk, would_add).tolist(),
    )
    return [
        f"The same row, {what}{patient}{whom}, appears in the schedule {many} times {clock}. The minutes were counted "
        f"once; counting them again {added}."
        for what, patient, whom, many, clock, added in zip(*columns, strict=True)
    ]
