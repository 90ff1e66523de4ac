import pytest

from tests.schedules.mapped import faults, spans
from timeline.schedules.lengths import NEGATIVE, NO_LENGTH, OFF_SECOND, UNREADABLE, seconds_of


@pytest.mark.parametrize(
    ("text", "unit", "seconds"),
    [
        ("45", "minutes", 2700),
        ("45 min.", "minutes", 2700),
        ("0.75", "hours", 2700),
        ("0,75 h", "hours", 2700),
        ("90s", "seconds", 90),
        ("1:15", "h:mm", 4500),
        ("01:15:30", "h:mm", 4530),
    ],
)
def test_a_length_is_read_in_its_unit(text, unit, seconds):
    assert seconds_of(text, unit) == seconds


@pytest.mark.parametrize(
    ("text", "unit", "fix"),
    [
        ("", "minutes", NO_LENGTH),
        ("0", "minutes", NO_LENGTH),
        ("0:00", "h:mm", NO_LENGTH),
        ("-5", "minutes", NEGATIVE),
        ("-0:05", "h:mm", NEGATIVE),
        ("45 h", "minutes", UNREADABLE),
        ("1:15", "minutes", UNREADABLE),
        ("45", "h:mm", UNREADABLE),
        ("1:75", "h:mm", UNREADABLE),
        ("0.001", "minutes", OFF_SECOND),
    ],
)
def test_what_is_no_length_is_a_fault(text, unit, fix):
    assert seconds_of(text, unit) is fix


def test_a_fraction_of_a_second_is_dropped_where_that_is_stated():
    assert seconds_of("30.9", "seconds", drop=True) == 30


AFTER = '[columns]\nprovider = ""\nend = { after = "start", length = LENGTH, unit = "UNIT" }\n'


def test_an_end_is_a_length_after_the_start_across_a_clock_change(mapped):
    mapping = AFTER.replace("LENGTH", '"mins"').replace("UNIT", "minutes")
    mapping += '[format]\ntime_zone = "America/New_York"\n'
    found = mapped("patient,start,mins\nP1,2026-03-08 01:30,60\n", mapping)
    assert spans(found) == {"day.csv:2": "2026-03-08 01:30:00 2026-03-08 03:30:00"}


def test_a_constant_length_is_that_of_every_row(mapped):
    found = mapped("patient,start\nP1,2026-03-02 9:00\n", AFTER.replace("LENGTH", "1.5").replace("UNIT", "hours"))
    assert spans(found) == {"day.csv:2": "2026-03-02 09:00:00 2026-03-02 10:30:00"}


def test_a_start_is_a_length_before_the_end_and_such_a_row_is_no_total(mapped):
    mapping = '[columns]\nprovider = ""\nstart = { before = "end", length = "mins", unit = "minutes" }\n'
    found = mapped("patient,end,mins,note\nP1,2026-03-02 9:30,30,Total knee\n", mapping)
    assert spans(found) == {"day.csv:2": "2026-03-02 09:00:00 2026-03-02 09:30:00"}


def test_a_blank_length_is_a_fault_of_the_end(mapped):
    mapping = AFTER.replace("LENGTH", '"mins"').replace("UNIT", "minutes")
    found = mapped("patient,start,mins\nP1,2026-03-02 9:00,\n", mapping)
    assert faults(found) == {2: NO_LENGTH.problem}
