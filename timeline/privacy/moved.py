"""Dates moved by whole weeks: days of the week stay, and so do all minutes, units and findings, or nothing is moved.

Rules, ceilings and yearly amounts depend on the date of service. So a move is kept only if the analysis of the moved
schedule agrees with that of the real one. Who knows one of the days can work out the move.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from timeline.claimed import Claimed
from timeline.clock import ImpossibleClockError, RepeatedClockError, to_seconds, to_wall
from timeline.errors import Fault, ScheduleError
from timeline.privacy.key_file import keep_move, kept_move
from timeline.result import Analysis
from timeline.schedules import Schedule

_MOST_WEEKS, _TRIES = 26, 12
_DAY = 86_400
#: What must be the same once dates are left out of it.
_COMPARED = ("visits", "codes", "lines", "reconciliation", "payment")


def moved(analysis: Analysis, key_path: Path, again: Callable[[Analysis, Schedule, int], Analysis]) -> Analysis:
    """Move every date of a renamed analysis.

    Parameters
    ----------
    analysis
        Renamed already.
    key_path
        The key: it keeps the number of days, so that two pages of one clinic agree.
    again
        Works an analysis out again on a moved schedule, with claims and amounts moved by as many days.

    Raises
    ------
    ScheduleError: no move leaves minutes, units and findings as they are, or the one in the key does not.
    """
    dates = sorted(analysis.schedule.interval_table["date"].unique())
    if not dates:
        return analysis
    kept = kept_move(key_path)
    for days in _drawn(dates[0], dates[-1]) if kept is None else [kept]:
        try:
            found = again(analysis, moved_schedule(analysis.schedule, days), days)
        except (ImpossibleClockError, RepeatedClockError):  # there the clocks change
            continue
        if _compared(found) == _compared(analysis) and days == keep_move(key_path, days):
            return found
    problem = "dates cannot be moved: other rules would hold on every other date that was tried"
    repair = "Use the level sites" + (", or a key of its own for this schedule." if kept is not None else ".")
    raise ScheduleError([Fault("", None, "date", "", problem, repair)])


def _drawn(first: str, last: str) -> Iterator[int]:
    """Draw numbers of days, whole weeks, that leave the years as they are: much is counted by the calendar year."""
    weeks = [week for week in range(-_MOST_WEEKS, _MOST_WEEKS + 1) if week and _same_years(first, last, 7 * week)]
    for _ in range(min(_TRIES, len(weeks))):
        yield 7 * weeks.pop(secrets.randbelow(len(weeks)))


def _same_years(first: str, last: str, days: int) -> bool:
    return all(moved_date(day, days)[:4] == day[:4] for day in (first, last))


def moved_date(day: str, days: int) -> str:
    """Move a date.

    >>> moved_date("2026-03-02", 28)
    '2026-03-30'
    """
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def moved_schedule(schedule: Schedule, days: int) -> Schedule:
    """Move every date and clock of a schedule; faults keep no value, since it may be a date.

    Raises
    ------
    ImpossibleClockError, RepeatedClockError: a clock falls into an hour that is left out or repeated there.
    """
    return replace(
        schedule,
        interval_table=_moved_table(schedule.interval_table, schedule, days),
        not_kept_table=_moved_table(schedule.not_kept_table, schedule, days),
        fault_table=schedule.fault_table.assign(value=""),
    )


def moved_claims(claimed: Claimed, days: int) -> Claimed:
    """Move the dates of claim lines."""
    return Claimed(
        lines={(moved_date(on, days), *rest): lines for (on, *rest), lines in claimed.lines.items()},  # type: ignore[misc]
        without_visit={(moved_date(on, days), who): lines for (on, who), lines in claimed.without_visit.items()},
        complete=claimed.complete,
    )


def _moved_table(table: pd.DataFrame, schedule: Schedule, days: int) -> pd.DataFrame:
    zone = schedule.clinic.zone
    names = {day: moved_date(day, days) for day in table["date"].unique()}
    changed = {"date": pd.Series([names[day] for day in table["date"]], index=table.index, dtype=table["date"].dtype)}
    for name in ("start", "end"):
        changed[name] = (table[name] + pd.Timedelta(days=days)).astype(table[name].dtype)
        line = table[f"{name}_second"]
        seconds = {
            second: second + days * _DAY if zone is None else to_seconds(to_wall(second, zone) + timedelta(days), zone)
            for second in line.unique().tolist()
        }
        changed[f"{name}_second"] = line.map(seconds).astype(line.dtype)
    return table.assign(**changed)


def _compared(analysis: Analysis) -> list[list[str]]:
    """List what must stay, in an order that no date decides."""
    tables = analysis.tables()
    found = [_dateless(tables[name]) for name in _COMPARED]
    findings = [
        f"{each.rule.id} {each.severity} {each.seconds} {each.patients} {each.providers}"
        for each in analysis.finding_list
    ]
    return [*found, sorted(findings)]


def _dateless(table: pd.DataFrame) -> list[str]:
    kept = [name for name in table.columns if pd.api.types.is_numeric_dtype(table[name]) or name in _SAID]
    return sorted(map(str, table[kept].astype(str).to_numpy().tolist()))


#: Texts that hold no date.
_SAID = ("patient", "discipline", "code", "modifiers", "result", "payer")
