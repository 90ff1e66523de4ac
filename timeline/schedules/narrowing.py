"""A schedule's rows narrowed to some sites, providers, patients and dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pandas as pd

from timeline.errors import Fault, ScheduleError, WrongTypeError
from timeline.words import plural_of

Names = str | Iterable[str]
Dates = str | dt.date | Iterable[str | dt.date]


def narrowed(
    intervals: pd.DataFrame, *, clinic: Names | None, provider: Names | None, patient: Names | None, dates: Dates | None
) -> pd.DataFrame:
    """Keep the rows of some sites, providers, patients and dates; each condition that is stated must hold.

    Raises
    ------
    ScheduleError: a name that no row has, or a date that is none.
    """
    faults: list[Fault] = []
    wanted = {"clinic": clinic, "provider": provider, "patient": patient}
    keep = pd.Series(True, index=intervals.index)
    for column, names in wanted.items():
        if names is not None:
            asked = _asked(column, names)
            unknown = asked - set(intervals[column])
            if unknown:
                faults.append(_unknown(column, len(unknown)))
            keep &= intervals[column].isin(asked)
    if dates is not None:
        keep &= intervals["date"].isin(_date_texts(dates, faults))
    if faults:
        raise ScheduleError(faults)
    return intervals[keep].reset_index(drop=True)


def narrowed_not_kept(
    not_kept: pd.DataFrame, *, clinic: Names | None, provider: Names | None, patient: Names | None, dates: Dates | None
) -> pd.DataFrame:
    """Keep bookings that were not kept by the same conditions, which `narrowed` has checked."""
    keep = pd.Series(True, index=not_kept.index)
    for column, names in {"clinic": clinic, "provider": provider, "patient": patient}.items():
        if names is not None:
            keep &= not_kept[column].isin(_asked(column, names))
    if dates is not None:
        keep &= not_kept["date"].isin(_date_texts(dates, []))
    return not_kept[keep].reset_index(drop=True)


def _asked(column: str, names: Names) -> set[str]:
    if not isinstance(names, Iterable):
        raise WrongTypeError(f"{column}: expected an id as text, or a list of them, got {type(names).__name__}")
    return {names} if isinstance(names, str) else set(names)


def _unknown(column: str, count: int) -> Fault:
    problem = f"{count} of the names given {plural_of(count, 'is', 'are')} not in the schedule"
    return Fault("filter", None, column, "", problem, "Write each as the schedule does.")


def _date_texts(dates: Dates, faults: list[Fault]) -> set[str]:
    if not isinstance(dates, Iterable | dt.date):
        raise WrongTypeError(f"dates: expected a date, or a list of them, got {type(dates).__name__}")
    listed = [dates] if isinstance(dates, str | dt.date) else list(dates)
    found: set[str] = set()
    for one in listed:
        try:
            day = dt.date.fromisoformat(one) if isinstance(one, str) else dt.date(one.year, one.month, one.day)
        except (ValueError, TypeError, AttributeError):
            faults.append(Fault("filter", None, "dates", "", "one of them is not a date", "Write it like 2026-03-02."))
        else:
            found.add(day.isoformat())
    return found
