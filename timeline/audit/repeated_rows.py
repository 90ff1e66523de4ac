"""One patient recorded twice with one provider: overlapping rows, and rows entered twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from timeline.audit.columns import columns, groups, overlapping
from timeline.audit.once import once
from timeline.audit.piles import units_added
from timeline.audit.words import would_add
from timeline.contracts import ROW_FIELDS, records
from timeline.finding import Finding, FindingRule
from timeline.record import Record
from timeline.spans import Span, pieces, union
from timeline.visits import VisitAccount, VisitKey
from timeline.vocabulary import Severity
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


def same_patient(record: Record) -> Iterator[Finding]:
    """Report coded attended rows of one patient and provider that overlap: one finding for each run of them."""
    rows, of = record.rows, columns(record)
    together: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    copies = {row for _, *others in _copies(record) for row in others}
    listed = np.flatnonzero(of.attended & of.coded)
    own_time = groups([of.date[listed], of.patient[listed], of.provider[listed]])
    for row in listed[overlapping(own_time, of.start[listed], of.end[listed])].tolist():
        if row not in copies:
            together[rows.date[row], rows.patient[row], rows.provider[row]].append(row)
    for own in together.values():
        cut = pieces((rows.start[row], rows.end[row], row) for row in own)
        for span in union((start, end) for start, end, here in cut if len(here) > 1):
            met = [row for row in own if rows.start[row] < span[1] and span[0] < rows.end[row]]
            yield _same_patient(record, span, met)


def _same_patient(record: Record, span: tuple[int, int], met: Sequence[int]) -> Finding:
    rows, first = record.rows, met[0]
    risk = _claimed_for_each(record, span, met)
    each = "both" if len(met) == 2 else "each"
    return record.finding(
        SAME_PATIENT,
        record.severity(first, Severity.ERROR if risk else Severity.REVIEW),
        met,
        f"{rows.provider[first]} is recorded with {rows.patient[first]} for {_codes(record, met)} at the same time "
        f"{record.when(rows.date[first], *span)}. Each minute counts once; counting it for {each} {would_add(risk)}.",
        span=span,
        units_at_risk=risk,
        about=" ".join(sorted(rows.code[row] for row in met)),
    )


def _codes(record: Record, met: Sequence[int]) -> str:
    counts = Counter(record.rows.code[row] for row in met)
    often = {1: "", 2: " twice"}
    return series(f"{code}{often.get(count, f' {count} times')}" for code, count in sorted(counts.items()))


def _claimed_for_each(record: Record, span: Span, met: Sequence[int]) -> int:
    """Count the timed units that claiming the shared seconds on every row would add; the row that counts has them."""
    rows = record.rows
    extra: dict[VisitKey, Counter[str]] = defaultdict(Counter)
    shared = ((max(rows.start[row], span[0]), min(rows.end[row], span[1]), row) for row in met)
    for start, end, here in pieces(shared):
        for row in sorted(here, key=lambda row: (not rows.nature[row].earns, rows.order[row]))[1:]:
            extra[record.visit_of(row).key][rows.code[row]] += end - start
    return sum(_added(record.accounts[key], changes) for key, changes in extra.items())


def _added(visit: VisitAccount, seconds: Mapping[str, int]) -> int:
    """Count the timed units that more seconds of some codes would add to a visit."""
    return units_added(visit, seconds)


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


def duplicate_rows(record: Record) -> Iterator[Finding]:
    """Report rows that appear in the schedule more than once."""
    rows = record.rows
    for group in _copies(record):
        row = group[0]
        length = rows.end[row] - rows.start[row]
        extra = (len(group) - 1) * length if rows.nature[row].attended and rows.code[row] else 0
        risk = _added(record.visit_of(row), {rows.code[row]: extra})
        what = f"{rows.code[row]} for {rows.patient[row]}" if rows.code[row] else rows.patient[row]
        whom = f" with {rows.provider[row]}" if rows.provider[row] else ""
        yield record.finding(
            DUPLICATE_ROW,
            record.severity(row, Severity.ERROR if rows.code[row] else Severity.REVIEW),
            group,
            f"The same row, {what}{whom}, appears in the schedule {len(group)} times {record.row_clock(row)}. The "
            f"minutes were counted once; counting them again {would_add(risk)}.",
            units_at_risk=risk,
            about=rows.code[row],
        )
