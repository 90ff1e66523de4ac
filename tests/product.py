"""The product seen through the oracle's eyes: rows of the oracle in, the oracle's result shape out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pandas as pd

from tests.days import visits as visits_of
from timeline import contracts
from timeline.attendance import Attendance, attend
from timeline.attendance.accounts import provider_accounts
from timeline.code_table import Code
from timeline.vocabulary import ContestRule

DAY = 86_400
DEFAULTS = {"activity": "intervention", "kind": "service", "status": "kept", "clinic": "clinic"}
#: The tables of an attendance, by name.
TABLES = (
    "attendance",
    "code_spans",
    "engagements",
    "demands",
    "co_attendance",
    "interruptions",
    "displacements",
    "not_seen",
)
#: A Monday on which policies are in force; the oracle counts from a day on which none is.
IN_FORCE = "2026-03-02"


def intervals(rows: Sequence[Mapping[str, Any]], *, first: str = "1970-01-01") -> pd.DataFrame:
    """Build INTERVALS from the oracle's rows, their day 0 on a date; cancelled rows never get that far."""
    records = []
    offset = day_number(first) * DAY
    for row in ({**row, "start": row["start"] + offset, "end": row["end"] + offset} for row in rows):
        if row["status"] in ("cancelled", "no_show"):
            continue
        record = dict.fromkeys(contracts.INTERVALS.names, "") | {"billed_units": None, "quantity": None}
        record |= {
            name: row[name] or DEFAULTS.get(name, record[name])
            for name in record
            if name in row and name not in ("start", "end")
        }
        record |= {
            "interval_id": row["id"],
            "date": text_date(row["start"] // DAY),
            "start": row["start"],
            "end": row["end"],
        }
        records.append(record | {"start_second": row["start"], "end_second": row["end"]})
    return contracts.conform(contracts.INTERVALS, records)


def text_date(day: int) -> str:
    return datetime.fromtimestamp(day * DAY, UTC).strftime("%Y-%m-%d")


def day_number(date: str) -> int:
    return int(datetime.fromisoformat(date + "T00:00+00:00").timestamp()) // DAY


def code_table(codes: Mapping[str, tuple[str, str]]) -> Mapping[str, Code]:
    return {code: SimpleNamespace(mode=mode, pool=pool) for code, (mode, pool) in codes.items()}  # type: ignore[misc]


def analyze(
    rows: Sequence[Mapping[str, Any]], codes: Mapping[str, tuple[str, str]], *, contest: str = "nested"
) -> dict[str, Any]:
    """Give what `tests.oracle.analyze` gives, from the product."""
    found = attend(intervals(rows), contest=ContestRule(contest), codes=code_table(codes))
    return {
        "visits": _visits(found),
        "interruptions": _breaks(found.interruptions),
        "displacements": _breaks(found.displacements),
        "providers": _providers(found),
        "not_seen": sorted(found.not_seen["interval_id"].tolist()),
    }


def _visits(found: Attendance) -> dict[Any, Any]:
    named, credited = _named_codes(found), _credited_seconds(found)
    visits = {}
    for key, visit in visits_of(found).items():
        date, patient, discipline = key
        visits[day_number(date), patient, discipline] = {
            "evidence": visit.evidence,
            "states": {str(state): seconds for state, seconds in visit.states.items()},
            "codes": {code: _code(visit.codes.get(code)) for code in named[key]},
            "uncoded": visit.uncoded,
            "unearned": visit.unearned,
            "treatment": visit.treatment,
            "credited": {str(rule): credited[key, rule] for rule in ContestRule},
        }
    return visits


def _named_codes(found: Attendance) -> dict[Any, set[str]]:
    """Collect every code on a visit's analysed rows."""
    named: dict[Any, set[str]] = defaultdict(set)
    rows = found.rows
    for key, evidence, code in zip(
        zip(rows.date, rows.patient, rows.discipline, strict=True), rows.evidence, rows.code, strict=True
    ):
        if evidence and code:
            named[key].add(code)
    return named


def _credited_seconds(found: Attendance) -> Counter[Any]:
    """Sum one-on-one and group time per visit under each contest rule."""
    seconds: Counter[Any] = Counter()
    for span in found.attendance.to_dict("records"):
        for rule in ContestRule:
            if span[f"state_{rule}"] in ("one_on_one", "group"):
                seconds[(span["date"], span["patient"], span["discipline"]), rule] += span["seconds"]
    return seconds


def _code(seconds: Any) -> dict[str, Any]:
    if seconds is None:
        return {"exclusive": 0, "nested": 0, "documented": 0, "assistant": 0, "activities": {}}
    by_rule = {str(rule): value for rule, value in seconds.by_rule.items()}
    return by_rule | {"assistant": seconds.assistant, "activities": seconds.by_activity}


def _breaks(frame: pd.DataFrame) -> list[Any]:
    return sorted(
        (
            row["interval_id"],
            row["start_second"],
            row["start_second"] + row["seconds"],
            row["by"] or None,
            row["reason"],
        )
        for row in frame.to_dict("records")
    )


def _providers(found: Any) -> dict[Any, Any]:
    accounts = {}
    for row in provider_accounts(found.numbers("engagements"), found.rows).to_dict("records"):
        key = (day_number(row["date"]), row["evidence"], row["provider"])
        names = ("one_on_one", "group", "contested", "busy", "idle", "outside_shift")
        accounts[key] = {"presence": row["presence"]} | {name: row[f"{name}_seconds"] for name in names}
    return accounts
