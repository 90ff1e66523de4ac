"""Accounts, claims and findings as the records of their tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from timeline import contracts
from timeline.attendance.row_table import rows_table
from timeline.audit import Finding
from timeline.code_table import code_table
from timeline.reconcile import exposure_cents, lines_text
from timeline.record import Record
from timeline.units import Line
from timeline.visits import VisitAccount, VisitKey
from timeline.vocabulary import ContestRule, State

Cells = tuple[Any, ...]


def _line_records(accounts: Iterable[VisitAccount]) -> list[Cells]:
    """List the `LINES` records: what a claim would carry, in every permitted allocation."""
    return [
        (*account.key, alternative, place, line.code, line.units, " ".join(line.modifiers), account.payer)
        for account in accounts
        for alternative, lines in enumerate(_line_sets(account))
        for place, line in enumerate(lines)
    ]


def _line_sets(account: VisitAccount) -> tuple[tuple[Line, ...], ...]:
    """Return the lines of every allocation; a visit without timed units has one set."""
    if account.units is None:
        return ()
    counted = account.units[account.contest]
    return counted.alternative_lines or (counted.lines,)


def _alternative_records(accounts: Iterable[VisitAccount]) -> list[Cells]:
    """List the `ALTERNATIVES` records: every permitted allocation of the timed units."""
    return [
        (*account.key, number, code, units)
        for account in accounts
        if account.units is not None
        for number, allocation in enumerate(account.units[account.contest].alternatives)
        for code, units in allocation.items()
    ]


def visits_table(record: Record) -> pd.DataFrame:
    """Build `VISITS`."""
    return contracts.conform(contracts.VISITS, [visit_record(visit, record.fees) for visit in record.accounts.values()])


def codes_table(record: Record) -> pd.DataFrame:
    """Build `CODES`."""
    entries = [entry for account in record.accounts.values() for entry in code_records(account)]
    return contracts.conform(contracts.CODES, entries)


def lines_table(record: Record) -> pd.DataFrame:
    """Build `LINES`."""
    return contracts.from_records(contracts.LINES, _line_records(record.accounts.values()))


def alternatives_table(record: Record) -> pd.DataFrame:
    """Build `ALTERNATIVES`."""
    return contracts.from_records(contracts.ALTERNATIVES, _alternative_records(record.accounts.values()))


def edits_table(record: Record) -> pd.DataFrame:
    """Build `EDITS`."""
    found = [
        (*account.key, edit.column_one, edit.column_two, edit.state.value, " ".join(edit.intervals))
        for account in record.accounts.values()
        if account.units is not None
        for edit in account.units[account.contest].edits
    ]
    return contracts.from_records(contracts.EDITS, found)


def reconciliation_table(record: Record, payer_does: Mapping[tuple[VisitKey, str], str]) -> pd.DataFrame:
    """Build `RECONCILIATION`: what was claimed and what the record supports, and what a payer does with each code."""
    entries = [
        (
            *item.key,
            item.code,
            item.supported,
            item.billed,
            item.billed - item.supported,
            lines_text(item.supported_lines),
            lines_text(item.billed_lines),
            item.result,
            item.amount_cents(record.fees),
            str(payer_does.get((item.key, item.code), "")),
        )
        for item in record.comparison
    ]
    return contracts.from_records(contracts.RECONCILIATION, entries)


def rows_shown(record: Record) -> pd.DataFrame:
    """Build `ROWS`; what a row was taken for, and why, depends on all rows, even those that are not shown."""
    table, shown = rows_table(record.whole.rows, record.zone), set(record.rows.id)
    return table[table["interval_id"].isin(shown)].reset_index(drop=True)


def findings_table(findings: Iterable[Finding], zone: ZoneInfo | None) -> pd.DataFrame:
    """Build `FINDINGS` from findings, in their order."""
    records = [
        (
            finding.id,
            finding.rule.id,
            str(finding.severity),
            finding.date,
            finding.clinic,
            ", ".join(finding.disciplines),
            ", ".join(finding.patients),
            ", ".join(finding.providers),
            finding.start,
            finding.end,
            finding.seconds,
            finding.units_at_risk,
            finding.message,
            finding.remedy,
            finding.source,
            finding.cause,
        )
        for finding in findings
    ]
    return contracts.from_records(contracts.FINDINGS, records, zone)


def finding_people_table(record: Record, findings: Iterable[Finding]) -> pd.DataFrame:
    """Build `FINDING_PEOPLE`: everybody a finding is about, once for each discipline of its rows."""
    rows, entries = record.whole.rows, []
    for finding in findings:
        shown = [record.whole.index[interval] for interval in finding.intervals]
        named = [("patient", person, rows.patient) for person in finding.patients]
        named += [("provider", person, rows.provider) for person in finding.providers]
        for kind, person, column in named:
            own = sorted({rows.discipline[row] for row in shown if column[row] == person and rows.discipline[row]})
            entries += [(finding.id, finding.date, kind, person, of, finding.clinic) for of in own or [""]]
    return contracts.from_records(contracts.FINDING_PEOPLE, entries)


def finding_intervals_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """Build `FINDING_INTERVALS`: the source rows that show findings."""
    records = [(finding.id, interval) for finding in findings for interval in finding.intervals]
    return contracts.from_records(contracts.FINDING_INTERVALS, records)


def visit_record(account: VisitAccount, fees: Mapping[str, Decimal]) -> dict[str, Any]:
    """Build the `VISITS` record of a visit, its exposure valued at the clinic's own fees."""
    seconds, (date, patient, discipline) = account.seconds, account.key
    timed = account.units[account.contest].timed_minutes if account.units else _timed_minutes(account)
    return {
        "date": date,
        "patient": patient,
        "discipline": discipline,
        "clinic": account.clinic,
        "payer": account.payer,
        "evidence": account.evidence,
        "start": seconds.start,
        "end": seconds.end,
        **{f"{state}_seconds": seconds.states[state] for state in State},
        "timed_minutes": timed,
        "treatment_minutes": seconds.treatment // 60,
        "timed_units": account.timed_units,
        "uncoded_minutes": seconds.uncoded // 60,
        "unearned_minutes": seconds.unearned // 60,
        "exposure_cents": exposure_cents(account, fees),
    }


