"""The JSON document of an analysis: names and keys here are a contract for other programs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from timeline.analysis.denials import denial_list, worst_by_code
from timeline.analysis.records import code_records, rows_shown, visit_record
from timeline.analysis.totals import totals
from timeline.clock import exact_minutes, to_wall
from timeline.contracts import ROWS, as_text, records
from timeline.exports import json_text, plain_records
from timeline.reconcile import lines_text
from timeline.record import Record
from timeline.version import __version__
from timeline.vocabulary import Doing, State

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from timeline.audit import Finding
    from timeline.reconcile import Compared
    from timeline.units import Line
    from timeline.visits import VisitAccount, VisitKey


def to_json(record: Record, findings: Sequence[Finding]) -> str:
    """Write the document as text; the same bytes, rules and version give the same text."""
    return json_text(to_dict(record, findings))


def to_dict(record: Record, findings: Sequence[Finding], *, rows: bool = False) -> dict[str, Any]:
    """Build the document as plain lists, dicts, text and numbers."""
    interruptions = _interruptions(record)
    payer_does = worst_by_code(denial_list(record, findings)) if record.comparison else {}
    return {
        "version": __version__,
        "contest": str(record.contest),
        "inputs": record.schedule.input_list(),
        "skipped": record.schedule.skipped.to_dict("records"),
        "totals": totals(record),
        "visits": [_visit(record, account, interruptions[key]) for key, account in record.accounts.items()],
        "not_seen": record.attendance.not_seen.to_dict("records"),
        "providers": [_provider(provider) for provider in record.providers.to_dict("records")],
        "reconciliation": [
            _compared(item) | {"payer_does": payer_does.get((item.key, item.code))} for item in record.comparison
        ],
        "findings": [finding_dict(finding, record.zone) for finding in findings],
        **({"rows": _rows(record)} if rows else {}),
    }


def _rows(record: Record) -> list[dict[str, Any]]:
    """List each row as it was read, with the mode, discipline, payer and evidence assigned to it, and why."""
    return plain_records(as_text(ROWS, rows_shown(record)).drop(columns=["start_second", "seconds"]))


def _visit(record: Record, account: VisitAccount, interruptions: list[dict[str, Any]]) -> dict[str, Any]:
    seconds, counted = account.seconds, account.units[account.contest] if account.units else None
    entry = visit_record(account, record.fees)
    whose = ("date", "patient", "discipline", "clinic", "payer", "evidence")
    copied = ("timed_minutes", "treatment_minutes", "timed_units", "uncoded_minutes", "unearned_minutes")
    return {
        **{name: entry[name] for name in whose},
        "minutes": {str(state): exact_minutes(seconds.states[state]) for state in State},
        **{name: entry[name] for name in copied},
        "codes": [_code(record, account, code) for code in code_records(account)],
        "lines": [_line(record, account, line) for line in counted.lines] if counted else [],
        "alternatives": [dict(allocation) for allocation in counted.alternatives] if counted else [],
        "alternative_lines": [[line.to_dict() for line in s] for s in counted.alternative_lines] if counted else [],
        "edits": [edit.to_dict() for edit in counted.edits] if counted else [],
        "conditional": counted.conditional.to_dict() if counted and counted.conditional else None,
        "interruptions": interruptions,
    }


def _line(record: Record, account: VisitAccount, line: Line) -> dict[str, Any]:
    """Return a line as the document shows it; with a group code, also how many patients shared the session."""
    participants = record.participants(account, line.code)
    return line.to_dict() | ({} if participants is None else {"participants": participants})


def _compared(item: Compared) -> dict[str, Any]:
    return {
        "date": item.key[0],
        "patient": item.key[1],
        "discipline": item.key[2] or None,
        "code": item.code,
        "supported_units": item.supported,
        "billed_units": item.billed,
        "supported_lines": lines_text(item.supported_lines),
        "billed_lines": lines_text(item.billed_lines),
        "result": item.result,
    }


def _code(record: Record, account: VisitAccount, entry: dict[str, Any]) -> dict[str, Any]:
    found = account.seconds.codes.get(entry["code"])
    activities = found.by_activity if found else {}
    code = {
        "code": entry["code"] or None,
        "timed": entry["timed"],
        "minutes": entry["minutes"],
        "minutes_exclusive": entry["minutes_exclusive"],
        "minutes_nested": entry["minutes_nested"],
        "minutes_documented": entry["minutes_documented"],
        "assistant_minutes": entry["assistant_minutes"],
        "minutes_by_activity": {name: activities[name] // 60 for name in sorted(activities)},
        "units": entry["units"],
        "units_exclusive": entry["units_exclusive"],
        "units_nested": entry["units_nested"],
        "units_documented": entry["units_documented"],
        "billed_units": entry["billed_units"],
    }
    participants = record.participants(account, entry["code"])
    code |= {"billed_as": entry["billed_as"]} if entry["billed_as"] else {}
    return code | ({} if participants is None else {"participants": participants})


def _interruptions(record: Record) -> dict[VisitKey, list[dict[str, Any]]]:
    found: dict[VisitKey, list[dict[str, Any]]] = defaultdict(list)
    table = record.attendance.interruptions
    columns = ("date", "patient", "discipline", "interval_id", "code", "seconds", "by", "reason")
    # All clocks at once: hundreds of patients of one provider interrupt one another a hundred thousand times.
    clocks = (np.datetime_as_string(table[name].to_numpy(), unit="s").tolist() for name in ("start", "end"))
    for start, end, (date, patient, discipline, interval, code, seconds, by, reason) in zip(
        *clocks, records(table, columns), strict=True
    ):
        found[date, patient, discipline].append(
            {
                "interval_id": interval,
                "code": code or None,
                "start": start,
                "end": end,
                "minutes": exact_minutes(seconds),
                "by": by or None,
                "reason": reason,
            }
        )
    return found


def _provider(account: dict[Hashable, Any]) -> dict[str, Any]:
    names = [*(str(doing) for doing in Doing), "outside_shift"]
    return {
        "date": account["date"],
        "provider": account["provider"],
        "role": account["role"],
        "clinic": account["clinic"],
        "presence": account["presence"],
        "evidence": account["evidence"],
        "minutes": {name: exact_minutes(int(account[f"{name}_seconds"])) for name in names},
    }


def finding_dict(finding: Finding, zone: ZoneInfo | None) -> dict[str, Any]:
    """Return a finding as the document shows it."""
    return {
        "id": finding.id,
        "rule": finding.rule.id,
        "severity": str(finding.severity),
        "date": finding.date,
        "patients": list(finding.patients),
        "providers": list(finding.providers),
        "start": to_wall(finding.start, zone).isoformat(),
        "end": to_wall(finding.end, zone).isoformat(),
        "minutes": exact_minutes(finding.seconds),
        "units_at_risk": finding.units_at_risk,
        "message": finding.message,
        "remedy": finding.remedy,
        "intervals": list(finding.intervals),
        "source": finding.source,
        "clinic": finding.clinic,
        "disciplines": list(finding.disciplines),
        "cause": finding.cause,
    }
