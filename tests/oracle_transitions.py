"""What becomes of rows that are starts and completions: the contract of a mapping read out, slowly.

Nothing of the product is used here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tests.oracle_reading import SUSPECTED, Read


def read_out_transitions(
    name: str, header: Sequence[str], records: Sequence[Sequence[str]], mapping: Mapping[str, Any]
) -> Read:
    """Say what becomes of every record; the first is row 2."""
    found, rule = Read(), mapping["transitions"]
    rows = {
        number: {name: cell.strip() for name, cell in zip(header, record, strict=True)}
        for number, record in enumerate(records, start=2)
        if any(cell.strip() for cell in record)
    }
    moments: dict[int, datetime] = {}
    for number, row in rows.items():
        word = row[rule["event"]].lower()
        if row["State"].lower() in ("cancelled",) and "leave_out" in mapping:
            found.left_out[number] = "cancelled"
        elif word in rule.get("ignore", []):
            found.left_out[number] = "not a start or a completion"
        elif word not in (*rule["start"], *rule["end"]) or not all(row[key] for key in rule["key"]):
            found.faults.add(number)
        else:
            try:
                moments[number] = datetime.strptime(  # noqa: DTZ007 (wall clocks)
                    " ".join(row[part] for part in rule["moment"]), "%Y-%m-%d %H:%M"
                )
            except ValueError:
                found.faults.add(number)
    keys = {tuple(rows[number][key] for key in rule["key"]) for number in moments}
    for key in keys:
        own = [number for number in moments if tuple(rows[number][each] for each in rule["key"]) == key]
        own.sort(key=lambda number: (moments[number], number))
        waiting = 0  # a start that is not completed yet
        for number in own:
            if rows[number][rule["event"]].lower() in rule["start"]:
                if waiting:  # neither of two starts can be trusted
                    found.faults |= {waiting, number}
                waiting = 0 if waiting else number
            elif not waiting:
                found.faults.add(number)
            else:
                _span(name, waiting, number, rows, moments, found)
                waiting = 0
        found.faults |= {waiting} - {0}
    return found


def _span(
    name: str,
    start: int,
    end: int,
    rows: Mapping[int, Mapping[str, str]],
    moments: Mapping[int, datetime],
    found: Read,
) -> None:
    first, last = rows[start], rows[end]
    people = first["Client"], first["Staff"]
    same = people == (last["Client"], last["Staff"])
    hours = (moments[end] - moments[start]).total_seconds() / 3600
    words = {person.lower() for person in people}
    if not same or not people[0] or words & SUSPECTED or not 0 < hours <= 24 or (people[1] and not first["Job"]):
        found.faults |= {start, end}
    else:
        found.spans[f"{name}:{start}+{end}"] = (moments[start], moments[end], *people)
