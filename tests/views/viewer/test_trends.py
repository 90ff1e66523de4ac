from __future__ import annotations

import json

import pytest

from tests.views.conftest import analyzed
from timeline import analyze
from timeline.analysis import metrics
from timeline.analysis.trends import trends
from timeline.samples.generate import sample
from timeline.views.trends import trends_figure
from timeline.views.viewer.payload import page_payload
from timeline.views.viewer.trends import MOST_DAYS, trends_told

TWO_DAYS = ("10:00-10:30 P1 PT1 97110", "11:00-11:20 P2 PT1 97110 next", "12:00-12:20 P3 PT1 97110 next")


def test_one_date_has_no_trends() -> None:
    assert page_payload(analyzed("10:00-10:30 P1 PT1 97110"))["trends"] is None


def test_a_date_of_bookings_alone_makes_no_trend() -> None:
    booked = analyzed("10:00-10:30 P1 PT1 97110", "11:00-11:30 P2 PT1 appointment next")
    assert len(page_payload(booked)["days"]) == 2
    assert page_payload(booked)["trends"] is None


def test_the_figures_are_those_of_the_trends_figure() -> None:
    result = analyze(sample(days=3))
    told = trends_told(result)
    assert told is not None
    json.dumps(told, allow_nan=False)
    (view,) = told["views"]
    drawn = trends_figure(trends(result, every="day"))
    for panel, line in zip(view["panels"], drawn.data, strict=True):
        (own,) = panel["figure"]["data"]
        assert (own["x"], own["y"]) == (list(line.x), list(line.y))
        assert len(panel["points"]) == len(own["x"]) == len(view["periods"])


def test_every_point_leads_to_a_day_of_the_page() -> None:
    payload = page_payload(analyzed(*TWO_DAYS))
    (view,) = payload["trends"]["views"]
    assert [period["day"] for period in view["periods"]] == [day["date"] for day in payload["days"]]
    assert [point["text"] for point in view["panels"][0]["points"]] == ["1.0 visits", "2.0 visits"]
    assert [point["rests"] for point in view["panels"][1]["points"]] == ["1 visit", "2 visits"]


def test_lines_are_drawn_across_only_where_they_are_given() -> None:
    result = analyzed(*TWO_DAYS)
    plain, held = (
        trends_told(result),
        trends_told(result, goals={"timed_units_per_visit": 4}, benchmark=("2026-03-02", "2026-03-02")),
    )
    assert plain is not None
    assert held is not None
    assert all(panel["goal"] == panel["benchmark"] == "" for panel in plain["views"][0]["panels"])
    goals = {panel["metric"]: panel["goal"] for panel in held["views"][0]["panels"] if panel["goal"]}
    assert goals == {"timed_units_per_visit": "4.00 units"}
    assert all(panel["benchmark"] for panel in held["views"][0]["panels"])
    assert (plain["benchmark"], held["benchmark"]) == ("", "Mon 2 Mar 2026 to Mon 2 Mar 2026")


def test_many_dates_are_told_by_week_first() -> None:
    result = analyze(sample(days=MOST_DAYS + 1, clean=True))
    told = trends_told(result)
    assert told is not None
    assert [view["every"] for view in told["views"]] == ["week", "day"]
    weeks = told["views"][0]["periods"]
    assert (weeks[0]["title"], weeks[0]["day"]) == ("Week from Mon 2 Mar 2026, 4 of 5 days", "2026-03-03")


def test_only_the_first_and_the_last_week_can_be_a_part_of_one() -> None:
    told = trends_told(analyze(sample(days=MOST_DAYS + 1, clean=True)))
    assert told is not None
    assert [week["part"] for week in told["views"][0]["periods"]] == [True, False, False, True]
    assert not any(day["part"] for day in told["views"][1]["periods"])


def test_an_unknown_goal_is_refused() -> None:
    with pytest.raises(ValueError, match="no such metric"):
        page_payload(analyzed(*TWO_DAYS), goals={"income": 1.0})


def test_every_metric_has_a_panel() -> None:
    told = trends_told(analyze(sample(days=2)))
    assert told is not None
    assert [panel["metric"] for panel in told["views"][0]["panels"]] == list(metrics.METRICS)
