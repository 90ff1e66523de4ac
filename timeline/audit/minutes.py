"""Minutes that decide units: interruptions, time without a code, rows over midnight."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from timeline.audit.case import Case, Credit, people, records, units
from timeline.audit.finding import Finding, FindingRule
from timeline.clock import to_wall
from timeline.code_table import code_table
from timeline.visits import VisitAccount
from timeline.vocabulary import Severity

INTERRUPTION = FindingRule(
    "interruption.cost",
    "An interruption inside a treatment takes enough time away to change a unit.",
    "Claim the units of the time actually treated; only the author can say, by addendum, that there was no "
    "interruption.",
    "cms-claims-5 §20.3",
)
UNCODED = FindingRule(
    "uncoded.minutes",
    "A provider was one-on-one with the patient, but the time carries no code, so it counts for nothing.",
    "If the record shows which service the time belonged to, the author assigns the code by addendum; otherwise leave "
    "it uncounted.",
    "cms-claims-5 §20.2.C",
)
MIDNIGHT = FindingRule(
    "time.midnight",
    "A row runs over midnight: it is counted on the date it starts and never meets the next date's rows.",
    "Check the clock times; if they are right, split the row at midnight.",
)


class _Break(NamedTuple):
    interval: str
    start: int
    end: int
    by: str
    reason: str


def interruption_cost(case: Case) -> Iterator[Finding]:
    """Report interruptions that change a unit: one by one, or where only those of a row together do."""
    found: dict[str, list[_Break]] = defaultdict(list)
    columns = ("interval_id", "start_second", "seconds", "by", "reason")
    for interval, start, seconds, by, reason in records(case.found.interruptions, columns):
        found[interval].append(_Break(interval, start, start + seconds, by, reason))
    for interval, breaks in found.items():
        row = case.position[interval]
        code = case.rows.code[row]
        if code not in code_table() or not case.rows.nature[row].earns:
            continue
        costly = [(item, cost) for item in breaks if (cost := _cost(case, row, [item]))]
        for item, cost in costly:
            yield _interruption(case, row, [item], cost)
        together = _cost(case, row, breaks) if not costly and len(breaks) > 1 else 0
        if together:
            yield _interruption(case, row, breaks, together)


def _cost(case: Case, row: int, breaks: list[_Break]) -> int:
    """Count the timed units the row's visit would have more without these interruptions."""
    rows = case.rows
    visit = case.visit_of(row)
    seconds = sum(case.uncredited(rows.date[row], rows.patient[row], item.start, item.end) for item in breaks)
    return max(0, visit.units_with(visit.contest, {rows.code[row]: seconds}) - visit.units_with(visit.contest, {}))


def _interruption(case: Case, row: int, breaks: list[_Break], cost: int) -> Finding:
    rows = case.rows
    visit = case.visit_of(row)
    date, patient, provider = rows.date[row], rows.patient[row], rows.provider[row]
    start, end = breaks[0].start, breaks[-1].end
    seconds = sum(item.end - item.start for item in breaks)
    often = "" if len(breaks) == 1 else f" {len(breaks)} times"
    now = visit.units_with(visit.contest, {})
    others = {item.by for item in breaks} & case.patients
    rests = all(item.reason in ("rest", "waiting", "unskilled") for item in breaks)
    return Finding(
        rule=INTERRUPTION,
        severity=Severity.NOTE if rests else Severity.REVIEW,
        date=date,
        patients=tuple(sorted({patient, *others} - {""})),
        providers=(provider,),
        start=start,
        end=end,
        seconds=seconds,
        units_at_risk=cost,
        message=f"{provider}'s {rows.code[row]} with {patient} was interrupted{often}{_why(case, breaks)} "
        f"{case.when(date, start, end, seconds=seconds)}. What remains supports {units(now)} in the visit; without the "
        f"interruption{'' if len(breaks) == 1 else 's'} it would be {now + cost}.",
        intervals=(rows.id[row],),
    )


def _why(case: Case, breaks: list[_Break]) -> str:
    reasons = {item.reason for item in breaks}
    if len(reasons) > 1:
        return ""
    (reason,) = reasons
    if reason == "contest":
        by = {item.by for item in breaks if item.by}
        named = [
            *sorted(by & case.patients),
            *(["a group"] if by - case.patients else []),
        ]
        return f" by {people(named)}" if named else " by a record of somebody else at the same time"
    words = {
        "busy": "the provider's being away or busy",
        "rest": "a rest",
        "waiting": "a wait",
        "unskilled": "unskilled time",
    }
    return f" by {words.get(reason, reason.replace('_', ' '))}"


def uncoded(case: Case) -> Iterator[Finding]:
    """Report credited time without a code, and what assigning it would change."""
    for key, visit in case.visits.items():
        spans = [c for c in case.credits.get(key, ()) if c.counts_as == "uncoded" and c.under(visit.contest)]
        if spans and not visit.is_scheduled:
            yield _uncoded(case, visit, spans)


def _uncoded(case: Case, visit: VisitAccount, spans: list[Credit]) -> Finding:
    date, patient, _ = visit.key
    rows = case.rows
    start, end = spans[0].start, max(span.end for span in spans)
    seconds = sum(span.end - span.start for span in spans)
    positions = sorted({case.position[span.interval_id] for span in spans})
    activities = sorted({rows.activity[row].replace("_", " ") for row in positions})
    providers = sorted({rows.provider[row] for row in positions})
    now, best = visit.units_with(visit.contest, {}), _best(visit, seconds)
    changed = best > now
    effect = (
        f"Assigned to a timed code of the visit it would support {units(best)} instead of {now}"
        if changed
        else "Assigned to a timed code of the visit it would change no unit"
    )
    effect = effect if _timed_codes(visit) else "The visit has no timed code it could belong to"
    return Finding(
        rule=UNCODED,
        severity=Severity.REVIEW if changed else Severity.NOTE,
        date=date,
        patients=(patient,),
        providers=tuple(providers),
        start=start,
        end=end,
        seconds=seconds,
        units_at_risk=max(0, best - now),
        message=f"Time of {people(providers)} with {patient} ({people(activities)}) carries no code "
        f"{case.when(date, start, end, seconds=seconds)}. {effect}.",
        intervals=tuple(rows.id[row] for row in positions),
    )


def _timed_codes(visit: VisitAccount) -> list[str]:
    codes = code_table()
    return [
        code for code, counted in visit.seconds.codes.items() if codes[code].timed and counted.by_rule[visit.contest]
    ]


def _best(visit: VisitAccount, seconds: int) -> int:
    return max((visit.units_with(visit.contest, {code: seconds}) for code in _timed_codes(visit)), default=0)


def over_midnight(case: Case) -> Iterator[Finding]:
    """Report rows that end on a later date than they start."""
    rows = case.rows
    for row in case.analysed():
        last = to_wall(rows.end[row] - 1, case.found.zone)
        if last.date().isoformat() == rows.date[row]:
            continue
        yield Finding(
            rule=MIDNIGHT,
            severity=Severity.REVIEW,
            date=rows.date[row],
            patients=(rows.patient[row],),
            providers=(rows.provider[row],) if rows.provider[row] else (),
            start=rows.start[row],
            end=rows.end[row],
            seconds=rows.end[row] - rows.start[row],
            units_at_risk=0,
            message=f"A row of {rows.patient[row]}{f' with {rows.provider[row]}' if rows.provider[row] else ''} runs "
            f"over midnight {case.row_clock(row)}. All of it is counted on the date it starts.",
            intervals=(rows.id[row],),
        )
