import calendar
import dataclasses
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.contracts import FAULTS, INTERVALS, SKIPPED, conform, published
from timeline.errors import ScheduleError, WrongTypeError
from timeline.schedules import ClinicFile, ColumnMapping, read_clinic, read_mapping, read_schedule

HERE = Path(__file__).parent
HEADER = "date,start,end,patient,provider,role,payer,status\n"
DAY = (
    HEADER
    + "2026-03-02,9:00,9:15,P1,PT1,PT,medicare,kept\n"
    + "2026-03-02,9:15,9:30,P2,PT1,PT,,no_show\n"
    + "2026-03-02,9:30,9:45,P3,PT1,,,kept\n"
    + "2026-03-02,9:45,24:00,P4,,,Sample Plan,\n"
)
FAULTLESS = DAY.replace("PT1,,,", "PT1,PT,,")


def test_a_schedule_holds_the_kept_rows_in_file_order_under_their_contract(read):
    schedule = read(FAULTLESS)
    pd.testing.assert_series_equal(schedule.intervals.dtypes, published(INTERVALS, conform(INTERVALS, [])).dtypes)
    assert schedule.intervals["interval_id"].tolist() == ["day.csv:2", "day.csv:4", "day.csv:5"]
    assert schedule.intervals["end"].iloc[-1] == pd.Timestamp("2026-03-03")
    assert schedule.intervals["date"].dt.strftime("%Y-%m-%d").unique().tolist() == ["2026-03-02"]


def test_without_a_time_zone_seconds_are_the_wall_clocks(read):
    intervals = read(FAULTLESS).intervals
    clocks = [calendar.timegm(clock.timetuple()) for clock in intervals["start"]]
    assert intervals["start_second"].tolist() == clocks
    assert len(clocks) == 3


def test_faults_stop_unless_they_are_to_be_skipped(read):
    with pytest.raises(ScheduleError, match=r"^1 fault\n  day.csv:4 role: is missing for the provider\. "):
        read(DAY)
    schedule = read(DAY, on_fault="skip")
    assert schedule.intervals["interval_id"].tolist() == ["day.csv:2", "day.csv:5"]
    assert schedule.skipped.to_numpy().tolist() == [
        ["day.csv:3", "no_show"],
        ["day.csv:4", "role is missing for the provider"],
    ]
    assert schedule.faults["row"].tolist() == [4]


def test_rows_too_long_and_with_one_id_are_skipped_under_their_row_number(read):
    text = "interval_id,start,end,patient\n" + "a,2026-03-02 9:00,9:15,P1\n" * 2 + "b,2026-03-02 9:00,9:15,P1,x\n"
    schedule = read(text, on_fault="skip")
    assert schedule.skipped["interval_id"].tolist() == ["day.csv:2", "day.csv:3", "day.csv:4"]
    assert len(schedule.intervals) == 0


def test_on_fault_has_two_answers(read):
    with pytest.raises(ValueError, match="on_fault: must be"):
        read(FAULTLESS, on_fault="ignore")


def test_empty_tables_keep_their_contract(read):
    schedule = read(HEADER)
    pd.testing.assert_frame_equal(schedule.skipped, conform(SKIPPED, []))
    pd.testing.assert_frame_equal(schedule.faults, conform(FAULTS, []))
    pd.testing.assert_series_equal(schedule.intervals.dtypes, published(INTERVALS, conform(INTERVALS, [])).dtypes)


def test_inputs_say_what_was_read(read):
    (given_file,) = read(FAULTLESS).inputs
    assert (given_file.file, given_file.rows) == ("day.csv", 4)
    assert re.fullmatch("[0-9a-f]{64}", given_file.sha256)


def test_columns_nobody_reads_are_reported(read):
    schedule = read("start,end,patient,Room,,\n2026-03-02 9:00,9:15,P1,3,x,\n")
    assert schedule.unused_columns == ("Room", "(column 5)")


def test_tables_are_handed_out_as_copies(read):
    schedule = read(FAULTLESS)
    ours = schedule.intervals
    ours["patient"] = "someone else"
    assert schedule.intervals["patient"].tolist() == ["P1", "P3", "P4"]


def test_a_schedule_cannot_be_changed_and_shows_counts_only(read):
    schedule = read(FAULTLESS)
    with pytest.raises(dataclasses.FrozenInstanceError):
        schedule.mapping = "x"
    assert repr(schedule) == "Schedule(files=1, rows=4, intervals=3, skipped=1, faults=0)"
    html = schedule._repr_html_()
    assert "2026-03-02 to 2026-03-02" in html
    assert "P1" not in html


def test_payer_fills_blanks_only_and_wins_over_the_clinics_default(read):
    clinic = ClinicFile(default_payer="full-unit", payers={"sample plan": "cpt-midpoint"})
    assert read(FAULTLESS).intervals["payer"].tolist() == ["medicare", "", "Sample Plan"]
    assert read(FAULTLESS, clinic=clinic).intervals["payer"].tolist() == ["medicare", "full-unit", "cpt-midpoint"]
    assert read(FAULTLESS, clinic=clinic, payer="Medicare").intervals["payer"].tolist() == [
        "medicare",
        "medicare",
        "cpt-midpoint",
    ]


