"""Trends as small multiples: one line per panel, as whole figures and as single panels for the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as day_of
from textwrap import wrap
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from timeline import contracts
from timeline.analysis.metrics import METRICS, Metric
from timeline.arguments import needs
from timeline.views.gantt import CONFIG, configure_renderers, title_layout
from timeline.views.marks import cut, safe
from timeline.views.palette import GRID, INK, LOOKS, MUTED, WHITE, Drawn

Trace = dict[str, Any]

#: Pixels: a panel across the page, one of a group, a column of those, a heading line, above and below everything.
PANEL, SMALL, COLUMN, LINE, HEAD, FOOT = 92, 64, 200, 18, 58, 44
_BLUE = LOOKS[Drawn.ONE_ON_ONE].colour
_FONT = "Helvetica Neue, Helvetica, Arial, sans-serif"
#: How many dates an axis names at most: across the page, on a panel of the page, under a column.
_ACROSS, _ON_A_CARD, _IN_A_COLUMN = 12, 5, 2


@dataclass(frozen=True, slots=True)
class Panel:
    """One metric of one group over the periods, ready to be placed in a figure.

    `points` has a value for each period, None where there is nothing to divide by. `goal` and `benchmark` run
    across; None for none.
    """

    metric: Metric
    group: str
    periods: Sequence[str]
    points: Sequence[float | None]
    rests_on: Sequence[int | None]
    goal: float | None
    benchmark: float | None
    range: tuple[float, float]

    def trace(self, axis: str = "") -> Trace:
        """Draw the line; the number of a point is the number of its period, and a period without a value breaks it."""
        who = safe(self.group) or "Everybody"
        told = [
            [who, "" if value is None else said(self.metric, value), f"{n} {self.metric.n.replace('_', '-')}"]
            for value, n in zip(self.points, self.rests_on, strict=True)
        ]
        return {
            "type": "scatter",
            "mode": "lines+markers",
            "name": safe(cut(self.group)) or "Everybody",
            "x": list(self.periods),
            "y": list(self.points),
            "xaxis": f"x{axis}",
            "yaxis": f"y{axis}",
            "cliponaxis": False,
            "line": {"color": _BLUE, "width": 2},
            "marker": {"size": 7, "color": _BLUE, "line": {"color": WHITE, "width": 1}},
            "customdata": told,
            "hovertemplate": f"<b>%{{customdata[0]}}</b><br>from %{{x|%a %d %b %Y}}<br>{self.metric.label}: "
            "%{customdata[1]}<br>based on %{customdata[2]}<extra></extra>",
        }

    def lines_across(self, axis: str = "", x: str = "") -> list[dict[str, Any]]:
        """Draw the goal and the benchmark across the panel whose axes have these numbers."""
        where = {"type": "line", "xref": f"x{x} domain", "x0": 0, "x1": 1, "yref": f"y{axis}", "layer": "above"}
        given = (("goal", self.goal, INK, "dash"), ("benchmark", self.benchmark, MUTED, "dot"))
        return [
            where | {"name": name, "y0": value, "y1": value, "line": {"color": colour, "width": 1.5, "dash": dash}}
            for name, value, colour, dash in given
            if value is not None
        ]

    def values_axis(self) -> dict[str, Any]:
        """Return the axis of values."""
        return {
            "range": list(self.range),
            "nticks": 5,
            "tickformat": ".1~%" if self.metric.unit == "share" else "~g",
            "gridcolor": GRID,
            "zerolinecolor": GRID,
            "fixedrange": True,
            "automargin": True,
        }

    def layout(self) -> dict[str, Any]:
        """Return the layout of a figure of this panel alone: without a title, as wide as its container."""
        return _plain() | {
            "margin": {"l": 8, "r": 14, "t": 10, "b": 8},
            "xaxis": dates_axis(self.periods, _ON_A_CARD) | {"fixedrange": True},
            "yaxis": self.values_axis(),
            "shapes": self.lines_across(),
        }


def panels(table: pd.DataFrame) -> list[list[Panel]]:
    """Turn `TRENDS` into panels: a list for each group, in it a panel for each metric the table has.

    All panels of a metric share one axis of values, so that groups can be compared by eye. It begins at zero unless
    everything on it, goals and benchmarks included, lies in its upper part.
    """
    periods = sorted(set(table["period"]))
    metrics = [(metric, table[table["metric"] == name]) for name, metric in METRICS.items()]
    ranges = {metric.name: _range(own) for metric, own in metrics}
    return [
        [
            _panel(metric, own[own["group"] == group], periods, ranges[metric.name])
            for metric, own in metrics
            if len(own)
        ]
        for group in sorted(set(table["group"]))
    ]


def _panel(metric: Metric, own: pd.DataFrame, periods: Sequence[str], range_: tuple[float, float]) -> Panel:
    value = dict(zip(own["period"], own["value"].tolist(), strict=True))
    n = dict(zip(own["period"], own["n"].tolist(), strict=True))
    goal, benchmark = (next(iter(own[name].dropna().tolist()), None) for name in ("goal", "benchmark"))
    points, rests_on = [value.get(period) for period in periods], [n.get(period) for period in periods]
    return Panel(metric, own["group"].iloc[0] if len(own) else "", periods, points, rests_on, goal, benchmark, range_)


def _range(own: pd.DataFrame) -> tuple[float, float]:
    """Choose an axis for values and lines across; it spans a fifth of the highest at least: small stays small."""
    shown = own[["value", "benchmark", "goal"]].to_numpy(dtype="float64").ravel()
    values = [float(value) for value in shown if value == value]
    high = max(values, default=0.0)
    if high <= 0:
        return 0.0, 1.0
    low = min(values)
    # What hardly changes lies in the middle, not under the upper edge.
    spare = max(0.0, high / 5 - (high - low)) / 2
    low, high = low - spare, high + spare
    edge = (high - low) / 10
    return (0.0 if low - edge < high / 4 else low - edge), high + edge


def trends_figure(table: pd.DataFrame) -> go.Figure:
    """Draw `TRENDS` as small multiples: a line has a panel to itself.

    For the clinic as a whole the metrics are one below the other; for several groups a row is a group and a column a
    metric, on one axis of values. A dashed line is the clinic's goal, a dotted one the benchmark period.

    Parameters
    ----------
    table
        What `trends` gives; patients are not in it, providers or payers may be.

    Returns
    -------
    A Plotly figure without the button that uploads a chart, as `gantt` has it; an empty table gives a figure that
    says so. `gantt_html` makes a page of it.
    """
    needs(table, pd.DataFrame, "table", "Pass what timeline.trends(result) returned.")
    table = contracts.as_text(contracts.TRENDS, table)
    configure_renderers()
    rows = panels(table)
    if not rows:
        figure = _nothing()
    elif len(rows) == 1:
        figure = _below_each_other(rows[0])
    else:
        figure = _in_rows(rows)
    figure.update_layout(title=_title(table))
    return figure


def _below_each_other(shown: Sequence[Panel]) -> go.Figure:
    heading = 2 * LINE + 20
    height = len(shown) * (PANEL + heading)
    placed = _Placed()
    for place, panel in enumerate(shown):
        top = 1 - (place * (PANEL + heading) + heading) / height
        dates = dates_axis(panel.periods, _ACROSS) | {"showticklabels": place == len(shown) - 1}
        placed.add(panel, (0.0, 1.0), (max(0.0, top - PANEL / height), top), dates)
        told = _lines_told(panel)
        placed.write(f"<b>{panel.metric.label}</b>", 0, top, shift=4 + (LINE if told else 0))
        if told:
            placed.write(told, 0, top, shift=4, font={"size": 11, "color": MUTED})
    return placed.figure(height + HEAD + FOOT)


def _in_rows(rows: Sequence[Sequence[Panel]]) -> go.Figure:
    columns, each = len(rows[0]), SMALL + LINE + 14
    heading = 3 * LINE
    height = heading + len(rows) * each
    placed = _Placed()
    share = 1 / columns
    for number, row in enumerate(rows):
        top = 1 - (heading + number * each + LINE + 14) / height
        for column, panel in enumerate(row):
            across = (column + 0.16) * share, (column + 0.98) * share
            dates = dates_axis(panel.periods, _IN_A_COLUMN) | {"showticklabels": number == len(rows) - 1}
            placed.add(panel, across, (max(0.0, top - SMALL / height), top), dates)
            if not number:
                words = wrap(panel.metric.label, 28)
                goal = [] if panel.goal is None else [f"goal {said(panel.metric, panel.goal)}"]
                placed.write("<br>".join([*(f"<b>{word}</b>" for word in words), *goal]), column * share, 1, down=True)
        placed.write(f"<b>{safe(cut(row[0].group)) or 'Everyone'}</b>", 0, top, shift=4)
    return placed.figure(height + HEAD + FOOT, width=columns * COLUMN + 24)


class _Placed:
    """Panels with their places in one figure; all share their dates."""

    def __init__(self) -> None:
        self.data: list[Trace] = []
        self.layout: dict[str, Any] = {"shapes": [], "annotations": []}

    def add(self, panel: Panel, across: tuple[float, float], up: tuple[float, float], dates: Mapping[str, Any]) -> None:
        axis = str(len(self.data) + 1) if self.data else ""
        self.data.append(panel.trace(axis))
        matches = {"matches": "x"} if axis else {}
        self.layout[f"xaxis{axis}"] = {**dates, "anchor": f"y{axis}", "domain": list(across), **matches}
        self.layout[f"yaxis{axis}"] = panel.values_axis() | {"anchor": f"x{axis}", "domain": list(up)}
        self.layout["shapes"] += panel.lines_across(axis, axis)

    def write(self, text: str, x: float, y: float, *, shift: int = 0, down: bool = False, **more: Any) -> None:
        where = {"xref": "paper", "yref": "paper", "xanchor": "left", "x": x, "y": y, "yshift": shift}
        shown = {"text": text, "showarrow": False, "align": "left", "font": {"size": 12, "color": INK}}
        self.layout["annotations"].append(shown | where | {"yanchor": "top" if down else "bottom"} | more)

    def figure(self, height: int, **more: Any) -> go.Figure:
        around = {"height": height, "margin": {"l": 8, "r": 16, "t": HEAD, "b": FOOT}, **more}
        return go.Figure(data=self.data, layout=_plain() | self.layout | around)


def said(metric: Metric, value: float) -> str:
    """Format a metric's value with its unit.

    >>> said(METRICS["contested_share"], 0.0234), said(METRICS["timed_units_per_visit"], 2.5)
    ('2.3 %', '2.50 units')
    """
    if metric.unit == "share":
        return f"{100 * value:.1f} %"
    return f"{value:.2f} units" if metric.unit == "units" else f"{value:.1f} {metric.unit}"


def dates_axis(periods: Sequence[str], most: int) -> dict[str, Any]:
    """Return the axis of dates; it labels the last period and, going back, those that fit."""
    named: list[str] = []
    first, last = (day_of.fromisoformat(periods[end]) for end in (0, -1))
    apart = (last - first).days / (most - 1)
    for period in reversed(periods):
        if not named or (day_of.fromisoformat(named[-1]) - day_of.fromisoformat(period)).days >= apart:
            named.append(period)
    return {
        "type": "date",
        "tickvals": named[::-1],
        "tickformat": "%-d %b",
        "tickangle": 0,
        "gridcolor": GRID,
        "linecolor": GRID,
        "automargin": True,
    }


def _lines_told(panel: Panel) -> str:
    """Explain the lines across."""
    given = (("goal", panel.goal, "dashed"), ("benchmark", panel.benchmark, "dotted"))
    return " · ".join(
        f"{name} {said(panel.metric, value)} ({dash})" for name, value, dash in given if value is not None
    )


def _plain() -> dict[str, Any]:
    """Return the layout that all figures of trends share."""
    return {
        # An empty template: the picture is the same whatever the session's default is.
        "template": {"data": {}, "layout": {}},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": "pan",
        "modebar": {"remove": list(CONFIG["modeBarButtonsToRemove"])},
        "font": {"family": _FONT, "size": 12, "color": INK},
        "hoverlabel": {
            "align": "left",
            "bgcolor": WHITE,
            "bordercolor": MUTED,
            "font": {"color": INK, "family": _FONT},
        },
        "paper_bgcolor": WHITE,
        "plot_bgcolor": WHITE,
    }


def _title(table: pd.DataFrame) -> dict[str, Any]:
    periods = sorted(set(table["period"]))
    several = f"Periods from {periods[0]} to {periods[-1]}" if periods else "No date"
    told = f"Period from {periods[0]}" if len(periods) == 1 else several
    lines = [
        f"{dash}: {name}" for name, dash in (("goal", "dashed"), ("benchmark", "dotted")) if table[name].notna().any()
    ]
    return title_layout("Trends", " · ".join([told, *lines]))


def _nothing() -> go.Figure:
    hidden = {"visible": False}
    placed = _Placed()
    placed.layout |= {"xaxis": hidden, "yaxis": hidden}
    placed.write("Nothing to show", 0.5, 0.5, xanchor="center")
    return placed.figure(200)
