"""What becomes of the rows of a sheet that are wrong, left out, or one half of a pair."""

from __future__ import annotations

from tests.schedules.mapped import PLANNED, TWO, Mapped, faults, left_out, spans
from timeline.schedules.part import shown

LOG = """
[transitions]
key = ["id"]
moment = "time"
event = "event"
start = ["start"]
end = ["end"]
[columns]
patient = "who"
provider = ""
"""


def test_one_wrong_span_takes_its_whole_row_and_is_told_once(mapped: Mapped) -> None:
    found = mapped(f"patient,planned from,planned until,from,until\nP1,{PLANNED},2026-03-02 9:05,soon\n", TWO)
    assert (spans(found), faults(found)) == ({}, {2: "cannot be read as a clock time"})
    assert left_out(found) == {"day.csv:2": "end cannot be read as a clock time"}


def test_everything_wrong_with_a_row_stands_in_its_reason(mapped: Mapped) -> None:
    found = mapped("patient,start,end,role\n,2026-03-02 9:00,9:30,WIZARD\n", '[columns]\nprovider = ""\n')
    assert left_out(found) == {"day.csv:2": "role is not a known role; patient is missing on a service row or booking"}


def test_a_row_called_by_its_own_id_is_left_out_under_it(mapped: Mapped) -> None:
    content = "interval_id,patient,start,end,status\nv7,P1,2026-03-02 9:00,9:30,cancelled\n"
    assert left_out(mapped(content, '[columns]\nprovider = ""\n')) == {"v7": "cancelled"}


def test_two_rows_with_one_id_are_called_by_their_places(mapped: Mapped) -> None:
    content = "interval_id,patient,start,end\nv7,P1,2026-03-02 9:00,9:30\nv7,P2,2026-03-02 9:00,9:30\n"
    assert set(left_out(mapped(content, '[columns]\nprovider = ""\n'))) == {"day.csv:2", "day.csv:3"}


def test_a_cancelled_pair_of_a_log_is_accounted_for_by_both_of_its_rows(mapped: Mapped) -> None:
    rows = "1,A,start,2026-03-02 9:00,cancelled\n1,A,end,2026-03-02 9:30,cancelled\n"
    assert left_out(mapped("id,who,event,time,status\n" + rows, LOG)) == {
        "day.csv:2": "cancelled",
        "day.csv:3": "cancelled",
    }


def test_what_a_fault_shows_of_a_cell_is_short_escaped_and_nobody() -> None:
    assert shown("role", "PTT") == "PTT"
    assert shown("patient", "P1") == shown("role", "Testcase, Tom") == ""
    assert len(shown("start", "9:00 " * 40)) <= 40
