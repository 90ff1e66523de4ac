"""What was claimed against what the record supports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from timeline.audit.case import Case, people, units
from timeline.audit.finding import Finding, FindingRule
from timeline.audit.staff import length
from timeline.reconcile import Compared, lines_text
from timeline.spans import union
from timeline.visits import VisitAccount
from timeline.vocabulary import Severity

OVER = FindingRule(
    "units.over_billed",
    "More units were claimed than the recorded minutes support.",
    "Correct the claim before it leaves; if it was paid, return the overpayment.",
    "cms-claims-5 §20.2.C",
)
UNDER = FindingRule(
    "units.under_billed",
    "Fewer units were claimed than the recorded minutes support.",
    "Check whether the claim left something out on purpose; otherwise correct it.",
    "cms-claims-5 §20.2.C",
)
WRONG_LINE = FindingRule(
    "units.wrong_line",
    "The units are right, but the line carries other modifiers or another code than the record supports.",
    "Correct the line before the claim leaves.",
    "cms-claims-5 §20.1",
)


def billed(case: Case) -> Iterator[Finding]:
    """Report every code whose claim differs from the record."""
    for compared in case.reconciliation:
        if compared.result != "agrees":
            yield _finding(case, compared)


def _finding(case: Case, compared: Compared) -> Finding:
    date, patient, _ = compared.key
    visit = case.visits.get(compared.key)
    rule, severity, told = _words(compared)
    positions = _rows(case, visit, compared.code)
    rows = case.rows
    start = min((rows.start[row] for row in positions), default=0)
    end = max((rows.end[row] for row in positions), default=0)
    if not positions:
        start = end = case.midnight(date)
    return Finding(
        rule=rule,
        severity=severity,
        date=date,
        patients=(patient,),
        providers=tuple(sorted({rows.provider[row] for row in positions if rows.provider[row]})),
        start=start,
        end=end,
        seconds=sum(end - start for start, end in union((rows.start[row], rows.end[row]) for row in positions)),
        units_at_risk=max(0, compared.billed - compared.supported),
        message=f"{compared.code} for {patient} {_recorded(case, date, positions)}: {told}",
        intervals=tuple(rows.id[row] for row in positions),
        about=compared.code,
    )


def _recorded(case: Case, date: str, positions: Sequence[int]) -> str:
    """Say with whom and when the code was recorded; of a claim without a record only the date."""
    if not positions:
        return f"on {date}"
    rows = case.rows
    spans = union((rows.start[row], rows.end[row]) for row in positions)
    providers = sorted({rows.provider[row] for row in positions} - {""})
    with_whom = f"with {people(providers)} " if providers else ""
    return f"{with_whom}{case.when(date, spans[0][0], spans[-1][1], seconds=length(spans))}"


def _words(compared: Compared) -> tuple[FindingRule, Severity, str]:
    claimed, supported = f"{units(compared.billed)} claimed", f"the record supports {compared.supported or 'none'}"
    theirs, ours = lines_text(compared.billed_lines), lines_text(compared.supported_lines)
    return {
        "over": (OVER, Severity.ERROR, f"{claimed}, {supported}."),
        "not_recorded": (OVER, Severity.ERROR, f"{claimed}, but nothing of the date is recorded for this code."),
        "under": (UNDER, Severity.NOTE, f"{claimed}, {supported}."),
        "missing": (UNDER, Severity.NOTE, f"nothing claimed, {supported}."),
        "wrong_modifiers": (WRONG_LINE, Severity.REVIEW, f"claimed as {theirs}; the record supports {ours}."),
        "wrong_code": (WRONG_LINE, Severity.REVIEW, f"{claimed}, but the payer takes another code for this service."),
    }[compared.result]


def _rows(case: Case, visit: VisitAccount | None, code: str) -> list[int]:
    """Find the rows a claimed code rests on: its own, else the visit's."""
    if visit is None:
        return []
    counted = visit.units[visit.contest] if visit.units else None
    own = {
        code,
        *(recorded for recorded, billed_as in (counted.billed_as if counted else {}).items() if billed_as == code),
    }
    return [row for row in visit.positions if case.rows.code[row] in own] or list(visit.positions)
