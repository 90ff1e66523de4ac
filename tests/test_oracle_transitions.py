"""Rows that are starts and completions are paired as a slow reading pairs them, and none of them is lost."""

from __future__ import annotations

import csv
import io
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.oracle_reading import Read
from tests.oracle_transitions import read_out_transitions
from tests.test_oracle_reading import toml
from timeline.schedules import ColumnMapping, Schedule, read_schedule
from timeline.sheets import MemoryFile
from timeline.toml import parse_toml, understood

HEADER = ("Key", "Client", "Staff", "Job", "Day", "At", "What", "State")
CELLS = {
    "Key": ["1", "1", "2", ""],
    "Client": ["P1", "P1", "P1", "P2", "NA", ""],
    "Staff": ["S1", "S1", "S1", "S2", ""],
    "Job": ["PT", "PT", ""],
    "Day": ["2026-03-02", "2026-03-02", "2026-03-02", "2026-03-04", ""],
    "At": ["09:00", "09:30", "09:45", "10:15", "9:75", ""],
    "What": ["start", "Complete", "start", "complete", "pause", "odd", ""],
    "State": ["", "", "Cancelled"],
}


def mappings() -> st.SearchStrategy[dict[str, Any]]:
    rule = st.fixed_dictionaries(
        {
            "key": st.sampled_from([["Key"], ["Key"], ["Key", "Client"]]),
            "moment": st.just(["Day", "At"]),
            "event": st.just("What"),
            "start": st.just(["start"]),
            "end": st.just(["complete"]),
        },
        optional={"ignore": st.just(["pause"])},
    )
    left_out = [{"column": "State", "when": "is", "values": ["cancelled"], "why": "cancelled"}]
    columns = {"patient": "Client", "provider": "Staff", "role": "Job"}
    return st.fixed_dictionaries(
        {"columns": st.just(columns), "transitions": rule}, optional={"leave_out": st.just(left_out)}
    )


def records() -> st.SearchStrategy[list[list[str]]]:
    usual = st.tuples(*(st.sampled_from(CELLS[name][:2]) for name in HEADER))
    odd = st.tuples(*(st.sampled_from(CELLS[name]) for name in HEADER))
    return st.lists(st.one_of(usual, usual, odd, st.just(("",) * len(HEADER))), max_size=8).map(
        lambda listed: [list(record) for record in listed]
    )


def as_read(records: list[list[str]], mapping: dict[str, Any]) -> Schedule:
    written = io.StringIO(newline="")
    csv.writer(written).writerows([HEADER, *records])
    stated = "\n".join(f"{key} = {toml(value)}" for key, value in mapping.items())
    return read_schedule(
        MemoryFile("day.csv", written.getvalue().encode()),
        mapping=understood(parse_toml("map.toml", stated.encode()), ColumnMapping),
        on_fault="skip",
    )


def outcome(schedule: Schedule) -> Read:
    def rows(called: str) -> list[int]:
        return list(map(int, called.removeprefix("day.csv:").split("+")))

    faulty = {int(row) for row in schedule.faults["row"]}
    skipped = {row: why for called, why in schedule.skipped.itertuples(index=False) for row in rows(called)}
    table = schedule.intervals
    columns = (table["start"].dt.to_pydatetime(), table["end"].dt.to_pydatetime(), table["patient"], table["provider"])
    spans = dict(zip(table["interval_id"], zip(*columns, strict=True), strict=True))
    sources = {row for called in spans for row in rows(called)}
    assert sources.isdisjoint(skipped)
    return Read(spans, {row: why for row, why in skipped.items() if row in skipped.keys() - _faults(skipped)}, faulty)


def _faults(skipped: dict[int, str]) -> set[int]:
    """Rows that are skipped for something else than what a mapping leaves out."""
    return {row for row, why in skipped.items() if why not in ("cancelled", "not a start or a completion")}


@given(records(), mappings())
def test_starts_and_completions_are_paired_as_a_slow_reading_pairs_them(
    records: list[list[str]], mapping: dict[str, Any]
) -> None:
    schedule, expected = as_read(records, mapping), read_out_transitions("day.csv", HEADER, records, mapping)
    found = outcome(schedule)
    skipped = {int(called.rpartition(":")[2]): why for called, why in schedule.skipped.itertuples(index=False)}
    assert found.spans == expected.spans
    assert found.left_out == expected.left_out
    assert _faults(skipped) == expected.faults
