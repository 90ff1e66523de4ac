"""What the page's Trends view shows: every metric from day to day, as plain JSON with its places worked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date as day_of
from datetime import timedelta
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any

from timeline.analysis.trends import METRICS, Every, Metric, trends
from timeline.contracts import records
from timeline.views.trends import said
from timeline.words import plural_of, short_date, weekday

if TYPE_CHECKING:
    from timeline.result import Analysis

#: With more dates than this the weeks are told as well, and first.
MOST_DAYS = 15
_STEPS = (1, 2, 2.5, 5, 10)
_RESTS_ON = {"visits": "visit", "clinician_days": "clinician-day"}

Point = dict[str, Any]


def trends_told(
    result: Analysis,
    *,
    goals: Mapping[str, float] | None = None,
    benchmark: tuple[str, str] | None = None,
) -> dict[str, Any] | None:
    """Say how the days of an analysis develop, ready to be drawn.

    Parameters
    ----------
    result
        An analysis of any number of dates.
    goals, benchmark
        As `timeline.analysis.trends.trends` takes them; without them no line is drawn across.

    Returns
    -------
    Views by day, and with more than `MOST_DAYS` dates by week before it, each with its periods (every one
    with the date it leads to) and a panel a metric; places on both axes lie between 0 and 1. None with
    fewer than two dates that have a visit: one date develops nowhere.

    Raises
    ------
    ValueError: a goal or a benchmark period that `trends` refuses.
    """
    days = _view(result, "day", goals, benchmark)
    if len(days["periods"]) < 2:
        return None
    weeks = [_view(result, "week", goals, benchmark)] if len(days["periods"]) > MOST_DAYS else []
    return {"views": [*weeks, days]}


def _view(
    result: Analysis, every: Every, goals: Mapping[str, float] | None, benchmark: tuple[str, str] | None
) -> dict[str, Any]:
    table = trends(result, every=every, goals=goals, benchmark=benchmark)
    columns = ("period", "metric", "value", "n", "benchmark", "goal")
    rows: dict[str, list[tuple[Any, ...]]] = {}
    for period, metric, *told in records(table, columns):
        rows.setdefault(metric, []).append((period, *told))
    periods = sorted({row[0] for own in rows.values() for row in own})
    dates = sorted(set(result.record.rows.date))
    return {
        "every": every,
        "label": {"day": "Days", "week": "Weeks"}[every],
        "told": _told(periods, every),
        "periods": _periods(periods, dates, every),
        "panels": [_panel(metric, rows[name], periods) for name, metric in METRICS.items() if name in rows],
    }


def _periods(periods: Sequence[str], dates: Sequence[str], every: Every) -> list[dict[str, Any]]:
    """Name the periods, place them by date, and tell which date each leads to: a week to its first."""
    first, last = (day_of.fromisoformat(periods[end]) for end in (0, -1)) if periods else (day_of.min, day_of.min)
    whole = (last - first).days or 1
    told = []
    for period in periods:
        day = day_of.fromisoformat(period)
        end = (day + timedelta(days=6 if every == "week" else 0)).isoformat()
        at = (day - first).days / whole if len(periods) > 1 else 0.5
        leads_to = next(date for date in dates if period <= date <= end)
        told.append({"at": round(at, 4), "title": _title(day, every), "short": short_date(period), "day": leads_to})
    return told


def _told(periods: Sequence[str], every: Every) -> str:
    """Say how far the periods reach.

    >>> _told(["2026-03-02", "2026-03-30"], "week")
    '2 weeks, the first from Mon 2 Mar 2026, the last from Mon 30 Mar 2026'
    """
    if not periods:
        return ""
    first, last = (_title(day_of.fromisoformat(periods[end]), "day") for end in (0, -1))
    if every == "week":
        return f"{len(periods)} weeks, the first from {first}, the last from {last}"
    return f"{len(periods)} days, {first} to {last}"


def _title(day: day_of, every: Every) -> str:
    """Say a period.

    >>> _title(day_of(2026, 3, 3), "day"), _title(day_of(2026, 3, 2), "week")
    ('Tue 3 Mar 2026', 'Week from Mon 2 Mar 2026')
    """
    named = f"{weekday(day.isoformat())[:3]} {short_date(day.isoformat())} {day.year}"
    return f"Week from {named}" if every == "week" else named


def _panel(metric: Metric, rows: Sequence[tuple[Any, ...]], periods: Sequence[str]) -> dict[str, Any]:
    """Say one metric: its axis, a point or nothing for each period, and the lines across."""
    lines = {
        name: next((row[k] for row in rows if row[k] == row[k]), None) for k, name in ((3, "benchmark"), (4, "goal"))
    }
    highest = max(*(row[1] for row in rows), *(value for value in lines.values() if value is not None), 0.0)
    step = _step(highest)
    top = step * max(1, ceil(highest / step - 1e-9))
    points: dict[str, Point] = {
        period: {"at": round(value / top, 4), "text": said(metric, value), "rests": _rests(metric, n)}
        for period, value, n, *_ in rows
    }
    return {
        "metric": metric.name,
        "label": metric.label,
        "ticks": [
            {"at": round(k * step / top, 4), "text": _tick(metric, k * step)} for k in range(round(top / step) + 1)
        ],
        "points": [points.get(period) for period in periods],
        **{
            name: None if value is None else {"at": round(value / top, 4), "text": said(metric, value)}
            for name, value in lines.items()
        },
    }


def _rests(metric: Metric, n: int) -> str:
    return f"{n:,} {plural_of(n, _RESTS_ON[metric.n])}"


def _step(highest: float) -> float:
    """Choose a round distance of the lines on an axis from zero, so that there are five at most.

    >>> _step(9.3), _step(0.023), _step(0)
    (2.5, 0.01, 1.0)
    """
    if highest <= 0:
        return 1.0
    least = highest / 4
    power = 10.0 ** floor(log10(least))
    return float(f"{next(power * step for step in _STEPS if power * step >= least * 0.999):.6g}")


def _tick(metric: Metric, value: float) -> str:
    return f"{100 * value:.6g} %" if metric.unit == "share" else f"{value:.6g}"
