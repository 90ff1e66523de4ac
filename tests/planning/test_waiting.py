from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from timeline.errors import ScheduleError, WrongTypeError
from timeline.planning import read_waiting

LINE = {"patient": "W1", "minutes": "45", "role": "PT"}


def test_a_line_says_who_with_whom_how_long_and_when() -> None:
    stated = {"from_date": "2026-03-02", "to_date": "2026-03-06", "weekdays": "Mon, Wed", "priority": "2"}
    hours = {"from_time": "9:00", "to_time": "12:30", "code": "97110", "discipline": "PT", "role": "PT PTA"}
    (one,) = read_waiting(pd.DataFrame([LINE | stated | hours]))
    assert (one.seconds, sorted(one.roles), one.code, one.priority) == (2700, ["PT", "PTA"], "97110", 2)
    assert (one.opens, one.closes) == (9 * 3600, 12 * 3600 + 1800)
    days = [date(2026, 3, day) for day in (1, 2, 3, 4, 9)]
    assert [one.can_come(day) for day in days] == [False, True, False, True, False]


def test_the_most_urgent_stand_first_and_those_without_priority_last() -> None:
    lines = [LINE | {"patient": name, "priority": priority} for name, priority in (("A", ""), ("B", "2"), ("C", "1"))]
    assert [one.patient for one in read_waiting(pd.DataFrame(lines))] == ["C", "B", "A"]


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"minutes": "0"}, "minutes"),
        ({"role": "AIDE"}, "role"),
        ({"role": ""}, "role"),
        ({"discipline": "MD"}, "discipline"),
        ({"from_time": "25:00"}, "from_time"),
        ({"from_time": "9:00", "to_time": "9:30"}, "to_time"),
        ({"weekdays": "Someday"}, "weekdays"),
        ({"priority": "0"}, "priority"),
        ({"from_date": "3/2/2026"}, "from_date"),
    ],
)
def test_what_cannot_be_read_is_a_fault(changed: dict[str, str], column: str) -> None:
    with pytest.raises(ScheduleError) as caught:
        read_waiting(pd.DataFrame([LINE | changed]))
    assert [fault.column for fault in caught.value.fault_list] == [column]


def test_nothing_else_holds_a_waiting_list() -> None:
    with pytest.raises(WrongTypeError, match="waiting: expected"):
        read_waiting(3)  # type: ignore[arg-type]
