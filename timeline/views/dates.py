"""Dates as people write them, in English whatever the locale."""

from __future__ import annotations

from datetime import date as day_of

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: tuple[str, ...] = ("January", "February", "March", "April", "May", "June", "July")
MONTHS += ("August", "September", "October", "November", "December")


def weekday_and_date(date: str) -> str:
    """Write a date with its weekday, as tables and figures have it.

    >>> weekday_and_date("2026-03-03")
    'Tuesday 2026-03-03'
    """
    return f"{DAYS[day_of.fromisoformat(date).weekday()]} {date}"


def long_date(date: str) -> str:
    """Write a date in full.

    >>> long_date("2026-03-03")
    'Tuesday, 3 March 2026'
    """
    day = day_of.fromisoformat(date)
    return f"{DAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year}"


def short_date(date: str) -> str:
    """Write a date briefly, with its weekday.

    >>> short_date("2026-03-03")
    'Tue 3 Mar 2026'
    """
    day = day_of.fromisoformat(date)
    return f"{DAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]} {day.year}"
