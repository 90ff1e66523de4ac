"""Treatment when its provider was not there: outside a shift, or on a day away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from timeline.audit.case import Case, at_risk, people, records
from timeline.audit.finding import Finding, FindingRule
from timeline.audit.staff import length
from timeline.audit.stakes import shared, units_lost
from timeline.clock import MINUTE
from timeline.spans import Span, union
from timeline.vocabulary import Doing, Evidence, Kind, Severity

OUTSIDE_SHIFT = FindingRule(
    "time.outside_shift",
    "A treatment is recorded when its provider was not on shift.",
    "Check the shift and the clock times; correct the one that is wrong.",
    "hertel-brown days beyond staffed hours",
)
ABSENT = FindingRule(
    "time.absent",
    "A treatment is recorded with a provider who was away that day or had no shift.",
    "Find out who treated the patient; the author corrects the record by addendum, and the claim names that person.",
    "chipley-absolute absent therapist",
)

#: Date and provider.
ProviderDate = tuple[str, str]


def outside_shift(case: Case) -> Iterator[Finding]:
    """Report treatment outside the shifts of a provider who has shifts that date."""
    outside: dict[ProviderDate, list[Span]] = defaultdict(list)
    columns = ("date", "evidence", "provider", "start_second", "seconds", "doing", "in_shift")
    for date, evidence, provider, start, seconds, doing, in_shift in records(case.found.engagements, columns):
        treats = doing not in (Doing.BUSY, Doing.IDLE)
        if evidence == Evidence.DOCUMENTED and treats and not in_shift:
            outside[date, provider].append((start, start + seconds))
    for (date, provider), listed in outside.items():
        for span in union(listed):
            told = f"was treating {{who}} outside the shift {case.when(date, *span)}"
            least = case.thresholds(date).shift.minutes * MINUTE
            severity = Severity.REVIEW if span[1] - span[0] > least else Severity.NOTE
            yield _of_time(case, (OUTSIDE_SHIFT, severity), (date, provider), [span], told)


def absent(case: Case) -> Iterator[Finding]:
    """Report treatment by a provider who was away for long, or had no shift where the clinic records shifts."""
    worked, staffed = _attended(case), _staffed(case)
    on_shift_ever = {provider for _, provider in case.staff.shifts}
    for (date, provider), by_clinic in worked.items():
        treated = union(span for spans in by_clinic.values() for span in spans)
        least = case.thresholds(date).absence.minutes * MINUTE
        long_away = [span for span in case.staff.away.get((date, provider), ()) if span[1] - span[0] >= least]
        within = [span for span in treated if shared(span, long_away)]
        if within:
            told = f"is recorded as away {_at(case, long_away)} but treating {{who}} {_when(case, date, within)}"
            yield _of_time(case, (ABSENT, Severity.ERROR), (date, provider), within, told)
        elif (date, provider) not in case.staff.shifts and any((date, clinic) in staffed for clinic in by_clinic):
            severity = Severity.ERROR if provider in on_shift_ever else Severity.REVIEW
            told = f"has no shift that date but is recorded as treating {{who}} {_when(case, date, treated)}"
            yield _of_time(case, (ABSENT, severity), (date, provider), treated, told)


def _at(case: Case, spans: Sequence[Span]) -> str:
    return people(f"{case.clock(start)}–{case.clock(end)}" for start, end in spans)


def _when(case: Case, date: str, spans: Sequence[Span]) -> str:
    return case.when(date, spans[0][0], spans[-1][1], seconds=length(spans))


def _attended(case: Case) -> dict[ProviderDate, dict[str, list[Span]]]:
    """Collect the documented treatment of each provider by clinic."""
    rows = case.rows
    found: dict[ProviderDate, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for row in case.analysed():
        if rows.nature[row].attended and rows.evidence[row] == Evidence.DOCUMENTED:
            found[rows.date[row], rows.provider[row]][rows.clinic[row]].append((rows.start[row], rows.end[row]))
    return found


def _staffed(case: Case) -> set[tuple[str, str]]:
    """Name the dates and clinics for which shifts of people who treat are recorded."""
    rows = case.rows
    return {
        (rows.date[row], rows.clinic[row])
        for row, kind in enumerate(rows.kind)
        if kind == Kind.SHIFT and (rows.therapist[row] or rows.assistant[row])
    }


def _of_time(
    case: Case, rule: tuple[FindingRule, Severity], key: ProviderDate, spans: Sequence[Span], told: str
) -> Finding:
    """Report a provider's treatment in some spans; `told` has a place for the patients."""
    rows, (date, provider) = case.rows, key
    positions = [
        row
        for row in case.rows_of.get(key, ())
        if rows.nature[row].attended
        and rows.evidence[row] == Evidence.DOCUMENTED
        and shared((rows.start[row], rows.end[row]), spans)
    ]
    patients = tuple(sorted({rows.patient[row] for row in positions}))
    visits = {case.visit_of(row).key: case.visit_of(row) for row in positions}
    risk = sum(units_lost(case, visit, spans, providers=(provider,)) for visit in visits.values())
    severity = case.severity(positions[0], rule[1])
    return Finding(
        rule=rule[0],
        severity=severity,
        date=date,
        patients=patients,
        providers=(provider,),
        start=spans[0][0],
        end=spans[-1][1],
        seconds=length(spans),
        units_at_risk=risk,
        message=f"{provider} {told.format(who=people(patients))}. One of the records is wrong; {at_risk(risk)}.",
        intervals=tuple(rows.id[row] for row in positions),
    )
