"""What becomes of every row of a small file: the contract of a mapping read out row by row, slowly.

Nothing of the product is used here. It knows a part of what a mapping can say, and every column and cell as text; rows
that are starts and completions are read by `tests.oracle_transitions`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

SUSPECTED = {"na", "n/a", "null", "none", "nan", "nil", "-", "--", ".", "?", "nobody", "unassigned", "<na>"}
STATUS = {"": "kept", "kept": "kept", "cancelled": "cancelled", "no_show": "no_show"}
SECONDS = {"minutes": 60, "hours": 3600}
OF_STATUS = ("cancelled", "no_show")

Row = Mapping[str, str]


@dataclass
class Read:
    """What became of every row, by its number.

    Parameters
    ----------
    spans
        Interval id -> (start, end, patient, provider).
    left_out
        Row -> why.
    faults
        Rows that are faults.
    """

    spans: dict[str, tuple[datetime, datetime, str, str]] = field(default_factory=dict)
    left_out: dict[int, str] = field(default_factory=dict)
    faults: set[int] = field(default_factory=set)


class WrongError(Exception):
    """Something of a row cannot be read."""


def read_out(name: str, header: Sequence[str], records: Sequence[Sequence[str]], mapping: Mapping[str, Any]) -> Read:
    """Say what becomes of every record; the first is row 2."""
    found = Read()
    rows: dict[int, Row] = {}
    for number, record in enumerate(records, start=2):
        if any(cell.strip() for cell in record):
            rows[number] = dict(zip(header, record, strict=True))
    _no_data(rows, header, mapping, found)
    no_data = found.left_out.keys() | found.faults
    cells = dict(_understood(rows, no_data, mapping))
    _versions(cells, mapping, found)
    for number, row in cells.items():
        if number in found.left_out:
            continue
        why = _reason(row, mapping)
        if why:
            found.left_out[number] = why
            found.faults.discard(number)
    for number, row in cells.items():
        if number not in found.left_out:
            _row(name, number, row, mapping, found)
    return found


def _no_data(rows: Mapping[int, Row], header: Sequence[str], mapping: Mapping[str, Any], found: Read) -> None:
    stated, start = mapping.get("file", {}).get("leave_out", []), _start_column(mapping)
    for number, row in rows.items():
        looks = ""
        if all(not cell.strip() or cell.strip().lower() == name.lower() for name, cell in row.items()):
            looks = "repeated header"
        elif not _is_clock(row[start]) and any(cell.strip().lower().startswith("total") for cell in row.values()):
            looks = "totals"
        if looks in stated:
            found.left_out[number] = looks
        elif looks:
            found.faults.add(number)


def _start_column(mapping: Mapping[str, Any]) -> str:
    start = mapping["columns"]["start"]
    return str(start["range"]) if "range" in start else "From"


def _is_clock(text: str) -> bool:
    return ":" in text or "-" in text.strip("-")


def _understood(rows: Mapping[int, Row], no_data: set[int], mapping: Mapping[str, Any]) -> Iterator[tuple[int, Row]]:
    blank = {word.lower() for word in mapping.get("blank", {}).get("words", [])}
    filled = mapping.get("file", {}).get("fill_down", [])
    above = dict.fromkeys(filled, "")
    for number, row in rows.items():
        own = dict(row)
        if number not in no_data:
            for name in filled:
                above[name] = own[name] = own[name] if own[name].strip() else above[name]
        for name, cell in own.items():
            text = cell.strip()
            text = text[1:] if text.startswith("'") else text
            text = text[2:-1] if text.startswith('="') and text.endswith('"') else text
            own[name] = "" if text.lower() in blank else text
        yield number, own


def _versions(cells: Mapping[int, Row], mapping: Mapping[str, Any], found: Read) -> None:
    rule = mapping.get("latest")
    if not rule:
        return
    groups: dict[tuple[str, ...], list[int]] = {}
    for number, row in cells.items():
        if number in found.left_out or number in found.faults:
            continue
        key = tuple(row[name] for name in rule["key"])
        if not all(key):
            found.faults.add(number)
        else:
            groups.setdefault(key, []).append(number)
    for group in groups.values():
        if len(group) < 2:
            continue
        moments = {number: cells[number][rule["by"]] for number in group}
        if not all(text.isdigit() for text in moments.values()):
            found.faults.update(group)
            continue
        last = max(int(text) for text in moments.values())
        latest = [number for number in group if int(moments[number]) == last]
        if len(latest) > 1:
            found.faults.update(latest)
        found.left_out.update({number: "superseded" for number in group if number not in latest})


def _reason(row: Row, mapping: Mapping[str, Any]) -> str:
    for rule in mapping.get("leave_out", []):
        if all(_meets(row[each["column"]], each) for each in rule.get("all", [rule])):
            return str(rule["why"])
    return ""


def _meets(cell: str, condition: Mapping[str, Any]) -> bool:
    listed = cell.lower() in {value.lower() for value in condition.get("values", [])}
    return {"filled": bool(cell), "empty": not cell, "is": listed, "is not": not listed}[condition["when"]]


def _row(name: str, number: int, row: Row, mapping: Mapping[str, Any], found: Read) -> None:
    spans = mapping.get("spans", [{}])
    made: dict[str, tuple[datetime, datetime, str, str]] = {}
    out: list[str] = []
    wrong, present = number in found.faults, 0
    for place, span in enumerate(spans):
        columns = {**mapping["columns"], **{ours: value for ours, value in span.items() if ours in _OURS}}
        if span.get("optional") and _is_absent(row, place, spans, mapping):
            continue
        present += 1
        status = _word("status", row, columns, mapping, span)
        if STATUS.get(status.lower()) in OF_STATUS:
            out.append(STATUS[status.lower()])
            continue
        try:
            if status.lower() not in STATUS:
                raise WrongError
            called = f"{name}:{number}#{place + 1}" if "spans" in mapping else f"{name}:{number}"
            made[called] = _span(row, columns, mapping, span)
        except WrongError:
            wrong = True
    if present and len(out) == present:
        found.faults.discard(number)
        found.left_out[number] = out[0]
    elif wrong:
        found.faults.add(number)
    elif not present:
        found.left_out[number] = "no span"
    else:
        found.spans.update(made)


_OURS = ("start", "end", "patient", "provider", "status", "role", "date")


def _is_absent(row: Row, place: int, spans: Sequence[Mapping[str, Any]], mapping: Mapping[str, Any]) -> bool:
    used = [
        {name for ours in ("start", "end") for name in _names({**mapping["columns"], **span}[ours])} for span in spans
    ]
    others = {name for other, names in enumerate(used) if other != place for name in names}
    own = used[place] - others
    return bool(own) and not any(row[name] for name in own)


def _names(pick: Any) -> list[str]:
    if isinstance(pick, str):
        return [pick] if pick else []
    if isinstance(pick, list):
        return pick
    keys = ("column", "range", "date", "time", "length")
    return [value for key, value in pick.items() if key in keys and isinstance(value, str)]


def _word(ours: str, row: Row, columns: Mapping[str, Any], mapping: Mapping[str, Any], span: Mapping[str, Any]) -> str:
    """Return the text of a column: picked, joined, in the spelling stated, with its default."""
    pick = columns.get(ours, [])
    text = " ".join(filter(None, (row[name] for name in _names(pick))))
    if isinstance(pick, dict) and text:
        text = _cut(text, pick)
    closed = ours in ("status", "role")
    for theirs, own in mapping.get("values", {}).get(ours, {}).items():
        if text and (text.lower() == theirs.lower() if closed else text == theirs):
            return str(own)
    default = {**mapping.get("defaults", {}), **span.get("defaults", {})}.get(ours, "")
    return text or str(default)


def _cut(text: str, pick: Mapping[str, Any]) -> str:
    """Take a part of a cell, and put a prefix before it."""
    if "pattern" in pick:
        found = re.search(pick["pattern"], text)
        if found is None or found[pick["part"]] is None:
            raise WrongError
        text = found[pick["part"]].strip()
    return str(pick.get("prefix", "")) + text if text else ""


def _is_suspected(person: str) -> bool:
    return person.removeprefix("W-").lower() in SUSPECTED


def _span(
    row: Row, columns: Mapping[str, Any], mapping: Mapping[str, Any], span: Mapping[str, Any]
) -> tuple[datetime, datetime, str, str]:
    patient = _word("patient", row, columns, mapping, span)
    provider = _word("provider", row, columns, mapping, span)
    ids = mapping.get("blank", {}).get("words") == []
    if not patient or (not ids and (_is_suspected(patient) or _is_suspected(provider))):
        raise WrongError
    if provider and not _word("role", row, columns, mapping, span):
        raise WrongError
    start = _clock(row, columns["start"])
    if isinstance(columns["end"], dict) and "after" in columns["end"]:
        end = start + timedelta(seconds=_length(row, columns["end"]))
    else:
        end = _clock(row, columns["end"], start)
        alone = isinstance(columns["end"], str) or "range" in columns["end"]
        if alone and end < start and mapping.get("format", {}).get("past_midnight"):
            end += timedelta(days=1)
    if not start < end <= start + timedelta(days=1):
        raise WrongError
    return start, end, patient, provider


def _clock(row: Row, pick: Any, start: datetime | None = None) -> datetime:
    parts = [row[name] for name in _names(pick)]
    if not all(parts):
        raise WrongError
    if isinstance(pick, dict) and "range" in pick:
        sides = re.fullmatch(r"(\d\d:\d\d)(?:-| to |–)(\d\d:\d\d)", parts[0])
        if not sides or not row["Day"]:
            raise WrongError
        parts = [row["Day"], sides[2] if start is not None else sides[1]]
    try:
        if len(parts) == 1 and start is not None and len(parts[0]) == 5:
            return datetime.fromisoformat(f"{start.date()} {parts[0]}")
        return datetime.strptime(" ".join(parts), "%Y-%m-%d %H:%M")  # noqa: DTZ007 (wall clocks)
    except ValueError:
        raise WrongError from None


def _length(row: Row, pick: Mapping[str, Any]) -> int:
    text = row[pick["length"]] if isinstance(pick["length"], str) else str(pick["length"])
    try:
        seconds = float(text.replace(",", ".")) * SECONDS[pick["unit"]]
    except ValueError:
        raise WrongError from None
    if seconds <= 0 or seconds != int(seconds):
        raise WrongError
    return int(seconds)
