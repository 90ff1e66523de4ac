from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.errors import ScheduleError, WrongTypeError
from timeline.schedules import ClinicFile, MemoryFile, Schedule, concat, read_clinic, read_schedule
from timeline.schedules.clinic import Travel

HEADER = "start,end,patient,status,interval_id\n"
ROW = "2026-03-02 9:00,9:15,{},,{}\n"
GONE = "2026-03-02 9:00,9:15,P1,cancelled,\n"
BAD = "2026-03-02 9:00,8:15,P1,,\n"


def day(*people: str, own: str = "") -> str:
    return HEADER + "".join(ROW.format(who, own) for who in people)


def assert_same(one: Schedule, two: Schedule) -> None:
    for table in ("interval_table", "skipped_table", "fault_table"):
        pd.testing.assert_frame_equal(getattr(one, table), getattr(two, table))
    assert (one.inputs, one.clinic, one.mapping) == (two.inputs, two.clinic, two.mapping)
    assert one.unused_columns == two.unused_columns


LINES = st.lists(st.sampled_from([ROW.format("P1", ""), ROW.format("P2", ""), GONE, BAD]), max_size=4)


@given(st.lists(LINES, min_size=1, max_size=3), st.booleans())
def test_joining_is_reading_the_files_together(tmp_path_factory: Any, parts: list[list[str]], alike: bool) -> None:
    folder = tmp_path_factory.mktemp("parts")
    paths = [folder / (f"{n}/day.csv" if alike else f"day{n}.csv") for n in range(len(parts))]
    for path, lines in zip(paths, parts, strict=True):
        path.parent.mkdir(exist_ok=True)
        path.write_text(HEADER + "".join(lines), encoding="utf-8")
    joined = concat(read_schedule(path, on_fault="skip") for path in paths)
    assert_same(joined, read_schedule(paths, on_fault="skip"))


@given(st.lists(st.sampled_from(["P1", "P2", "P3"]), min_size=1, max_size=6))
def test_a_schedule_narrowed_to_each_patient_joins_to_itself(people: list[str]) -> None:
    whole = read_schedule(MemoryFile("day.csv", day(*people).encode()))
    joined = concat(whole.filter(patient=who) for who in dict.fromkeys(people))
    assert joined.inputs == whole.inputs
    ours, theirs = (each.intervals.sort_values("interval_id", ignore_index=True) for each in (joined, whole))
    pd.testing.assert_frame_equal(ours, theirs)


def test_files_of_one_name_without_a_folder_are_numbered() -> None:
    parts = [read_schedule(MemoryFile("day.csv", day(who).encode())) for who in ("P1", "P2")]
    joined = concat(parts)
    assert joined.intervals["interval_id"].tolist() == ["day.csv 1:2", "day.csv 2:2"]
    assert [each.file for each in joined.inputs] == ["day.csv 1", "day.csv 2"]


def test_rows_with_ids_of_their_own_keep_them() -> None:
    parts = [read_schedule(MemoryFile("day.csv", day("P1", own=own).encode())) for own in ("a", "b")]
    assert concat(parts).intervals["interval_id"].tolist() == ["a", "b"]


def test_a_row_in_two_schedules_is_a_fault() -> None:
    schedule = read_schedule(MemoryFile("day.csv", day("P1").encode()))
    with pytest.raises(ScheduleError, match="1 id on more than one row"):
        concat([schedule, schedule])


def test_rows_left_out_are_listed_once_however_their_file_was_narrowed() -> None:
    gone = GONE.replace(",\n", ",own\n") * 2
    whole = read_schedule(MemoryFile("day.csv", (day("P1", "P2") + gone).encode()))
    joined = concat([whole.filter(patient="P1"), whole.filter(patient="P2")])
    assert joined.skipped["interval_id"].tolist() == ["own", "own"]


def test_joining_again_changes_nothing(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "day.csv").write_text(day(name), encoding="utf-8")
    once = concat(read_schedule(tmp_path / name / "day.csv") for name in ("a", "b"))
    assert_same(concat([once]), once)
    assert once.intervals["interval_id"].tolist() == ["a/day.csv:2", "b/day.csv:2"]


def in_clinic(**stated: Any) -> Schedule:
    who = str(len(stated)) + str(sorted(map(str, stated.values())))
    return read_schedule(MemoryFile(f"{who}.csv", day(who.replace(",", "")).encode()), clinic=ClinicFile(**stated))


@pytest.mark.parametrize(
    ("one", "two", "columns"),
    [
        ({"time_zone": "America/New_York"}, {}, ["time_zone"]),
        ({"state": "NY", "setting": "hospital"}, {"state": "CT"}, ["state", "setting"]),
        ({"payers": {"plan": "medicare"}}, {"payers": {"plan": "tricare"}}, ["payers"]),
        ({"travel": (Travel("a", "b", 5),)}, {"travel": (Travel("b", "a", 6),)}, ["travel"]),
    ],
)
def test_clinic_files_that_contradict_each_other_are_refused(
    one: dict[str, Any], two: dict[str, Any], columns: list[str]
) -> None:
    with pytest.raises(ScheduleError, match="contradict each other") as caught:
        concat([in_clinic(**one), in_clinic(**two)])
    assert [fault.column for fault in caught.value.fault_list] == columns


def test_clinic_files_that_do_not_contradict_are_joined(tmp_path: Path) -> None:
    parts = []
    for name, way in (("North", "East"), ("South", "West")):
        path = tmp_path / f"{name}.toml"
        travel = f'[[travel]]\nfrom = "{name}"\nto = "{way}"\nminutes = 5\n'
        path.write_text(f'clinic = "{name}"\nstate = "NY"\n[payers]\n{name} = "medicare"\n{travel}', encoding="utf-8")
        parts.append(read_schedule(MemoryFile(f"{name}.csv", day(name).encode()), clinic=read_clinic(path)))
    joined = concat(parts)
    assert joined.intervals["clinic"].tolist() == ["North", "South"]
    assert (joined.clinic.state, joined.clinic.clinic, joined.clinic.name) == ("NY", "clinic", "North.toml, South.toml")
    assert set(joined.clinic.payers) == {"north", "south"}
    assert len(joined.clinic.travel) == 2
    assert joined.clinic.sha256 not in {part.clinic.sha256 for part in parts}


@pytest.mark.parametrize("given", [[], ["day.csv"], [None]])
def test_what_holds_no_schedules_is_told_so(given: list[Any]) -> None:
    with pytest.raises(WrongTypeError, match="expected one or more schedules in a list"):
        concat(given)


def test_pseudonyms_and_names_are_never_joined() -> None:
    parts = [read_schedule(MemoryFile(f"{name}.csv", day(name).encode())) for name in ("a", "b")]
    with pytest.raises(ScheduleError, match="some of the schedules are pseudonymized and some are not"):
        concat([parts[0], replace(parts[1], pseudonymised=True)])


def test_what_is_no_schedule_is_refused_with_a_sentence() -> None:
    with pytest.raises(WrongTypeError, match="expected one or more schedules"):
        concat(3)  # type: ignore[arg-type]
