"""Days written in a few words, and their facts read back in minutes.

A line is a span and words in any order: `"9:00-9:30 P1 PT1 97110"`. Each word says what it is:

- `P1` a patient; `PT1`, `PTA2`, `AIDE1` a provider whose role is the letters; `X1:OTA` a provider and its role;
- `97110`, `G0283`, `99999X` a code; an activity, mode, kind or status by its name;
- `clinic=annex`, `group=G1`, `payer=…`, `discipline=OT`, `id=…` any other column; `next` puts the row on the next date.

Rows are called r1, r2, … in the order of the lines, on Monday 2026-03-02.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from timeline import contracts
from timeline.attendance import Attendance, VisitSeconds, attend
from timeline.attendance.accounts import provider_accounts
from timeline.attendance.minutes import seconds_of_visits
from timeline.attendance.visit_rows import VisitKey, rows_of_visits
from timeline.clock import to_seconds
from timeline.vocabulary import Activity, ContestRule, Kind, Mode, Role, State, Status

DATE = "2026-03-02"
DEFAULTS = {"activity": "intervention", "kind": "service", "status": "kept", "clinic": "clinic"}
_WORDS = {
    str(word): column
    for column, words in {"activity": Activity, "mode": Mode, "kind": Kind, "status": Status}.items()
    for word in words
}
_PROVIDER = re.compile(rf"({'|'.join(Role)})\d+")
_CODE = re.compile(r"\d{5}[A-Z]?|[A-Z]\d{4}")


def row(line: str) -> dict[str, Any]:
    """Read one line into columns of the contract; `start` and `end` are wall clocks."""
    span, *words = line.split()
    columns: dict[str, Any] = {}
    day = datetime.fromisoformat(DATE) + timedelta(days=words.count("next"))
    columns["start"], columns["end"] = (day + _clock(text) for text in span.split("-"))
    for word in words:
        columns |= _meaning(word)
    return columns


def _clock(text: str) -> timedelta:
    hours, minutes, seconds = (int(part) for part in (text + ":0").split(":")[:3])
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _meaning(word: str) -> dict[str, str]:
    if word == "next":
        return {}
    if "=" in word:
        column, _, value = word.partition("=")
        return {"interval_id" if column == "id" else column: value}
    if word in _WORDS:
        return {_WORDS[word]: word}
    if ":" in word or _PROVIDER.fullmatch(word):
        provider, _, role = word.partition(":")
        return {"provider": provider, "role": role or provider.rstrip("0123456789")}
    if _CODE.fullmatch(word):
        return {"code": word}
    if re.fullmatch(r"P\d+", word):
        return {"patient": word}
    raise ValueError(f"no such word: {word}")


def intervals(*lines: str) -> pd.DataFrame:
    """Build `INTERVALS` of the kept rows."""
    records = []
    for number, line in enumerate(lines, start=1):
        record = (
            dict.fromkeys(contracts.INTERVALS.names, "")
            | {"billed_units": None, "quantity": None, "interval_id": f"r{number}"}
            | DEFAULTS
            | row(line)
        )
        record["quantity"] = record["quantity"] and int(record["quantity"])
        record |= {f"{edge}_second": to_seconds(record[edge]) for edge in ("start", "end")}
        if record["status"] == Status.KEPT:
            records.append(record | {"date": record["start"].strftime("%Y-%m-%d")})
    return contracts.conform(contracts.INTERVALS, records)


def frame(*lines: str) -> pd.DataFrame:
    """Build what an analyst would hand to `read_schedule`."""
    return pd.DataFrame(
        [{"interval_id": f"r{number}"} | row(line) for number, line in enumerate(lines, start=1)]
    ).fillna("")


def attended(*lines: str, contest: str = "nested") -> Attendance:
    """Work out who was with whom."""
    return attend(intervals(*lines), contest=ContestRule(contest))


def visits(found: Attendance) -> dict[VisitKey, VisitSeconds]:
    """Give the seconds of every visit."""
    of = rows_of_visits(found.rows)
    seconds = seconds_of_visits(found, of)
    return {key: seconds.at(place, key) for place, key in enumerate(of.keys())}


def visit(found: Attendance, patient: str, discipline: str = "PT", date: str = DATE) -> VisitSeconds:
    """Give the seconds of one visit."""
    return visits(found)[date, patient, discipline]


def disciplines(found: Attendance) -> set[tuple[str, str]]:
    """List the visits as (patient, discipline)."""
    return {(patient, name) for _, patient, name in visits(found)}


def minutes(found: Attendance, patient: str, code: str, discipline: str = "PT") -> tuple[float, ...]:
    """Give minutes of a code under exclusive, nested and documented."""
    counted = visit(found, patient, discipline).codes.get(code)
    return tuple(counted.by_rule[rule] / 60 for rule in ContestRule) if counted else (0, 0, 0)


def states(found: Attendance, patient: str, discipline: str = "PT") -> dict[str, float]:
    """Give the minutes of each state that has any."""
    seconds = visit(found, patient, discipline).states
    return {str(state): seconds[state] / 60 for state in State if seconds[state]}


def broken(table: pd.DataFrame) -> list[tuple[str, str, str, str, str]]:
    """Give interruptions or displacements as (row, start, end, by, reason)."""
    return [(r.interval_id, _shown(r.start), _shown(r.end), r.by, r.reason) for r in table.itertuples()]


def _shown(wall: datetime) -> str:
    return f"{wall.hour}:{wall.minute:02}"


def account(found: Attendance, provider: str, evidence: str = "documented") -> dict[str, Any]:
    """Give a provider's account in minutes: presence, and whatever is not zero."""
    records = provider_accounts(found.numbers("engagements"), found.rows).to_dict("records")
    (one,) = (record for record in records if (record["provider"], record["evidence"]) == (provider, evidence))
    spent = {name.removesuffix("_seconds"): one[name] / 60 for name in one if name.endswith("_seconds") and one[name]}
    return {"presence": one["presence"], **spent}
