"""Treatment when its provider was not there: outside a shift, or on a day away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from timeline.audit.columns import columns, day_numbers, provider_room
from timeline.audit.laid import Laid
from timeline.audit.stakes import lost_by
from timeline.audit.there import site_numbers, spans_of
from timeline.audit.words import at_risk
from timeline.clock import MINUTE
from timeline.finding import Finding, FindingRule
from timeline.record import Record
from timeline.spans import Span, length, shared, union
from timeline.vocabulary import Doing, Evidence, Kind, Severity
from timeline.words import series

OUTSIDE_SHIFT = FindingRule(
    "time.outside_shift",
    "A treatment is recorded when its provider was not on shift.",
    "Check the shift and the recorded times, and correct whichever is wrong.",
    "hertel-brown days beyond staffed hours",
)
ABSENT = FindingRule(
    "time.absent",
    "A treatment is recorded with a provider who was away that day or had no shift.",
    "Find out who treated the patient; have the author correct the record by addendum, and name that person on the "
    "claim.",
    "chipley-absolute absent therapist",
)

#: Date and provider.
ProviderDate = tuple[str, str]


def outside_shift(record: Record) -> Iterator[Finding]:
    """Report treatment outside the shifts of a provider who has shifts that date."""
    outside: dict[ProviderDate, list[Span]] = defaultdict(list)
    engagements = record.attendance.numbers("engagements")
    treats = ~engagements.where("doing", Doing.BUSY, Doing.IDLE) & engagements.where("evidence", Evidence.DOCUMENTED)
    own = np.flatnonzero(treats & ~engagements["in_shift"])
    keys = zip(*(engagements.texts(name, own) for name in ("date", "provider")), strict=True)
    spans = zip(*(engagements[name][own].tolist() for name in ("start", "end")), strict=True)
    for key, span in zip(keys, spans, strict=True):
        outside[key].append(span)
    for (date, provider), listed in outside.items():
        for span in union(listed):
            told = f"was treating {{who}} outside the shift {record.when(date, *span)}"
            least = record.thresholds(date).shift.minutes * MINUTE
            severity = Severity.REVIEW if span[1] - span[0] > least else Severity.NOTE
            yield _of_time(record, (OUTSIDE_SHIFT, severity), (date, provider), [span], told)


def absent(record: Record) -> Iterator[Finding]:
    """Report treatment by a provider who was away for long, or had no shift where the clinic records shifts."""
    staffed, on_shift_ever = _staffed(record), record.on_shift
    for (date, provider), by_clinic in _attended(record).items():
        treated = union(span for spans in by_clinic.values() for span in spans)
        least = record.thresholds(date).absence.minutes * MINUTE
        long_away = [span for span in record.staff.away.get((date, provider), ()) if span[1] - span[0] >= least]
        within = [span for span in treated if shared(span, long_away)]
        if within:
            told = (
                f"is recorded as away {_at(record, long_away)} but also as treating {{who}} "
                f"{_when(record, date, within)}"
            )
            yield _of_time(record, (ABSENT, Severity.ERROR), (date, provider), within, told)
        elif (date, provider) not in record.staff.shifts and any((date, clinic) in staffed for clinic in by_clinic):
            severity = Severity.ERROR if provider in on_shift_ever else Severity.REVIEW
            told = f"has no shift on that date but is recorded as treating {{who}} {_when(record, date, treated)}"
            yield _of_time(record, (ABSENT, severity), (date, provider), treated, told)


def _at(record: Record, spans: Sequence[Span]) -> str:
    return series(f"{record.clock(start)}–{record.clock(end)}" for start, end in spans)


def _when(record: Record, date: str, spans: Sequence[Span]) -> str:
    return record.when(date, spans[0][0], spans[-1][1], seconds=length(spans))


def _attended(record: Record) -> dict[ProviderDate, dict[str, list[Span]]]:
    """Collect by clinic what was documented of who treated while away for long, or has no shift where others do."""
    rows, of, day = record.rows, columns(record), day_numbers(record)
    row = np.flatnonzero(of.attended & of.documented)
    while_away = _long_away(record).seconds(day[row], of.start[row], of.end[row]) > 0
    site, on_shift = site_numbers(record), rows.numbers.texts["kind"].where(Kind.SHIFT)
    no_shift = ~np.isin(day[row], day[on_shift]) & np.isin(site[row], site[on_shift & (of.therapist | of.assistant)])
    found: dict[ProviderDate, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for one in row[np.isin(day[row], day[row[while_away | no_shift]])].tolist():
        found[rows.date[one], rows.provider[one]][rows.clinic[one]].append((rows.start[one], rows.end[one]))
    return found


def _long_away(record: Record) -> Laid:
    """Lay out when somebody was away for long, by the number of date and provider."""
    day, start, end = spans_of(record, Kind.AWAY)
    dates, of_date = np.unique(day // provider_room(record), return_inverse=True)
    names = record.rows.numbers.texts["date"].words[dates].tolist()
    least = np.array([record.thresholds(date).absence.minutes * MINUTE for date in names], np.int64)[of_date]
    long = end - start >= least
    return Laid(day[long], start[long], end[long])


def _staffed(record: Record) -> set[tuple[str, str]]:
    """Find the dates and clinics with recorded shifts of people who treat."""
    rows, of, site = record.rows, columns(record), site_numbers(record)
    shifts = np.flatnonzero(rows.numbers.texts["kind"].where(Kind.SHIFT) & (of.therapist | of.assistant))
    first = shifts[np.unique(site[shifts], return_index=True)[1]]
    return {(rows.date[row], rows.clinic[row]) for row in first.tolist()}


def _of_time(
    record: Record, rule: tuple[FindingRule, Severity], key: ProviderDate, spans: Sequence[Span], told: str
) -> Finding:
    """Report a provider's treatment in some spans; `told` has a place for the patients."""
    rows, provider = record.rows, key[1]
    positions = [
        row
        for row in record.rows_of.get(key, ())
        if rows.nature[row].attended
        and rows.evidence[row] == Evidence.DOCUMENTED
        and shared((rows.start[row], rows.end[row]), spans)
    ]
    patients = tuple(sorted({rows.patient[row] for row in positions}))
    risk = lost_by(record, positions, spans) if positions else 0
    return record.finding(
        *rule,
        positions,
        f"{provider} {told.format(who=series(patients))}. One of the records is wrong; {at_risk(risk)}.",
        span=(spans[0][0], spans[-1][1]),
        units_at_risk=risk,
        seconds=length(spans),
    )
