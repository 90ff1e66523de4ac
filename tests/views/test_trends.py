"""The small multiples as data: a panel is one metric of one group, and lines across are what the table says."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from tests.views.conftest import analyzed
from timeline import contracts, trends, trends_figure
from timeline.analysis import metrics
from timeline.views import CONFIG, gantt_html
from timeline.views.trends import _range, dates_axis, panels, said

#: What days without bookings have.
METRICS = {name: each for name, each in metrics.METRICS.items() if each.n in ("visits", "clinician_days")}

WEEKS = ("9:00-9:30 P1 PT1 97110", "9:15-9:45 P2 PT1 97110", "9:00-9:30 P3 PT2 97110" + " next" * 7)
HOSTILE = "O'Neil <b onmouseover=alert(1)>Bo</b> & $x$"


@pytest.fixture(scope="module")
def followed() -> pd.DataFrame:
    goals = {"visits_per_clinician_day": 30.0, "contested_share": 0.0}
    return trends(analyzed(*WEEKS), by="provider", benchmark=("2026-03-02", "2026-03-02"), goals=goals)


def axes(figure: Any, group: int, metric: str) -> str:
    """Give the number of the axes of a panel in rows of groups: empty for the first."""
    place = group * len(METRICS) + list(METRICS).index(metric)
    return str(place + 1) if place else ""


def test_a_row_stands_for_each_group_and_a_column_for_each_metric(followed: pd.DataFrame) -> None:
    figure = trends_figure(followed)
    assert [(line.name, line.yaxis) for line in figure.data] == [
        (who, f"y{axes(figure, row, metric)}") for row, who in enumerate(("PT1", "PT2")) for metric in METRICS
    ]


def test_a_line_runs_through_the_values_of_the_table_and_breaks_where_there_is_none(followed: pd.DataFrame) -> None:
    periods = sorted(set(followed["period"]))
    for row in panels(followed):
        for panel in row:
            own = followed[(followed["metric"] == panel.metric.name) & (followed["group"] == panel.group)]
            found = dict(zip(own["period"], own["value"], strict=True))
            assert panel.trace()["x"] == periods
            assert panel.trace()["y"] == [found.get(period) for period in periods]
    assert panels(followed)[1][0].points[0] is None


def test_panels_of_the_whole_clinic_stand_below_each_other_and_share_their_dates() -> None:
    layout = trends_figure(trends(analyzed(*WEEKS))).layout
    domains = [layout[f"yaxis{number or ''}"].domain for number in ("", *range(2, len(METRICS) + 1))]
    assert all(below[1] < above[0] for above, below in pairwise(domains))
    assert domains[-1][0] == pytest.approx(0)
    assert {layout[f"xaxis{number}"].matches for number in range(2, len(METRICS) + 1)} == {"x"}


def test_panels_of_groups_do_not_overlap(followed: pd.DataFrame) -> None:
    layout = trends_figure(followed).layout
    places = {
        (layout[f"xaxis{number}"].domain, layout[f"yaxis{number}"].domain)
        for number in ("", *range(2, 2 * len(METRICS) + 1))
    }
    columns, rows = (sorted({place[axis] for place in places}) for axis in (0, 1))
    assert (len(columns), len(rows)) == (len(METRICS), 2)
    assert all(left[1] < right[0] for axis in (columns, rows) for left, right in pairwise(axis))


def test_goal_and_benchmark_run_across_their_panel(followed: pd.DataFrame) -> None:
    across = {(shape.yref, shape.name, shape.line.dash, shape.y0) for shape in trends_figure(followed).layout.shapes}
    assert ("y", "goal", "dash", 30.0) in across
    assert ("y3", "goal", "dash", 0.0) in across
    assert {each for each in across if each[0] == "y2"} == {("y2", "benchmark", "dot", 1.0)}


def test_groups_share_the_axis_of_a_metric_with_goal_and_benchmark_on_it(followed: pd.DataFrame) -> None:
    first, second = panels(followed)
    assert [panel.range for panel in first] == [panel.range for panel in second]
    for panel in first:
        shown = followed.loc[followed["metric"] == panel.metric.name, ["value", "goal", "benchmark"]].to_numpy().ravel()
        assert all(panel.range[0] <= value <= panel.range[1] for value in shown if value == value)
    assert first[4].range == (0, 1)  # nobody idles: an axis all the same


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [([1.0, 10.0], 0, 10.9), ([9.0, 10.0], 8.3, 10.7), ([100.0, 100.0], 88, 112), ([0.0], 0, 1)],
    ids=["from zero", "in the middle", "a fifth at least", "nothing"],
)
def test_an_axis_fits_its_values_and_a_small_change_looks_small(values: list[float], low: float, high: float) -> None:
    own = pd.DataFrame({"value": values, "benchmark": None, "goal": None})
    assert _range(own) == pytest.approx((low, high))


def test_headings_tell_the_values_of_the_lines_across() -> None:
    single = trends(analyzed(*WEEKS), benchmark=("2026-03-02", "2026-03-02"), goals={"contested_share": 0.01})
    texts = [note.text for note in trends_figure(single).layout.annotations]
    assert "goal 1.0 % (dashed) · benchmark 33.3 % (dotted)" in texts
    assert "benchmark 1.00 units (dotted)" in texts
    assert "<b>Share of attended time claimed twice</b>" in texts


def test_groups_are_named_once_and_the_lines_across_in_the_title(followed: pd.DataFrame) -> None:
    layout = trends_figure(followed).layout
    assert [note.text for note in layout.annotations if "PT" in note.text] == ["<b>PT1</b>", "<b>PT2</b>"]
    assert layout.title.subtitle.text.endswith("dashed: goal · dotted: benchmark")
    assert not layout.showlegend


def test_a_hostile_name_is_shown_as_text() -> None:
    rows = ("9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 PT2 97110")
    table = trends(analyzed(*rows, provider=[HOSTILE, "PT2"]), by="provider")
    text = trends_figure(table).to_json()
    assert "O'Neil" in text
    assert not re.search(r"<b on|\\u003cb on|\$x", text)


def test_an_axis_names_its_last_date_and_those_with_room_beside_it() -> None:
    periods = [f"2026-03-{day:02}" for day in range(1, 32)]
    assert dates_axis(periods, 3)["tickvals"] == ["2026-03-01", "2026-03-16", "2026-03-31"]
    assert dates_axis(periods[:2], 5)["tickvals"] == periods[:2]
    assert dates_axis(periods[:1], 5)["tickvals"] == periods[:1]


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
