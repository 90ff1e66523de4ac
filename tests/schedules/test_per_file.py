from __future__ import annotations

from pathlib import Path

import pytest

from timeline.errors import ScheduleError, WrongTypeError
from timeline.schedules import ColumnMapping, MemoryFile, read_schedule
from timeline.schedules.per_file import FileMappings, file_mappings


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "emr.toml"
    path.write_text('[columns]\npatient = "MRN"\n[format]\ntime_zone = "America/New_York"\n', encoding="utf-8")
    return path


def test_a_mapping_with_a_pattern_serves_the_files_it_matches_and_one_without_the_others(mapping: Path) -> None:
    found = file_mappings([f"calendar*.csv={mapping}", "outlook"])
    assert found.of("calendar_1.csv").name == "emr.toml"
    assert found.of("day.csv").name == "outlook.toml"
    assert found.zones() == ["America/New_York"]
    assert found.form("day.csv") == found.of("day.csv").file
    assert found.label is not None
    assert "emr.toml" in found.label


def test_a_file_without_a_mapping_is_read_under_our_own_names(mapping: Path) -> None:
    found = file_mappings({"x*.csv": mapping})
    assert found.of("day.csv") == ColumnMapping()
    assert found.wants("day.csv", ["start", "end", "patient"])
    assert not found.wants("day.csv", ["start", "end"])
    assert file_mappings(found) is found
    assert file_mappings(None) == FileMappings()


def test_two_mappings_for_one_file_and_a_pattern_for_none_are_faults(mapping: Path) -> None:
    found = file_mappings([f"a*.csv={mapping}", f"*b.csv={mapping}", f"z.csv={mapping}"])
    told = [fault.problem for fault in found.faults(["ab.csv"])]
    assert told == ["two mappings match this file", "no file matches the pattern 'z.csv'"]


def test_files_of_two_time_zones_are_read_by_themselves(mapping: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text('[format]\ntime_zone = "America/Chicago"\n', encoding="utf-8")
    day = MemoryFile("day.csv", b"patient,start,end\nP1,2026-03-02 9:00,9:30\n")
    with pytest.raises(ScheduleError, match="the mappings state 2 time zones"):
        read_schedule(day, mapping=[f"a*.csv={mapping}", f"b*.csv={other}"])


def test_what_is_no_mapping_says_what_to_pass(mapping: Path) -> None:
    with pytest.raises(ScheduleError, match="two mappings have no pattern"):
        file_mappings([mapping, mapping])
    with pytest.raises(ScheduleError, match="no mapping of that name is shipped"):
        file_mappings("nobody's")
    with pytest.raises(ScheduleError, match="no such file"):
        file_mappings("nowhere.toml")
    with pytest.raises(WrongTypeError, match="mapping: expected"):
        file_mappings(3)  # type: ignore[arg-type]
