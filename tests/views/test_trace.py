from __future__ import annotations

import json
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.schedules_of import analysed
from timeline import Analysis, report
from timeline.errors import WrongTypeError
from timeline.result import narrow
from timeline.views.trace import trace_json

DAY = (
    "9:00-9:40 P1 PT1 97110",
    "9:10-9:20 P2 PT1 97140",
    "9:30-10:00 P2 PT1 97112 patient_name=Somebody note=Secret",
    "9:20-9:50 P1 OT1 97535",
    "9:05-9:35 P3 PT1 appointment",
    "8:00-12:00 PT1 shift",
)


@pytest.fixture(scope="module")
def day() -> Analysis:
    return analysed(*DAY)


def events(result: Analysis) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(trace_json(result))["traceEvents"]
    return found


def complete(result: Analysis, category: str) -> Counter[tuple[Any, ...]]:
    return Counter(
        (each["ts"], each["dur"], each["name"])
        for each in events(result)
        if each["ph"] == "X" and each["cat"] == category
    )


def test_every_event_has_the_fields_of_the_format(day: Analysis) -> None:
    whole = {"ph", "name", "pid", "tid", "ts", "args"}
    for each in events(day):
        assert set(each) == (whole if each["ph"] == "M" else whole | {"cat", "dur"})
        assert each["ph"] in ("M", "X")
        assert all(isinstance(each[name], int) and each[name] >= 0 for name in ("pid", "tid", "ts"))
        assert each["ph"] == "M" or (isinstance(each["dur"], int) and each["dur"] > 0)


def test_every_process_and_thread_is_named_once(day: Analysis) -> None:
    named = Counter((each["name"], each["pid"], each["tid"]) for each in events(day) if each["ph"] == "M")
    assert set(named.values()) == {1}
    for each in events(day):
        if each["ph"] == "X":
            assert ("thread_name", each["pid"], each["tid"]) in named
            assert ("process_name", each["pid"], 0) in named


def test_people_are_processes_providers_first(day: Analysis) -> None:
    names = [each["args"]["name"] for each in events(day) if each["name"] == "process_name"]
    assert names == ["provider OT1", "provider PT1", "patient P1", "patient P2", "patient P3"]


def test_spans_of_one_thread_never_overlap(day: Analysis) -> None:
    threads: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for each in events(day):
        if each["ph"] == "X":
            threads[each["pid"], each["tid"]].append((each["ts"], each["ts"] + each["dur"]))
    for spans in threads.values():
        assert spans == sorted(spans)
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_times_are_those_of_the_tables(day: Analysis) -> None:
    for category, table, name in (("attendance", day.attendance, "state"), ("engagement", day.engagements, "doing")):
        wanted = Counter(
            (int(row["start_second"]) * 1_000_000, int(row["seconds"]) * 1_000_000, row[name])
            for row in table.to_dict("records")
        )
        assert complete(day, category) == wanted


def test_every_row_stands_with_its_provider_and_its_patient(day: Analysis) -> None:
    told = [each["args"]["interval_id"] for each in events(day) if each["ph"] == "X" and each["cat"] == "service"]
    assert Counter(told) == dict.fromkeys(("r1", "r2", "r3", "r4"), 2)


def test_minutes_and_clocks_are_told(day: Analysis) -> None:
    (shift,) = (each for each in events(day) if each.get("cat") == "shift")
    assert shift["args"]["minutes"] == 240
    assert (shift["args"]["start"], shift["args"]["end"]) == ("2026-03-02T08:00:00", "2026-03-02T12:00:00")


def test_no_name_and_no_note_is_in_it(day: Analysis) -> None:
    assert "Somebody" not in trace_json(day)
    assert "Secret" not in trace_json(day)


def test_a_part_shows_only_its_people(day: Analysis) -> None:
    names = {each["args"]["name"] for each in events(narrow(day, provider="OT1")) if each["name"] == "process_name"}
    assert "patient P2" not in names
    assert "provider OT1" in names


def test_a_report_may_be_a_trace_with_pseudonyms(day: Analysis, tmp_path: Path) -> None:
    report(day, tmp_path / "day.trace.json")
    assert (tmp_path / "day.trace.json").read_text(encoding="utf-8") == trace_json(day) + "\n"
    report(day, tmp_path / "other.trace.json", pseudonyms=tmp_path / "key.csv")
    assert '"provider PT1"' not in (tmp_path / "other.trace.json").read_text(encoding="utf-8")


def test_a_schedule_is_no_analysis(day: Analysis) -> None:
    with pytest.raises(WrongTypeError):
        trace_json(day.schedule)  # type: ignore[arg-type]
