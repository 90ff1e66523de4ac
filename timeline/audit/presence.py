"""Time that cannot have been: more than the staffed hours, two places at once, outside a shift, while absent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from timeline.attendance.engagement import BUSY, union
from timeline.audit.case import Case, Span, at_risk, people, records, units
from timeline.audit.claims import subtract
from timeline.audit.finding import Finding, FindingRule
from timeline.audit.staff import length
from timeline.audit.stakes import shared, units_lost
from timeline.clock import MINUTE, duration
from timeline.codes import code_table
from timeline.units.counting import POOLED, threshold_of
from timeline.visits import VisitAccount
from timeline.vocabulary import Doing, Evidence, Kind, Severity

IMPOSSIBLE = FindingRule(
    "time.impossible",
    "More treatment is recorded or claimed of a provider, or of a clinic, than its hours of presence hold, or nobody "
    "could have got from one clinic to the other in the time between two treatments.",
    "Find out who treated whom and when; the author corrects the record by addendum, and only what remains is claimed.",
    "hertel-brown days beyond staffed hours",
)
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


def impossible(case: Case) -> Iterator[Finding]:
    """Report providers and clinics with more treatment than hours, and clinics too far apart."""
    present = {key: subtract(shifts, case.staff.away.get(key, [])) for key, shifts in case.staff.shifts.items()}
    told: set[ProviderDate] = set()
    for key, seconds in _recorded(case).items():
        if key in present and seconds > length(present[key]):
            told.add(key)
            yield _beyond(case, key, present[key], f"{duration(seconds)} of treatment recorded")
    needs = _claimed(case)
    for key, seconds in needs.by_provider.items():
        if key in present and key not in told and seconds > length(present[key]):
            told.add(key)
            yield _beyond(case, key, present[key], f"units claimed that need at least {duration(seconds)} of treatment")
    yield from _sites(case, needs.by_site, told)
    yield from _travel(case)


def _recorded(case: Case) -> dict[ProviderDate, int]:
    """Add up what is recorded of each provider, every patient and group by itself."""
    found: dict[ProviderDate, set[tuple[int, int, str, str]]] = defaultdict(set)
    columns = ("date", "evidence", "provider", "start_second", "seconds", "engagement_kind", "engagement")
    for date, evidence, provider, *claim in records(case.found.claims, columns):
        if evidence == Evidence.DOCUMENTED and claim[2] != BUSY.kind:
            found[date, provider].add((claim[0], claim[1], claim[2], claim[3]))
    return {key: sum(seconds for _, seconds, _, _ in claims) for key, claims in found.items()}


class _Needs(NamedTuple):
    """The fewest seconds that claimed units need, by provider and by clinic."""

    by_provider: Mapping[ProviderDate, int]
    by_site: Mapping[tuple[str, str], int]


def _claimed(case: Case) -> _Needs:
    """Add up the fewest minutes the claimed timed units need; what others can have furnished is theirs."""
    by_provider: dict[ProviderDate, int] = defaultdict(int)
    by_site: dict[tuple[str, str], int] = defaultdict(int)
    rows, codes = case.rows, code_table()
    for visit in case.visits.values():
        needed = _fewest_seconds(visit)
        if not needed:
            continue
        date = visit.key[0]
        by_site[date, visit.clinic] += needed
        furnished: dict[str, int] = defaultdict(int)
        for row in visit.positions:
            if rows.nature[row].attended and rows.code[row] in codes and codes[rows.code[row]].timed:
                furnished[rows.provider[row]] += rows.end[row] - rows.start[row]
        total = sum(furnished.values())
        for provider, seconds in furnished.items():
            by_provider[date, provider] += max(0, needed - (total - seconds))
    return _Needs(by_provider, by_site)


def _fewest_seconds(visit: VisitAccount) -> int:
    """Count the fewest seconds in which a visit's claimed timed units can have been furnished."""
    if visit.rules is None or visit.is_scheduled:
        return 0
    rule, codes = visit.rules.units, code_table()
    claimed = [n for code, n in visit.billed.items() if n and code in codes and codes[code].pool == "cms15"]
    piles = [sum(claimed)] if rule.method in POOLED else claimed
    minutes = sum((count - 1) * rule.unit_minutes + threshold_of(rule) for count in piles if count)
    return minutes * MINUTE


def _beyond(case: Case, key: ProviderDate, present: Sequence[Span], what: str) -> Finding:
    rows, (date, provider) = case.rows, key
    positions = [row for row in case.rows_of.get(key, ()) if rows.nature[row].attended and rows.evidence[row]]
    patients = tuple(sorted({rows.patient[row] for row in positions}))
    start, end = min(rows.start[row] for row in positions), max(rows.end[row] for row in positions)
    spans = union((rows.start[row], rows.end[row]) for row in positions)
    visits = {case.visit_of(row).key: case.visit_of(row) for row in positions}.values()
    claimed = sum(visit.timed_units or 0 for visit in visits)
    return Finding(
        rule=IMPOSSIBLE,
        severity=Severity.ERROR,
        date=date,
        patients=patients,
        providers=(provider,),
        start=start,
        end=end,
        seconds=length(spans),
        units_at_risk=0,
        message=f"{provider} has {what} in {duration(length(present))} of presence {_on(case, date, start, end)}. "
        f"Nobody treats longer than they are there; {_patients(patients)} with {units(claimed)} are concerned.",
        intervals=tuple(rows.id[row] for row in positions),
        about="minutes",
    )
