import pytest

from timeline.errors import ScheduleError
from timeline.schedules import read_mapping


def problems(write, line):
    with pytest.raises(ScheduleError) as caught:
        read_mapping(write(line, "map.toml"))
    return {fault.column: fault.problem for fault in caught.value.fault_list}


@pytest.mark.parametrize(
    ("pick", "problem"),
    [
        ('{ column = "a", pattern = "(" }', "not a regular expression"),
        ('{ column = "a", pattern = "a", part = 1 }', "which has 0"),
        ('{ column = "a", pattern = "(a)", part = 2 }', "which has 1"),
        ('{ column = "a", colour = "b" }', "unknown key colour"),
        ('{ colour = "b" }', "must be a column"),
        ("{ }", "must be a column"),
        ("3", "must be text"),
        ('{ range = "a" }', "can only be stated of start and end"),
        ('{ date = "a", time = "b" }', "can only be stated of start and end"),
        ('{ after = "start", length = 3, unit = "minutes" }', "can only be stated of end"),
    ],
)
def test_what_cannot_be_a_source_of_a_patient_is_a_fault(write, pick, problem):
    assert problem in problems(write, f"[columns]\npatient = {pick}\n")["columns.patient"]


@pytest.mark.parametrize(
    ("pick", "problem"),
    [
        ('{ after = "start", length = "m" }', "unit"),
        ('{ after = "start", length = "m", unit = "days" }', "unit must be one of"),
        ('{ after = "end", length = "m", unit = "hours" }', "after can only be"),
        ('{ after = "start", length = 0, unit = "hours" }', "above 0"),
        ('{ after = "start", length = true, unit = "hours" }', "must be a column"),
        ('{ after = "start", length = 1, unit = "h:mm" }', "in seconds, minutes or hours"),
        ('{ date = "a" }', ""),
    ],
)
def test_what_cannot_be_an_end_is_a_fault(write, pick, problem):
    assert problem in problems(write, f"[columns]\nend = {pick}\n")["columns.end"]


def test_start_and_end_cannot_both_be_lengths_from_the_other(write):
    text = '[columns]\nstart = { before = "end", length = 3, unit = "minutes" }\n'
    text += 'end = { after = "start", length = 3, unit = "minutes" }\n'
    assert "columns.end" in problems(write, text)
