"""Treatment when its provider was not there: outside a shift, or on a day away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from timeline.audit.columns import columns, day_numbers, places
from timeline.audit.stakes import lost_by
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
    staffed = _staffed(record)
    worked = _attended(record) if staffed or record.staff.away else {}
    on_shift_ever = record.on_shift
    for (date, provider), by_clinic in worked.items():
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
    """Collect by clinic the documented treatment of each provider who has no shift on a date, or was away."""
    rows, of, day = record.rows, columns(record), day_numbers(record)
    found: dict[ProviderDate, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    kind = rows.numbers.texts["kind"]
    asked = ~np.isin(day, day[kind.where(Kind.SHIFT)]) | np.isin(day, day[kind.where(Kind.AWAY)])
    for row in places(of.attended & of.documented & asked):
        found[rows.date[row], rows.provider[row]][rows.clinic[row]].append((rows.start[row], rows.end[row]))
    return found


def _staffed(record: Record) -> set[tuple[str, str]]:
    """Find the dates and clinics with recorded shifts of people who treat."""
    rows, of = record.rows, columns(record)
    shifts = rows.numbers.texts["kind"].where(Kind.SHIFT) & (of.therapist | of.assistant)
    return {(rows.date[row], rows.clinic[row]) for row in places(shifts)}


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
