"""What the page's Trends view shows: every metric from day to day, in words and as figures."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from timeline import contracts
from timeline.analysis.metrics import Metric
from timeline.analysis.trends import Every, trends_by
from timeline.arguments import DateRange
from timeline.views.trends import Panel, panels, said
from timeline.views.viewer.month_schema import TrendPanel, TrendPeriod, TrendPoint, Trends, TrendView
from timeline.words import plural_of, short_date, weekday

if TYPE_CHECKING:
    import pandas as pd

    from timeline.result import Analysis

#: With more dates than this the weeks are shown as well, and first.
MOST_DAYS = 15
_RESTS_ON = {
    "visits": "visit",
    "clinician_days": "clinician-day",
    "bookings": "booking",
    "booked_visits": "booked visit",
    "late_starts": "late start",
}


def trends_told(
    result: Analysis,
    *,
    goals: Mapping[str, float] | None = None,
    benchmark: DateRange | None = None,
) -> Trends | None:
    """Return the trends of an analysis, with a figure for each metric.

    Parameters
    ----------
    result
        An analysis of any number of dates.
    goals, benchmark
        As `timeline.analysis.trends.trends` takes them; without them no line is drawn across.

    Returns
    -------
    Views by day, and with more than `MOST_DAYS` dates by week before it, each with its periods (every one
    with the date it leads to) and a panel a metric. None with fewer than two dates that have a visit: one date
    develops nowhere.

    Raises
    ------
    ValueError: a goal or a benchmark period that `trends` refuses.
    """
    dates = sorted(set(result.record.rows.date))
    # The weeks come first.
    followed = trends_by(result, ("week", "day"), goals=goals, benchmark=benchmark)
    shown = {every: contracts.as_text(contracts.TRENDS, table) for every, table in followed.items()}
    count = shown["day"]["period"].nunique()
    if count < 2:
        return None
    return {
        "benchmark": "" if benchmark is None else " to ".join(_date(str(date)[:10]) for date in benchmark),
        "views": [_view(table, every, dates) for every, table in shown.items() if every == "day" or count > MOST_DAYS],
    }


def _view(table: pd.DataFrame, every: Every, dates: Sequence[str]) -> TrendView:
    periods = sorted(set(table["period"]))
    shown = panels(table)
    return {
        "every": every,
        "label": {"day": "Days", "week": "Weeks"}[every],
        "told": _told(periods, every),
        "periods": [_period(period, dates, every, _days_of(periods, dates, every)) for period in periods],
        "panels": [_panel(panel) for row in shown for panel in row],
    }


def _days_of(periods: Sequence[str], dates: Sequence[str], every: Every) -> dict[str, int]:
    """Count the dates of each week."""
    if every != "week":
        return {}
    ends = [*periods[1:], "9999-12-31"]
    return {
        start: bisect_left(dates, end) - bisect_left(dates, start) for start, end in zip(periods, ends, strict=True)
    }


def _period(period: str, dates: Sequence[str], every: Every, days: Mapping[str, int]) -> TrendPeriod:
    """Name a period, and the date it leads to: a week leads to its first with a row.

    The first and the last week say how many dates they have where a week in between has more.
    """
    title = f"Week from {_date(period)}" if every == "week" else _date(period)
    part = days.get(period, 0) < max(days.values(), default=0) and period in (min(days), max(days))
    if part:
        title = f"{title}, {days[period]} of {max(days.values())} days"
    return {"title": title, "day": dates[bisect_left(dates, period)], "part": part}


def _date(date: str) -> str:
    """Write a date in short form.

    >>> _date("2026-03-03")
    'Tue 3 Mar 2026'
    """
    return f"{weekday(date)[:3]} {short_date(date)} {date[:4]}"


def _told(periods: Sequence[str], every: Every) -> str:
    """Describe the range of the periods.

    >>> _told(["2026-03-02", "2026-03-30"], "week")
    '2 weeks, from Mon 2 Mar 2026 to that of Mon 30 Mar 2026'
    """
    if not periods:
        return ""
    first, last = (_date(periods[end]) for end in (0, -1))
    if every == "week":
        return f"{len(periods)} weeks, from {first} to that of {last}"
    return f"{len(periods)} days, {first} to {last}"


def _panel(panel: Panel) -> TrendPanel:
    metric = panel.metric
    return {
        "metric": metric.name,
        "label": metric.label,
        "points": [_point(metric, value, n) for value, n in zip(panel.points, panel.rests_on, strict=True)],
        "goal": "" if panel.goal is None else said(metric, panel.goal),
        "benchmark": "" if panel.benchmark is None else said(metric, panel.benchmark),
        "figure": {"data": [panel.trace()], "layout": panel.layout()},
    }


def _point(metric: Metric, value: float | None, n: int | None) -> TrendPoint | None:
    if value is None or n is None:
        return None
    return {"text": said(metric, value), "rests": f"{n:,} {plural_of(n, _RESTS_ON[metric.n])}"}
