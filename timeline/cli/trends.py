"""`timeline trends`: how a clinic changes over time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timeline.cli.options import PATH, analysis_of, analysis_options, files_argument, held_against, held_options
from timeline.cli.output import TABLES, Output, shows
from timeline.vocabulary import Evidence

if TYPE_CHECKING:
    import pandas as pd

    from timeline.analysis.trends import By, Every


@click.command("trends")
@files_argument
@click.option("--every", type=click.Choice(["day", "week", "month"]), default="week", show_default=True)
@click.option("--by", type=click.Choice(["provider", "payer", "clinic"]), help="Separate providers, payers or sites.")
@held_options
@click.option("--figure", type=PATH, metavar="OUT.html", help="Also draw it as a separate page.")
@analysis_options
@shows("table", "json", *TABLES)
def command(
    files: tuple[Path, ...],
    every: Every,
    by: By | None,
    figure: Path | None,
    output: Output,
    **options: Any,
) -> None:
    """Follow visits, units, contests, uncoded and idle minutes and exposure from week to week."""
    from timeline.analysis.totals import totals
    from timeline.analysis.trends import trends, trends_dict

    period, aims = held_against(options)
    analysis = analysis_of(files, options)
    followed = trends(analysis, every=every, by=by, benchmark=period, goals=aims)
    sums = totals(analysis.record, evidence=Evidence.DOCUMENTED)
    output.show(
        lambda: trends_text(followed, every, by or "group", totals=sums),
        lambda: trends_dict(followed, every=every, by=by, totals=sums),
        lambda: followed,
    )
    if figure is not None:
        _draw(followed, Output("text", figure, output.overwrite))


def _draw(followed: pd.DataFrame, page: Output) -> None:
    from timeline.views.gantt import gantt_html
    from timeline.views.trends import trends_figure

    page.emit(gantt_html(trends_figure(followed)))


def trends_text(followed: pd.DataFrame, every: str, by: str, *, totals: Mapping[str, Any]) -> str:
    """Show trends: a line per period and group, a column per metric, benchmark and goal below."""
    from timeline.analysis.metrics import METRICS
    from timeline.cli.render import claimed_twice
    from timeline.cli.terminal import Page
    from timeline.contracts import TRENDS, as_text

    page = Page()
    if followed.empty:
        page.line("No visits are recorded: there is nothing to follow.")
        return page.text
    page.line(claimed_twice(totals))
    followed = as_text(TRENDS, followed)
    metrics = [metric for metric in METRICS.values() if (followed["metric"] == metric.name).any()]
    headings = [_HEADINGS[metric.name] for metric in metrics]
    grouped = bool(followed["group"].any())
    first = [{"day": "Day", "week": "Week from", "month": "Month from"}[every]]
    rows: list[list[str]] = []
    for (period, group), own in followed.groupby(["period", "group"], sort=False):
        values, n = (dict(zip(own["metric"], own[name].tolist(), strict=True)) for name in ("value", "n"))
        visits = str(n.get("timed_units_per_visit", 0))
        rows.append(
            [str(period), *[str(group)] * grouped, visits, *(_value(m.name, values.get(m.name)) for m in metrics)]
        )
    rows += [row for name in ("benchmark", "goal") for row in _lines_below(followed, name, grouped=grouped)]
    page.table("Trends", [*first, *[by.capitalize()] * grouped, "Visits", *headings], rows, right=["Visits", *headings])
    page.line()
    for metric in metrics:
        page.line(f"{_HEADINGS[metric.name]}: {metric.label[0].lower()}{metric.label[1:]} ({metric.name})")
    return page.text


def _lines_below(followed: pd.DataFrame, name: str, *, grouped: bool) -> list[list[str]]:
    """Return the benchmark, or the goal, of each group that has one."""
    from timeline.analysis.metrics import METRICS

    shown = [metric for metric in METRICS if (followed["metric"] == metric).any()]
    known = followed.dropna(subset=[name])
    if name == "goal":
        known = known.assign(group="")
    rows = []
    for group, own in known.groupby("group"):
        values = dict(zip(own["metric"], own[name].tolist(), strict=True))
        rows.append([name, *[str(group)] * grouped, "", *(_value(metric, values.get(metric)) for metric in shown)])
    return rows


_HEADINGS = {
    "visits_per_clinician_day": "Per day",
    "timed_units_per_visit": "Units",
    "contested_share": "Claimed twice",
    "uncoded_minutes_per_visit": "Uncoded min",
    "idle_minutes_per_clinician_day": "Idle min",
    "exposure_units_per_100_visits": "Exposed",
    "late_share": "Late",
    "median_late_minutes": "Late min",
    "no_show_share": "Missed",
    "overrun_minutes_per_booking": "Overrun min",
}


def _value(name: str, value: float | None) -> str:
    """Show a value in the unit of its metric.

    >>> _value("contested_share", 0.0234), _value("timed_units_per_visit", 2.0), _value("contested_share", None)
    ('2.3 %', '2.00', '–')
    """
    if value is None:
        return "–"
    if name.endswith("_share"):
        return f"{100 * value:.1f} %"
    return f"{value:.2f}" if "units" in name else f"{value:.1f}"
