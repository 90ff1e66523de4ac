"""Every row of a file is the source of a span, left out for a reason, or a fault: as a slow reading has it, too."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.oracle_reading import Read, read_out
from timeline.schedules import Schedule, read_mapping, read_schedule
from timeline.sheets import MemoryFile

HEADER = ("Client", "Staff", "Job", "Day", "From", "Until", "Mins", "State", "Flag", "Version", "Span")
CELLS = {
    "Client": ["P1", "P2", "NA", "", "Total", "-", "'P1", '="P2"', " P1 "],
    "Staff": ["S1", "S2", "", "n/a", "Nobody", "unassigned"],
    "Job": ["PT", "pta", "", "Aide"],
    "Day": ["2026-03-02", "2026-03-03", "", "NA"],
    "From": ["09:00", "9:75", "10:15", "", "NA"],
    "Until": ["09:45", "11:00", "", "08:00"],
    "Mins": ["30", "0", "", "0,5", "-5", "45.0"],
    "State": ["", "kept", "Cancelled", "Done", "odd", "no_show"],
    "Flag": ["", "x", "NA", "Y"],
    "Version": ["1", "2", "10", "", "x"],
    "Span": ["09:00-09:45", "10:15 to 11:00", "23:30–00:15", "09:75-10:00", "", "NA", "noon"],
}
_START = {"date": "Day", "time": "From"}
_RANGE = {"range": "Span"}
_CUT = {"column": "Client", "pattern": r"^([A-Z]+)(\d*)$"}
_PATIENTS = ["Client", {"column": "Client", "prefix": "W-"}, _CUT | {"part": 1}, _CUT | {"part": 2, "prefix": "W-"}]
_AFTER = {"after": "start", "length": "Mins", "unit": "minutes"}


def toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value)


@st.composite
def records(draw: st.DrawFn) -> list[list[str]]:
    kept = st.tuples(*(st.sampled_from(CELLS[name][:2]) for name in HEADER))
    odd = st.tuples(*(st.sampled_from(CELLS[name]) for name in HEADER))
    special = st.sampled_from([HEADER, ("",) * len(HEADER), ("Total", *[""] * 10), ("", "", "", "", "From", *[""] * 6)])
    return [list(record) for record in draw(st.lists(st.one_of(kept, kept, odd, special), max_size=7))]


def conditions() -> st.SearchStrategy[dict[str, Any]]:
    column = st.sampled_from(["Flag", "State", "Client", "Staff"])
    plain = st.builds(lambda name, when: {"column": name, "when": when}, column, st.sampled_from(["filled", "empty"]))
    words = st.lists(st.sampled_from(["x", "na", "CANCELLED", "done", "p1", ""]), min_size=1, max_size=2)
    listed = st.builds(
        lambda name, when, values: {"column": name, "when": when, "values": [value or "y" for value in values]},
        column,
        st.sampled_from(["is", "is not"]),
        words,
    )
    return st.one_of(plain, listed, listed)


def _parts(ends: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    """Return what a mapping may state besides its columns."""
    return {
        "file": st.fixed_dictionaries(
            {},
            optional={
                "leave_out": st.sampled_from([["totals"], ["repeated header"], ["repeated header", "totals"]]),
                "fill_down": st.sampled_from([["Staff"], ["Client", "Job"], ["State"]]),
            },
        ),
        "format": st.fixed_dictionaries(
            {},
            optional={
                "past_midnight": st.just("next day"),
                "date": st.just("%Y-%m-%d"),
                "time": st.just("%H:%M"),
                "datetime": st.just("%Y-%m-%d %H:%M"),
            },
        ),
        "blank": st.sampled_from([{"words": ["NA"]}, {"words": ["NA", "n/a", "-"]}, {"words": []}]),
        "values": st.fixed_dictionaries(
            {},
            optional={
                "provider": st.just({"Nobody": ""}),
                "patient": st.just({"P2": "P1"}),
                "status": st.just({"Done": "kept", "odd": "cancelled"}),
                "role": st.sampled_from([{"Aide": "PTA"}, {"Aide": ""}]),
            },
        ),
        "defaults": st.fixed_dictionaries(
            {}, optional={"role": st.just("PT"), "provider": st.just("S9"), "status": st.just("kept")}
        ),
        "latest": st.sampled_from(
            [{"key": ["Client"], "by": "Version"}, {"key": ["Client", "Staff"], "by": "Version"}]
        ),
        "leave_out": st.lists(
            st.one_of(
                st.builds(
                    lambda one, why: {**one, "why": why}, conditions(), st.sampled_from(["cancelled", "not ours"])
                ),
                st.builds(
                    lambda all_, why: {"all": all_, "why": why}, st.lists(conditions(), min_size=1), st.just("both")
                ),
            ),
            min_size=1,
            max_size=2,
        ),
        "spans": st.lists(
            st.fixed_dictionaries(
                {},
                optional={
                    "kind": st.sampled_from(["service", "appointment"]),
                    "end": ends,
                    "optional": st.booleans(),
                    "defaults": st.sampled_from([{"role": "PTA"}, {"provider": "S8"}]),
                    "status": st.sampled_from(["State", ""]),
                },
            ),
            min_size=1,
            max_size=3,
        ),
    }


@st.composite
def mappings(draw: st.DrawFn) -> dict[str, Any]:
    ends = st.sampled_from([_AFTER, {"date": "Day", "time": "Until"}, ["Day", "Until"], "Until"])
    ranged = draw(st.booleans())
    start = _RANGE if ranged else draw(st.sampled_from([_START, ["Day", "From"]]))
    if ranged:
        ends = st.sampled_from([_RANGE, _AFTER])
    found: dict[str, Any] = {
        "columns": {
            **({"date": "Day"} if ranged else {}),
            "start": start,
            "end": draw(ends),
            "patient": draw(st.sampled_from(_PATIENTS)),
            "provider": draw(st.sampled_from(["Staff", ""])),
            "role": "Job",
            "status": draw(st.sampled_from(["State", ""])),
        }
    }
    found["columns"] = {ours: pick for ours, pick in found["columns"].items() if pick != "" or ours != "patient"}
    for name, strategy in _parts(ends).items():
        if draw(st.integers(0, 2)) == 0:
            found[name] = draw(strategy)
    return found


def as_read(records: list[list[str]], mapping: dict[str, Any]) -> Schedule:
    written = io.StringIO(newline="")
    csv.writer(written).writerows([HEADER, *records])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "map.toml"
        path.write_text("\n".join(f"{key} = {toml(value)}" for key, value in mapping.items()), encoding="utf-8")
        return read_schedule(
            MemoryFile("day.csv", written.getvalue().encode()), mapping=read_mapping(path), on_fault="skip"
        )


def outcome(schedule: Schedule) -> Read:
    table = schedule.intervals
    faulty = {int(row) for row in schedule.faults["row"]}
    left_out: dict[int, str] = {}
    skipped: set[int] = set()
    for called, why in schedule.skipped.itertuples(index=False):
        row = int(called.removeprefix("day.csv:").partition("#")[0])
        skipped.add(row)
        if row not in faulty:
            left_out[row] = why
    assert faulty <= skipped
    columns = (table["start"].dt.to_pydatetime(), table["end"].dt.to_pydatetime(), table["patient"], table["provider"])
    spans = dict(zip(table["interval_id"], zip(*columns, strict=True), strict=True))
    sources = {int(called.removeprefix("day.csv:").partition("#")[0]) for called in spans}
    return Read(spans, {row: why for row, why in left_out.items() if row not in sources}, faulty)


@given(records(), mappings())
def test_every_row_becomes_what_a_slow_reading_says(records: list[list[str]], mapping: dict[str, Any]) -> None:
    found, expected = outcome(as_read(records, mapping)), read_out("day.csv", HEADER, records, mapping)
    assert found.faults == expected.faults
    assert found.left_out == expected.left_out
    assert found.spans == expected.spans


@given(records(), mappings())
def test_every_row_is_a_source_or_left_out_or_a_fault_and_never_two_of_them(
    records: list[list[str]], mapping: dict[str, Any]
) -> None:
    found = outcome(as_read(records, mapping))
    sources = {int(called.partition("#")[0].rpartition(":")[2]) for called in found.spans}
    rows = [number for number, record in enumerate(records, start=2) if any(cell.strip() for cell in record)]
    assert sorted([*sources, *found.left_out, *found.faults]) == rows
