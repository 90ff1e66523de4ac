import datetime as dt

import pandas as pd
import pytest

from timeline.errors import ScheduleError, WrongTypeError
from timeline.schedules import Schedule, read_schedule

ROWS = pd.DataFrame(
    {
        "start": ["2026-03-02 9:00", "2026-03-02 9:30", "2026-03-03 9:00", "2026-03-04 9:00"],
        "end": ["9:30", "10:00", "9:30", "9:30"],
        "patient": ["P1", "P2", "P1", ""],
        "provider": ["PT1", "PT2", "", "PT1"],
        "role": ["PT", "PT", "", "PT"],
        "clinic": ["north", "south", "north", "north"],
        "kind": ["", "", "", "shift"],
    }
)


@pytest.fixture(scope="module")
def schedule() -> Schedule:
    return read_schedule(ROWS)


def ids(schedule: Schedule) -> str:
    return " ".join(interval_id[-1] for interval_id in schedule.intervals["interval_id"])


@pytest.mark.parametrize(
    ("conditions", "kept"),
    [
        ({}, "2 3 4 5"),
        ({"clinic": "north"}, "2 4 5"),
        ({"provider": ["PT1", "PT2"]}, "2 3 5"),
        ({"patient": "P1", "provider": "PT1"}, "2"),
        ({"dates": "2026-03-03"}, "4"),
        ({"dates": dt.date(2026, 3, 2)}, "2 3"),
        ({"dates": ["2026-03-02", pd.Timestamp("2026-03-04")]}, "2 3 5"),
        ({"dates": pd.date_range("2026-03-03", "2026-03-09")}, "4 5"),
        ({"dates": []}, ""),
    ],
)
def test_rows_that_meet_every_condition_are_kept(schedule: Schedule, conditions: dict[str, object], kept: str) -> None:
    assert ids(schedule.filter(**conditions)) == kept


def test_where_rows_came_from_stays_known(schedule: Schedule) -> None:
    north = schedule.filter(clinic="north")
    assert (north.inputs, north.clinic) == (schedule.inputs, schedule.clinic)
    assert north.intervals["interval_id"].tolist() == ["frame:2", "frame:4", "frame:5"]
    pd.testing.assert_series_equal(north.intervals.dtypes, schedule.intervals.dtypes)
    assert north.intervals.index.tolist() == [0, 1, 2]


def test_names_nobody_has_and_dates_that_are_none_are_told_together_and_nobody_is_named(schedule: Schedule) -> None:
    with pytest.raises(ScheduleError) as caught:
        schedule.filter(patient=["P1", "Lopez", "May"], clinic="nort", dates=["2026-03-02", "3/2/2026", pd.NaT])
    assert [fault.column for fault in caught.value.fault_list] == ["clinic", "patient", "dates", "dates"]
    assert "2 of the names given are not in the schedule" in str(caught.value)
    assert "Lopez" not in str(caught.value)


@pytest.mark.parametrize("conditions", [{"patient": 7}, {"dates": 7}])
def test_what_is_neither_a_name_nor_names_is_told_so(schedule: Schedule, conditions: dict[str, object]) -> None:
    with pytest.raises(WrongTypeError, match="got int"):
        schedule.filter(**conditions)
