"""The Gantt of one date as a plain Plotly figure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date as day_of
from datetime import timedelta
from html import escape, unescape
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go
import plotly.io as pio
from plotly.offline import get_plotlyjs

from timeline.analysis.given import facts_of
from timeline.arguments import date_text
from timeline.clock import EPOCH
from timeline.errors import WrongValueError
from timeline.views.by_date import ByDate
from timeline.views.came import Came, brackets, came
from timeline.views.lanes import GAP, Shelves, shelve
from timeline.views.marks import Bar, By, Marks, Overlay, Told, marks
from timeline.views.palette import BAND, BLACK, GRID, INK, LOOKS, MUTED, WHITE, Drawn
from timeline.words import counted, weekday

if TYPE_CHECKING:
    from timeline.result import Analysis

Trace = dict[str, Any]

#: Plotly's own defaults offer a button that uploads the chart, names and all; these take it away, with
#: the tools that mean nothing on a Gantt, and leave no address to load anything from.
CONFIG: Mapping[str, Any] = MappingProxyType(
    {
        "showSendToCloud": False,
        "plotlyServerURL": "",
        "displaylogo": False,
        "typesetMath": False,
        "topojsonURL": "/none/",
        "modeBarButtonsToRemove": ["sendChartToCloud", "select2d", "lasso2d", "autoScale2d"],
        "responsive": True,
    }
)

#: Pixels of one lane, of everything above the rows, and of it the part for the clock.
LANE, HEAD, _CLOCK = 22, 106, 28
_HOVER = (
    "<br>".join(["<b>%{customdata[0]}</b>", *(f"%{{customdata[{line}]}}" for line in range(1, 6))]) + "<extra></extra>"
)
#: Of a lane's height: the bar, the black strip at its foot, and how far below the middle the strip is.
BAR_SHARE, STRIP_SHARE, STRIP_OFFSET = 0.86, 0.2, 0.36
_FONT = "Helvetica Neue, Helvetica, Arial, sans-serif"
#: What a text on a bar needs: pixels of a character, and of a chart on a desk.
_CHARACTER, _NOMINAL, _TEXT = 5.8, 1150, 10


def gantt(result: Analysis, by: By = "provider", *, date: day_of | str | None = None) -> go.Figure:
    """Draw who was with whom on one date.

    One bar is one recorded row, from its start to its end on the clinic's wall clock, colored by the way
    it is attended; the pieces of a day stay recognizable as what somebody wrote down. What the analysis
    makes of them lies on top: contested spans are outlined and carry a black strip, which a gray printout
    keeps, on every bar that claims the provider; a diamond marks an interruption. Each bar says how much of
    it counts. Rows of a person that overlap are in lanes below each other, so none hides another; what
    was booked is a hollow bar below what happened, with a bracket from the start to the end of the visit.
    Shifts tint the background of the row.

    Parameters
    ----------
    result
        An analysis.
    by
        `provider`: a row per provider, therapists first, and a last row for what nobody attended.
        `patient`: a row per patient, in the order of their first start; shifts and time away have no place in it.
    date
        Which date, as a date or YYYY-MM-DD; default: the only one, or the first of several (the subtitle says so).

    Returns
    -------
    A Plotly figure: one trace per state, which the legend hides and shows; lengths in milliseconds.
    Patient names are in it; every text is escaped.

    The button with which Plotly uploads a chart is removed in the figure itself (`layout.modebar`), so that
    it is missing wherever the figure is shown or saved: `show`, Jupyter, `write_html`, `to_json`.
    The first call also sets `showSendToCloud` and its like in the configuration of Plotly's renderers, where
    the user has not. `gantt_html` gives a page with the whole of `CONFIG`.

    Raises
    ------
    WrongTypeError: `result` is no analysis.
    WrongValueError: an unknown view, or a date that the schedule does not have.
    """
    facts_of(result, "gantt")
    if by not in ("provider", "patient"):
        raise WrongValueError(f"by: no such view, got {by!r}; known: provider, patient.")
    configure_renderers()
    days = ByDate(result)
    dates = days.dates
    day = _choose(dates, date_text(date))
    shown = marks(days, by, day) if day else Marks((), (), (), ())
    figure = _figure(shown, came(result.record, day, shown.bars)) if shown.bars else _nothing()
    figure.update_layout(title=_title(by, day, dates if date is None else []), uirevision=f"{by} {day}")
    return figure


def gantt_html(figure: go.Figure) -> str:
    """Return a figure as one HTML page that loads nothing: it contains Plotly's script (5 MB).

    The page carries the whole of `CONFIG`; Plotly's own `to_html` drops a part of it. A content security
    policy in it keeps the page from reaching any other address. It holds what the figure holds: names.
    """
    drawn = json.loads(figure.to_json())
    title = unescape(drawn["layout"].get("title", {}).get("text", "Schedule"))
    call = ", ".join(_script(part) for part in (drawn["data"], drawn["layout"], dict(CONFIG)))
    return _PAGE.format(title=escape(title), plotly=get_plotlyjs(), call=call)


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; \
style-src 'unsafe-inline'; img-src data: blob:">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>html {{ overflow-y: scroll; }} body {{ margin: 0; background: #fff; }}</style>
</head>
<body>
<main><div id="chart" role="region" aria-label="{title}"></div></main>
<script>{plotly}</script>
<script>Plotly.newPlot("chart", {call});</script>
</body>
</html>
"""


