import pytest

from tests.schedules.mapped import faults, spans
from timeline.schedules import Schedule


def column(schedule: Schedule, name: str) -> list[str]:
    return schedule.intervals[name].tolist()


DAY = '[columns]\nprovider = ""\n'


def test_blank_parts_are_skipped_where_columns_are_joined(mapped):
    mapping = DAY + 'patient = ["last", "first"]\n'
    content = "last,first,start,end\nA,B,2026-03-02 9:00,9:30\nC,,2026-03-02 9:00,9:30\n"
    assert column(mapped(content, mapping), "patient") == ["A B", "C"]


@pytest.mark.parametrize("start", ['["day", "from"]', '{ date = "day", time = "from" }'])
@pytest.mark.parametrize(("row", "fine"), [("2026-03-02,9:00", True), ("2026-03-02,", False), (",9:00", False)])
def test_a_day_without_a_time_is_a_fault_and_never_midnight(mapped, start, row, fine):
    found = mapped(f"patient,day,from,end\nP1,{row},2026-03-02 9:30\n", DAY + f"start = {start}\n")
    assert (faults(found) == {}) is fine
    assert bool(spans(found)) is fine


def test_the_day_of_one_cell_and_the_clock_of_another_whatever_else_they_hold(mapped):
    mapping = DAY + 'start = { date = "day", time = "from" }\nend = { date = "day", time = "until" }\n'
    content = "patient,day,from,until\nP1,2026-03-02 00:00:00,1899-12-30 09:00:00,1899-12-30 09:30:00\n"
    assert spans(mapped(content, mapping)) == {"day.csv:2": "2026-03-02 09:00:00 2026-03-02 09:30:00"}


def test_a_cell_is_cut_by_a_pattern_and_one_that_does_not_match_is_never_quoted(mapped):
    mapping = DAY + "patient = { column = \"Subject\", pattern = '^(.+?) / (.+)$', part = 2 }\n"
    content = "Subject,start,end\nPT / P7,2026-03-02 9:00,9:30\nTestcase Tom 9:00,2026-03-02 9:00,9:30\n"
    found = mapped(content, mapping)
    assert column(found, "patient") == ["P7"]
    assert faults(found) == {3: "does not match the pattern of the mapping"}
    assert found.faults["value"].tolist() == [""]


def test_a_prefix_keeps_the_ids_of_two_systems_apart_and_blank_cells_blank(mapped):
    mapping = '[columns]\npatient = { column = "id", prefix = "W-" }\nprovider = { column = "by", prefix = "W-" }\n'
    found = mapped("id,by,start,end\n1,,2026-03-02 9:00,9:30\n", mapping)
    assert (column(found, "patient"), column(found, "provider")) == (["W-1"], [""])


@pytest.mark.parametrize("text", ["9:00-9:30", "9:00 – 9:30", "9:00—9:30", "9:00 to 9:30", "9:00 AM - 9:30 AM"])
def test_a_range_is_a_start_and_an_end(mapped, text):
    mapping = DAY + 'start = { range = "Time" }\nend = { range = "Time" }\n'
    found = mapped(f"patient,date,Time\nP1,2026-03-02,{text}\n", mapping)
    assert spans(found) == {"day.csv:2": "2026-03-02 09:00:00 2026-03-02 09:30:00"}


@pytest.mark.parametrize("text", ["9:00 AM - 9:30", "9:00 - 9:30 AM", "9:00", "-", "9:00-"])
def test_half_a_range_is_a_fault(mapped, text):
    mapping = DAY + 'start = { range = "Time" }\nend = { range = "Time" }\n'
    assert set(faults(mapped(f"patient,date,Time\nP1,2026-03-02,{text}\n", mapping))) == {2}
