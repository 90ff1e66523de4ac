"""What was claimed against what the record supports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from timeline.finding import Finding, FindingRule
from timeline.reconcile import Compared, lines_text
from timeline.record import Record
from timeline.spans import length, union
from timeline.visits import VisitAccount
from timeline.vocabulary import Severity
from timeline.words import counted, series

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


def billed(record: Record) -> Iterator[Finding]:
    """Report every code whose claim differs from the record."""
    for compared in record.comparison:
        if compared.result != "agrees":
            yield _finding(record, compared)


def _finding(record: Record, compared: Compared) -> Finding:
    date, patient, _ = compared.key
    visit = record.accounts.get(compared.key)
    rule, severity, told = _words(compared)
    positions = _rows(record, visit, compared.code)
    midnight = record.midnight(date)
    return record.finding(
        rule,
        severity,
        positions,
        f"{compared.code} for {patient} {_recorded(record, date, positions)}: {told}",
        span=None if positions else (midnight, midnight),
        units_at_risk=max(0, compared.billed - compared.supported),
        date=date,
        patients=(patient,),
        about=compared.code,
    )


def _recorded(record: Record, date: str, positions: Sequence[int]) -> str:
    """Say with whom and when the code was recorded; of a claim without a record only the date."""
    if not positions:
        return f"on {date}"
    rows = record.rows
    spans = union((rows.start[row], rows.end[row]) for row in positions)
    providers = sorted({rows.provider[row] for row in positions} - {""})
    with_whom = f"with {series(providers)} " if providers else ""
    return f"{with_whom}{record.when(date, spans[0][0], spans[-1][1], seconds=length(spans))}"


def _words(compared: Compared) -> tuple[FindingRule, Severity, str]:
    claimed, supported = (
        f"{counted(compared.billed, 'unit')} claimed",
        f"the record supports {compared.supported or 'none'}",
    )
    theirs, ours = lines_text(compared.billed_lines), lines_text(compared.supported_lines)
    return {
        "over": (OVER, Severity.ERROR, f"{claimed}, {supported}."),
        "not_recorded": (OVER, Severity.ERROR, f"{claimed}, but nothing of the date is recorded for this code."),
        "under": (UNDER, Severity.NOTE, f"{claimed}, {supported}."),
        "missing": (UNDER, Severity.NOTE, f"nothing claimed, {supported}."),
        "wrong_modifiers": (WRONG_LINE, Severity.REVIEW, f"claimed as {theirs}; the record supports {ours}."),
        "wrong_code": (WRONG_LINE, Severity.REVIEW, f"{claimed}, but the payer takes another code for this service."),
    }[compared.result]


def _rows(record: Record, visit: VisitAccount | None, code: str) -> list[int]:
    """Find the rows a claimed code rests on: its own, else the visit's."""
    if visit is None:
        return []
    counted = visit.units[visit.contest] if visit.units else None
    own = {
        code,
        *(recorded for recorded, billed_as in (counted.billed_as if counted else {}).items() if billed_as == code),
    }
    return [row for row in visit.positions if record.rows.code[row] in own] or list(visit.positions)
