"""Accounts, claims and findings as the records of their tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    return _table(contracts.VISITS, [_visit_cells(visit, record.fees) for visit in record.accounts.values()])


def codes_table(record: Record) -> pd.DataFrame:
    """Build `CODES`."""
    return _table(contracts.CODES, [cells for account in record.accounts.values() for cells in _code_cells(account)])


def _table(contract: contracts.Table, cells: Sequence[Cells]) -> pd.DataFrame:
    """Build a table of records in the order of its columns, whose clocks are wall clocks already."""
    columns: Iterable[Iterable[Any]] = zip(*cells, strict=True) if cells else ((),) * len(contract.columns)
    return contracts.conform(contract, dict(zip(contract.names, columns, strict=True)))


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
    return dict(zip(contracts.VISITS.names, _visit_cells(account, fees), strict=True))


def _visit_cells(account: VisitAccount, fees: Mapping[str, Decimal]) -> Cells:
    seconds = account.seconds
    states = seconds.states
    return (
        *account.key,
        account.clinic,
        account.payer,
        account.evidence,
        seconds.start,
        seconds.end,
        *[states[state] for state in State],
        account.units[account.contest].timed_minutes if account.units else _timed_minutes(account),
        seconds.treatment // 60,
        account.timed_units,
        seconds.uncoded // 60,
        seconds.unearned // 60,
        exposure_cents(account, fees),
    )


def _timed_minutes(account: VisitAccount) -> int:
    """Sum the whole minutes of the pooled codes where no policy counts them."""
    codes = code_table()
    counted = account.seconds.codes.items()
    return sum(found.by_rule[account.contest] // 60 for code, found in counted if codes[code].pool == "cms15")


def code_records(account: VisitAccount) -> list[dict[str, Any]]:
    """List the `CODES` records of a visit: every code on its rows, or one without a code for a booking."""
    return [dict(zip(contracts.CODES.names, cells, strict=True)) for cells in _code_cells(account)]


def _code_cells(account: VisitAccount) -> list[Cells]:
    if account.is_scheduled:
        return [_booked_cells(account)]
    known, codes, units = code_table(), account.seconds.codes, account.units
    visit = (*account.key, account.evidence)
    counted = [units.payable(rule).units for rule in _IN_TABLE] if units is not None else []
    chosen = units[account.contest] if units is not None else None
    found = []
    for code in account.named:
        time = codes.get(code)
        by_rule, assistant = (_NO_SECONDS, 0) if time is None else (time.by_rule, time.assistant)
        seconds = by_rule[account.contest]
        found.append(
            (
                *visit,
                code,
                code in known and known[code].timed,
                seconds,
                seconds // 60,
                *[by_rule[rule] // 60 for rule in _IN_TABLE],
                seconds // 60 - (seconds - assistant) // 60,
                assistant,
                *((None,) * 4 if chosen is None else (chosen.units.get(code, 0), *[of.get(code, 0) for of in counted])),
                account.billed.get(code),
                "" if chosen is None else chosen.billed_as.get(code, ""),
            )
        )
    return found


#: The contest rules in the order of the columns of `CODES`.
_IN_TABLE = (ContestRule.EXCLUSIVE, ContestRule.NESTED, ContestRule.DOCUMENTED)
_NO_SECONDS = dict.fromkeys(ContestRule, 0)


def _booked_cells(account: VisitAccount) -> Cells:
    by_rule = account.seconds.one_on_one
    seconds = by_rule[account.contest]
    return (
        *account.key,
        account.evidence,
        "",
        True,
        seconds,
        seconds // 60,
        *[by_rule[rule] // 60 for rule in _IN_TABLE],
        0,
        0,
        account.booked_units(account.contest),
        *[account.booked_units(rule) for rule in _IN_TABLE],
        None,
        "",
    )
