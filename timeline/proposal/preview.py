"""The first rows of a file as a proposed mapping would have them understood, read by the reader itself."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from timeline.attendance.rows import read_rows
from timeline.code_table import code_table
from timeline.errors import Fault, ScheduleError
from timeline.proposal.draft import Tree
from timeline.schedules import ColumnMapping, MemoryFile, Schedule, read_schedule
from timeline.toml import understood
from timeline.toml.document import Document
from timeline.vocabulary import Kind

#: How many rows are shown, and of how many they are the first.
SHOWN, _READ = 5, 300
COLUMNS = ("row", "start", "end", "kind", "mode", "code", "patient", "provider")
CLAIM_COLUMNS = ("row", "date", "code", "units", "modifiers", "patient", "provider")


#: Longer files are read in part: their first rows, and the first row of each date, which decide its order.
_WHOLE, _DATES = 3_000, 500


@dataclass(frozen=True)
class Preview:
    """Rows as they would be understood, and what the reader still finds wrong in those it looked at.

    Parameters
    ----------
    rows
        The first rows, with people as P1 and S1.
    faults
        What cannot be read in the rows looked at.
    looked_at
        How many rows these are.
    """

    rows: list[dict[str, Any]]
    faults: Sequence[Fault]
    looked_at: int


def mapping_of(tree: Tree) -> ColumnMapping:
    """Read a tree as the mapping file it would be.

    Raises
    ------
    ScheduleError: it is no mapping.
    """
    return understood(Document("the proposed mapping", tree, ""), ColumnMapping)


def schedule_preview(source: MemoryFile, tree: Tree) -> Preview:
    """Read a file with a proposed mapping, as `timeline check` would."""
    try:
        schedule = read_schedule(source, mapping=mapping_of(tree), on_fault="skip")
    except ScheduleError as wrong:
        return Preview([], wrong.fault_list, 0)
    records = schedule.faults.to_dict("records")
    faults = [Fault(**{str(name): value for name, value in record.items()}) for record in records]
    return Preview(_rows(schedule), faults, schedule.inputs[0].rows)


def _rows(schedule: Schedule) -> list[dict[str, Any]]:
    first = schedule.interval_table.head(SHOWN)
    rows = read_rows(first, code_table())
    people: dict[str, dict[str, str]] = {"P": {}, "S": {}}
    shown = []
    for place in range(len(rows)):
        own_time = rows.kind[place] in (Kind.SHIFT, Kind.AWAY)
        shown.append(
            {
                "row": row_of(rows.id[place]),
                "start": f"{first['start'].iloc[place]:%Y-%m-%d %H:%M:%S}",
                "end": f"{first['end'].iloc[place]:%Y-%m-%d %H:%M:%S}",
                "kind": rows.kind[place],
                "mode": "" if own_time else rows.nature[place].mode,
                "code": rows.code[place],
                "patient": pseudonym(people, "P", rows.patient[place]),
                "provider": pseudonym(people, "S", rows.provider[place]),
            }
        )
    return shown


def pseudonym(people: dict[str, dict[str, str]], letter: str, who: str) -> str:
    """Call people P1, P2 and S1, S2 in the order they are met; nobody is an empty text."""
    known = people[letter]
    return known.setdefault(who, f"{letter}{len(known) + 1}") if who else ""


def row_of(interval_id: str) -> int | str:
    """Return the row of the file that an interval begins in.

    >>> row_of("day.csv:9"), row_of("log.csv:4+7"), row_of("visits.csv:3#2")
    (9, 4, 3)
    """
    match = re.search(r":(\d+)(?:[+#]\d+)?$", interval_id)
    return int(match[1]) if match else ""


def sampled(records: Sequence[Sequence[str]], days: Iterable[int], *, first: int = 0) -> list[Sequence[str]]:
    """Blank all rows but the first and those that have a date no row before has, so that row numbers stay.

    Parameters
    ----------
    days
        Positions of columns that hold dates.
    first
        How many rows at the top are kept in any case, besides the first data.
    """
    places = list(days)
    kept: list[Sequence[str]] = list(records[: first + _READ])
    seen: set[str] = set()
    for record in records[first + _READ :]:
        told = {record[place][:10] for place in places if place < len(record)} - seen
        use = bool(told) and len(seen) < _DATES
        seen |= told if use else set()
        kept.append(record if use else ())
    return kept


def is_long(records: Sequence[Sequence[str]]) -> bool:
    """Whether a file is read in part."""
    return len(records) > _WHOLE


def as_csv(name: str, records: Iterable[Sequence[str]], delimiter: str, encoding: str) -> MemoryFile:
    """Write records as the bytes of a CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter or ",").writerows(records)
    return MemoryFile(name, text.getvalue().encode(encoding or "utf-8"))


def preview_table(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    """Return the rows shown as a table."""
    return pd.DataFrame(list(rows), columns=list(columns))
