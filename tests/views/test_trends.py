"""The small multiples as data: a panel is a metric, a line a group, and lines across are what the table says."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.views.conftest import analyzed
from timeline import contracts, trends, trends_figure
from timeline.analysis.trends import METRICS
from timeline.views import CONFIG, gantt_html
from timeline.views.palette import WARNING
from timeline.views.trends import SERIES, Style, said

WEEKS = ("9:00-9:30 P1 PT1 97110", "9:15-9:45 P2 PT1 97110", "9:00-9:30 P3 PT2 97110" + " next" * 7)
HOSTILE = "O'Neil <b onmouseover=alert(1)>Bo</b> & $x$"


@pytest.fixture(scope="module")
def followed() -> pd.DataFrame:
    goals = {"visits_per_clinician_day": 30.0, "contested_share": 0.0}
    return trends(analyzed(*WEEKS), by="provider", benchmark=("2026-03-02", "2026-03-02"), goals=goals)


def panel(figure: Any, metric: str) -> str:
    """Give the number of the axes of a metric's panel: empty for the first."""
    place = list(METRICS).index(metric)
    return str(place + 1) if place else ""


def test_a_panel_stands_for_each_metric_and_a_line_for_each_group(followed: pd.DataFrame) -> None:
    figure = trends_figure(followed)
    assert {(line.name, line.yaxis) for line in figure.data} == {
        (who, f"y{panel(figure, metric)}") for who in ("PT1", "PT2") for metric in METRICS
    }


def test_lines_run_through_the_values_of_the_table(followed: pd.DataFrame) -> None:
    figure = trends_figure(followed)
    for line in figure.data:
        metric = list(METRICS)[int(line.yaxis[1:] or 1) - 1]
        own = followed[(followed["metric"] == metric) & (followed["group"] == line.name)]
        assert list(line.y) == own["value"].tolist()
        assert np.asarray(line.x, dtype="datetime64[D]").astype(str).tolist() == own["period"].tolist()


def test_panels_do_not_overlap_and_share_their_dates(followed: pd.DataFrame) -> None:
    layout = trends_figure(followed).layout
    domains = [layout[f"yaxis{number or ''}"].domain for number in ("", *range(2, len(METRICS) + 1))]
    assert all(below[1] < above[0] for above, below in pairwise(domains))
    assert domains[-1][0] == pytest.approx(0)
    assert {layout[f"xaxis{number}"].matches for number in range(2, len(METRICS) + 1)} == {"x"}


def test_goal_and_benchmark_run_across_their_panel(followed: pd.DataFrame) -> None:
    across = {(shape.yref, shape.line.dash, shape.y0) for shape in trends_figure(followed).layout.shapes}
    assert ("y", "dash", 30.0) in across
    assert ("y3", "dash", 0.0) in across
    assert {each for each in across if each[0] == "y2"} == {("y2", "dot", 1.0)}


def test_every_axis_begins_at_zero_and_reaches_over_goal_and_benchmark(followed: pd.DataFrame) -> None:
    layout = trends_figure(followed).layout
    assert layout.yaxis.range[0] == 0
    assert layout.yaxis.range[1] > 30
    assert layout.yaxis5.range == (0, 1)  # nobody idles: an axis all the same


def test_headings_tell_the_values_of_the_lines_across() -> None:
    single = trends(analyzed(*WEEKS), benchmark=("2026-03-02", "2026-03-02"), goals={"contested_share": 0.01})
    texts = [note.text for note in trends_figure(single).layout.annotations]
    assert "goal 1.0 % (dashed) · benchmark 33.3 % (dotted)" in texts
    assert "benchmark 1.00 units (dotted)" in texts
    assert "<b>Contested share of attended time</b>" in texts


def test_one_group_needs_no_legend(followed: pd.DataFrame) -> None:
    assert trends_figure(followed).layout.showlegend
    assert not trends_figure(trends(analyzed(*WEEKS))).layout.showlegend


def test_lines_of_groups_differ_by_more_than_colour_and_never_warn() -> None:
    styles = [Style.of(place) for place in range(3 * len(SERIES))]
    assert len(set(styles)) == len(styles)
    assert len({style.symbol for style in styles[: len(SERIES)]}) == len(SERIES)
    assert WARNING not in {style.colour for style in styles}


def test_a_hostile_name_is_shown_as_text() -> None:
    table = trends(analyzed("9:00-9:30 P1 PT1 97110", provider=[HOSTILE]), by="provider")
    figure = json.loads(trends_figure(table).to_json())
    texts = [line["name"] for line in figure["data"]] + [told for line in figure["data"] for told in line["customdata"]]
    assert "O'Neil" in str(texts)
    assert not re.search(r"<b on|\$x", str(texts) + str([line["legendgroup"] for line in figure["data"]]))


def test_few_periods_are_named_and_many_left_to_plotly() -> None:
    few = trends(analyzed(*WEEKS))
    assert trends_figure(few).layout.xaxis.tickvals == ("2026-03-02", "2026-03-09")
    days = trends(analyzed(*("9:00-9:30 P1 PT1 97110" + " next" * day for day in range(12))), every="day")
    assert trends_figure(days).layout.xaxis.tickvals is None


def test_nothing_to_follow_is_said() -> None:
    figure = trends_figure(contracts.conform(contracts.TRENDS, []))
    assert [note.text for note in figure.layout.annotations] == ["Nothing to show"]
    assert figure.layout.title.text == "Trends"


def test_it_cannot_be_sent_anywhere(followed: pd.DataFrame) -> None:
    figure = trends_figure(followed)
    assert list(figure.layout.modebar.remove) == CONFIG["modeBarButtonsToRemove"]
    assert '"showSendToCloud": false' in gantt_html(figure)


@pytest.mark.parametrize(
    ("metric", "value", "text"),
    [
        ("contested_share", 0.0234, "2.3 %"),
        ("timed_units_per_visit", 2.5, "2.50 units"),
        ("idle_minutes_per_clinician_day", 31.25, "31.2 minutes"),
        ("visits_per_clinician_day", 11, "11.0 visits"),
    ],
)
def test_values_are_said_with_their_unit(metric: str, value: float, text: str) -> None:
    assert said(METRICS[metric], value) == text