def test_a_clinic_file_names_the_site_and_the_zone(read, write):
    clinic = write('clinic = "North"\ntime_zone = "America/New_York"', "clinic.toml")
    schedule = read(FAULTLESS, clinic=clinic)
    assert schedule.intervals["clinic"].unique().tolist() == ["North"]
    assert schedule.intervals["start_second"].iloc[0] == pd.Timestamp("2026-03-02 14:00").timestamp()
    assert schedule.clinic.zone.key == "America/New_York"


def test_faults_of_mapping_and_clinic_file_come_at_once(read, write):
    files = {"mapping": write("x = 1", "map.toml"), "clinic": write("y = 1", "clinic.toml")}
    with pytest.raises(ScheduleError, match="2 faults"):
        read(FAULTLESS, **files)


def test_the_time_zone_of_the_mapping_beats_the_clinic_file_s_and_a_note_says_so(read, write):
    mapping = write('[format]\ntime_zone = "America/Chicago"', "map.toml")
    schedule = read(FAULTLESS, mapping=mapping, clinic=ClinicFile(time_zone="America/New_York"))
    assert schedule.clinic.time_zone == "America/Chicago"
    assert "America/Chicago" in schedule.notes[0]
    assert "America/New_York" in schedule.notes[0]


def test_a_foreign_export_is_read_through_ten_lines_of_mapping():
    schedule = read_schedule(HERE / "registry_encounters.csv", mapping=HERE / "registry_encounters.toml")
    intervals = schedule.intervals
    assert intervals["interval_id"].str[-2:].tolist() == ["e1", "e2", "e3"]
    assert intervals["start"].iloc[:2].tolist() == [pd.Timestamp("2026-03-02 9:00"), pd.Timestamp("2026-03-02 9:30")]
    assert intervals["role"].tolist() == ["PT", "PT", ""]
    assert intervals["payer"].iloc[0] == "medicare"
    assert schedule.unused_columns == ("ENCOUNTERCLASS", "CODE", "DESCRIPTION")
    assert schedule.mapping.startswith("registry_encounters.toml sha256:")


def test_stamped_instants_keep_their_length_where_the_clock_repeats():
    schedule = read_schedule(HERE / "registry_encounters.csv", mapping=HERE / "registry_encounters.toml")
    night = schedule.intervals.iloc[2]
    assert (night["start"], night["end"]) == (pd.Timestamp("2026-11-01 1:30"),) * 2
    assert night["end_second"] - night["start_second"] == 3600


def test_parsed_settings_do_what_their_files_do(write, read):
    mapping, clinic = write('[columns]\nnote = "status"', "map.toml"), write('clinic = "North"', "clinic.toml")
    by_file = read(FAULTLESS, mapping=mapping, clinic=clinic)
    parsed = read(FAULTLESS, mapping=read_mapping(mapping), clinic=read_clinic(clinic))
    pd.testing.assert_frame_equal(by_file.intervals, parsed.intervals)
    assert (by_file.mapping, read(FAULTLESS, mapping=ColumnMapping()).mapping) == (parsed.mapping, "stated in Python")


ROWS = st.lists(
    st.tuples(
        st.integers(0, 20),
        st.integers(1, 180),
        st.sampled_from(["P1", "P2"]),
        st.sampled_from(["PT1,PT", "AIDE1,aide", ","]),
    ),
    min_size=1,
    max_size=8,
)


@given(ROWS, st.integers(0, 8), st.randoms(use_true_random=False))
def test_row_order_and_splitting_into_files_change_nothing_but_ids(tmp_path_factory, rows, cut, rng):
    header = "start,end,patient,provider,role\n"
    lines = [f"2026-03-02 {h:02}:00,2026-03-02 {h + m // 60:02}:{m % 60:02},{who},{by}\n" for h, m, who, by in rows]
    shuffled = rng.sample(lines, len(lines))
    folder = tmp_path_factory.mktemp("split")
    for name, part in (("whole", lines), ("a", shuffled[:cut]), ("b", shuffled[cut:])):
        (folder / f"{name}.csv").write_text(header + "".join(part))
    whole = read_schedule(folder / "whole.csv").intervals
    split = read_schedule([folder / "a.csv", folder / "b.csv"]).intervals
    assert sorted(map(str, contents(whole))) == sorted(map(str, contents(split)))


def contents(intervals):
    return intervals.drop(columns="interval_id").to_dict("records")


@pytest.mark.parametrize("source", [123, None, [1], {"start": 9}.values()])
def test_what_can_hold_no_schedule_is_told_what_to_pass(source):
    with pytest.raises(WrongTypeError, match="read_schedule: expected the path of a CSV file"):
        read_schedule(source)


def test_paths_may_come_one_by_one(write):
    paths = [write(FAULTLESS, "a.csv"), write(FAULTLESS, "b.csv")]
    assert len(read_schedule(path for path in paths).inputs) == 2


def test_documents_name_files_without_their_folders(tmp_path: Path) -> None:
    file = tmp_path / "day.csv"
    file.write_text("start,end,patient\n2026-03-02T09:00,2026-03-02T09:30,P1\n", encoding="utf-8")
    (told,) = read_schedule(file).input_list()
    assert told.keys() == {"file", "sha256", "rows"}
    assert told["file"] == "day.csv"
