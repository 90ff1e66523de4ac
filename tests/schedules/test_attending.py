import pytest

from timeline.errors import Fault, ScheduleError
from timeline.schedules import read_schedule
from timeline.sheets import MemoryFile


def read(content: str):
    return read_schedule(MemoryFile("day.csv", content.encode()))


def wrong(content: str) -> Fault:
    with pytest.raises(ScheduleError) as caught:
        read(content)
    (fault,) = caught.value.fault_list
    return fault


def days(header: str, *cells: str) -> str:
    return f"start,end,patient{header}\n" + "".join(f"2026-03-02 9:00,9:30,P1{each}\n" for each in cells)


@pytest.mark.parametrize("header", ["Seen By", "treating_clinicians", "PT/PTA", "Rendering NPI", "Behandler"])
def test_a_column_that_plainly_says_who_attended_is_named_by_number(header):
    fault = wrong(days(f",room,{header}", ",1,S1"))
    assert fault.column == "provider"
    assert "column 5" in fault.problem


def test_columns_about_somebody_are_no_better_than_that_of_the_person():
    assert "column 5 (doctor)" in wrong(days(",doctor_note,doctor", ",late,S1")).problem


def test_columns_that_may_each_be_a_persons_are_one_fault_that_shows_no_name():
    fault = wrong(days(",Tom Testcase,Tim Testcase DPT", ",x,", ",,y"))
    assert fault.column == "provider"
    assert "columns 4 and 5" in fault.problem
    assert "a row for each person" in fault.repair
    assert "Testcase" not in str(fault)


def test_columns_of_figures_or_of_nothing_or_under_words_of_headers_are_no_persons():
    schedule = read(days(",Tom Testcase,Tim Testcase,room,visit_reason", ",12,,Gym,knee"))
    assert len(schedule.intervals) == 1


def test_a_schedule_in_which_nothing_says_who_attended_says_so_once():
    assert [note for note in read(days("", "", "")).notes if "who attended" in note] == [
        "day.csv: no column says who attended: every row counts as nobody in attendance"
    ]


def test_a_blank_column_of_providers_is_one_that_says_who_attended():
    assert not any("who attended" in note for note in read(days(",provider", ",")).notes)
