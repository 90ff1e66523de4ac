"""Trends as small multiples: one panel a metric, one line a group, on one axis of dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from timeline.analysis.trends import METRICS, Metric
from timeline.views.gantt import CONFIG, configure_renderers, title_layout
from timeline.views.marks import cut, safe
from timeline.views.palette import GRID, INK, MUTED, WHITE

Trace = dict[str, Any]

#: Pixels of a panel, of its heading with the space above it, and of everything above and below the panels.
PANEL, HEADING, HEAD, FOOT = 92, 56, 58, 44
#: Lines in the blue of one-on-one time first; each has a marker of its own, so that no group hangs on colour alone.
#: The warning colour is not among them.
SERIES = (
    ("#0072B2", "circle"),
    ("#B07A00", "square"),
    ("#00795B", "diamond"),
    ("#A3527D", "triangle-up"),
    ("#4A4A4A", "x"),
    ("#3A8FC4", "cross"),
)
#: After as many groups the colours come again, with another line.
DASHES = ("solid", "dashdot", "longdash")
_FONT = "Helvetica Neue, Helvetica, Arial, sans-serif"
_TICKS = 10


def trends_figure(table: pd.DataFrame) -> go.Figure:
    """Draw `TRENDS` as small multiples, one below the other on one axis of dates.

    A dashed line is the clinic's goal, a dotted one in the colour of its group the benchmark period; a panel's
    heading gives their values. Every axis begins at zero, so that a small change looks small.

    Parameters
    ----------
    table
        What `trends` gives; patients are not in it, providers or payers may be.

    Returns
    -------
    A Plotly figure without the button that uploads a chart, as `gantt` has it; an empty table gives a figure that
    says so. `gantt_html` makes a page of it.
    """
    configure_renderers()
    metrics = [metric for name, metric in METRICS.items() if (table["metric"] == name).any()]
    figure = _figure(table, metrics) if metrics else _nothing()
    figure.update_layout(title=_title(table))
    return figure


def _figure(table: pd.DataFrame, metrics: Sequence[Metric]) -> go.Figure:
    height = len(metrics) * (PANEL + HEADING)
    groups = sorted(set(table["group"]))
    styles = {group: Style.of(place) for place, group in enumerate(groups)}
    dates = _dates(sorted(set(table["period"])))
    layout: dict[str, Any] = {"shapes": [], "annotations": []}
    traces: list[Trace] = []
    for place, metric in enumerate(metrics):
        own = table[table["metric"] == metric.name]
        axis = "" if not place else str(place + 1)
        top = 1 - (place * (PANEL + HEADING) + HEADING) / height
        traces += [_line(group, own[own["group"] == group], axis, styles[group], metric) for group in groups]
        layout[f"xaxis{axis}"] = dates | {
            "anchor": f"y{axis}",
            "showticklabels": place == len(metrics) - 1,
            **({"matches": "x"} if axis else {}),
        }
        layout[f"yaxis{axis}"] = _values(axis, (max(0.0, top - PANEL / height), top), metric, own)
        layout["annotations"] += _headings(metric, top, own, several=len(groups) > 1)
        layout["shapes"] += _marks(own, axis, styles)
    return go.Figure(data=traces, layout=_layout(layout, height + HEAD + FOOT, legend=len(groups) > 1))


class Style(NamedTuple):
    """How the line of one group looks."""

    colour: str
    symbol: str
    dash: str

    @classmethod
    def of(cls, place: int) -> Style:
        """Give the style of a group by its place among all."""
        return cls(*SERIES[place % len(SERIES)], DASHES[place // len(SERIES) % len(DASHES)])


def _line(group: str, own: pd.DataFrame, axis: str, style: Style, metric: Metric) -> Trace:
    told = [
        (safe(group) or "Everybody", said(metric, value), f"{n} {metric.n.replace('_', '-')}")
        for value, n in zip(own["value"].tolist(), own["n"].tolist(), strict=True)
    ]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": safe(cut(group)) or "Everybody",
        "legendgroup": safe(group) or "everybody",
        "showlegend": not axis,
        "x": own["period"].to_numpy(dtype="datetime64[ms]"),
        "y": own["value"].tolist(),
        "xaxis": f"x{axis}",
        "yaxis": f"y{axis}",
        "cliponaxis": False,
        "line": {"color": style.colour, "width": 2, "dash": style.dash},
        "marker": {"symbol": style.symbol, "size": 7, "color": style.colour, "line": {"color": WHITE, "width": 1}},
        "customdata": np.array(told, dtype=object).reshape(-1, 3),
        "hovertemplate": f"<b>%{{customdata[0]}}</b><br>from %{{x|%a %d %b %Y}}<br>{metric.label}: "
        "%{customdata[1]}<br>rests on %{customdata[2]}<extra></extra>",
    }


def said(metric: Metric, value: float) -> str:
    """Say a metric's value with its unit.

    >>> said(METRICS["contested_share"], 0.0234), said(METRICS["timed_units_per_visit"], 2.5)
    ('2.3 %', '2.50 units')
    """
    if metric.unit == "share":
        return f"{100 * value:.1f} %"
    return f"{value:.2f} units" if metric.unit == "units" else f"{value:.1f} {metric.unit}"


def _values(axis: str, domain: tuple[float, float], metric: Metric, own: pd.DataFrame) -> dict[str, Any]:
    """Give a panel its axis of values, from zero to above everything in it: lines across do not widen one."""
    highest = float(np.nanmax(own[["value", "benchmark", "goal"]].to_numpy(dtype="float64"), initial=0.0))
    return {
        "anchor": f"x{axis}",
        "domain": list(domain),
        "range": [0, 1.1 * highest or 1],
        "nticks": 4,
        "tickformat": ".1~%" if metric.unit == "share" else "~g",
        "gridcolor": GRID,
        "zerolinecolor": GRID,
        "fixedrange": True,
        "automargin": True,
    }


def _dates(periods: Sequence[str]) -> dict[str, Any]:
    """Give the axis of dates: the periods themselves while they are few; Plotly chooses among many."""
    few = {"tickvals": list(periods)} if len(periods) <= _TICKS else {}
    return {"type": "date", "tickformat": "%d %b", "gridcolor": GRID, "linecolor": GRID, "automargin": True, **few}


def _headings(metric: Metric, top: float, own: pd.DataFrame, *, several: bool) -> list[dict[str, Any]]:
    """Head a panel: the metric, and below it what its lines across are."""
    told = [f"goal {said(metric, value)} (dashed)" for value in own["goal"].dropna().unique().tolist()[:1]]
    benchmarks = own["benchmark"].dropna().unique().tolist()
    if benchmarks:
        told.append("benchmark (dotted)" if several else f"benchmark {said(metric, benchmarks[0])} (dotted)")
    where = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom", "x": 0, "y": top}
    shown = [_text(f"<b>{metric.label}</b>") | where | {"yshift": 20 if told else 4}]
    if told:
        shown.append(_text(" · ".join(told)) | where | {"yshift": 4, "font": {"size": 11, "color": MUTED}})
    return shown


def _marks(own: pd.DataFrame, axis: str, styles: Mapping[str, Style]) -> list[dict[str, Any]]:
    """Draw the goal, and the benchmark of each group, across a panel."""
    across = [(value, INK, "dash") for value in own["goal"].dropna().unique().tolist()[:1]]
    benchmarks = own.dropna(subset=["benchmark"]).drop_duplicates("group")
    for group, value in zip(benchmarks["group"], benchmarks["benchmark"].tolist(), strict=True):
        across.append((value, styles[group].colour, "dot"))
    where = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": f"y{axis}", "layer": "below"}
    return [
        where | {"y0": value, "y1": value, "line": {"color": colour, "width": 1.5, "dash": dash}}
        for value, colour, dash in across
    ]


def _text(text: str) -> dict[str, Any]:
    return {"text": text, "showarrow": False, "font": {"size": 12, "color": INK}}


def _layout(more: Mapping[str, Any], height: int, *, legend: bool) -> go.Layout:
    return go.Layout(
        # An empty template: the picture is the same whatever the session's default is.
        template=go.layout.Template(),
        height=height,
        showlegend=legend,
        legend={
            "orientation": "h",
            "font": {"size": 11},
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yanchor": "bottom",
            # An empty heading: where a narrow screen wraps the legend, it keeps the title's place free.
            "title": {"text": "\u00a0", "font": {"size": 34}, "side": "top"},
        },
        hovermode="closest",
        dragmode="pan",
        modebar={"remove": list(CONFIG["modeBarButtonsToRemove"])},
        font={"family": _FONT, "size": 12, "color": INK},
        hoverlabel={"align": "left", "bgcolor": WHITE, "bordercolor": MUTED, "font": {"color": INK, "family": _FONT}},
        paper_bgcolor=WHITE,
        plot_bgcolor=WHITE,
        margin={"l": 8, "r": 16, "t": HEAD, "b": FOOT},
        **more,
    )


def _title(table: pd.DataFrame) -> dict[str, Any]:
    periods = sorted(set(table["period"]))
    several = f"Periods from {periods[0]} to {periods[-1]}" if periods else "No date"
    told = f"Period from {periods[0]}" if len(periods) == 1 else several
    return title_layout("Trends", told)


def _nothing() -> go.Figure:
    hidden = {"visible": False}
    nothing = [_text("Nothing to show") | {"x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper"}]
    return go.Figure(layout=_layout({"annotations": nothing, "xaxis": hidden, "yaxis": hidden}, 200, legend=False))
