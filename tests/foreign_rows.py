"""Rows of invented exports: spans, names of people, and dates as systems write them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta

#: The marks of people: none of them may be in anything that is shown.
SURNAMES = ("Quasimodo", "Esmeralda", "Frollo", "Phoebus", "Gringoire")
_FIRST = datetime(2026, 3, 2, 8, 0)
Row = Sequence[object]


def slots_of(count: int, minutes: int = 30) -> list[tuple[int, datetime, datetime]]:
    """Give spans in a row: several days, three an hour, none past midnight."""
    spans = []
    for number in range(count):
        start = _FIRST + timedelta(days=number // 10, minutes=45 * (number % 10))
        spans.append((number, start, start + timedelta(minutes=minutes)))
    return spans


def table(header: Sequence[str], rows: Sequence[Row], delimiter: str = ",") -> str:
    """Write a CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([header, *rows])
    return text.getvalue()


def us_moment(moment: datetime) -> str:
    return f"{moment.month}/{moment.day}/{moment:%y} {moment.hour}:{moment:%M}"


def us_date(moment: datetime) -> str:
    return f"{moment.month}/{moment.day}/{moment:%Y}"


def twelve_hours(moment: datetime) -> str:
    return f"{moment:%I:%M:%S %p}".lstrip("0")


def name_of(number: int) -> str:
    return f"{SURNAMES[number % 5]}, {'ABCDE'[number % 5]}"
