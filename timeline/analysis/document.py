"""The JSON document of an analysis: names and keys here are a contract for other programs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

from timeline.analysis.records import code_records, visit_record
from timeline.audit.case import records
from timeline.clock import exact_minutes, to_wall
from timeline.exports import json_text
from timeline.reconcile import lines_text
from timeline.version import __version__
from timeline.vocabulary import Doing, State

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from timeline.analysis.result import Analysis
    from timeline.audit import Finding
    from timeline.reconcile import Compared
    from timeline.units import Line
    from timeline.visits import VisitAccount, VisitKey


def to_json(analysis: Analysis) -> str:
    """Write the document; the same bytes, rules and version give the same text."""
    return json_text(to_dict(analysis))


def to_dict(analysis: Analysis) -> dict[str, Any]:
    """Build the document as plain lists, dicts, text and numbers."""
    interruptions = _interruptions(analysis)
    return {
        "version": __version__,
        "contest": str(analysis.contest),
        "inputs": analysis.schedule.input_list(),
        "skipped": analysis.skipped.to_dict("records"),
        "visits": [_visit(analysis, account, interruptions[key]) for key, account in analysis.accounts.items()],
        "not_seen": analysis.not_seen.to_dict("records"),
        "providers": [_provider(dict(record)) for record in analysis.providers.to_dict("records")],
        "reconciliation": [_compared(item) for item in analysis.compared],
        "findings": [finding_dict(identity, finding, analysis.zone) for identity, finding in analysis.identified],
    }


def _visit(analysis: Analysis, account: VisitAccount, interruptions: list[dict[str, Any]]) -> dict[str, Any]:
    seconds, counted = account.seconds, account.units[account.contest] if account.units else None
    date, patient, discipline = account.key
    record = visit_record(account, analysis.fees)
    copied = ("timed_minutes", "treatment_minutes", "timed_units", "uncoded_minutes", "unearned_minutes")
    return {
        "date": date,
        "patient": patient,
        "discipline": discipline,
        "clinic": account.clinic,
        "payer": account.payer,
        "evidence": account.evidence,
        "minutes": {str(state): exact_minutes(seconds.states[state]) for state in State},
        **{name: record[name] for name in copied},
        "codes": [_code(analysis, account, code) for code in code_records(account)],
        "lines": [_line(analysis, account, line) for line in counted.lines] if counted else [],
        "alternatives": [dict(allocation) for allocation in counted.alternatives] if counted else [],
        "alternative_lines": [[line.to_dict() for line in s] for s in counted.alternative_lines] if counted else [],
        "interruptions": interruptions,
    }


def _line(analysis: Analysis, account: VisitAccount, line: Line) -> dict[str, Any]:
    """Give a line; one with a group code says how many patients shared the session."""
    participants = analysis.participants(account, line.code)
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


def _code(analysis: Analysis, account: VisitAccount, record: dict[str, Any]) -> dict[str, Any]:
    found = account.seconds.codes.get(record["code"])
    activities = found.by_activity if found else {}
    code = {
        "code": record["code"] or None,
        "timed": record["timed"],
        "minutes": record["minutes"],
        "minutes_exclusive": record["minutes_exclusive"],
        "minutes_nested": record["minutes_nested"],
        "minutes_documented": record["minutes_documented"],
        "assistant_minutes": record["assistant_minutes"],
        "minutes_by_activity": {name: activities[name] // 60 for name in sorted(activities)},
        "units": record["units"],
        "units_exclusive": record["units_exclusive"],
        "units_documented": record["units_documented"],
        "billed_units": record["billed_units"],
    }
    participants = analysis.participants(account, record["code"])
    code |= {"billed_as": record["billed_as"]} if record["billed_as"] else {}
    return code | ({} if participants is None else {"participants": participants})


def _interruptions(analysis: Analysis) -> dict[VisitKey, list[dict[str, Any]]]:
    found: dict[VisitKey, list[dict[str, Any]]] = defaultdict(list)
    columns = ("date", "patient", "discipline", "interval_id", "code", "start", "end", "seconds", "by", "reason")
    for date, patient, discipline, interval, code, start, end, seconds, by, reason in records(
        analysis.found.interruptions, columns
    ):
        found[date, patient, discipline].append(
            {
                "interval_id": interval,
                "code": code or None,
                "start": start.isoformat(),
                "end": end.isoformat(),
                "minutes": exact_minutes(seconds),
                "by": by or None,
                "reason": reason,
            }
        )
    return found


def _provider(record: dict[Hashable, Any]) -> dict[str, Any]:
    names = [*(str(doing) for doing in Doing), "outside_shift"]
    return {
        "date": record["date"],
        "provider": record["provider"],
        "role": record["role"],
        "clinic": record["clinic"],
        "presence": record["presence"],
        "evidence": record["evidence"],
        "minutes": {name: exact_minutes(int(record[f"{name}_seconds"])) for name in names},
    }


def finding_dict(identity: str, finding: Finding, zone: ZoneInfo | None) -> dict[str, Any]:
    """Give a finding as the document has it."""
    return {
        "id": identity,
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
    }
