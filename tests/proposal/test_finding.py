from __future__ import annotations

import pytest

from tests.foreign import WITHOUT_END
from tests.proposal.conftest import Propose
from timeline.errors import ScheduleError

REASONS = {
    "sepsis": "every row is a completion",
    "ais_visits": "it has dates and no clocks",
    "epic": "neither an end nor a length",
    "hike": "neither an end nor a length",
    "slots": "whole numbers, like slots",
}


@pytest.mark.parametrize("name", WITHOUT_END)
def test_where_no_end_can_be_had_it_says_so(name: str, propose: Propose) -> None:
    with pytest.raises(ScheduleError, match=REASONS[name]) as refused:
        propose(WITHOUT_END[name]())
    assert len(refused.value.fault_list) == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the file is empty"),
        ("Patient,Start,End\n", "a header and no rows"),
        ("Time,Quasimodo,Frollo\n9:00,A,B\n9:30,,A\n", "each column is a person"),
        ("Name,Age\nQuasimodo,20\n", "each column is a person"),
        ("Patient,Start,End\nA,2026-03-02 9:00 EST,2026-03-02 9:30 EST\n", "no clocks that can be read"),
        ("Date,In,Out,MRN\n03022026,0905,0950,7\n", "do not begin with the year"),
        ("Start,End\n2026-03-02 9:00,2026-03-02 9:30\n", "no column is a patient"),
    ],
)
def test_what_is_no_schedule_is_refused_without_a_name(text: str, reason: str, propose: Propose) -> None:
    with pytest.raises(ScheduleError, match=reason) as refused:
        propose(text)
    assert "Quasimodo" not in str(refused.value)


def test_a_first_row_that_may_be_data_is_not_repeated(propose: Propose) -> None:
    rows = ["2026-03-02,9:00-9:30,Frollo,T1", "2026-03-02,9:30-10:00,Phoebus,T1"]
    with pytest.raises(ScheduleError, match="no column is a patient") as refused:
        propose("\n".join(["x,y,Quasimodo,T2", *rows]))
    assert "Quasimodo" not in str(refused.value)
