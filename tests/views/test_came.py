from __future__ import annotations

import numpy as np
import pytest

from tests.views.conftest import analyzed, trace
from timeline import gantt

DAY = (
    "9:00-9:30 P1 PT1 appointment",
    "9:10-9:40 P1 PT1 97110",
    "10:00-10:30 P2 PT1 appointment",
    "10:00-10:30 P2 PT2 97110",
    "11:00-11:30 P3 PT1 appointment",
)


@pytest.mark.parametrize("by", ["provider", "patient"])
def test_a_bracket_ties_each_visit_to_its_booking(by: str) -> None:
    figure = gantt(analyzed(*DAY), by=by)  # type: ignore[arg-type]
    came, booked = trace(figure, "Came"), trace(figure, "Booked")
    clocks = [str(np.datetime64(at, "m"))[-5:] for at in came.x]
    assert clocks == ["09:10", "09:40", "09:40", "10:00", "10:30", "10:30"]
    heights = {told[-1]: height for told, height in zip(booked.customdata, booked.y, strict=True)}
    assert [came.y[0], came.y[3]] == [heights["r1"], heights["r3"]]


def test_the_bracket_says_late_over_and_who_took_over() -> None:
    told = trace(gantt(analyzed(*DAY)), "Came").customdata
    assert told[0][1:3].tolist() == ["came 09:10–09:40", "10 minutes late; 10 minutes over the end"]
    assert told[3][2:4].tolist() == ["to the minute", "seen by PT2"]


def test_late_or_over_is_darker() -> None:
    colours = trace(gantt(analyzed(*DAY)), "Came").marker.line.color
    assert colours[0] != colours[3]


def test_a_day_without_booked_visits_has_no_bracket() -> None:
    assert "Came" not in [each.name for each in gantt(analyzed("9:00-9:30 P1 PT1 97110")).data]