def _timed_minutes(account: VisitAccount) -> int:
    """Sum the whole minutes of the pooled codes where no policy counts them."""
    codes = code_table()
    counted = account.seconds.codes.items()
    return sum(found.by_rule[account.contest] // 60 for code, found in counted if codes[code].pool == "cms15")


def code_records(account: VisitAccount) -> list[dict[str, Any]]:
    """List the `CODES` records of a visit: every code on its rows, or one without a code for a booking."""
    date, patient, discipline = account.key
    visit = {"date": date, "patient": patient, "discipline": discipline, "evidence": account.evidence}
    if account.is_scheduled:
        return [visit | _booked_record(account)]
    return [visit | _code_record(account, code) for code in account.named]


def _booked_record(account: VisitAccount) -> dict[str, Any]:
    seconds = account.seconds.one_on_one
    return {
        "code": "",
        "timed": True,
        "seconds": seconds[account.contest],
        "minutes": seconds[account.contest] // 60,
        **{f"minutes_{rule}": seconds[rule] // 60 for rule in ContestRule},
        "assistant_minutes": 0,
        "assistant_seconds": 0,
        "units": account.booked_units(account.contest),
        "units_exclusive": account.booked_units(ContestRule.EXCLUSIVE),
        "units_nested": account.booked_units(ContestRule.NESTED),
        "units_documented": account.booked_units(ContestRule.DOCUMENTED),
        "billed_units": None,
        "billed_as": "",
    }


def _code_record(account: VisitAccount, code: str) -> dict[str, Any]:
    counted = account.seconds.codes.get(code)
    by_rule = counted.by_rule if counted else dict.fromkeys(ContestRule, 0)
    seconds = by_rule[account.contest]
    assistant = counted.assistant if counted else 0
    known = code_table().get(code)

    def units(rule: ContestRule) -> int | None:
        return account.units[rule].units.get(code, 0) if account.units else None

    return {
        "code": code,
        "timed": bool(known and known.timed),
        "seconds": seconds,
        "minutes": seconds // 60,
        **{f"minutes_{rule}": by_rule[rule] // 60 for rule in ContestRule},
        "assistant_minutes": seconds // 60 - (seconds - assistant) // 60,
        "assistant_seconds": assistant,
        "units": units(account.contest),
        "units_exclusive": units(ContestRule.EXCLUSIVE),
        "units_nested": units(ContestRule.NESTED),
        "units_documented": units(ContestRule.DOCUMENTED),
        "billed_units": account.billed.get(code),
        "billed_as": account.units[account.contest].billed_as.get(code, "") if account.units else "",
    }
