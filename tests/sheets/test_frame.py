import datetime as dt

import numpy as np
import pandas as pd
import pytest

from timeline.errors import ScheduleError
from timeline.schedules import ClinicFile, read_schedule
from timeline.sheets.frame import cell_text


def test_a_frame_reads_like_the_file_with_the_same_cells(read):
    text = "date,start,end,patient,billed_units\n2026-03-02,9:00,9:15,00123,2\n2026-03-02,9:15,9:30,P2,\n"
    table = pd.DataFrame(
        {
            "date": [dt.date(2026, 3, 2), pd.Timestamp("2026-03-02")],
            "start": [dt.time(9), "9:15"],
            "end": ["9:15", "9:30"],
            "patient": ["00123", "P2"],
            "billed_units": [2.0, np.nan],
        }
    )
    ours, theirs = (found.intervals.drop(columns="interval_id") for found in (read(text), read_schedule(table)))
    pd.testing.assert_frame_equal(ours, theirs)


def test_rows_of_a_frame_are_numbered_as_in_a_spreadsheet():
    table = pd.DataFrame({"start": [pd.Timestamp("2026-03-02 9:00")], "end": ["9:15"], "patient": [7]}, index=[99])
    schedule = read_schedule(table)
    assert (schedule.intervals["interval_id"].item(), schedule.intervals["patient"].item()) == ("frame:2", "7")
    assert schedule.inputs[0].file == "frame"


def test_timestamps_with_a_zone_are_stamped_instants():
    stamps = pd.to_datetime(["2026-03-02T14:00Z"])
    table = pd.DataFrame({"start": stamps, "end": stamps + pd.Timedelta("15min"), "patient": ["P1"]})
    clinic = ClinicFile(time_zone="America/New_York")
    assert read_schedule(table, clinic=clinic).intervals["start"].item() == pd.Timestamp("2026-03-02 9:00")


def test_a_fraction_of_a_second_in_a_timestamp_is_a_fault():
    table = pd.DataFrame({"start": [pd.Timestamp("2026-03-02 9:00:00.333")], "end": ["9:15"], "patient": ["P1"]})
    with pytest.raises(ScheduleError, match="fraction of a second"):
        read_schedule(table)


def test_two_columns_of_one_name_are_a_fault():
    table = pd.DataFrame([["9:00", "9:15", "P1", "P2"]], columns=["start", "end", "patient", "patient"])
    with pytest.raises(ScheduleError, match="columns 3 and 4 have the same name"):
        read_schedule(table)


def test_the_own_hash_of_a_frame_follows_its_cells():
    tables = [
        pd.DataFrame({"start": ["2026-03-02 9:00"], "end": ["9:15"], "patient": [who]}) for who in ("P1", "P1", "P2")
    ]
    first, again, other = (read_schedule(table).inputs[0].sha256 for table in tables)
    assert first == again != other


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (float("nan"), ""),
        (pd.NaT, ""),
        (pd.NA, ""),
        (np.datetime64("2026-03-02"), "2026-03-02 00:00:00"),
        (np.float64(3), "3"),
        (1.5, "1.5"),
        (np.int64(3), "3"),
    ],
)
def test_cells_become_the_text_a_file_would_hold(cell, text):
    assert cell_text(cell) == text


def test_a_frame_without_columns_is_a_fault():
    with pytest.raises(ScheduleError, match=r"frame:1: the file is empty"):
        read_schedule(pd.DataFrame())


def test_an_empty_frame_with_columns_is_an_empty_schedule():
    assert len(read_schedule(pd.DataFrame(columns=["start", "end", "patient"])).intervals) == 0