def _script(value: Any) -> str:
    """Write a value as JSON that cannot end the script around it."""
    text = json.dumps(value, ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def configure_renderers() -> None:
    """Remove the upload button from everything Plotly shows in this process, unless the user has put it there."""
    quiet = {key: value for key, value in CONFIG.items() if key != "modeBarButtonsToRemove"}
    for renderer in (pio.renderers[name] for name in pio.renderers):
        if hasattr(renderer, "config"):
            renderer.config = quiet | (renderer.config or {})


def _choose(dates: Sequence[str], date: str | None) -> str:
    if date is None:
        return dates[0] if dates else ""
    if date not in dates:
        known = f"{dates[0]} to {dates[-1]}, {counted(len(dates), 'date')}" if dates else "none"
        raise WrongValueError(f"date: the schedule has no such date; known: {known}. Write it as YYYY-MM-DD.")
    return date


def _figure(shown: Marks, met: Sequence[Came]) -> go.Figure:
    bars = shown.bars
    kinds = np.array([bar.drawn for bar in bars])
    start, length = (np.array([getattr(bar, name) for bar in bars], dtype=np.int64) for name in ("start", "length"))
    row = np.array([bar.row for bar in bars], dtype=np.int64)
    shelves = shelve(row, (start, start + length), np.array([bar.thin for bar in bars]), kinds == Drawn.SHIFT)
    span = int(start.min()), int((start + length).max())
    traces = []
    for drawn in (Drawn.SHIFT, *(kind for kind in Drawn if kind is not Drawn.SHIFT)):
        own = np.flatnonzero(kinds == drawn)
        if len(own):
            traces.append(_bars(drawn, [bars[i] for i in own], shelves.middle[own], shelves.height[own], span))
    if shown.contests:
        traces.append(_contests(shown.contests, shelves))
    if shown.interruptions:
        traces.append(_interruptions(shown.interruptions, shelves))
    if met:
        traces.append(brackets(met, shelves))
    # Plain dicts: Plotly checks each of them once, its own objects twice.
    return go.Figure(data=traces, layout=_layout(shown, shelves, span))


def _bars(drawn: Drawn, bars: Sequence[Bar], middle: Any, height: Any, span: tuple[int, int]) -> Trace:
    look = LOOKS[drawn]
    width = height if drawn is Drawn.SHIFT else height * BAR_SHARE
    return {
        "type": "bar",
        "orientation": "h",
        "name": look.label,
        "legendrank": _rank(drawn),
        "base": _clocks(bar.start for bar in bars),
        "x": [bar.length for bar in bars],
        "y": middle.tolist(),
        "width": width.tolist(),
        "marker": {
            "color": look.fill,
            "line": {"color": look.line, "width": look.line_width},
            "pattern": {
                "shape": look.pattern,
                "size": 6,
                "solidity": 0.22,
                "fgcolor": f"rgba(0,0,0,{look.ink})",
                "fillmode": "overlay",
            },
        },
        "text": [_fitting(bar, _NOMINAL / (span[1] - span[0])) for bar in bars],
        "textposition": "inside",
        "insidetextanchor": "start",
        "insidetextfont": {"color": look.text, "size": _TEXT},
        "textangle": 0,
        "customdata": _table([bar.told for bar in bars]),
        "hovertemplate": _HOVER,
    }


def _fitting(bar: Bar, pixels: float) -> str:
    """Return the first name that fits its room on a desktop screen, or else the last.

    Plotly leaves out what does not fit the bar at hand; thin bars have no room for text. An overlay's edge
    must not cross a text, so a bar with an overlay shows no text that does not fit before the edge.
    """
    if bar.thin or not bar.names:
        return ""
    room = bar.room * pixels - 6
    fitting = (name for name in bar.names if len(unescape(name)) * _CHARACTER <= room)
    return next(fitting, bar.names[-1] if bar.room == bar.length else "")


def _contests(contests: Sequence[Overlay], shelves: Shelves) -> Trace:
    """Draw every contested span twice: an outline in the warning color, and a strip that a gray printout keeps.

    Both are bars of one trace, outlines first, so that the legend hides them together.
    """
    look, count = LOOKS[Drawn.CONTESTED], len(contests)
    bar = [each.bar for each in contests]
    middle, height = shelves.middle[bar], shelves.height[bar]
    return {
        "type": "bar",
        "orientation": "h",
        "name": look.label,
        "legendrank": _rank(Drawn.CONTESTED),
        "base": _clocks([each.start for each in contests] * 2),
        "x": [each.length for each in contests] * 2,
        "y": [*middle.tolist(), *(middle + height * STRIP_OFFSET).tolist()],
        "width": [*(height * BAR_SHARE).tolist(), *(height * STRIP_SHARE).tolist()],
        "marker": {
            "color": [look.fill] * count + [BLACK] * count,
            "line": {"color": look.line, "width": [look.line_width] * count + [0] * count},
        },
        "customdata": _table([each.told for each in contests] * 2),
        "hovertemplate": _HOVER,
    }


def _interruptions(found: Sequence[Overlay], shelves: Shelves) -> Trace:
    """Draw a diamond on top of the bar, in the middle of the time: the name on the bar stays readable."""
    look = LOOKS[Drawn.INTERRUPTION]
    bar = [each.bar for each in found]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": look.label,
        "legendrank": _rank(Drawn.INTERRUPTION),
        "x": _clocks(each.start + each.length // 2 for each in found),
        "y": (shelves.middle[bar] - shelves.height[bar] / 2).tolist(),
        "marker": {
            "symbol": "diamond",
            "size": 8,
            "color": look.fill,
            "line": {"color": look.line, "width": look.line_width},
        },
        "customdata": _table([each.told for each in found]),
        "hovertemplate": _HOVER,
    }


def _table(told: Sequence[Told]) -> Any:
    """Return lines of text per mark as one array, ready for Plotly."""
    return np.array(told, dtype=object)


def _rank(drawn: Drawn) -> int:
    """Return the place in the legend; traces are in the order in which they are painted."""
    return 1000 + list(Drawn).index(drawn)


def _clocks(milliseconds: Iterable[int]) -> Any:
    """Convert milliseconds to naive wall-clock times."""
    return np.array(list(milliseconds), dtype="datetime64[ms]")


def _layout(shown: Marks, shelves: Shelves, span: tuple[int, int]) -> go.Layout:
    bottom = float(shelves.bottom[-1])
    rows = (bottom + 1.5 * GAP) * LANE
    edge = max(5 * 60_000, (span[1] - span[0]) // 80)
    ends = [(EPOCH + timedelta(milliseconds=at)).isoformat() for at in (span[0] - edge, span[1] + edge)]
    return _plain_layout(
        height=round(rows + HEAD + 20),
        shapes=[_band(shelves.top[row], shelves.bottom[row]) for row in range(0, len(shown.labels), 2)],
        showlegend=True,
        legend={
            "orientation": "h",
            "font": {"size": 11},
            "x": 0,
            "xanchor": "left",
            "y": 1 + _CLOCK / rows,
            "yanchor": "bottom",
            # An empty heading: where a narrow screen wraps the legend, it keeps the title's place free.
            "title": {"text": "\u00a0", "font": {"size": 34}, "side": "top"},
        },
        xaxis={
            "type": "date",
            "range": ends,
            "tickformat": "%H:%M",
            "side": "top",
            "tickangle": 0,
            "gridcolor": GRID,
            "minor": {"dtick": 15 * 60_000, "showgrid": True, "gridcolor": "#EDF0F3"},
        },
        yaxis={
            "range": [bottom + GAP / 2, -GAP],
            "tickmode": "array",
            "tickvals": ((shelves.top + shelves.bottom) / 2).tolist(),
            "ticktext": list(shown.labels),
            "fixedrange": True,
            "automargin": True,
            "showgrid": False,
            "zeroline": False,
        },
    )


def _plain_layout(**more: Any) -> go.Layout:
    return go.Layout(
        # An empty template: the picture is the same whatever the session's default is.
        template=go.layout.Template(),
        barmode="overlay",
        bargap=0,
        hovermode="closest",
        dragmode="pan",
        modebar={"remove": list(CONFIG["modeBarButtonsToRemove"])},
        font={"family": _FONT, "size": 12, "color": INK},
        uniformtext={"mode": "hide", "minsize": _TEXT},
        hoverlabel={"align": "left", "bgcolor": WHITE, "bordercolor": MUTED, "font": {"color": INK, "family": _FONT}},
        paper_bgcolor=WHITE,
        plot_bgcolor=WHITE,
        margin={"l": 8, "r": 16, "t": HEAD, "b": 20},
        **more,
    )


def _band(top: float, bottom: float) -> dict[str, Any]:
    """Shade every other row."""
    return {
        "type": "rect",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": float(top) - GAP / 2,
        "y1": float(bottom) + GAP / 2,
        "layer": "below",
        "line": {"width": 0},
        "fillcolor": BAND,
    }


def _title(by: By, day: str, dates: Sequence[str]) -> dict[str, Any]:
    named = f"{weekday(day)} {day}" if day else "No date"
    several = f" · the first of {len(dates)} dates" if len(dates) > 1 else ""
    return title_layout(named, f"By {by}{several}")


def title_layout(text: str, subtitle: str) -> dict[str, Any]:
    """Lay out a figure's title and the line beneath it, at the upper left."""
    return {
        "text": text,
        "subtitle": {"text": subtitle, "font": {"size": 12, "color": MUTED}},
        "x": 0,
        "xref": "container",
        "xanchor": "left",
        "y": 1,
        "yref": "container",
        "yanchor": "top",
        "pad": {"t": 10, "l": 12},
        "font": {"size": 15},
    }


def _nothing() -> go.Figure:
    figure = go.Figure(layout=_plain_layout(height=HEAD + 80, xaxis={"visible": False}, yaxis={"visible": False}))
    figure.add_annotation(text="Nothing to show", x=0.5, y=0.5, xref="paper", yref="paper", showarrow=False)
    return figure
