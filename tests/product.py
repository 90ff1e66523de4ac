"""The product seen through the oracle's eyes: rows of the oracle in, the oracle's result shape out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pandas as pd

from timeline import tables
from timeline.attendance import attend, visit_seconds
from timeline.attendance.accounts import provider_accounts
from timeline.codes import Code
from timeline.vocabulary import ContestRule

DAY = 86_400
DEFAULTS = {"activity": "intervention", "kind": "service", "status": "kept", "clinic": "clinic"}


def intervals(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Build INTERVALS from the oracle's rows; cancelled rows never get that far."""
    records = []
    for row in rows:
        if row["status"] in ("cancelled", "no_show"):
            continue
        record = dict.fromkeys(tables.INTERVALS.names, "") | {"billed_units": None}
        record |= {name: row[name] or DEFAULTS.get(name, "") for name in record if name in row and name not in ("start", "end")}
        record |= {"interval_id": row["id"], "date": text_date(row["start"] // DAY), "start": row["start"], "end": row["end"]}
        records.append(record | {"start_second": row["start"], "end_second": row["end"]})
    return tables.conform(tables.INTERVALS, records)


def text_date(day: int) -> str:
    return datetime.fromtimestamp(day * DAY, UTC).strftime("%Y-%m-%d")


def day_number(date: str) -> int:
    return int(datetime.fromisoformat(date + "T00:00+00:00").timestamp()) // DAY


def code_table(codes: Mapping[str, tuple[str, str]]) -> Mapping[str, Code]:
    return {code: SimpleNamespace(mode=mode, pool=pool) for code, (mode, pool) in codes.items()}  # type: ignore[misc]


def analyze(rows: Sequence[Mapping[str, Any]], codes: Mapping[str, tuple[str, str]], *, contest: str = "nested") -> dict[str, Any]:
    """Give what `tests.oracle.analyze` gives, from the product."""
    found = attend(intervals(rows), contest=ContestRule(contest), codes=code_table(codes))
    return {
        "visits": _visits(rows, found, contest),
        "interruptions": _breaks(found.interruptions),
        "displacements": _breaks(found.displacements),
        "providers": _providers(found),
        "not_seen": sorted(found.not_seen["interval_id"].tolist()),
    }


def _visits(rows: Sequence[Mapping[str, Any]], found: Any, contest: str) -> dict[Any, Any]:
    visits = {}
    for (date, patient, discipline), visit in visit_seconds(found.attendance, found.code_spans, ContestRule(contest)).items():
        named = {
            found.rows.code[i]
            for i in range(len(found.rows))
            if (found.rows.date[i], found.rows.patient[i], found.rows.discipline[i]) == (date, patient, discipline)
            and found.rows.evidence[i] and found.rows.code[i]
        }
        own = found.attendance.query("date == @date and patient == @patient and discipline == @discipline")
        visits[day_number(date), patient, discipline] = {
            "evidence": visit.evidence,
            "states": {str(state): seconds for state, seconds in visit.states.items()},
            "codes": {code: _code(visit.codes.get(code)) for code in named},
            "uncoded": visit.uncoded,
            "unearned": visit.unearned,
            "treatment": visit.treatment,
            "credited": {
                str(rule): int(own.loc[own[f"state_{rule}"].isin(["one_on_one", "group"]), "seconds"].sum())
                for rule in ContestRule
            },
        }
    return visits


def _code(seconds: Any) -> dict[str, Any]:
    if seconds is None:
        return {"exclusive": 0, "nested": 0, "documented": 0, "assistant": 0, "activities": {}}
    by_rule = {str(rule): value for rule, value in seconds.by_rule.items()}
    return by_rule | {"assistant": seconds.assistant, "activities": seconds.by_activity}


def _breaks(frame: pd.DataFrame) -> list[Any]:
    return sorted(
        (row.interval_id, row.start_second, row.start_second + row.seconds, row.by or None, row.reason)
        for row in frame.itertuples()
    )


def _providers(found: Any) -> dict[Any, Any]:
    accounts = {}
    for row in provider_accounts(found.engagements, found.rows).to_dict("records"):
        key = (day_number(row["date"]), row["evidence"], row["provider"])
        names = ("one_on_one", "group", "contested", "busy", "idle", "outside_shift")
        accounts[key] = {"presence": row["presence"]} | {name: row[f"{name}_seconds"] for name in names}
    return accounts
